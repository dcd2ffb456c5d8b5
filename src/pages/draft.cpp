// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/draft.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "jmap/type.hpp"
#include "mail/message/address.hpp"
#include "pages/prose.hpp"
#include "pages/words.hpp"

namespace milpa::pages {

namespace {

namespace message = mail::message;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string lowered(std::string_view text) {
    std::string made(text);
    std::ranges::transform(made, made.begin(), lower);
    return made;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= 0x20) text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= 0x20) text.remove_suffix(1);
    return text;
}

/// One at a time off `rest`: commas, semicolons and line ends part them, but within quotes and angle
/// brackets.
std::string_view take_recipient(std::string_view& rest) {
    bool quoted = false, angled = false;
    std::size_t at = 0;
    for (; at < rest.size(); ++at) {
        const char c = rest[at];
        if (quoted && c == '\\') {
            ++at;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == '<' || c == '>')) {
            angled = c == '<';
        } else if (!quoted && !angled && (c == ',' || c == ';' || c == '\n')) {
            break;
        }
    }
    at = std::min(at, rest.size());
    const std::string_view one = trim(rest.substr(0, at));
    rest.remove_prefix(std::min(at + 1, rest.size()));
    return one;
}

std::string unquoted(std::string_view name) {
    if (name.size() < 2 || !name.starts_with('"') || !name.ends_with('"')) return std::string(name);
    std::string made;
    for (std::size_t i = 1; i + 1 < name.size(); ++i) {
        if (name[i] == '\\' && i + 2 < name.size()) ++i;
        made += name[i];
    }
    return made;
}

std::optional<Recipient> read_recipient(std::string_view text) {
    Recipient made;
    std::string_view address = text;
    if (text.ends_with('>')) {
        const std::size_t open = text.rfind('<');
        if (open == std::string_view::npos) return std::nullopt;
        made.name = unquoted(trim(text.substr(0, open)));
        address = trim(text.substr(open + 1, text.size() - open - 2));
    }
    const auto mailbox = message::parse_mailbox(address);
    if (!mailbox || mailbox->domain.empty()) return std::nullopt;
    made.email = address;
    return made;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> all;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0) all.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return all;
}

std::vector<std::string> strings_at(const json::object& object, std::string_view name) {
    std::vector<std::string> all;
    for (const json::value& one : list_at(object, name))
        if (one.is_string()) all.emplace_back(std::string_view(one.get_string()));
    return all;
}

std::vector<Attached> attached_of(const json::object& email) {
    std::vector<Attached> all;
    for (const json::object* part : files_of(email)) {
        all.push_back({.name = std::string(text_at(*part, "name")),
                       .type = std::string(text_at(*part, "type")),
                       .blob_id = std::string(text_at(*part, "blobId")),
                       .size = static_cast<std::uint64_t>(number_at(*part, "size"))});
    }
    return all;
}

std::set<std::string> own_addresses(const std::vector<Identity>& identities) {
    std::set<std::string> all;
    for (const Identity& one : identities) all.insert(lowered(one.email));
    return all;
}

/// The addresses of a property that are nobody's of `left_out`, each once; those are added to it.
std::string others(const json::object& email, std::initializer_list<std::string_view> properties,
                   std::set<std::string>& left_out) {
    json::object chosen;
    json::array list;
    for (const std::string_view property : properties) {
        for (const json::object* one : objects_at(email, property)) {
            if (text_at(*one, "email").empty() || !left_out.insert(lowered(text_at(*one, "email"))).second)
                continue;
            list.emplace_back(*one);
        }
    }
    chosen["list"] = std::move(list);
    return addresses(chosen, "list");
}

/// The identity that a letter was written to, else the first.
std::string identity_for(const json::object& email, const std::vector<Identity>& identities) {
    for (const std::string_view property : {"to", "cc", "bcc", "from"}) {
        for (const json::object* one : objects_at(email, property)) {
            for (const Identity& identity : identities)
                if (lowered(identity.email) == lowered(text_at(*one, "email"))) return identity.id;
        }
    }
    return identities.empty() ? std::string() : identities.front().id;
}

bool begins_with(std::string_view subject, std::initializer_list<std::string_view> prefixes) {
    const std::string low = lowered(subject);
    return std::ranges::any_of(prefixes, [&](std::string_view prefix) { return low.starts_with(prefix); });
}

std::string sent_text(const Reader& reader, const json::object& email) {
    const auto sent = jmap::read_date(text_at(email, "sentAt"));
    return moment_text(reader.language, sent.value_or(received_ms(email)));
}

