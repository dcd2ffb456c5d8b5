// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/web_plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "defence/plan.hpp"

namespace milpa::defence {
namespace {

namespace json = boost::json;
using json::array;
using json::object;

/// A key as browsers make them (RFC 8291 5), so that the server takes the subscription.
constexpr std::string_view push_key =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
/// Its secret has to be of 16 octets (RFC 8291 3.2): a word of 14 letters, and two more.
constexpr std::size_t push_secret_octets = 16;

/// In the form of an OpenPGP secret key (RFC 9580 5.5.3), so that the server takes it.
std::string armored_key(std::string_view octets) {
    Bytes packet{0xc5, 0xff};
    append_u32(packet, static_cast<std::uint32_t>(octets.size() + 8));
    append(packet, Bytes{4, 0, 0, 0, 0, 22, 0, 0});
    append(packet, as_bytes(octets));
    return fmt::format("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{}\n-----END PGP PRIVATE KEY BLOCK-----\n",
                       to_base64(packet));
}

/// The calls of one request.
class Calls {
public:
    void add(std::string_view name, object arguments, std::string_view id = "done") {
        arguments["accountId"] = name.starts_with("Member/") ? "$C" : "$A";
        if (name.starts_with("PushSubscription/")) arguments.erase("accountId");
        array call;
        call.emplace_back(name);
        call.emplace_back(std::move(arguments));
        call.emplace_back(id);
        calls_.emplace_back(std::move(call));
    }
    std::string text() && { return json::serialize(calls_); }

private:
    array calls_;
};

template <class Value>
object one(std::string_view name, Value value) {
    object made;
    made[name] = std::move(value);
    return made;
}

array list_of(object object) {
    array list;
    list.emplace_back(std::move(object));
    return list;
}

object mailbox(std::string_view name) { return object{{"name", fmt::format("{} $T", name)}}; }

object draft(const WebWords& words, std::string_view word, std::size_t number) {
    object made{{"mailboxIds", one("#box0", true)}, {"subject", "a draft"}};
    made["from"] = list_of(object{{"name", "Somebody"}, {"email", words.address}});
    std::string text = "a text";
    // Each third of the words where people put them.
    if (number % 3 == 0) made["subject"] = fmt::format("re {}", word);
    if (number % 3 == 1) text = fmt::format("we said {} then", word);
    if (number % 3 == 2) made["to"] = list_of(object{{"name", word}, {"email", "friend@elsewhere.test"}});
    made["bodyStructure"] = object{{"partId", "1"}, {"type", "text/plain"}};
    made["bodyValues"] = one("1", object{{"value", text}});
    object keywords = one("$draft", true);
    if (number < words.keywords.size()) keywords[words.keywords[number]] = true;
    made["keywords"] = std::move(keywords);
    return made;
}

void add_mail(Calls& calls, const WebWords& words) {
    object boxes = one("box0", mailbox("box"));
    for (std::size_t i = 0; i < words.mailboxes.size(); ++i)
        boxes[fmt::format("box{}", i)] = mailbox(words.mailboxes[i]);
    calls.add("Mailbox/set", {{"create", std::move(boxes)}});

    object drafts;
    // As many as there are words, or keywords to be set.
    for (std::size_t i = 0; i < std::max(words.drafts.size(), words.keywords.size()); ++i) {
        const std::string_view word = i < words.drafts.size() ? std::string_view(words.drafts[i]) : "nothing";
        drafts[fmt::format("draft{}", i)] = draft(words, word, i);
    }
    calls.add("Email/set", {{"create", std::move(drafts)}});

    object imports;
    for (std::size_t i = 0; i <= words.imports.size(); ++i) {
        imports[fmt::format("import{}", i)] =
            object{{"blobId", fmt::format("$B{}", i)}, {"mailboxIds", one("#box0", true)}};
    }
    calls.add("Email/import", {{"emails", std::move(imports)}});
}

void add_blobs(Calls& calls, const WebWords& words) {
    object blobs;
    for (std::size_t i = 1; i < words.blobs.size(); i += 2) {
        blobs[fmt::format("blob{}", i)] = object{
            {"data", list_of(one("data:asText", words.blobs[i] + " in a blob"))}, {"type", "text/plain"}};
    }
    calls.add("Blob/upload", {{"create", std::move(blobs)}});
}

void add_contacts(Calls& calls, const WebWords& words) {
    object books = one("book0", object{{"name", "a book"}});
    for (std::size_t i = 0; i < words.books.size(); ++i) {
        const std::string_view other = i % 2 == 0 ? "name" : "description";
        object book{{"name", "a book"}};
        book[other] = words.books[i];
        books[fmt::format("book{}", i)] = std::move(book);
    }
    calls.add("AddressBook/set", {{"create", std::move(books)}});

    object cards;
    for (std::size_t i = 0; i < words.contacts.size(); ++i) {
        const std::string& word = words.contacts[i];
        object card{{"@type", "Card"}, {"version", "1.0"}, {"addressBookIds", one("#book0", true)}};
        card["name"] = one("full", i % 3 == 0 ? word : "Somebody");
        if (i % 3 == 1) card["notes"] = one("n", object{{"note", fmt::format("who said {}", word)}});
        if (i % 3 == 2) card["nicknames"] = one("k", one("name", word));
        cards[fmt::format("card{}", i)] = std::move(card);
    }
    calls.add("ContactCard/set", {{"create", std::move(cards)}});
}

void add_pushes(Calls& calls, const WebWords& words) {
    object pushes;
    for (std::size_t i = 0; i < words.pushes.size(); ++i) {
        const std::string& word = words.pushes[i];
        std::string secret = word;
        secret.resize(push_secret_octets, 'a');
        pushes[fmt::format("push{}", i)] =
            object{{"deviceClientId", fmt::format("{} $T", word)},
                   {"url", fmt::format("https://push.waits.test/{}", word)},
                   {"keys", object{{"p256dh", push_key}, {"auth", to_base64url(as_bytes(secret))}}}};
    }
    calls.add("PushSubscription/set", {{"create", std::move(pushes)}});
}

/// What the member's programs keep, each in one object.
void add_belongings(Calls& calls, const WebWords& words) {
    if (!words.data.empty()) {
        object value{{"theme", "dark"}, {"labels", array(words.data.begin(), words.data.end())}};
        calls.add("ClientData/set",
                  {{"create", one("datum", object{{"name", fmt::format("{} $T", words.data.front())},
                                                  {"value", std::move(value)}})}});
    }
    if (!words.keys.empty()) {
        const std::string all = fmt::format("{}", fmt::join(words.keys, " "));
        calls.add("OpenPgpSecretKey/set", {{"create", one("key", object{{"fingerprint", "$T00000000"},
                                                                        {"label", all},
                                                                        {"secretKey", armored_key(all)}})}});
    }
}

void add_questions(Calls& calls, const WebWords& words) {
    for (std::size_t i = 0; i < words.asked.size(); ++i) {
        const std::string& word = words.asked[i];
        switch (i % 4) {
            case 0: calls.add("Email/query", {{"filter", one("text", word)}}); break;
            case 1: calls.add("ContactCard/query", {{"filter", one("text", word)}}); break;
            case 2:
                calls.add("Email/get", {{"ids", array{word}}, {"properties", array{"header:" + word}}});
                break;
            default:
                calls.add("SearchSnippet/get", {{"emailIds", array{word}}, {"filter", one("subject", word)}});
                calls.add("Blob/lookup", {{"ids", array{word}}, {"typeNames", array{"Email"}}});
        }
        // Whoever may not, and what cannot be: nothing of that is anybody's to keep.
        calls.add("Member/set", {{"create", one("m", object{{"addresses", array{word + "@a.test"}}})}},
                  "refused 1");
        calls.add("Email/copy", {{"fromAccountId", "$A"}, {"create", one("c", object{{"id", word}})}},
                  "refused 2");
        calls.add("ContactCard/copy", {{"fromAccountId", "$A"}, {"create", one("c", object{{"id", word}})}},
                  "refused 3");
    }
}

/// What needs the ids of what the first request made.
void add_sending(Calls& calls, const WebWords& words) {
    object identities = one("who0", object{{"name", "Somebody"}, {"email", words.address}});
    for (std::size_t i = 0; i < words.identities.size(); ++i) {
        object identity{{"name", "Somebody"}, {"email", words.address}};
        constexpr std::string_view places[] = {"name", "textSignature", "htmlSignature"};
        identity[places[i % std::size(places)]] = words.identities[i];
        identities[fmt::format("who{}", i)] = std::move(identity);
    }
    calls.add("Identity/set", {{"create", std::move(identities)}});

    object emails, sendings;
    for (std::size_t i = 0; i < words.sent.size(); ++i) {
        object made{{"mailboxIds", one("<box0>", true)}, {"subject", fmt::format("about {}", words.sent[i])}};
        made["from"] = list_of(object{{"email", words.address}});
        made["bodyStructure"] = object{{"partId", "1"}, {"type", "text/html"}};
        made["bodyValues"] = one("1", object{{"value", fmt::format("<p>{}</p>", words.sent[i])}});
        emails[fmt::format("sent{}", i)] = std::move(made);
        const std::string to = fmt::format("{}@{}", words.sent[i], waiting_domain);
        sendings[fmt::format("sending{}", i)] = object{
            {"identityId", "#who0"},
            {"emailId", fmt::format("#sent{}", i)},
            {"envelope",
             object{{"mailFrom", one("email", words.address)}, {"rcptTo", list_of(one("email", to))}}}};
    }
    calls.add("Email/set", {{"create", std::move(emails)}});
    calls.add("EmailSubmission/set", {{"create", std::move(sendings)}});
}

/// Each for an email of its own would be best; one can be sent for an email, and one was imported for that.
void add_receipt(Calls& calls, const WebWords& words) {
    if (words.receipts.empty()) return;
    object receipt{{"forEmailId", "<import0>"},
                   {"textBody", fmt::format("seen: {}", fmt::join(words.receipts, " "))},
                   {"disposition", object{{"actionMode", "manual-action"},
                                          {"sendingMode", "mdn-sent-manually"},
                                          {"type", "displayed"}}}};
    calls.add("MDN/send", {{"identityId", "<who0>"},
                           {"send", one("receipt", std::move(receipt))},
                           {"onSuccessUpdateEmail", one("#receipt", one("keywords/$mdnsent", true))}});
}

std::string imported(std::string_view word) {
    return fmt::format(
        "From: <friend@elsewhere.test>\r\nSubject: from before\r\nDisposition-Notification-To: "
        "<friend@{}>\r\nMessage-ID: <{}@elsewhere.test>\r\nReturn-Path: <friend@{}>\r\n\r\nthey wrote {} "
        "then\r\n",
        waiting_domain, word, waiting_domain, word);
}

}  // namespace

WebVisit make_web_visit(std::size_t member, const WebWords& words) {
    WebVisit visit;
    visit.member = member;
    visit.label = words.label;
    visit.uploads.push_back({"message/rfc822", imported("first")});
    for (const auto& word : words.imports) visit.uploads.push_back({"message/rfc822", imported(word)});
    for (std::size_t i = 0; i < words.blobs.size(); i += 2)
        visit.uploads.push_back({"application/x-own", "a file with " + words.blobs[i] + " in it"});
    Calls first, second, third;
    add_mail(first, words);
    add_blobs(first, words);
    add_contacts(first, words);
    add_pushes(first, words);
    add_belongings(first, words);
    add_questions(first, words);
    add_sending(second, words);
    add_receipt(third, words);
    visit.requests = {std::move(first).text(), std::move(second).text(), std::move(third).text()};
    for (const auto& word : words.cards) {
        visit.cards.push_back(fmt::format(
            "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:{}-$T\r\nFN:Somebody\r\nNOTE:who said {}\r\nEND:VCARD\r\n",
            word, word));
    }
    visit.asked = words.asked;
    return visit;
}

}  // namespace milpa::defence
