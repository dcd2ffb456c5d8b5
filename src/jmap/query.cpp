// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/query.hpp"

#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "jmap/type.hpp"

namespace milpa::jmap {

namespace {

MethodError unsupported_filter(std::string why) { return {"unsupportedFilter", std::move(why)}; }
MethodError unsupported_sort(std::string why) { return {"unsupportedSort", std::move(why)}; }

class FilterReader {
public:
    explicit FilterReader(const QueryRules& rules) : rules_(rules) {}

    std::expected<Filter, MethodError> read(const json::object& object) {
        if (++parts_ > filter_parts_max) {
            return std::unexpected(
                unsupported_filter(fmt::format("A filter may have at most {} parts.", filter_parts_max)));
        }
        if (object.contains("operator")) return read_operator(object);
        for (const auto& member : object) {
            const std::string_view name = member.key();
            const auto declared = std::ranges::find(rules_.conditions, name, &Argument::name);
            if (declared == rules_.conditions.end()) {
                return std::unexpected(
                    unsupported_filter(fmt::format("There is no condition \"{}\".", name)));
            }
            if (!is_of(declared->type, member.value())) {
                return invalid_arguments(
                    fmt::format("\"{}\" must be of type {}.", declared->name, declared->type));
            }
        }
        return Filter{Filter::Kind::condition, {}, object};
    }

private:
    std::expected<Filter, MethodError> read_operator(const json::object& object) {
        const auto name = text_of(object, "operator");
        const json::value* const conditions = object.if_contains("conditions");
        if (!name || conditions == nullptr || !is_of("Object[]", *conditions) || object.size() != 2) {
            return invalid_arguments("A filter's operator has a name and a list of conditions.");
        }
        Filter filter;
        if (*name == "AND") {
            filter.kind = Filter::Kind::all;
        } else if (*name == "OR") {
            filter.kind = Filter::Kind::any;
        } else if (*name == "NOT") {
            filter.kind = Filter::Kind::none;
        } else {
            return invalid_arguments("A filter's operator is AND, OR or NOT.");
        }
        for (const json::value& part : conditions->get_array()) {
            auto read_part = read(part.get_object());
            if (!read_part) return read_part;
            filter.parts.push_back(std::move(*read_part));
        }
        return filter;
    }

