// SPDX-License-Identifier: AGPL-3.0-or-later
// The page on which a letter is written: new, an answer, handed on, or a draft opened again. Every button but
// the one that discards keeps it as a draft first, so that nothing that was typed is lost.
#include "pages/mail_write.hpp"

#include "jmap/type.hpp"
#include "pages/words.hpp"

namespace milpa::pages {

namespace {

/// Octets of a text that is quoted or opened again: what a form takes, with room for its marks.
constexpr std::int64_t text_octets_max = 1024 * 1024;
// An empty line is quoted as ">", and browsers send CRLF: what was opened here can be sent, beside its other
// fields.
static_assert(3 * text_octets_max + std::int64_t{form_octets_max} <= std::int64_t{texts_octets_max});
constexpr std::size_t text_rows = 18;

json::object email_arguments(std::string_view id) {
    json::object made;
    made["ids"] = json::array{json::value(id)};
    made["properties"] = texts({"blobId", "size", "mailboxIds", "keywords", "messageId", "inReplyTo",
                                "references", "from", "to", "cc", "bcc", "replyTo", "subject", "receivedAt",
                                "sentAt", "bodyValues", "textBody", "attachments"});
    made["bodyProperties"] = texts({"partId", "blobId", "size", "name", "type"});
    made["fetchTextBodyValues"] = true;
    made["maxBodyValueBytes"] = text_octets_max;
    return made;
}

Markup identity_field(const Reader& reader, const Desk& desk, const Draft& draft) {
    if (desk.identities.size() <= 1) return hidden("identity", draft.identity_id);
    Markup options;
    for (const Identity& one : desk.identities) {
        const std::string shown = one.name.empty() ? one.email : one.name + " <" + one.email + ">";
        options += element("option", {{"value", one.id}, {"selected", one.id == draft.identity_id}}, shown);
    }
    return element("div", {{"class", "field"}},
                   element("label", {{"for", "identity"}}, reader(word::plain_sender())),
                   element("select", {{"id", "identity"}, {"name", "identity"}}, options));
}

Markup recipients_field(const Reader& reader, const char* name, const Phrase& label, const std::string& value,
                        const std::string& error, bool is_needed) {
    return field(reader, {.name = name,
                          .label = reader(label),
                          .value = value,
                          .hint = is_needed ? reader(word::plain_recipients_hint()) : std::string(),
                          .error = error,
                          .is_required = is_needed,
                          .is_code = true});
}

Markup attached_list(const Reader& reader, const Draft& draft) {
    if (draft.files.empty()) return {};
    Markup items;
    for (std::size_t i = 0; i < draft.files.size(); ++i) {
        const Attached& file = draft.files[i];
        const std::string number = std::to_string(i), id = "remove-" + number;
        Markup item = hidden("file-blob", file.blob_id);
        item += hidden("file-name", file.name);
        item += hidden("file-type", file.type);
        item += hidden("file-size", std::to_string(file.size));
        item += foreign(file.name);
        item += element("span", {{"class", "hint"}}, size_text(reader.language, file.size));
        item += element(
            "span", {{"class", "choice"}},
            element("input", {{"type", "checkbox"}, {"id", id}, {"name", "remove"}, {"value", number}}),
            element("label", {{"for", id}}, reader(word::plain_remove_file(file.name))));
        items += element("li", {}, item);
    }
    return element("fieldset", {{"class", "field"}}, element("legend", {}, reader(word::plain_attached())),
                   element("ul", {{"class", "files"}}, items));
}

Markup file_field(const Reader& reader) {
    Markup made = element("label", {{"for", "files"}}, reader(word::plain_files()));
    made += element("p", {{"class", "hint"}, {"id", "files-hint"}},
                    reader(word::plain_files_hint(static_cast<std::int64_t>(files_max))));
    made += element("input", {{"type", "file"},
                              {"id", "files"},
                              {"name", "files"},
                              {"multiple", true},
                              {"aria-describedby", "files-hint"}});
    made +=
        button(reader(word::plain_add_files()), {{"name", "do"}, {"value", "attach"}, {"class", "quiet"}});
    return element("div", {{"class", "field"}}, made);
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& one : words) all += (all.empty() ? "" : " ") + one;
    return all;
}

Phrase title_of(const Draft& draft) {
    if (!draft.answers.empty()) return word::plain_reply_title();
    if (!draft.forwards.empty()) return word::plain_forward_title();
    return draft.saved_id.empty() ? word::plain_write_title() : word::plain_draft_title();
}

/// What was typed as recipients; fields with what cannot be are marked.
Recipients read_all(const Reader& reader, const Draft& draft, DraftProblems& problems) {
    Recipients made;
    const auto read = [&](const std::string& typed, std::vector<Recipient>& into, std::string& problem) {
        auto all = read_recipients(typed);
        if (all) {
            into = std::move(*all);
        } else {
            problem = all.error().kind == ErrorKind::limit
                          ? reader(word::plain_too_many_recipients())
                          : reader(word::plain_recipient_wrong(all.error().detail));
        }
    };
    read(draft.to, made.to, problems.to);
    read(draft.cc, made.cc, problems.cc);
    read(draft.bcc, made.bcc, problems.bcc);
    if (made.size() > recipients_max) problems.to = reader(word::plain_too_many_recipients());
    return made;
}

/// Where nothing else can be done with a letter: its text, to be copied.
http::Response unsaved(const Reader& reader, const Draft& draft) {
    Markup content = problem(reader(word::plain_not_saved()));
    content += field(
        reader,
        {.name = "text", .label = reader(word::plain_your_text()), .value = draft.text, .rows = text_rows});
    return respond(reader, {.status = 500, .title = reader(word::plain_broken_title()), .content = content});
}

/// The same for what is the same letter. Files that come twice are other blobs.
std::size_t content_of(const Draft& draft) {
    crypto::WipingString all;
    const auto add = [&](std::string_view text) {
        all += text;
        all += '\0';
    };
    for (const std::string* text :
         {&draft.identity_id, &draft.to, &draft.cc, &draft.bcc, &draft.subject, &draft.text})
        add(*text);
    for (const Attached& file : draft.files) {
        add(file.name);
        add(std::to_string(file.size));
    }
    return std::hash<std::string_view>()(all);
}

Task<http::Response> discard(Asked asked, std::string saved_id) {
    if (!saved_id.empty()) {
        const auto done = co_await drop_draft(asked.caller.get(), std::move(saved_id));
        if (!done) co_return see_other(Url::own("/plain/mail", {{"said", "failed"}}));
    }
    co_return see_other(Url::own("/plain/mail", {{"said", "discarded"}}));
}

}  // namespace

