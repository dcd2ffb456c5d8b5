// SPDX-License-Identifier: AGPL-3.0-or-later
// What is done with letters and conversations: marks, moves, and what is deleted. `do` says what; `email` and
// `thread` with which; a conversation is meant as far as it is in `folder`, or anywhere but among what was
// sent.
#include <algorithm>
#include <set>
#include <span>

#include "pages/mail_model.hpp"
#include "pages/places.hpp"

namespace milpa::pages {

namespace {

/// Letters of one request: what every server of the kind takes (RFC 8620 2, maxObjectsInGet,
/// maxObjectsInSet).
constexpr std::size_t piece_objects = 500;

enum class Kind : std::uint8_t { mark, move, destroy };

struct Act {
    std::string_view name;
    std::string_view said;
    Kind kind;
    std::string_view what;  ///< the keyword, or the role of where it goes
    bool on = true;
};
constexpr Act acts[] = {
    {"read", "read", Kind::mark, "$seen"},
    {"unread", "unread", Kind::mark, "$seen", false},
    {"star", "starred", Kind::mark, "$flagged"},
    {"unstar", "unstarred", Kind::mark, "$flagged", false},
    {"archive", "archived", Kind::move, "archive"},
    {"junk", "junk", Kind::move, "junk"},
    {"not-junk", "not-junk", Kind::move, "inbox"},
    {"delete", "binned", Kind::move, "trash"},
    {"move", "moved", Kind::move, ""},
    {"destroy", "destroyed", Kind::destroy, ""},
};

http::Response led(const Asked& asked, std::string_view code, bool stays) {
    const std::string_view here = asked.form.text("here"), back = asked.form.text("back");
    std::string path(stays && !here.empty() ? here : back);
    if (!is_own_path(path)) path = "/plain/mail";
    path += path.contains('?') ? '&' : '?';
    path += "said=" + std::string(code);
    return led_to(path);
}

json::array strings(const std::vector<std::string_view>& all) {
    json::array made;
    for (const std::string_view one : all) made.emplace_back(one);
    return made;
}

/// Whether an act on its conversation is meant for it.
bool is_meant(const json::object& email, const Folders& folders, std::string_view folder) {
    if (!folder.empty()) return is_in(email, folder);
    return std::ranges::none_of(std::initializer_list<const char*>{"sent", "drafts", "trash", "junk"},
                                [&](const char* role) {
                                    const Folder* const found = folders.by_role(role);
                                    return found != nullptr && is_in(email, found->id);
                                });
}

struct Chosen {
    std::vector<std::string> meant{};  // of conversations, as far as they are meant
    std::vector<std::string> all{};    // of conversations, whole; and single letters
};

Chosen choose(const Asked& asked, const std::vector<const json::object*>& emails, const Folders& folders,
              bool is_for_good) {
    const Folder* const trash = folders.by_role("trash");
    const auto single = asked.form.all("email");
    const std::string_view folder = asked.form.text("folder");
    Chosen made;
    std::set<std::string_view> known;
    for (const json::object* email : emails) {
        const std::string_view id = text_at(*email, "id");
        // In a conversation that was chosen, and chosen by itself.
        if (!known.insert(id).second) continue;
        const bool is_single = std::ranges::find(single, id) != single.end();
        made.all.emplace_back(id);
        // What is deleted for good was thrown away before.
        if (is_for_good && !(trash != nullptr && is_in(*email, trash->id))) continue;
        if (is_single || is_meant(*email, folders, folder)) made.meant.emplace_back(id);
    }
    return made;
}

/// So many at once, since no request may name more.
std::span<const std::string> piece_of(const std::vector<std::string>& ids, std::size_t from) {
    return std::span(ids).subspan(from, std::min(ids.size() - from, piece_objects));
}

/// The letters that were chosen, each with its folders. Of every piece an answer, which they lie in.
Task<Result<std::vector<Answers>>> read_emails(Lent<Caller> caller, std::vector<std::string> ids) {
    std::vector<Answers> all;
    for (std::size_t from = 0; from < ids.size(); from += piece_objects) {
        json::array some;
        for (const std::string& id : piece_of(ids, from)) some.emplace_back(id);
        Calls calls(caller->account_id());
        calls.add("Email/get", {{"ids", std::move(some)}, {"properties", texts({"mailboxIds"})}});
        CO_TRY(Answers answers, co_await ask(caller, std::move(calls)));
        all.push_back(std::move(answers));
    }
    co_return all;
}

/// What changes in each.
json::object patch_of(const Act& act, std::string_view to, std::string_view from) {
    json::object patch;
    if (act.kind == Kind::mark) {
        patch["keywords/" + std::string(act.what)] = act.on ? json::value(true) : json::value(nullptr);
        return patch;
    }
    if (from.empty() || act.what == "trash" || act.what == "junk" || act.what == "inbox") {
        // It is nowhere else then.
        patch["mailboxIds"] = json::object{{to, true}};
    } else {
        patch["mailboxIds/" + std::string(from)] = nullptr;
        patch["mailboxIds/" + std::string(to)] = true;
    }
    if (act.what == "junk") {
        patch["keywords/$junk"] = true;
        patch["keywords/$notjunk"] = nullptr;
    }
    if (act.name == "not-junk") {
        patch["keywords/$junk"] = nullptr;
        patch["keywords/$notjunk"] = true;
    }
    return patch;
}

/// Piece by piece. Whether all of it was done.
Task<Result<bool>> carry_out(Lent<Caller> caller, Act what, std::vector<std::string> ids, std::string to,
                             std::string from) {
    for (std::size_t begin = 0; begin < ids.size(); begin += piece_objects) {
        json::object arguments;
        if (what.kind == Kind::destroy) {
            json::array some;
            for (const std::string& id : piece_of(ids, begin)) some.emplace_back(id);
            arguments["destroy"] = std::move(some);
        } else {
            json::object update;
            for (const std::string& id : piece_of(ids, begin)) update[id] = patch_of(what, to, from);
            arguments["update"] = std::move(update);
        }
        Calls calls(caller->account_id());
        const std::size_t set = calls.add("Email/set", std::move(arguments));
        CO_TRY(const Answers answers, co_await ask(caller, std::move(calls)));
        if (answers.refusal(set)) co_return false;
    }
    co_return true;
}

}  // namespace

Task<http::Response> act(Asked asked) {
    const std::string_view name = asked.form.text("do");
    const auto* const found = std::ranges::find(acts, name, &Act::name);
    if (found == std::end(acts)) co_return led(asked, "failed", true);
    const Act what = *found;
    const auto threads = asked.form.all("thread"), single = asked.form.all("email");
    if (threads.empty() && single.empty()) co_return led(asked, "none", true);

    Calls first(asked.caller->account_id());
    const std::size_t get_mailboxes = first.add("Mailbox/get", {{"ids", nullptr}});
    const std::size_t get_threads = first.add("Thread/get", {{"ids", strings(threads)}});
    const auto known = co_await ask(asked.caller.get(), std::move(first));
    if (!known) co_return failure(asked.reader, known.error());
    const json::object* const mailboxes = known->find(get_mailboxes);
    const json::object* const whole = known->find(get_threads);
    if (mailboxes == nullptr || (whole == nullptr && !threads.empty())) co_return led(asked, "failed", true);
    std::vector<std::string> ids(single.begin(), single.end());
    if (whole != nullptr && !threads.empty()) {
        for (const json::object* thread : objects_at(*whole, "list")) {
            for (const json::value& id : list_at(*thread, "emailIds"))
                if (id.is_string()) ids.emplace_back(std::string_view(id.get_string()));
        }
    }
    const auto read = co_await read_emails(asked.caller.get(), std::move(ids));
    if (!read) co_return failure(asked.reader, read.error());
    std::vector<const json::object*> emails;
    for (const Answers& piece : *read) {
        const json::object* const answer = piece.find(0);
        if (answer == nullptr) co_return led(asked, "failed", true);
        std::ranges::copy(objects_at(*answer, "list"), std::back_inserter(emails));
    }

    const Folders folders(*mailboxes);
    const std::string from(asked.form.text("folder"));
    const Folder* const to =
        what.name == "move" ? folders.find(asked.form.text("to")) : folders.by_role(what.what);
    if (what.kind == Kind::move && to == nullptr) co_return led(asked, "failed", true);
    Chosen chosen = choose(asked, emails, folders, what.kind == Kind::destroy);
    std::vector<std::string> wanted = std::move(what.kind == Kind::mark ? chosen.all : chosen.meant);
    // They are elsewhere by now.
    if (wanted.empty()) co_return led(asked, "none", true);
    const auto done = co_await carry_out(asked.caller.get(), what, std::move(wanted),
                                         what.kind == Kind::move ? to->id : std::string(), from);
    if (!done) co_return failure(asked.reader, done.error());
    if (!*done) co_return led(asked, "failed", true);
    // Where it is gone from, or is to be unread, one does not stay.
    const bool stays = what.kind == Kind::mark && what.name != "unread";
    co_return led(asked, what.said, stays);
}

}  // namespace milpa::pages
