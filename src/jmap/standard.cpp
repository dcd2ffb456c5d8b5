// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/standard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_set>

#include "jmap/type.hpp"

namespace milpa::jmap {

namespace {

/// Each text once, in the order of the list, which is one of strings.
std::vector<std::string> unique_texts(const json::array& list) {
    std::vector<std::string> texts;
    std::unordered_set<std::string_view> seen;
    for (const json::value& item : list) {
        const std::string_view text = item.get_string();
        if (seen.insert(text).second) texts.emplace_back(text);
    }
    return texts;
}

const json::array* find_list(const json::object& arguments, std::string_view name) {
    const json::value* const value = arguments.if_contains(name);
    return value == nullptr ? nullptr : value->if_array();
}

}  // namespace

bool Get::wants(std::string_view property) const {
    return std::ranges::find(properties, property) != properties.end();
}

std::expected<Get, MethodError> read_get(const Context& context, const Type& type,
                                         const json::object& arguments, const AlsoProperty& also) {
    if (auto account = context.check_account(arguments); !account) {
        return std::unexpected(std::move(account.error()));
    }
    Get get;
    if (const json::array* const ids = find_list(arguments, "ids")) {
        get.ids = unique_texts(*ids);
        if (auto fits = check_all(context, get.ids->size()); !fits) {
            return std::unexpected(std::move(fits.error()));
        }
    }
    if (const json::array* const properties = find_list(arguments, "properties")) {
        get.properties = unique_texts(*properties);
        for (const std::string& name : get.properties) {
            const bool declared = std::ranges::any_of(
                type.properties, [&](const Property& property) { return property.name == name; });
            if (!declared && !(also && also(name))) {
                return invalid_arguments(fmt::format("{} has no property \"{}\".", type.name, name));
            }
        }
    } else {
        for (const Property& property : type.properties) get.properties.emplace_back(property.name);
    }
    return get;
}

std::expected<void, MethodError> check_all(const Context& context, std::size_t count) {
    const std::size_t most = context.limits().objects_in_get_max;
    if (count <= most) return {};
    return std::unexpected(
        MethodError{"requestTooLarge", fmt::format("At most {} objects can be had in one call.", most)});
}

json::object GetAnswer::finish(const Context& context, std::string_view state) && {
    json::object answer;
    answer["accountId"] = context.account_id();
    answer["state"] = state;
    answer["list"] = std::move(list_);
    answer["notFound"] = std::move(not_found_);
    return answer;
}

void keep_wanted(json::object& object, const Get& get) {
    std::vector<std::string> unwanted;
    for (const auto& member : object) {
        const std::string_view name = member.key();
        if (name != "id" && !get.wants(name)) unwanted.emplace_back(name);
    }
    for (const std::string& name : unwanted) object.erase(name);
}

std::expected<ChangesCall, MethodError> read_changes(const Context& context, const json::object& arguments) {
    if (auto account = context.check_account(arguments); !account) {
        return std::unexpected(std::move(account.error()));
    }
    ChangesCall call;
    call.since = text_of(arguments, "sinceState").value_or("");
    if (const auto max = number_of(arguments, "maxChanges")) {
        if (*max <= 0) return invalid_arguments("\"maxChanges\" must be more than 0.");
        call.max = std::min(call.max, static_cast<std::uint64_t>(*max));
    }
    return call;
}

MethodError cannot_calculate_changes() {
    return {"cannotCalculateChanges", "What has changed since that state is not known."};
}

json::object changes_answer(const Context& context, const ChangesCall& call, ChangedIds changes) {
    json::object answer;
    answer["accountId"] = context.account_id();
    answer["oldState"] = call.since;
    answer["newState"] = changes.new_state;
    answer["hasMoreChanges"] = changes.has_more;
    answer["created"] = to_array(changes.created);
    answer["updated"] = to_array(changes.updated);
    answer["destroyed"] = to_array(changes.destroyed);
    return answer;
}

std::string state_text(std::uint64_t seq) { return fmt::format("s{}", seq); }

std::optional<std::uint64_t> read_state(std::string_view text) {
    std::uint64_t seq = 0;
    if (!text.starts_with('s')) return std::nullopt;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + 1, end, seq);
    // No leading zeros: one state has one text.
    if (error != std::errc() || stop != end || state_text(seq) != text) return std::nullopt;
    return seq;
}

MethodError no_copy(const Context& context, const json::object& arguments) {
    if (auto account = context.check_account(arguments); !account) return account.error();
    if (text_of(arguments, "fromAccountId") == context.account_id()) {
        return {"invalidArguments", "\"fromAccountId\" must be another account than \"accountId\"."};
    }
    return {"fromAccountNotFound", "There is no such account to copy from."};
}

Task<Answer> run_copy(Lent<Context> context, json::object arguments) {
    co_return std::unexpected(no_copy(*context, arguments));
}

std::optional<std::string> text_of(const json::object& object, std::string_view name) {
    const json::value* const value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string(value->get_string());
}

std::optional<std::int64_t> number_of(const json::object& object, std::string_view name) {
    const json::value* const value = object.if_contains(name);
    if (value == nullptr) return std::nullopt;
    if (const auto* whole = value->if_int64()) return *whole;
    if (const auto* real = value->if_double(); real != nullptr && is_of("Int", *value)) {
        return static_cast<std::int64_t>(*real);
    }
    return std::nullopt;
}

bool flag_of(const json::object& object, std::string_view name, bool by_default) {
    const json::value* const value = object.if_contains(name);
    return value == nullptr || !value->is_bool() ? by_default : value->get_bool();
}

json::array to_array(const std::vector<std::string>& texts) {
    json::array list;
    list.reserve(texts.size());
    for (const std::string& text : texts) list.emplace_back(text);
    return list;
}

}  // namespace milpa::jmap
