// SPDX-License-Identifier: AGPL-3.0-or-later
// A folder's conversations by pages, and what a search found.
#include <algorithm>
#include <charconv>
#include <map>

#include "pages/mail_model.hpp"
#include "pages/places.hpp"
#include "pages/words.hpp"

namespace milpa::pages {

namespace {

/// Conversations of a page: some screens of an old phone.
constexpr std::int64_t page_size = 50;
/// Beyond, nobody leafs: they search.
constexpr std::int64_t pages_max = 10'000;
/// Of whatever script, they are within search_words_octets_max.
constexpr std::size_t search_letters_max = search_words_octets_max / 4;

struct Wanted {
    json::object filter{};
    std::int64_t page = 1;
    bool with_snippets = false;
};

/// What came of it: where each answer is.
struct Numbers {
    std::size_t mailboxes = 0, query = 0, emails = 0, threads = 0, all = 0;
    std::optional<std::size_t> snippets{};
};

std::int64_t read_page(const std::string& text) {
    std::int64_t page = 1;
    std::from_chars(text.data(), text.data() + text.size(), page);
    return std::clamp<std::int64_t>(page, 1, pages_max);
}

Numbers add_calls(Calls& calls, Wanted wanted) {
    Numbers numbers;
    numbers.mailboxes = calls.add("Mailbox/get", {{"ids", nullptr}});
    json::object query;
    query["filter"] = wanted.filter;
    query["sort"] = json::array{json::object{{"property", "receivedAt"}, {"isAscending", false}}};
    query["collapseThreads"] = true;
    query["position"] = (wanted.page - 1) * page_size;
    query["limit"] = page_size;
    query["calculateTotal"] = true;
    numbers.query = calls.add("Email/query", std::move(query));
    json::object emails;
    emails["#ids"] = calls.result_of(numbers.query, "/ids");
    emails["properties"] =
        texts({"threadId", "mailboxIds", "keywords", "from", "to", "subject", "receivedAt", "preview"});
    numbers.emails = calls.add("Email/get", std::move(emails));
    json::object threads;
    threads["#ids"] = calls.result_of(numbers.emails, "/list/*/threadId");
    numbers.threads = calls.add("Thread/get", std::move(threads));
    json::object all;
    all["#ids"] = calls.result_of(numbers.threads, "/list/*/emailIds");
    all["properties"] = texts({"threadId", "keywords", "hasAttachment"});
    numbers.all = calls.add("Email/get", std::move(all));
    if (wanted.with_snippets) {
        json::object snippets;
        snippets["#emailIds"] = calls.result_of(numbers.query, "/ids");
        snippets["filter"] = std::move(wanted.filter);
        numbers.snippets = calls.add("SearchSnippet/get", std::move(snippets));
    }
    return numbers;
}

/// What is to be said of a conversation as a whole.
struct Conversation {
    std::int64_t letters = 0;
    bool is_unread = false, is_starred = false, has_files = false;
};

std::map<std::string, Conversation, std::less<>> conversations_of(const Answers& answers,
                                                                  const Numbers& numbers) {
    std::map<std::string, Conversation, std::less<>> made;
    if (const json::object* const threads = answers.find(numbers.threads)) {
        for (const json::object* thread : objects_at(*threads, "list"))
            made[std::string(text_at(*thread, "id"))].letters =
                static_cast<std::int64_t>(list_at(*thread, "emailIds").size());
    }
    // Where conversations are so long that not all of their letters may be looked at, those of the page do.
    const json::object* emails = answers.find(numbers.all);
    if (emails == nullptr) emails = answers.find(numbers.emails);
    if (emails == nullptr) return made;
    for (const json::object* email : objects_at(*emails, "list")) {
        Conversation& one = made[std::string(text_at(*email, "threadId"))];
        one.is_unread = one.is_unread || (!has_keyword(*email, "$seen") && !has_keyword(*email, "$draft"));
        one.is_starred = one.is_starred || has_keyword(*email, "$flagged");
        one.has_files = one.has_files || flag_at(*email, "hasAttachment");
    }
    return made;
}

/// Of a SearchSnippet: "a <mark>b</mark> &lt; c" (RFC 8621 5), taken apart and built anew.
Markup marked(std::string_view html) {
    Markup made;
    const auto decoded = [](std::string_view text) {
        constexpr std::pair<std::string_view, char> entities[] = {
            {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}, {"&amp;", '&'}};
        std::string plain;
        while (!text.empty()) {
            const auto* const found = std::ranges::find_if(
                entities, [&](const auto& entity) { return text.starts_with(entity.first); });
            const bool is_entity = found != std::end(entities);
            plain += is_entity ? found->second : text.front();
            text.remove_prefix(is_entity ? found->first.size() : 1);
        }
        return plain;
    };
    while (!html.empty()) {
        const std::size_t begin = std::min(html.find("<mark>"), html.size());
        made += Markup(decoded(html.substr(0, begin)));
        html.remove_prefix(std::min(begin + 6, html.size()));
        const std::size_t end = std::min(html.find("</mark>"), html.size());
        if (end > 0) made += element("mark", {}, decoded(html.substr(0, end)));
        html.remove_prefix(std::min(end + 7, html.size()));
    }
    return made;
}

struct Around {
    const Asked& asked;
    const Folders& folders;
    const Folder* folder;                                                // null: a search
    std::map<std::string, const json::object*, std::less<>> snippets{};  // by email
};

std::string said(const Reader& reader, const Conversation& one) {
    std::string text;
    const auto add = [&](bool is_so, const Phrase& phrase) {
        if (is_so) text += reader(phrase) + ". ";
    };
    add(one.is_unread, word::plain_is_unread());
    add(one.is_starred, word::plain_is_starred());
    add(one.has_files, word::plain_has_files());
    return text;
}

Markup row(const Around& around, const json::object& email, const Conversation& one) {
    const Reader& reader = around.asked.reader;
    const bool is_draft = has_keyword(email, "$draft");
    const bool is_own =
        around.folder != nullptr && (around.folder->role == "sent" || around.folder->role == "drafts");
    const std::string people = names(email, is_own || is_draft ? "to" : "from");
    std::string who = people.empty() ? reader(word::plain_nobody()) : people;
    if ((is_own || is_draft) && !people.empty()) who = reader(word::plain_to_whom(people));
    const std::string subject = subject_of(reader, email);
    const auto snippet = around.snippets.find(text_at(email, "id"));
    const std::string_view found_subject =
        snippet == around.snippets.end() ? "" : text_at(*snippet->second, "subject");
    const std::string_view found_text =
        snippet == around.snippets.end() ? "" : text_at(*snippet->second, "preview");

    Markup inside = element("span", {{"class", "said"}}, said(reader, one));
    Markup first = who;
    if (is_draft) first += element("span", {{"class", "star"}}, " · ", reader(word::plain_is_draft()));
    if (one.letters > 1)
        first += element(
            "span", {{"class", "hint"}}, " ",
            element("span", {{"aria-hidden", "true"}}, "(" + number_text(reader.language, one.letters) + ")"),
            element("span", {{"class", "said"}}, ", " + reader(word::plain_letters_in_thread(one.letters))));
    inside += element("span", {{"class", "who"}, {"dir", "auto"}}, first);
    inside += element("span", {{"class", "when"}},
                      short_moment_text(reader.language, received_ms(email), around.asked.now_ms()));
    Markup line;
    if (one.is_starred) line += element("span", {{"class", "star"}, {"aria-hidden", "true"}}, "★");
    if (one.has_files) line += element("span", {{"class", "clip"}, {"aria-hidden", "true"}}, "");
    line +=
        element("span", {{"dir", "auto"}}, found_subject.empty() ? Markup(subject) : marked(found_subject));
    inside += element("span", {{"class", "subject"}}, line);
    inside += element("span", {{"class", "preview"}, {"dir", "auto"}},
                      found_text.empty() ? Markup(text_at(email, "preview")) : marked(found_text));

    const std::string from = around.folder != nullptr ? around.folder->id : std::string();
    const Url url =
        is_draft && one.letters < 2
            ? Url::own("/plain/mail/write", {{"draft", text_at(email, "id")}})
            : Url::own("/plain/mail/thread/" + std::string(text_at(email, "threadId")), {{"from", from}});
    const Markup box = element("label", {},
                               element("input", {{"type", "checkbox"},
                                                 {"name", "thread"},
                                                 {"value", text_at(email, "threadId")},
                                                 {"aria-label", reader(word::plain_select(subject))}}));
    return element("li", {{"class", one.is_unread ? "unread" : "known"}}, box, link(url, inside));
}

Markup act_button(const Reader& reader, const char* act, const Phrase& phrase, const char* kind = "quiet") {
    return button(reader(phrase), {{"name", "do"}, {"value", act}, {"class", kind}});
}

Markup acts(const Around& around) {
    const Reader& reader = around.asked.reader;
    const std::string role = around.folder != nullptr ? around.folder->role : std::string();
    Markup all = act_button(reader, "read", word::plain_mark_read());
    all += act_button(reader, "unread", word::plain_mark_unread());
    all += act_button(reader, "star", word::plain_star());
    all += act_button(reader, "unstar", word::plain_unstar());
    if (role != "archive" && around.folders.by_role("archive") != nullptr)
        all += act_button(reader, "archive", word::plain_archive_it());
    if (role == "junk") {
        all += act_button(reader, "not-junk", word::plain_not_junk());
    } else if (role != "sent" && role != "drafts" && around.folders.by_role("junk") != nullptr) {
        all += act_button(reader, "junk", word::plain_junk_it());
    }
    if (role == "trash") {
        all += act_button(reader, "destroy", word::plain_destroy(), "danger");
    } else {
        all += act_button(reader, "delete", word::plain_delete());
    }
    Markup made = element("p", {{"class", "hint"}}, reader(word::plain_with_chosen()));
    made += element("div", {{"class", "buttons"}}, all);
    if (role != "drafts") {
        made += element("div", {{"class", "buttons"}},
                        folder_choice(reader, around.folders,
                                      around.folder != nullptr ? around.folder->id : std::string()),
                        act_button(reader, "move", word::plain_move()));
    }
    return made;
}

Markup search_form(const Reader& reader, std::string_view query) {
    Markup place = element("label", {{"for", "q"}}, reader(word::plain_search_label()));
    place += element("input", {{"id", "q"},
                               {"name", "q"},
                               {"type", "search"},
                               {"value", query},
                               {"autocomplete", "off"},
                               {"maxlength", std::to_string(search_letters_max)},
                               {"dir", "auto"}});
    Markup inside = element("div", {}, place);
    inside += button(reader(word::plain_search()), {{"class", "quiet"}});
    return form(Url::own("/plain/mail/search"), inside, {{"class", "search"}, {"role", "search"}});
}

/// `find`: the sealed words of a search.
Markup pager(const Reader& reader, std::string_view path, std::string_view find, std::int64_t page,
             std::int64_t pages) {
    if (pages <= 1) return {};
    const auto to = [&](std::int64_t number) {
        return Url::own(path,
                        {{"find", find}, {"page", number == 1 ? std::string() : std::to_string(number)}});
    };
    Markup made;
    if (page > 1)
        made += link(to(page - 1), reader(word::plain_newer()), {{"class", "button quiet"}, {"rel", "prev"}});
    made += element("span", {{"class", "hint"}}, reader(word::plain_page_of({.page = page, .pages = pages})));
    if (page < pages)
        made += link(to(page + 1), reader(word::plain_older()), {{"class", "button quiet"}, {"rel", "next"}});
    return element("nav", {{"class", "pager"}, {"aria-label", reader(word::plain_pages())}}, made);
}

Markup list(const Around& around, const Answers& answers, const Numbers& numbers) {
    const Reader& reader = around.asked.reader;
    const json::object* const emails = answers.find(numbers.emails);
    const json::object* const query = answers.find(numbers.query);
    if (emails == nullptr || query == nullptr) return {};
    const auto conversations = conversations_of(answers, numbers);
    // In the order of the query, whatever that of the other answer is.
    std::map<std::string, const json::object*, std::less<>> by_id;
    for (const json::object* email : objects_at(*emails, "list"))
        by_id[std::string(text_at(*email, "id"))] = email;
    Markup rows;
    for (const json::value& id : list_at(*query, "ids")) {
        const auto found = by_id.find(std::string_view(id.as_string()));
        if (found == by_id.end()) continue;
        const auto known = conversations.find(text_at(*found->second, "threadId"));
        rows += row(around, *found->second, known == conversations.end() ? Conversation() : known->second);
    }
    if (rows.empty()) return {};
    Markup inside = hidden("back", reader.path);
    if (around.folder != nullptr) inside += hidden("folder", around.folder->id);
    inside += element("ol", {{"class", "letters"}, {"aria-label", reader(word::plain_letters())}}, rows);
    inside += acts(around);
    return form(Url::own("/plain/mail/act"), inside);
}

std::int64_t pages_of(std::int64_t total) {
    return std::max<std::int64_t>(1, (total + page_size - 1) / page_size);
}

/// Said above a list: what was done, perhaps with the way to take it back.
Markup told(const Asked& asked) {
    const std::string undo = asked.parameter("undo");
    if (asked.parameter("said") != "sent" || undo.empty())
        return notice_of(asked.reader, asked.parameter("said"));
    Markup inside = hidden("submission", undo);
    // What was marked as it was sent, and is not so any more where it is not.
    for (const char* name : {"answers", "forwards"})
        if (const std::string id = asked.parameter(name); !id.empty()) inside += hidden(name, id);
    inside += button(asked.reader(word::plain_undo()), {{"class", "quiet"}});
    return notice(asked.reader(word::plain_said_sent()), form(Url::own("/plain/mail/undo"), inside));
}

}  // namespace

Task<http::Response> show_inbox(Asked asked) {
    Calls calls(asked.caller->account_id());
    const std::size_t get = calls.add("Mailbox/get", {{"ids", nullptr}});
    const auto answers = co_await ask(asked.caller.get(), std::move(calls));
    if (!answers) co_return failure(asked.reader, answers.error());
    const json::object* const mailboxes = answers->find(get);
    if (mailboxes == nullptr) co_return failure(asked.reader, fail(ErrorKind::io));
    const Folders folders(*mailboxes);
    const Folder* const inbox = folders.by_role("inbox");
    if (inbox == nullptr) co_return not_found(asked.reader);
    co_return see_other(Url::own("/plain/mail/in/" + inbox->id, {{"said", asked.parameter("said")},
                                                                 {"undo", asked.parameter("undo")},
                                                                 {"answers", asked.parameter("answers")},
                                                                 {"forwards", asked.parameter("forwards")}}));
}

Task<http::Response> show_folder(Asked asked) {
    const Reader& reader = asked.reader;
    const std::string id = asked.request.captured.at(0);
    const std::int64_t page = read_page(asked.parameter("page"));
    // What was said is said once: neither another language nor an act leads back to it.
    const std::string path = "/plain/mail/in/" + id;
    asked.reader.path = Url::own(path, {{"page", page == 1 ? std::string() : std::to_string(page)}}).text();
    Calls calls(asked.caller->account_id());
    const Numbers numbers = add_calls(calls, {.filter = {{"inMailbox", id}}, .page = page});
    const auto answers = co_await ask(asked.caller.get(), std::move(calls));
    if (!answers) co_return failure(reader, answers.error());
    const json::object* const mailboxes = answers->find(numbers.mailboxes);
    if (mailboxes == nullptr) co_return failure(reader, fail(ErrorKind::io));
    const Folders folders(*mailboxes);
    const Folder* const folder = folders.find(id);
    const json::object* const query = answers->find(numbers.query);
    if (folder == nullptr || query == nullptr) co_return not_found(reader);
    const Around around{.asked = asked, .folders = folders, .folder = folder};
    Markup content = search_form(reader, {});
    const Markup rows = list(around, *answers, numbers);
    content += rows;
    if (rows.empty())
        content +=
            element("p", {{"class", "big"}},
                    reader(folder->role == "inbox" ? word::plain_inbox_empty() : word::plain_folder_empty()));
    content += pager(reader, path, {}, page, pages_of(number_at(*query, "total")));
    co_return respond(reader, {.title = name_of(reader, *folder),
                               .content = content,
                               .navigation = folder_menu(reader, folders, id),
                               .notice = told(asked),
                               .told = folder->role.empty() ? reader(word::plain_mail()) : std::string()});
}

/// The words travel in a form, and from then on sealed.
Task<http::Response> search(Asked asked) {
    const std::string_view words = asked.form.text("q");
    const bool is_empty = words.find_first_not_of(" \t") == std::string_view::npos;
    const std::string find =
        is_empty ? std::string() : asked.house->search_words().seal(asked.caller->account_id(), words);
    co_return see_other(Url::own("/plain/mail/search", {{"find", find}}));
}

Task<http::Response> show_search(Asked asked) {
    const Reader& reader = asked.reader;
    const std::string find = asked.parameter("find");
    const auto opened = asked.house->search_words().open(asked.caller->account_id(), find);
    const std::string_view words = opened ? std::string_view(*opened) : std::string_view();
    const std::int64_t page = read_page(asked.parameter("page"));
    Calls first(asked.caller->account_id());
    const std::size_t get = first.add("Mailbox/get", {{"ids", nullptr}});
    const auto known = co_await ask(asked.caller.get(), std::move(first));
    if (!known) co_return failure(reader, known.error());
    const json::object* const mailboxes = known->find(get);
    if (mailboxes == nullptr) co_return failure(reader, fail(ErrorKind::io));
    const Folders folders(*mailboxes);
    Page made{.title = reader(word::plain_search_title()),
              .content = search_form(reader, words),
              .navigation = folder_menu(reader, folders, {}),
              .notice = told(asked)};
    if (!opened && !find.empty()) made.notice += problem(reader(word::plain_search_over()));
    if (!opened) co_return respond(reader, std::move(made));

    json::array left_out;
    for (const char* role : {"trash", "junk"})
        if (const Folder* const folder = folders.by_role(role)) left_out.emplace_back(folder->id);
    json::object filter{{"text", words}};
    if (!left_out.empty()) filter["inMailboxOtherThan"] = std::move(left_out);
    Calls calls(asked.caller->account_id());
    const Numbers numbers =
        add_calls(calls, {.filter = std::move(filter), .page = page, .with_snippets = true});
    const auto answers = co_await ask(asked.caller.get(), std::move(calls));
    if (!answers) co_return failure(reader, answers.error());
    const json::object* const query = answers->find(numbers.query);
    if (query == nullptr) co_return failure(reader, fail(ErrorKind::io));
    Around around{.asked = asked, .folders = folders, .folder = nullptr};
    if (const json::object* const snippets = answers->find(*numbers.snippets)) {
        for (const json::object* one : objects_at(*snippets, "list"))
            around.snippets[std::string(text_at(*one, "emailId"))] = one;
    }
    const std::int64_t total = number_at(*query, "total");
    made.content +=
        element("p", {}, reader(word::plain_search_count({.count = total, .query = std::string(words)})));
    made.content += list(around, *answers, numbers);
    made.content += pager(reader, "/plain/mail/search", find, page, pages_of(total));
    co_return respond(reader, std::move(made));
}

}  // namespace milpa::pages