/// Lines that people and programs know as the head of a letter that was handed on.
std::string forwarded_text(const Reader& reader, const json::object& email, std::string_view text) {
    std::string made = "\n\n---------- " + reader(word::plain_forwarded()) + " ----------\n";
    const auto line = [&](const Phrase& name, const std::string& value) {
        if (!value.empty()) made += reader(name) + ": " + value + "\n";
    };
    line(word::plain_from(), addresses(email, "from"));
    line(word::plain_date(), sent_text(reader, email));
    line(word::plain_subject(), std::string(text_at(email, "subject")));
    line(word::plain_to(), addresses(email, "to"));
    line(word::plain_cc(), addresses(email, "cc"));
    return made + "\n" + std::string(text);
}

std::vector<std::string> references_for(const json::object& email) {
    std::vector<std::string> all = strings_at(email, "references");
    if (all.empty()) {
        all = strings_at(email, "inReplyTo");
        if (all.size() > 1) all.clear();  // RFC 5322 3.6.4: several are no thread
    }
    for (std::string& id : strings_at(email, "messageId")) all.push_back(std::move(id));
    if (all.size() > references_max) all.erase(all.begin() + 1, all.end() - (references_max - 1));
    return all;
}

json::value list_of(const std::vector<Recipient>& recipients) {
    if (recipients.empty()) return nullptr;
    json::array list;
    for (const Recipient& one : recipients) {
        json::object made;
        made["name"] = one.name.empty() ? json::value(nullptr) : json::value(one.name);
        made["email"] = one.email;
        list.emplace_back(std::move(made));
    }
    return list;
}

json::value ids_of(const std::vector<std::string>& ids) {
    if (ids.empty()) return nullptr;
    return texts(ids);
}

/// Lines as mail has them in memory: browsers send CRLF.
std::string with_plain_lines(std::string_view text) {
    std::string made;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r') {
            if (i + 1 >= text.size() || text[i + 1] != '\n') made += '\n';
        } else {
            made += text[i];
        }
    }
    return made;
}

}  // namespace

std::vector<Identity> read_identities(const json::object& identity_get) {
    std::vector<Identity> all;
    for (const json::object* one : objects_at(identity_get, "list")) {
        all.push_back({.id = std::string(text_at(*one, "id")),
                       .name = std::string(text_at(*one, "name")),
                       .email = std::string(text_at(*one, "email")),
                       .signature = std::string(text_at(*one, "textSignature")),
                       .reply_to = list_at(*one, "replyTo")});
    }
    return all;
}

Result<std::vector<Recipient>> read_recipients(std::string_view typed) {
    std::vector<Recipient> all;
    while (!typed.empty()) {
        const std::string_view one = take_recipient(typed);
        if (one.empty()) continue;
        if (all.size() >= recipients_max) return fail(ErrorKind::limit, "too many recipients");
        auto recipient = read_recipient(one);
        if (!recipient) return fail(ErrorKind::syntax, std::string(one));
        all.push_back(std::move(*recipient));
    }
    return all;
}

Draft read_draft(const Form& form, std::vector<Attached> came) {
    const auto text = [&](std::string_view name) { return std::string(form.text(name)); };
    Draft made{.saved_id = text("draft"),
               .identity_id = text("identity"),
               .to = text("to"),
               .cc = text("cc"),
               .bcc = text("bcc"),
               .subject = text("subject"),
               .text = with_plain_lines(form.text("text")),
               .files = {},
               .in_reply_to = words_of(form.text("in-reply-to")),
               .references = words_of(form.text("references")),
               .answers = text("answers"),
               .forwards = text("forwards")};
    const auto blobs = form.all("file-blob"), names = form.all("file-name"), types = form.all("file-type"),
               sizes = form.all("file-size"), removed = form.all("remove");
    const std::size_t count = std::min({blobs.size(), names.size(), types.size(), sizes.size()});
    for (std::size_t i = 0; i < count; ++i) {
        // By its place in the list: two files may be the same octets, by two names.
        if (std::ranges::find(removed, std::to_string(i)) != removed.end()) continue;
        std::uint64_t size = 0;
        std::from_chars(sizes[i].data(), sizes[i].data() + sizes[i].size(), size);
        made.files.push_back({std::string(names[i]), std::string(types[i]), std::string(blobs[i]), size});
    }
    std::ranges::move(came, std::back_inserter(made.files));
    return made;
}