    const QueryRules& rules_;
    std::size_t parts_ = 0;
};

std::expected<std::optional<Filter>, MethodError> read_filter(const QueryRules& rules,
                                                              const json::object& arguments) {
    const json::value* const value = arguments.if_contains("filter");
    if (value == nullptr || !value->is_object()) return std::nullopt;
    auto filter = FilterReader(rules).read(value->get_object());
    if (!filter) return std::unexpected(std::move(filter.error()));
    return std::move(*filter);
}

std::expected<Comparator, MethodError> read_comparator(const QueryRules& rules, const json::object& object) {
    Comparator comparator;
    for (const auto& member : object) {
        const std::string_view name = member.key();
        const json::value& value = member.value();
        bool fits = true;
        if (name == "property") {
            fits = value.is_string();
            if (fits) comparator.property = std::string(value.get_string());
        } else if (name == "isAscending") {
            fits = value.is_bool();
            if (fits) comparator.ascending = value.get_bool();
        } else if (name == "collation") {
            fits = value.is_string();
            if (fits) comparator.collation = std::string(value.get_string());
        } else {
            const auto declared = std::ranges::find(rules.sort_members, name, &Argument::name);
            if (declared == rules.sort_members.end()) {
                return std::unexpected(unsupported_sort(fmt::format("A sort has no \"{}\".", name)));
            }
            fits = is_of(declared->type, value);
            comparator.more[name] = value;
        }
        if (!fits) return invalid_arguments(fmt::format("\"{}\" of a sort is of a wrong type.", name));
    }
    if (!object.contains("property")) return invalid_arguments("A sort must have a \"property\".");
    if (std::ranges::find(rules.sorts, comparator.property) == rules.sorts.end()) {
        return std::unexpected(
            unsupported_sort(fmt::format("\"{}\" cannot be sorted by.", comparator.property)));
    }
    if (std::ranges::find(collations_known, comparator.collation) == collations_known.end()) {
        return std::unexpected(unsupported_sort("There is no such collation."));
    }
    return comparator;
}

std::expected<std::vector<Comparator>, MethodError> read_sort(const QueryRules& rules,
                                                              const json::object& arguments) {
    std::vector<Comparator> sort;
    const json::value* const value = arguments.if_contains("sort");
    if (value == nullptr || !value->is_array()) return sort;
    if (value->get_array().size() > comparators_max) {
        return std::unexpected(unsupported_sort(fmt::format("At most {} comparators.", comparators_max)));
    }
    for (const json::value& item : value->get_array()) {
        auto comparator = read_comparator(rules, item.get_object());
        if (!comparator) return std::unexpected(std::move(comparator.error()));
        sort.push_back(std::move(*comparator));
    }
    return sort;
}

}  // namespace

std::expected<Query, MethodError> read_query(const Context& context, const QueryRules& rules,
                                             const json::object& arguments) {
    if (auto account = context.check_account(arguments); !account) {
        return std::unexpected(std::move(account.error()));
    }
    Query query;
    auto filter = read_filter(rules, arguments);
    if (!filter) return std::unexpected(std::move(filter.error()));
    query.filter = std::move(*filter);
    auto sort = read_sort(rules, arguments);
    if (!sort) return std::unexpected(std::move(sort.error()));
    query.sort = std::move(*sort);
    query.position = number_of(arguments, "position").value_or(0);
    query.anchor = text_of(arguments, "anchor");
    query.anchor_offset = number_of(arguments, "anchorOffset").value_or(0);
    if (const auto limit = number_of(arguments, "limit")) query.limit = static_cast<std::uint64_t>(*limit);
    if (query.limit.value_or(UINT64_MAX) > rules.limit_max) {
        query.limit = rules.limit_max;
        query.limit_is_ours = true;
    }
    query.calculate_total = flag_of(arguments, "calculateTotal");
    return query;
}

std::expected<Window, MethodError> window_of(const Query& query, std::uint64_t total,
                                             std::optional<std::uint64_t> anchor_at) {
    std::int64_t first = query.position;
    const auto all = static_cast<std::int64_t>(total);
    if (query.anchor) {
        if (!anchor_at) {
            return std::unexpected(MethodError{"anchorNotFound", "The anchor is not among the results."});
        }
        // Both are far from the ends of int64: the one is below 2^53, the other a position.
        first = std::max<std::int64_t>(0, static_cast<std::int64_t>(*anchor_at) + query.anchor_offset);
    } else if (first < 0) {
        first = std::max<std::int64_t>(0, first + all);
    }
    Window window;
    window.position = static_cast<std::uint64_t>(first);
    if (first < all) window.count = std::min(total - window.position, query.limit.value_or(UINT64_MAX));
    return window;
}

Answer query_answer(const Context& context, const Query& query, std::string_view state, bool can_change,
                    std::uint64_t total, std::optional<std::uint64_t> anchor_at,
                    const std::function<std::string(std::uint64_t)>& id_at) {
    const auto window = window_of(query, total, anchor_at);
    if (!window) return std::unexpected(window.error());
    json::array ids;
    ids.reserve(window->count);
    for (std::uint64_t at = 0; at < window->count; ++at) ids.emplace_back(id_at(window->position + at));
    json::object answer;
    answer["accountId"] = context.account_id();
    answer["queryState"] = state;
    answer["canCalculateChanges"] = can_change;
    answer["position"] = window->position;
    answer["ids"] = std::move(ids);
    if (query.calculate_total) answer["total"] = total;
    if (query.limit_is_ours) answer["limit"] = *query.limit;
    return answer;
}

Answer query_answer(const Context& context, const Query& query, std::string_view state, bool can_change,
                    const std::vector<std::string>& results) {
    std::optional<std::uint64_t> anchor_at;
    if (query.anchor) {
        const auto found = std::ranges::find(results, *query.anchor);
        if (found != results.end()) anchor_at = static_cast<std::uint64_t>(found - results.begin());
    }
    return query_answer(context, query, state, can_change, results.size(), anchor_at,
                        [&](std::uint64_t at) { return results[at]; });
}

std::expected<QueryChanges, MethodError> read_query_changes(const Context& context, const QueryRules& rules,
                                                            const json::object& arguments) {
    if (auto account = context.check_account(arguments); !account) {
        return std::unexpected(std::move(account.error()));
    }
    QueryChanges call;
    auto filter = read_filter(rules, arguments);
    if (!filter) return std::unexpected(std::move(filter.error()));
    call.filter = std::move(*filter);
    auto sort = read_sort(rules, arguments);
    if (!sort) return std::unexpected(std::move(sort.error()));
    call.sort = std::move(*sort);
    call.since = text_of(arguments, "sinceQueryState").value_or("");
    if (const auto max = number_of(arguments, "maxChanges")) call.max = static_cast<std::uint64_t>(*max);
    call.up_to = text_of(arguments, "upToId");
    call.calculate_total = flag_of(arguments, "calculateTotal");
    return call;
}

Answer query_changes_answer(const Context& context, const QueryChanges& call, std::string_view new_state,
                            const std::vector<std::string>& results, const std::vector<std::string>& created,
                            const std::vector<std::string>& changed_or_gone) {
    std::unordered_set<std::string_view> touched(created.begin(), created.end());
    touched.insert(changed_or_gone.begin(), changed_or_gone.end());
    std::uint64_t last = results.size();
    if (call.up_to) {
        const auto found = std::ranges::find(results, *call.up_to);
        // One that has moved says nothing of where the client's list ends.
        if (found != results.end() && !touched.contains(*found)) {
            last = static_cast<std::uint64_t>(found - results.begin()) + 1;
        }
    }
    json::array added;
    for (std::uint64_t at = 0; at < last; ++at) {
        if (!touched.contains(results[at])) continue;
        added.emplace_back(json::object{{"id", results[at]}, {"index", at}});
    }
    json::array removed = to_array(changed_or_gone);
    if (call.max && removed.size() + added.size() > *call.max) {
        return std::unexpected(MethodError{"tooManyChanges", "There are more changes than asked for."});
    }
    json::object answer;
    answer["accountId"] = context.account_id();
    answer["oldQueryState"] = call.since;
    answer["newQueryState"] = new_state;
    if (call.calculate_total) answer["total"] = results.size();
    answer["removed"] = std::move(removed);
    answer["added"] = std::move(added);
    return answer;
}

namespace {

/// RFC 5051: each character in title case, then decomposed.
std::string unicode_casemap_key(std::string_view text) {
    const auto read =
        icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    icu::UnicodeString titled;
    for (std::int32_t at = 0; at < read.length(); at = read.moveIndex32(at, 1)) {
        titled.append(static_cast<UChar32>(u_totitle(read.char32At(at))));
    }
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* const decomposer = icu::Normalizer2::getNFKDInstance(error);
    std::string key;
    if (U_FAILURE(error)) return key;
    const icu::UnicodeString decomposed = decomposer->normalize(titled, error);
    if (U_SUCCESS(error)) decomposed.toUTF8String(key);
    return key;
}

/// RFC 4790 9.1.1: digits in front are a number; what has none comes behind all numbers, and is equal.
std::string ascii_numeric_key(std::string_view text) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    if (end == 0) return "\xFF";
    std::string_view digits = text.substr(0, end);
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    // Longer numbers are larger; the length in four octets, large end first.
    std::string key;
    for (int shift = 24; shift >= 0; shift -= 8) key += static_cast<char>((digits.size() >> shift) & 0xFF);
    return key + std::string(digits);
}

}  // namespace

std::string sort_key(std::string_view collation, std::string_view text) {
    if (collation == "i;ascii-numeric") return ascii_numeric_key(text);
    if (collation == "i;unicode-casemap") return unicode_casemap_key(text);
    std::string key(text);
    for (char& c : key) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return key;
}

}  // namespace milpa::jmap
