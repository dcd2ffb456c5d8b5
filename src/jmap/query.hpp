// SPDX-License-Identifier: AGPL-3.0-or-later
// /query and /queryChanges (RFC 8620 5.5, 5.6): filters, sorts and windows, for whatever type. What a
// condition means, and by what objects are sorted, the type says.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "jmap/context.hpp"
#include "jmap/method.hpp"
#include "jmap/standard.hpp"

namespace milpa::jmap {

inline constexpr Argument query_arguments[] = {
    {"accountId", "Id", "Whose objects these are.", true},
    {"filter", "Object|null", "A condition, or an operator over conditions; null for all."},
    {"sort", "Object[]|null", "By what they are ordered: property, isAscending, collation."},
    {"position", "Int", "Of the first id to return; a negative one counts from the end."},
    {"anchor", "Id|null", "An id whose position counts instead."},
    {"anchorOffset", "Int", "From the anchor to the first id to return."},
    {"limit", "UnsignedInt|null", "Most ids to return."},
    {"calculateTotal", "Boolean", "Whether the number of all results is wanted."},
};
inline constexpr Argument query_changes_arguments[] = {
    {"accountId", "Id", "Whose objects these are.", true},
    {"filter", "Object|null", "As it was in the query."},
    {"sort", "Object[]|null", "As it was in the query."},
    {"sinceQueryState", "String", "A state that the query gave.", true},
    {"maxChanges", "UnsignedInt|null", "Most items in the answer, removed and added together."},
    {"upToId", "Id|null", "The last id that the client has."},
    {"calculateTotal", "Boolean", "Whether the number of all results is wanted."},
};

/// Conditions and operators in one filter; beyond: unsupportedFilter. People's searches have ten.
inline constexpr std::size_t filter_parts_max = 500;
/// Comparators in one sort; beyond: unsupportedSort.
inline constexpr std::size_t comparators_max = 20;
/// RFC 4790, RFC 5051. The last is what counts where a client names none.
inline constexpr std::array<std::string_view, 3> collations_known{"i;ascii-casemap", "i;ascii-numeric",
                                                                  "i;unicode-casemap"};

struct Filter {
    enum class Kind : std::uint8_t { condition, all, any, none } kind = Kind::all;
    std::vector<Filter> parts;  ///< of an operator
    json::object condition;     ///< all of whose properties must hold; of the declared types

    /// `holds` answers for a condition. An `all` of nothing holds for everything (RFC 8620 5.5 is silent).
    template <class Holds>
    bool matches(const Holds& holds) const {
        switch (kind) {
            case Kind::condition: return holds(condition);
            case Kind::all:
                for (const Filter& part : parts) {
                    if (!part.matches(holds)) return false;
                }
                return true;
            case Kind::any:
                for (const Filter& part : parts) {
                    if (part.matches(holds)) return true;
                }
                return false;
            case Kind::none:
                for (const Filter& part : parts) {
                    if (part.matches(holds)) return false;
                }
                return true;
        }
        return false;
    }
};

struct Comparator {
    std::string property;
    bool ascending = true;
    std::string collation{collations_known.back()};
    json::object more;  ///< further members ("keyword"), of the declared types
};

/// What a type's /query takes.
struct QueryRules {
    /// A condition's properties, with their types.
    std::span<const Argument> conditions;
    /// Properties to sort by.
    std::span<const std::string_view> sorts;
    /// Further members of a comparator (RFC 8621 4.4.2: keyword).
    std::span<const Argument> sort_members = {};
    /// Ids in one answer; a client that asks for more is told.
    std::uint64_t limit_max = UINT64_MAX;
    /// Further arguments are the method's own.
};

struct Query {
    std::optional<Filter> filter;
    std::vector<Comparator> sort;
    std::int64_t position = 0;
    std::optional<std::string> anchor;
    std::int64_t anchor_offset = 0;
    std::optional<std::uint64_t> limit;
    bool limit_is_ours = false;  ///< the answer must name it
    bool calculate_total = false;
};
/// Fails with accountNotFound, invalidArguments, unsupportedFilter (a condition that the type does not have,
/// or too many), unsupportedSort.
std::expected<Query, MethodError> read_query(const Context& context, const QueryRules& rules,
                                             const json::object& arguments);

/// What part of so many results is asked for.
struct Window {
    std::uint64_t position = 0;
    std::uint64_t count = 0;
};
/// `anchor_at`: where the anchor is in the results, if there is one. Fails with anchorNotFound.
std::expected<Window, MethodError> window_of(const Query& query, std::uint64_t total,
                                             std::optional<std::uint64_t> anchor_at);
/// The answer of /query, from all its results in their order.
Answer query_answer(const Context& context, const Query& query, std::string_view state, bool can_change,
                    const std::vector<std::string>& results);
/// The same, where ids are only made for those in the window.
Answer query_answer(const Context& context, const Query& query, std::string_view state, bool can_change,
                    std::uint64_t total, std::optional<std::uint64_t> anchor_at,
                    const std::function<std::string(std::uint64_t)>& id_at);

struct QueryChanges {
    std::optional<Filter> filter;
    std::vector<Comparator> sort;
    std::string since;
    std::optional<std::uint64_t> max;
    std::optional<std::string> up_to;
    bool calculate_total = false;
};
std::expected<QueryChanges, MethodError> read_query_changes(const Context& context, const QueryRules& rules,
                                                            const json::object& arguments);
/// From the results as they are now and all that was created, changed or destroyed since the old state:
/// RFC 8620 5.6 lets extra ids be `removed`, and wants those of them that are results `added` again. Fails
/// with tooManyChanges.
Answer query_changes_answer(const Context& context, const QueryChanges& call, std::string_view new_state,
                            const std::vector<std::string>& results, const std::vector<std::string>& created,
                            const std::vector<std::string>& changed_or_gone);

/// Texts whose octets compare as the collation orders the texts.
std::string sort_key(std::string_view collation, std::string_view text);

}  // namespace milpa::jmap
