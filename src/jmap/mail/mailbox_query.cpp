// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <set>

#include "jmap/mail/ids.hpp"
#include "jmap/mail/mailbox.hpp"
#include "jmap/query.hpp"

namespace milpa::jmap {

namespace account = mail::account;

namespace {

constexpr Argument mailbox_conditions[] = {
    {"parentId", "Id|null", "The parent, exactly."},
    {"name", "String", "What the name has in it."},
    {"role", "String|null", "The role, exactly."},
    {"hasAnyRole", "Boolean", "Whether there is a role."},
    {"isSubscribed", "Boolean", "Whether mail programs show it."},
};
constexpr std::string_view mailbox_sorts[] = {"sortOrder", "name"};
constexpr QueryRules mailbox_rules{.conditions = mailbox_conditions, .sorts = mailbox_sorts};

enum class Shape : std::uint8_t { list, tree };

/// One query over the mailboxes as they are: nothing waits.
class MailboxQuery {
public:
    MailboxQuery(const account::State& state, const std::optional<Filter>& filter,
                 const std::vector<Comparator>& sort)
        : state_(state), filter_(filter), sort_(sort) {}

    std::vector<std::string> run(Shape sorted, Shape filtered) {
        std::vector<const account::Mailbox*> found;
        std::set<std::string_view> matching;
        // Parents come before what is below them.
        for (const auto& [name, id] : state_.names()) {
            const account::Mailbox& mailbox = *state_.find(id);
            if (filter_ && !filter_->matches([&](const json::object& c) { return holds(c, mailbox); }))
                continue;
            const std::string_view parent = account::parent_name(name);
            if (filtered == Shape::tree && !parent.empty() && !matching.contains(parent)) continue;
            matching.insert(name);
            found.push_back(&mailbox);
        }
        std::ranges::sort(found, [&](const auto* a, const auto* b) {
            return sorted == Shape::tree ? is_before_in_tree(*a, *b) : is_before(*a, *b);
        });
        std::vector<std::string> ids;
        for (const account::Mailbox* mailbox : found) ids.push_back(mailbox_id(mailbox->id));
        return ids;
    }

private:
    bool holds(const json::object& condition, const account::Mailbox& mailbox) const {
        for (const auto& [name, value] : condition) {
            if (!holds(name, value, mailbox)) return false;
        }
        return true;
    }

    bool holds(std::string_view name, const json::value& value, const account::Mailbox& mailbox) const {
        if (name == "name") {
            const std::string needle = sort_key(collations_known.back(), value.get_string());
            return sort_key(collations_known.back(), level_name(mailbox)).find(needle) != std::string::npos;
        }
        if (name == "hasAnyRole") return value.get_bool() == !role_of(mailbox).empty();
        if (name == "isSubscribed") return value.get_bool() == state_.subscriptions().contains(mailbox.name);
        if (name == "role")
            return value.is_null() ? role_of(mailbox).empty()
                                   : std::string_view(value.get_string()) == role_of(mailbox);
        const std::string_view parent_path = account::parent_name(mailbox.name);
        if (value.is_null()) return parent_path.empty();
        const account::Mailbox* parent = parent_path.empty() ? nullptr : state_.find(parent_path);
        return parent != nullptr && mailbox_id(parent->id) == std::string_view(value.get_string());
    }

    bool is_before(const account::Mailbox& a, const account::Mailbox& b) const {
        for (const Comparator& comparator : sort_) {
            int order = 0;
            if (comparator.property == "sortOrder") {
                order = a.sort_order < b.sort_order ? -1 : (a.sort_order > b.sort_order ? 1 : 0);
            } else {
                order = sort_key(comparator.collation, level_name(a))
                            .compare(sort_key(comparator.collation, level_name(b)));
            }
            if (order != 0) return comparator.ascending ? order < 0 : order > 0;
        }
        return a.id < b.id;
    }

    /// RFC 8621 2.3: the nearest ancestors that have the same parent are compared.
    bool is_before_in_tree(const account::Mailbox& a, const account::Mailbox& b) const {
        if (account::is_below(b.name, a.name)) return true;
        if (account::is_below(a.name, b.name)) return false;
        std::size_t same = 0;  // where the level begins in which they differ
        for (std::size_t at = 0; at < std::min(a.name.size(), b.name.size()) && a.name[at] == b.name[at];
             ++at) {
            if (a.name[at] == '/') same = at + 1;
        }
        const account::Mailbox* in_a =
            state_.find(std::string_view(a.name).substr(0, a.name.find('/', same)));
        const account::Mailbox* in_b =
            state_.find(std::string_view(b.name).substr(0, b.name.find('/', same)));
        return in_a != nullptr && in_b != nullptr && in_a != in_b && is_before(*in_a, *in_b);
    }

    const account::State& state_;
    const std::optional<Filter>& filter_;
    const std::vector<Comparator>& sort_;
};

Shape shape_of(const json::object& arguments, std::string_view name) {
    return flag_of(arguments, name) ? Shape::tree : Shape::list;
}

}  // namespace

Task<Answer> query_mailboxes(Lent<Context> context, json::object arguments) {
    const auto query = read_query(*context, mailbox_rules, arguments);
    if (!query) co_return std::unexpected(query.error());
    const account::State& state = context->account().state();
    const Shape sorted = shape_of(arguments, "sortAsTree");
    const Shape filtered = shape_of(arguments, "filterAsTree");
    const auto ids = MailboxQuery(state, query->filter, query->sort).run(sorted, filtered);
    // In a tree, one that did not change may move with one that did.
    const bool can_change = sorted == Shape::list && filtered == Shape::list;
    co_return query_answer(*context, *query, state_text(state.seq()), can_change, ids);
}

Task<Answer> query_mailbox_changes(Lent<Context> context, json::object arguments) {
    const auto call = read_query_changes(*context, mailbox_rules, arguments);
    if (!call) co_return std::unexpected(call.error());
    const auto since = read_position(call->since);
    const bool tree = flag_of(arguments, "sortAsTree") || flag_of(arguments, "filterAsTree");
    if (!since || tree) co_return std::unexpected(cannot_calculate_changes());
    const auto loaded = co_await context->account().need_threads();
    if (!loaded) co_return std::unexpected(error_for(loaded.error()));
    const account::State& state = context->account().state();
    const auto changes = account::mailbox_changes(state, *state.threads(), *since,
                                                  account::mailboxes_max + account::mailbox_tombstones_max);
    if (!changes) co_return std::unexpected(cannot_calculate_changes());
    const auto ids = MailboxQuery(state, call->filter, call->sort).run(Shape::list, Shape::list);
    std::vector<std::string> created;
    std::vector<std::string> changed;
    for (const auto id : changes->created) created.push_back(mailbox_id(id));
    for (const auto id : changes->updated) changed.push_back(mailbox_id(id));
    for (const auto id : changes->destroyed) changed.push_back(mailbox_id(id));
    co_return query_changes_answer(*context, *call, state_text(state.seq()), ids, created, changed);
}

}  // namespace milpa::jmap