const Identity* Desk::find_identity(std::string_view id) const {
    for (const Identity& one : identities)
        if (one.id == id) return &one;
    return identities.empty() ? nullptr : &identities.front();
}

Task<Result<Desk>> open_desk(Lent<Caller> caller) {
    Calls calls(caller->account_id());
    const std::size_t mailboxes = calls.add("Mailbox/get", {{"ids", nullptr}});
    const std::size_t identities = calls.add("Identity/get", {{"ids", nullptr}});
    CO_TRY(const Answers answers, co_await ask(caller, std::move(calls)));
    const json::object* const folders = answers.find(mailboxes);
    const json::object* const people = answers.find(identities);
    if (folders == nullptr || people == nullptr)
        co_return fail(ErrorKind::io, "no mailboxes, or no identities");
    Desk desk{.folders = Folders(*folders), .identities = read_identities(*people)};
    if (desk.identities.empty() || desk.folders.by_role("drafts") == nullptr)
        co_return fail(ErrorKind::missing, "nobody to write as, or no place for drafts");
    co_return desk;
}

http::Response write_page(const Asked& asked, const Desk& desk, const Draft& draft,
                          const DraftProblems& problems) {
    const Reader& reader = asked.reader;
    Markup notice = notice_of(reader, asked.parameter("said"));
    if (!problems.whole.empty()) notice = problem(problems.whole);
    if (problems.whole.empty() && problems.any()) notice = problem(reader(word::plain_look_below()));
    // What is saved here is the text alone.
    if (draft.was_html) notice += pages::notice(reader(word::plain_was_html()));
    Markup inside = hidden("draft", draft.saved_id);
    inside += hidden("in-reply-to", joined(draft.in_reply_to));
    inside += hidden("references", joined(draft.references));
    inside += hidden("mark", asked.house->sendings().mark());
    inside += hidden("answers", draft.answers);
    inside += hidden("forwards", draft.forwards);
    inside += identity_field(reader, desk, draft);
    inside += recipients_field(reader, "to", word::plain_to(), draft.to, problems.to, true);
    inside += recipients_field(reader, "cc", word::plain_cc(), draft.cc, problems.cc, false);
    inside += recipients_field(reader, "bcc", word::plain_bcc(), draft.bcc, problems.bcc, false);
    inside +=
        field(reader, {.name = "subject", .label = reader(word::plain_subject()), .value = draft.subject});
    inside += field(reader, {.name = "text",
                             .label = reader(word::plain_text()),
                             .value = draft.text,
                             .is_required = true,
                             .rows = text_rows});
    inside += attached_list(reader, draft);
    inside += unkept();
    inside += file_field(reader);
    Markup buttons = button(reader(word::plain_send()), {{"name", "do"}, {"value", "send"}});
    buttons +=
        button(reader(word::plain_save_draft()), {{"name", "do"}, {"value", "save"}, {"class", "quiet"}});
    buttons +=
        button(reader(word::plain_discard()), {{"name", "do"}, {"value", "discard"}, {"class", "danger"}});
    inside += element("div", {{"class", "buttons"}}, buttons);
    // No field is asked for by the browser itself: a draft may be kept with any of them empty.
    const Markup content =
        form(Url::own("/plain/mail/write"), inside,
             {{"enctype", "multipart/form-data"}, {"autocomplete", "off"}, {"novalidate", true}});
    const Folder* const drafts = desk.folders.by_role("drafts");
    return respond(reader, {.status = problems.any() ? 422U : 200U,
                            .title = reader(title_of(draft)),
                            .content = content,
                            .navigation = folder_menu(
                                reader, desk.folders,
                                draft.saved_id.empty() ? std::string_view() : std::string_view(drafts->id)),
                            .notice = notice});
}

