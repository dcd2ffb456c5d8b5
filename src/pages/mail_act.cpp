// SPDX-License-Identifier: AGPL-3.0-or-later
// What is done with letters and conversations: marks, moves, and what is deleted. `do` says what; `email` and
// `thread` with which; a conversation is meant as far as it is in `folder`, or anywhere but among what was
// sent.
#include <algorithm>

#include "pages/mail_model.hpp"
#include "pages/places.hpp"

namespace milpa::pages {

namespace {

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
    for (const json::object* email : emails) {
        const std::string_view id = text_at(*email, "id");
        // In a conversation that was chosen, and chosen by itself.
        if (std::ranges::find(made.all, id) != made.all.end()) continue;
        const bool is_single = std::ranges::find(single, id) != single.end();
        made.all.emplace_back(id);
        // What is deleted for good was thrown away before.
        if (is_for_good && !(trash != nullptr && is_in(*email, trash->id))) continue;
        if (is_single || is_meant(*email, folders, folder)) made.meant.emplace_back(id);
    }
    return made;
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
    std::optional<std::size_t> of_threads;
    const auto wanted = texts({"mailboxIds"});
    if (!threads.empty()) {
        const std::size_t get = first.add("Thread/get", {{"ids", strings(threads)}});
        json::object arguments{{"properties", wanted}};
        arguments["#ids"] = first.result_of(get, "/list/*/emailIds");
        of_threads = first.add("Email/get", std::move(arguments));
    }
    const std::size_t of_single = first.add("Email/get", {{"ids", strings(single)}, {"properties", wanted}});
    const auto known = co_await ask(asked.caller.get(), std::move(first));
    if (!known) co_return failure(asked.reader, known.error());
    const json::object* const mailboxes = known->find(get_mailboxes);
    const json::object* const singles = known->find(of_single);
    const json::object* const whole = of_threads ? known->find(*of_threads) : singles;
    if (mailboxes == nullptr || singles == nullptr || whole == nullptr) co_return led(asked, "failed", true);
    std::vector<const json::object*> emails = objects_at(*singles, "list");
    if (of_threads) std::ranges::copy(objects_at(*whole, "list"), std::back_inserter(emails));

    const Folders folders(*mailboxes);
    const std::string from(asked.form.text("folder"));
    const Folder* const to =
        what.name == "move" ? folders.find(asked.form.text("to")) : folders.by_role(what.what);
    if (what.kind == Kind::move && to == nullptr) co_return led(asked, "failed", true);
    const Chosen chosen = choose(asked, emails, folders, what.kind == Kind::destroy);
    // They are elsewhere by now.
    if ((what.kind == Kind::mark ? chosen.all : chosen.meant).empty()) co_return led(asked, "none", true);
    json::object arguments;
    if (what.kind == Kind::destroy) {
        arguments["destroy"] = texts(chosen.meant);
    } else {
        json::object update;
        const bool is_move = what.kind == Kind::move;
        for (const std::string& id : is_move ? chosen.meant : chosen.all)
            update[id] = patch_of(what, is_move ? std::string_view(to->id) : std::string_view(), from);
        arguments["update"] = std::move(update);
    }
    Calls calls(asked.caller->account_id());
    const std::size_t set = calls.add("Email/set", std::move(arguments));
    const auto answers = co_await ask(asked.caller.get(), std::move(calls));
    if (!answers) co_return failure(asked.reader, answers.error());
    if (answers->refusal(set)) co_return led(asked, "failed", true);
    // Where it is gone from, or is to be unread, one does not stay.
    const bool stays = what.kind == Kind::mark && what.name != "unread";
    co_return led(asked, what.said, stays);
}

}  // namespace milpa::pages
