// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <array>

#include "jmap/mail/fold_changes.hpp"
#include "jmap/mail/ids.hpp"
#include "jmap/mail/mailbox.hpp"

namespace milpa::jmap {

namespace account = mail::account;

namespace {

struct Role {
    std::string_view name;
    account::SpecialUse use;
};
constexpr std::array roles{
    Role{"drafts", account::SpecialUse::drafts},   Role{"sent", account::SpecialUse::sent},
    Role{"junk", account::SpecialUse::junk},       Role{"trash", account::SpecialUse::trash},
    Role{"archive", account::SpecialUse::archive}, Role{"all", account::SpecialUse::all},
    Role{"flagged", account::SpecialUse::flagged}, Role{"important", account::SpecialUse::important},
};

json::object rights_of(const account::Mailbox& mailbox) {
    const bool inbox = mailbox.id == account::inbox_id;
    const auto levels = static_cast<std::size_t>(std::ranges::count(mailbox.name, '/')) + 1;
    json::object rights;
    rights["mayReadItems"] = mailbox.selectable;
    rights["mayAddItems"] = mailbox.selectable;
    rights["mayRemoveItems"] = mailbox.selectable;
    rights["maySetSeen"] = mailbox.selectable;
    rights["maySetKeywords"] = mailbox.selectable;
    rights["mayCreateChild"] = levels < account::mailbox_levels_max;
    rights["mayRename"] = !inbox;
    rights["mayDelete"] = !inbox;
    rights["maySubmit"] = mailbox.selectable;
    return rights;
}

}  // namespace

std::string_view role_of(const account::Mailbox& mailbox) {
    if (mailbox.id == account::inbox_id) return "inbox";
    const auto* found = std::ranges::find(roles, mailbox.special_use, &Role::use);
    return found == roles.end() ? std::string_view() : found->name;
}

std::optional<account::SpecialUse> read_role(std::string_view role) {
    const auto* found = std::ranges::find(roles, role, &Role::name);
    return found == roles.end() ? std::nullopt : std::optional(found->use);
}

std::string_view level_name(const account::Mailbox& mailbox) {
    if (mailbox.id == account::inbox_id) return "Inbox";
    const std::string_view parent = account::parent_name(mailbox.name);
    return std::string_view(mailbox.name).substr(parent.empty() ? 0 : parent.size() + 1);
}

json::object mailbox_json(const account::State& state, const account::Mailbox& mailbox,
                          const MailboxCounts& counts) {
    json::object made;
    made["id"] = mailbox_id(mailbox.id);
    made["name"] = level_name(mailbox);
    const std::string_view parent_path = account::parent_name(mailbox.name);
    const account::Mailbox* parent = parent_path.empty() ? nullptr : state.find(parent_path);
    made["parentId"] = parent != nullptr ? json::value(mailbox_id(parent->id)) : json::value();
    const std::string_view role = role_of(mailbox);
    made["role"] = role.empty() ? json::value() : json::value(role);
    made["sortOrder"] = mailbox.sort_order;
    made["totalEmails"] = counts.emails;
    made["unreadEmails"] = counts.unread_emails;
    made["totalThreads"] = counts.threads;
    made["unreadThreads"] = counts.unread_threads;
    made["myRights"] = rights_of(mailbox);
    made["isSubscribed"] = state.subscriptions().contains(mailbox.name);
    return made;
}

Task<Answer> get_mailboxes(Lent<Context> context, json::object arguments) {
    const auto get = read_get(*context, mailbox_type, arguments);
    if (!get) co_return std::unexpected(get.error());
    const bool wants_counts = std::ranges::any_of(get->properties, [](std::string_view name) {
        return name.starts_with("total") || name.starts_with("unread");
    });
    if (wants_counts) {
        const auto loaded = co_await context->account().need_threads();
        if (!loaded) co_return std::unexpected(error_for(loaded.error()));
    }
    const account::State& state = context->account().state();
    auto counts = wants_counts ? count_mailboxes(state) : decltype(count_mailboxes(state))();
    GetAnswer answer;
    const auto add = [&](const account::Mailbox& mailbox) {
        json::object made = mailbox_json(state, mailbox, counts[mailbox.id]);
        keep_wanted(made, *get);
        answer.add(std::move(made));
    };
    if (!get->ids) {
        // However many they are: no program works without them, and there are mailboxes_max at most.
        for (const auto& [name, id] : state.names()) add(*state.find(id));
    } else {
        for (const std::string& text : *get->ids) {
            const auto id = read_mailbox_id(text);
            const account::Mailbox* mailbox = id ? state.find(*id) : nullptr;
            mailbox != nullptr ? add(*mailbox) : answer.miss(text);
        }
    }
    co_return std::move(answer).finish(*context, state_text(state.seq()));
}

Task<Answer> change_mailboxes(Lent<Context> context, json::object arguments) {
    const auto asked = read_fold_changes(*context, arguments);
    if (!asked) co_return std::unexpected(asked.error());
    const auto loaded = co_await context->account().need_threads();
    if (!loaded) co_return std::unexpected(error_for(loaded.error()));
    const account::State& state = context->account().state();
    const auto changes = account::mailbox_changes(state, *state.threads(), asked->since, asked->call.max);
    if (!changes) co_return std::unexpected(cannot_calculate_changes());
    json::object answer = fold_changes_answer(*context, asked->call, *changes, mailbox_id);
    json::value& properties = answer["updatedProperties"];
    if (changes->only_counts)
        properties = json::array{"totalEmails", "unreadEmails", "totalThreads", "unreadThreads"};
    co_return answer;
}

}  // namespace milpa::jmap
