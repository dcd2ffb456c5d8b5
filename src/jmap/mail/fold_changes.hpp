// SPDX-License-Identifier: AGPL-3.0-or-later
// What Email/changes, Mailbox/changes and Thread/changes share: a position in the account's log, and what the
// fold has changed since.
#pragma once

#include "jmap/mail/ids.hpp"
#include "jmap/standard.hpp"

namespace milpa::jmap {

struct FoldChangesCall {
    ChangesCall call;
    mail::account::Position since;
};

/// Fails as read_changes(), and with cannotCalculateChanges for what no position is.
inline std::expected<FoldChangesCall, MethodError> read_fold_changes(const Context& context,
                                                                     const json::object& arguments) {
    auto call = read_changes(context, arguments);
    if (!call) return std::unexpected(std::move(call.error()));
    const auto since = read_position(call->since);
    if (!since) return std::unexpected(cannot_calculate_changes());
    return FoldChangesCall{std::move(*call), *since};
}

/// `changes`: of account/changes.hpp. `id`: email_id(), mailbox_id() or thread_id().
template <class Changes, class Id>
json::object fold_changes_answer(const Context& context, const ChangesCall& call, const Changes& changes,
                                 Id id) {
    ChangedIds ids;
    ids.new_state = position_text(changes.position);
    ids.has_more = changes.has_more;
    for (const auto one : changes.created) ids.created.push_back(id(one));
    for (const auto one : changes.updated) ids.updated.push_back(id(one));
    for (const auto one : changes.destroyed) ids.destroyed.push_back(id(one));
    return changes_answer(context, call, std::move(ids));
}

}  // namespace milpa::jmap