Draft draft_of(const json::object& email, const std::vector<Identity>& identities) {
    LetterText text = text_of(email);
    Draft made{.saved_id = std::string(text_at(email, "id")),
               .identity_id = {},
               .to = addresses(email, "to"),
               .cc = addresses(email, "cc"),
               .bcc = addresses(email, "bcc"),
               .subject = std::string(text_at(email, "subject")),
               .text = std::move(text.text),
               .is_cut = text.is_cut,
               .was_html = text.was_html,
               .files = attached_of(email),
               .in_reply_to = strings_at(email, "inReplyTo"),
               .references = strings_at(email, "references")};
    const std::string from = objects_at(email, "from").empty()
                                 ? std::string()
                                 : lowered(text_at(*objects_at(email, "from").front(), "email"));
    for (const Identity& one : identities)
        if (lowered(one.email) == from && made.identity_id.empty()) made.identity_id = one.id;
    if (made.identity_id.empty() && !identities.empty()) made.identity_id = identities.front().id;
    return made;
}

Draft answer_to(const Reader& reader, const json::object& email, Answering how,
                const std::vector<Identity>& identities) {
    Draft made{.identity_id = identity_for(email, identities)};
    const std::string subject(text_at(email, "subject")), id(text_at(email, "id"));
    const auto [text, was_html, is_cut] = text_of(email);
    if (how == Answering::forward) {
        made.forwards = id;
        made.subject = begins_with(subject, {"fwd:", "fw:", "tr:", "rv:"}) ? subject : "Fwd: " + subject;
        made.text = forwarded_text(reader, email, text);
        made.files = attached_of(email);
        // Whoever is handed a letter has all of it: where its text is too long to be written on, as a file.
        if (is_cut) {
            made.files.push_back({.name = "letter.eml",
                                  .type = "message/rfc822",
                                  .blob_id = std::string(text_at(email, "blobId")),
                                  .size = static_cast<std::uint64_t>(number_at(email, "size"))});
        }
        return made;
    }
    made.answers = id;
    made.subject = begins_with(subject, {"re:", "aw:", "sv:"}) ? subject : "Re: " + subject;
    made.in_reply_to = strings_at(email, "messageId");
    made.references = references_for(email);
    std::set<std::string> known;
    const std::set<std::string> own = own_addresses(identities);
    const bool is_own = !objects_at(email, "from").empty() &&
                        own.contains(lowered(text_at(*objects_at(email, "from").front(), "email")));
    if (is_own) {
        // Who goes on with what they wrote themselves writes to the same people.
        made.to = others(email, {"to"}, known);
    } else if (objects_at(email, "replyTo").empty()) {
        made.to = others(email, {"from"}, known);
    } else {
        made.to = others(email, {"replyTo"}, known);
    }
    if (how == Answering::all) {
        if (!is_own) known.insert(own.begin(), own.end());
        made.cc = is_own ? others(email, {"cc"}, known) : others(email, {"to", "cc"}, known);
    }
    std::string who = names(email, "from");
    if (who.empty()) who = reader(word::plain_nobody());
    made.text = "\n\n" + reader(word::plain_attribution({.date = sent_text(reader, email), .name = who})) +
                "\n" + quoted(text);
    // Isolates are for the screen, not for what is sent.
    for (const std::string_view isolate : {"\u2068", "\u2069"}) {
        for (std::size_t at = 0; (at = made.text.find(isolate, at)) != std::string::npos;)
            made.text.erase(at, isolate.size());
    }
    return made;
}

void add_signature(Draft& draft, const Identity& identity) {
    if (trim(identity.signature).empty()) return;
    draft.text +=
        (draft.text.empty() ? "\n\n" : "\n") + std::string("-- \n") + with_plain_lines(identity.signature);
}

json::object email_of(const Draft& draft, const Recipients& recipients, const Identity& identity,
                      std::string_view drafts_id) {
    json::object made;
    made["mailboxIds"] = json::object{{drafts_id, true}};
    made["keywords"] = json::object{{"$draft", true}, {"$seen", true}};
    made["from"] = list_of({{identity.name, identity.email}});
    if (!identity.reply_to.empty()) made["replyTo"] = identity.reply_to;
    made["to"] = list_of(recipients.to);
    made["cc"] = list_of(recipients.cc);
    made["bcc"] = list_of(recipients.bcc);
    made["subject"] = draft.subject;
    made["inReplyTo"] = ids_of(draft.in_reply_to);
    made["references"] = ids_of(draft.references);
    json::object part{{"partId", "text"}, {"type", "text/plain"}};
    json::array parts;
    parts.emplace_back(std::move(part));
    made["textBody"] = std::move(parts);
    json::object value{{"value", draft.text}};
    made["bodyValues"] = json::object{{"text", std::move(value)}};
    json::array files;
    for (const Attached& file : draft.files) {
        json::object one{{"blobId", file.blob_id}, {"type", file.type}, {"disposition", "attachment"}};
        one["name"] = file.name.empty() ? json::value(nullptr) : json::value(file.name);
        files.emplace_back(std::move(one));
    }
    if (!files.empty()) made["attachments"] = std::move(files);
    return made;
}

}  // namespace milpa::pages
