// SPDX-License-Identifier: AGPL-3.0-or-later
// A conversation: its letters as text, with what one may do with each; and files out of them.
#include <algorithm>
#include <charconv>

#include "jmap/type.hpp"
#include "pages/mail_model.hpp"
#include "pages/places.hpp"
#include "pages/prose.hpp"
#include "pages/words.hpp"

namespace milpa::pages {

namespace {

/// Letters of a page; the newest are on the first.
constexpr std::size_t letters_max = 50;
/// Octets of a letter's text that are shown; the whole of it is a file.
constexpr std::int64_t text_octets_max = 256 * 1024;
constexpr std::int64_t pages_max = 10'000;

struct Around {
    const Asked& asked;
    const Folders& folders;
    const Folder* folder;  // that one came from; null: a search, or nowhere
    std::string back;      // where that is
    std::string thread;
};

Markup act_button(const Reader& reader, const char* act, const Phrase& phrase, const char* kind = "quiet") {
    return button(reader(phrase), {{"name", "do"}, {"value", act}, {"class", kind}});
}

/// For one letter, or for all of the conversation.
Markup act_form(const Around& around, const char* name, std::string_view id, const Markup& buttons) {
    Markup inside = hidden(name, id);
    inside += hidden("back", around.back);
    inside += hidden("here", around.asked.reader.path);
    if (around.folder != nullptr) inside += hidden("folder", around.folder->id);
    inside += element("div", {{"class", "buttons"}}, buttons);
    return form(Url::own("/plain/mail/act"), inside);
}

Markup thread_acts(const Around& around) {
    const Reader& reader = around.asked.reader;
    const std::string role = around.folder != nullptr ? around.folder->role : std::string();
    Markup all;
    if (role != "archive" && around.folders.by_role("archive") != nullptr)
        all += act_button(reader, "archive", word::plain_archive_it());
    if (role == "trash") {
        all += act_button(reader, "destroy", word::plain_destroy(), "danger");
    } else {
        all += act_button(reader, "delete", word::plain_delete());
    }
    if (role == "junk") {
        all += act_button(reader, "not-junk", word::plain_not_junk());
    } else if (role != "sent" && around.folders.by_role("junk") != nullptr) {
        all += act_button(reader, "junk", word::plain_junk_it());
    }
    all += act_button(reader, "unread", word::plain_mark_unread());
    Markup moving =
        folder_choice(reader, around.folders, around.folder != nullptr ? around.folder->id : std::string());
    moving += act_button(reader, "move", word::plain_move());
    Markup made = element("h2", {{"class", "whole"}}, reader(word::plain_whole_thread()));
    made += act_form(around, "thread", around.thread, all);
    made += act_form(around, "thread", around.thread, moving);
    return made;
}

Markup people_row(const Reader& reader, const json::object& email, std::string_view property,
                  const Phrase& name) {
    const std::string text = addresses(email, property);
    if (text.empty()) return {};
    return Markup(element("dt", {}, reader(name))) += element("dd", {}, foreign(text));
}

/// The time that it names itself, which may be any; and where that is none, when it came.
std::int64_t sent_ms(const json::object& email) {
    return jmap::read_date(text_at(email, "sentAt")).value_or(received_ms(email));
}

Markup file_item(const Reader& reader, const json::object& part) {
    const std::string name = file_name_of(reader, part);
    const Url url = Url::own("/plain/mail/file/" + std::string(text_at(part, "blobId")) + "/" + name,
                             {{"type", text_at(part, "type")}});
    Markup item = link(url, foreign(name), {{"download", name}});
    const std::int64_t size = number_at(part, "size");
    if (size > 0)
        item += element("span", {{"class", "hint"}},
                        size_text(reader.language, static_cast<std::uint64_t>(size)));
    return element("li", {}, item);
}

Markup files(const Reader& reader, const json::object& email) {
    Markup items;
    for (const json::object* part : files_of(email)) items += file_item(reader, *part);
    if (items.empty()) return {};
    return Markup(element("h3", {}, reader(word::plain_attachments()))) +=
           element("ul", {{"class", "files"}}, items);
}

Markup letter_acts(const Around& around, const json::object& email) {
    const Reader& reader = around.asked.reader;
    const std::string_view id = text_at(email, "id");
    const auto way = [&](std::string_view how, const Phrase& phrase) {
        return link(Url::own("/plain/mail/write", {{how, id}}), reader(phrase), {{"class", "button quiet"}});
    };
    if (has_keyword(email, "$draft"))
        return element("div", {{"class", "buttons"}},
                       link(Url::own("/plain/mail/write", {{"draft", id}}), reader(word::plain_edit_draft()),
                            {{"class", "button"}}));
    Markup ways = link(Url::own("/plain/mail/write", {{"reply", id}}), reader(word::plain_reply()),
                       {{"class", "button"}});
    if (objects_at(email, "to").size() + objects_at(email, "cc").size() > 1)
        ways += way("all", word::plain_reply_all());
    ways += way("forward", word::plain_forward());
    Markup made = element("div", {{"class", "buttons"}}, ways);
    const bool is_starred = has_keyword(email, "$flagged");
    Markup acts = is_starred ? act_button(reader, "unstar", word::plain_unstar())
                             : act_button(reader, "star", word::plain_star());
    acts += act_button(reader, "unread", word::plain_mark_unread());
    const Folder* const trash = around.folders.by_role("trash");
    if (trash != nullptr && is_in(email, trash->id)) {
        acts += act_button(reader, "destroy", word::plain_destroy(), "danger");
    } else {
        acts += act_button(reader, "delete", word::plain_delete());
    }
    acts += link(Url::own("/plain/mail/file/" + std::string(text_at(email, "blobId")) + "/letter.eml",
                          {{"type", "message/rfc822"}}),
                 reader(word::plain_whole_letter()), {{"download", "letter.eml"}});
    made += act_form(around, "email", id, acts);
    return made;
}

Markup letter(const Around& around, const json::object& email) {
    const Reader& reader = around.asked.reader;
    const std::string id = "letter-" + std::string(text_at(email, "id"));
    std::string from = names(email, "from");
    if (from.empty()) from = reader(word::plain_nobody());
    Markup heading = foreign(from);
    if (has_keyword(email, "$flagged"))
        heading += element("span", {{"class", "star"}}, " ★",
                           element("span", {{"class", "said"}}, reader(word::plain_is_starred())));
    if (has_keyword(email, "$draft"))
        heading += element("span", {{"class", "hint"}}, " · ", reader(word::plain_is_draft()));
    Markup inside = element("h2", {{"id", id}}, heading);
    Markup rows = people_row(reader, email, "from", word::plain_from());
    rows += people_row(reader, email, "to", word::plain_to());
    rows += people_row(reader, email, "cc", word::plain_cc());
    rows += people_row(reader, email, "bcc", word::plain_bcc());
    rows += element("dt", {}, reader(word::plain_date()));
    rows += element("dd", {}, moment_text(reader.language, sent_ms(email)));
    inside += element("dl", {}, rows);
    const LetterText text = text_of(email);
    if (text.was_html) inside += element("p", {{"class", "hint"}}, reader(word::plain_was_html()));
    if (text.text.find_first_not_of(" \t\r\n") == std::string::npos) {
        inside += element("p", {{"class", "hint"}}, reader(word::plain_no_text()));
    } else {
        inside += letter_text(text.text);
    }
    if (text.is_cut) inside += element("p", {{"class", "hint"}}, reader(word::plain_letter_cut()));
    inside += files(reader, email);
    inside += letter_acts(around, email);
    return element("article", {{"aria-labelledby", id}}, inside);
}

json::object letter_arguments(json::array ids) {
    json::object made;
    made["ids"] = std::move(ids);
    made["properties"] = texts({"blobId", "threadId", "mailboxIds", "keywords", "from", "to", "cc", "bcc",
                                "subject", "receivedAt", "sentAt", "bodyValues", "textBody", "attachments"});
    made["bodyProperties"] = texts({"partId", "blobId", "size", "name", "type"});
    made["fetchTextBodyValues"] = true;
    made["maxBodyValueBytes"] = text_octets_max;
    return made;
}

/// Whoever opens a letter has read it.
Task<> mark_read(Lent<Caller> caller, std::vector<std::string> ids) {
    if (ids.empty()) co_return;
    json::object update;
    for (const std::string& id : ids) update[id] = json::object{{"keywords/$seen", true}};
    Calls calls(caller->account_id());
    calls.add("Email/set", {{"update", std::move(update)}});
    [[maybe_unused]] const auto done = co_await ask(caller, std::move(calls));
}

struct Slice {
    json::array ids{};
    std::int64_t page = 1, pages = 1;
};
/// Page 1 has the newest.
Slice slice_of(const json::array& all, const std::string& asked) {
    Slice made;
    std::from_chars(asked.data(), asked.data() + asked.size(), made.page);
    made.pages =
        std::max<std::int64_t>(1, static_cast<std::int64_t>((all.size() + letters_max - 1) / letters_max));
    made.page = std::clamp<std::int64_t>(made.page, 1, std::min(made.pages, pages_max));
    const std::size_t end = all.size() - static_cast<std::size_t>(made.page - 1) * letters_max;
    for (std::size_t i = end > letters_max ? end - letters_max : 0; i < end; ++i) made.ids.push_back(all[i]);
    return made;
}

Markup pager(const Reader& reader, const Around& around, const Slice& slice) {
    if (slice.pages <= 1) return {};
    const auto to = [&](std::int64_t page) {
        return Url::own("/plain/mail/thread/" + around.thread,
                        {{"from", around.folder != nullptr ? around.folder->id : std::string()},
                         {"page", std::to_string(page)}});
    };
    Markup made;
    if (slice.page > 1)
        made += link(to(slice.page - 1), reader(word::plain_newer()), {{"class", "button quiet"}});
    made += element("span", {{"class", "hint"}},
                    reader(word::plain_page_of({.page = slice.page, .pages = slice.pages})));
    if (slice.page < slice.pages)
        made += link(to(slice.page + 1), reader(word::plain_older()), {{"class", "button quiet"}});
    return element("nav", {{"class", "pager"}, {"aria-label", reader(word::plain_pages())}}, made);
}

}  // namespace

Task<http::Response> show_thread(Asked asked) {
    const Reader& reader = asked.reader;
    const std::string thread = asked.request.captured.at(0), from = asked.parameter("from");
    Calls first(asked.caller->account_id());
    const std::size_t get_mailboxes = first.add("Mailbox/get", {{"ids", nullptr}});
    const std::size_t get_thread = first.add("Thread/get", {{"ids", json::array{json::value(thread)}}});
    const auto known = co_await ask(asked.caller.get(), std::move(first));
    if (!known) co_return failure(reader, known.error());
    const json::object* const mailboxes = known->find(get_mailboxes);
    const json::object* const threads = known->find(get_thread);
    if (mailboxes == nullptr || threads == nullptr || objects_at(*threads, "list").empty())
        co_return not_found(reader);
    Slice slice =
        slice_of(list_at(*objects_at(*threads, "list").front(), "emailIds"), asked.parameter("page"));
    asked.reader.path =
        Url::own(asked.request.path,
                 {{"from", from}, {"page", slice.page == 1 ? std::string() : std::to_string(slice.page)}})
            .text();

    Calls calls(asked.caller->account_id());
    const std::size_t get = calls.add("Email/get", letter_arguments(slice.ids));
    const auto answers = co_await ask(asked.caller.get(), std::move(calls));
    if (!answers) co_return failure(reader, answers.error());
    const json::object* const emails = answers->find(get);
    if (emails == nullptr || objects_at(*emails, "list").empty()) co_return not_found(reader);

    const Folders folders(*mailboxes);
    const Folder* const folder = folders.find(from);
    const Folder* const leads_back = folder != nullptr ? folder : folders.by_role("inbox");
    const Around around{.asked = asked,
                        .folders = folders,
                        .folder = folder,
                        .back = leads_back != nullptr ? "/plain/mail/in/" + leads_back->id : "/plain/mail",
                        .thread = thread};
    const auto letters = objects_at(*emails, "list");
    Markup content;
    if (leads_back != nullptr)
        content += element(
            "p", {}, link(Url::own(around.back), reader(word::plain_back_to(name_of(reader, *leads_back)))));
    std::vector<std::string> unread;
    for (const json::object* email : letters) {
        content += letter(around, *email);
        if (!has_keyword(*email, "$seen")) unread.emplace_back(text_at(*email, "id"));
    }
    content += pager(reader, around, slice);
    content += thread_acts(around);
    Page made{.title = subject_of(reader, *letters.front()),
              .content = content,
              .navigation = folder_menu(reader, folders, from),
              .notice = notice_of(reader, asked.parameter("said")),
              .told = reader(word::plain_mail())};
    http::Response page = respond(reader, std::move(made));
    // Not whoever asks for the head alone (RFC 9110 9.2.1).
    if (!asked.request.head_alone) co_await mark_read(asked.caller.get(), std::move(unread));
    co_return page;
}

Task<http::Response> give_file(Asked asked) {
    std::string blob = asked.request.captured.at(0), name = asked.request.captured.at(1);
    const Reader reader = asked.reader;
    http::Response response =
        co_await asked.caller->download(std::move(asked.request), std::move(blob), std::move(name));
    if (response.status != 404) co_return response;
    co_return not_found(reader);
}

}  // namespace milpa::pages