Task<http::Response> show_write(Asked asked) {
    const Reader& reader = asked.reader;
    auto desk = co_await open_desk(asked.caller.get());
    if (!desk) co_return failure(reader, desk.error());
    struct Way {
        const char* name;
        std::optional<Answering> how;
    };
    constexpr Way ways[] = {{"draft", std::nullopt},
                            {"reply", Answering::sender},
                            {"all", Answering::all},
                            {"forward", Answering::forward}};
    for (const Way& way : ways) {
        const std::string id = asked.parameter(way.name);
        if (id.empty()) continue;
        if (!jmap::is_id(id)) co_return not_found(reader);
        const Origin origin =
            way.how ? Origin() : origin_of(asked.parameter("answers"), asked.parameter("forwards"));
        asked.reader.path =
            Url::own("/plain/mail/write",
                     {{way.name, id}, {"answers", origin.answers}, {"forwards", origin.forwards}})
                .text();
        Calls calls(asked.caller->account_id());
        const std::size_t get = calls.add("Email/get", email_arguments(id));
        const auto answers = co_await ask(asked.caller.get(), std::move(calls));
        if (!answers) co_return failure(reader, answers.error());
        const json::object* const found = answers->find(get);
        if (found == nullptr || objects_at(*found, "list").empty()) co_return not_found(reader);
        const json::object& email = *objects_at(*found, "list").front();
        if (!way.how && !has_keyword(email, "$draft")) co_return not_found(reader);
        Draft draft = way.how ? answer_to(reader, email, *way.how, desk->identities)
                              : draft_of(email, desk->identities);
        if (!way.how && draft.is_cut)
            co_return dead_end(reader, {422, word::plain_draft_title(), word::plain_draft_too_long()});
        if (!way.how) {
            draft.answers = origin.answers;
            draft.forwards = origin.forwards;
        }
        if (way.how) add_signature(draft, *desk->find_identity(draft.identity_id));
        co_return write_page(asked, *desk, draft, {});
    }
    Draft draft{.identity_id = desk->identities.front().id, .to = asked.parameter("to")};
    add_signature(draft, desk->identities.front());
    co_return write_page(asked, *desk, draft, {});
}

Task<http::Response> write(Asked asked) {
    const Reader& reader = asked.reader;
    const std::string what(asked.form.text("do"));
    Draft draft = read_draft(asked.form, std::move(asked.files));
    Origin origin = origin_of(draft.answers, draft.forwards);
    draft.answers = std::move(origin.answers);
    draft.forwards = std::move(origin.forwards);
    if (what == "discard") co_return co_await discard(std::move(asked), std::move(draft.saved_id));
    auto desk = co_await open_desk(asked.caller.get());
    if (!desk) co_return unsaved(reader, draft);
    DraftProblems problems;
    if (asked.refused)
        problems.whole =
            reader(*asked.refused == ErrorKind::limit ? word::plain_too_large() : word::plain_not_saved());
    Recipients recipients = read_all(reader, draft, problems);
    if (what == "send" && recipients.size() == 0 && !problems.any())
        problems.to = reader(word::plain_recipients_missing());
    if (problems.any()) co_return write_page(asked, *desk, draft, problems);
    std::optional<Sendings::UnderWay> sending;
    if (what == "send") {
        auto begun = asked.house->sendings().begin(asked.caller->account_id(), asked.form.text("mark"),
                                                   content_of(draft));
        if (!begun.first) {
            if (begun.led.empty()) co_return see_other(Url::own("/plain/mail", {{"said", "sending"}}));
            co_return led_to(begun.led);
        }
        sending.emplace(std::move(*begun.first));
    }
    auto saved = co_await save_draft(asked.caller.get(), &*desk, &draft, recipients);
    if (!saved) {
        switch (saved.error().kind) {
            case ErrorKind::limit: problems.whole = reader(word::plain_no_room()); break;
            case ErrorKind::syntax: problems.whole = reader(word::plain_too_large()); break;
            default: problems.whole = reader(word::plain_not_saved()); break;
        }
        co_return write_page(asked, *desk, draft, problems);
    }
    draft.saved_id = std::move(*saved);
    if (what == "send") {
        http::Response response =
            co_await send_draft(std::move(asked), &*desk, std::move(draft), std::move(recipients));
        // What was not sent is answered with a page.
        if (const auto led = response.fields.find("location")) sending->sent(*led);
        co_return response;
    }
    const std::string_view said = what == "attach" ? "file-added" : "saved";
    co_return see_other(
        draft_url(draft.saved_id, {.answers = draft.answers, .forwards = draft.forwards}, said));
}

}  // namespace milpa::pages
