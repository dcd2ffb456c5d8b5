// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/core/quota.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "jmap/query.hpp"
#include "jmap/standard.hpp"

namespace milpa::jmap::quota {

namespace {

/// A client may warn its member from here on, in hundredths of the limit.
constexpr std::uint64_t warn_hundredths = 90;

constexpr Property properties[] = {
    {"id", "Id", "\"octets\" or \"count\".", Property::Who::server},
    {"resourceType", "String", "What is counted: \"octets\", or \"count\" of messages.",
     Property::Who::server},
    {"used", "UnsignedInt", "How much there is.", Property::Who::server},
    {"hardLimit", "UnsignedInt", "How much there may be.", Property::Who::server},
    {"scope", "String", "\"account\".", Property::Who::server},
    {"name", "String", "The member's address.", Property::Who::server},
    {"types", "String[]", "What counts: [\"Email\"].", Property::Who::server},
    {"warnLimit", "UnsignedInt|null", "From where on a client may warn.", Property::Who::server},
    {"softLimit", "UnsignedInt|null", "There is none: null.", Property::Who::server},
    {"description", "String|null", "A sentence for people.", Property::Who::server},
};

std::string state_of(Lent<const Context> context);
constexpr Type types[] = {
    {"Quota", capability, "What the member may keep of something, and what there is.", properties, true,
     state_of},
};
constexpr const Type& type = types[0];

struct Numbers {
    std::uint64_t used = 0, limit = 0;
};
/// RFC 8620 1.3: a limit that is none is still a number.
std::uint64_t as_number(std::uint64_t number) {
    return std::min<std::uint64_t>(number, (std::uint64_t{1} << 53) - 1);
}

Numbers octets_of(const Context& context) {
    return {as_number(context.account().state().usage().octets),
            as_number(context.room().quota().octets_max)};
}
Numbers count_of(const Context& context) {
    return {as_number(context.account().state().usage().messages),
            as_number(context.room().quota().messages_max)};
}

/// All that can change in a Quota: so the state is what it is, and tells what has changed since.
std::string state_of(Lent<const Context> context) {
    const Numbers octets = octets_of(*context);
    const Numbers count = count_of(*context);
    return fmt::format("q{}-{}-{}-{}", octets.used, octets.limit, count.used, count.limit);
}

struct State {
    Numbers octets, count;
};
std::optional<State> read_quota_state(std::string_view text) {
    if (!text.starts_with('q')) return std::nullopt;
    std::array<std::uint64_t, 4> numbers{};
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    for (std::uint64_t& number : numbers) {
        if (at == end) return std::nullopt;
        const auto [stop, error] = std::from_chars(at + 1, end, number);
        if (error != std::errc()) return std::nullopt;
        at = stop;
        if (&number != &numbers.back() && (at == end || *at != '-')) return std::nullopt;
    }
    if (at != end) return std::nullopt;
    return State{{numbers[0], numbers[1]}, {numbers[2], numbers[3]}};
}

/// RFC 9425 4: types that the client does not use are left out, and so is what counts none that it does.
bool is_visible(const Context& context) { return context.uses("urn:ietf:params:jmap:mail"); }

std::vector<std::string> ids_of(const Context& context) {
    if (!is_visible(context)) return {};
    return {"octets", "count"};
}

json::object object_of(const Context& context, std::string_view id) {
    const bool octets = id == "octets";
    const Numbers numbers = octets ? octets_of(context) : count_of(context);
    return {
        {"id", id},
        {"resourceType", id},
        {"used", numbers.used},
        {"hardLimit", numbers.limit},
        {"scope", "account"},
        {"name", context.room().login()->address()},
        {"types", {"Email"}},
        {"warnLimit", numbers.limit / 100 * warn_hundredths},
        {"softLimit", nullptr},
        {"description", octets ? "Octets of all messages of this account." : "Messages of this account."},
    };
}

Task<Answer> get(Lent<Context> context, json::object arguments) {
    const auto call = read_get(*context, type, arguments);
    if (!call) co_return std::unexpected(call.error());
    const std::vector<std::string> there = ids_of(*context);
    GetAnswer answer;
    for (const std::string& id : call->ids ? *call->ids : there) {
        if (std::ranges::find(there, id) == there.end()) {
            answer.miss(id);
            continue;
        }
        json::object object = object_of(*context, id);
        keep_wanted(object, *call);
        answer.add(std::move(object));
    }
    co_return std::move(answer).finish(*context, state_of(context));
}

Task<Answer> changes(Lent<Context> context, json::object arguments) {
    const auto call = read_changes(*context, arguments);
    if (!call) co_return std::unexpected(call.error());
    const auto since = read_quota_state(call->since);
    if (!since) co_return std::unexpected(cannot_calculate_changes());
    ChangedIds changed;
    changed.new_state = state_of(context);
    const Numbers octets = octets_of(*context);
    const Numbers count = count_of(*context);
    if (is_visible(*context)) {
        if (octets.used != since->octets.used || octets.limit != since->octets.limit) {
            changed.updated.emplace_back("octets");
        }
        if (count.used != since->count.used || count.limit != since->count.limit) {
            changed.updated.emplace_back("count");
        }
    }
    // There is no state between: both have changed, or the client asks for more.
    if (changed.updated.size() > call->max) co_return std::unexpected(cannot_calculate_changes());
    const bool only_used = octets.limit == since->octets.limit && count.limit == since->count.limit;
    json::object answer = changes_answer(*context, *call, std::move(changed));
    if (only_used) {
        answer["updatedProperties"] = json::array{"used"};
    } else {
        answer["updatedProperties"] = nullptr;
    }
    co_return answer;
}

constexpr Argument conditions[] = {
    {"name", "String", "Stands in the name."},
    {"scope", "String", "Is the scope."},
    {"resourceType", "String", "Is what is counted."},
    {"type", "String", "Is among the types."},
};
constexpr std::string_view sorts[] = {"name", "used"};
constexpr QueryRules rules{conditions, sorts};

bool holds(const json::object& object, const json::object& condition) {
    const auto name = text_of(condition, "name");
    if (name && text_of(object, "name")->find(*name) == std::string::npos) return false;
    const auto scope = text_of(condition, "scope");
    if (scope && *scope != *text_of(object, "scope")) return false;
    const auto resource = text_of(condition, "resourceType");
    if (resource && *resource != *text_of(object, "resourceType")) return false;
    const auto counted = text_of(condition, "type");
    return !counted || *counted == "Email";
}

std::vector<std::string> results_of(const Context& context, const std::optional<Filter>& filter,
                                    const std::vector<Comparator>& sort) {
    std::vector<std::string> ids;
    for (const std::string& id : ids_of(context)) {
        const json::object object = object_of(context, id);
        if (!filter || filter->matches([&](const json::object& part) { return holds(object, part); })) {
            ids.push_back(id);
        }
    }
    // All have one name: only "used" makes a difference.
    const auto by_used = std::ranges::find(sort, "used", &Comparator::property);
    if (by_used != sort.end()) {
        std::ranges::sort(ids, [&](const std::string& a, const std::string& b) {
            const auto used = [&](const std::string& id) {
                return id == "octets" ? octets_of(context).used : count_of(context).used;
            };
            if (used(a) == used(b)) return b < a;  // "octets" before "count", as without a sort
            return (used(a) < used(b)) == by_used->ascending;
        });
    }
    return ids;
}

Task<Answer> query(Lent<Context> context, json::object arguments) {
    const auto call = read_query(*context, rules, arguments);
    if (!call) co_return std::unexpected(call.error());
    co_return query_answer(*context, *call, state_of(context), true,
                           results_of(*context, call->filter, call->sort));
}

Task<Answer> query_changes(Lent<Context> context, json::object arguments) {
    const auto call = read_query_changes(*context, rules, arguments);
    if (!call) co_return std::unexpected(call.error());
    if (!read_quota_state(call->since)) co_return std::unexpected(cannot_calculate_changes());
    const std::string now = state_of(context);
    // Where anything has changed, either may have moved.
    const std::vector<std::string> moved = now == call->since ? std::vector<std::string>() : ids_of(*context);
    co_return query_changes_answer(*context, *call, now, results_of(*context, call->filter, call->sort), {},
                                   moved);
}

constexpr Method methods[] = {
    {"Quota/get", capability, "What may be kept, and what there is.", "RFC 9425 4.2", get_arguments, get},
    {"Quota/changes", capability, "Which of them have changed.", "RFC 9425 4.3", changes_arguments, changes},
    {"Quota/query", capability, "Which of them meet a condition.", "RFC 9425 4.4", query_arguments, query},
    {"Quota/queryChanges", capability, "How the results of a query have changed.", "RFC 9425 4.5",
     query_changes_arguments, query_changes},
};

json::object nothing_of_server() { return {}; }
json::object nothing_of_account(Lent<const Context>) { return {}; }
constexpr Capability capabilities[] = {
    {capability, "What a member may keep.", nothing_of_server, nothing_of_account},
};

}  // namespace

Family family() { return {capabilities, types, methods}; }

}  // namespace milpa::jmap::quota
