// SPDX-License-Identifier: AGPL-3.0-or-later
// What the standard methods have in common (RFC 8620 5.1, 5.2, 5.4): their arguments read and checked, their
// answers put together. What a type does between is its own. /set is in set.hpp, /query in query.hpp.
//
//     Task<Answer> get(Lent<Context> context, json::object arguments) {
//         auto call = read_get(*context, thread_type, arguments);
//         if (!call) co_return std::unexpected(call.error());
//         GetAnswer answer;
//         for (const std::string& id : call->ids ? *call->ids : all_ids()) {
//             if (auto object = find(id)) answer.add(std::move(*object));
//             else answer.miss(id);
//         }
//         co_return std::move(answer).finish(*context, state);
//     }
#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jmap/context.hpp"
#include "jmap/method.hpp"

namespace milpa::jmap {

/// For properties beyond those that the type declares ("header:Subject:asText").
using AlsoProperty = std::function<bool(std::string_view name)>;

// ---- /get ----

inline constexpr Argument get_arguments[] = {
    {"accountId", "Id", "Whose objects these are.", true},
    {"ids", "Id[]|null", "Those to get; null for all, where there are no more than maxObjectsInGet."},
    {"properties", "String[]|null", "Those wanted; null for all. The id always comes."},
};

struct Get {
    /// Each once, in the order asked for; nothing for all.
    std::optional<std::vector<std::string>> ids;
    /// As asked for, each once; of the type, in its order, where none were named.
    std::vector<std::string> properties;
    bool wants(std::string_view property) const;
};
/// Fails with accountNotFound, invalidArguments (no such property), requestTooLarge (ids beyond
/// maxObjectsInGet).
std::expected<Get, MethodError> read_get(const Context& context, const Type& type,
                                         const json::object& arguments, const AlsoProperty& also = {});
/// RFC 8620 5.1: where all are asked for, and there are more than may be: requestTooLarge.
std::expected<void, MethodError> check_all(const Context& context, std::size_t count);

class GetAnswer {
public:
    void add(json::object object) { list_.emplace_back(std::move(object)); }
    void miss(std::string_view id) { not_found_.emplace_back(id); }
    json::object finish(const Context& context, std::string_view state) &&;

private:
    json::array list_;
    json::array not_found_;
};
/// Takes away what was not asked for; the id stays.
void keep_wanted(json::object& object, const Get& get);

// ---- /changes ----

inline constexpr Argument changes_arguments[] = {
    {"accountId", "Id", "Whose objects these are.", true},
    {"sinceState", "String", "A state that a /get gave.", true},
    {"maxChanges", "UnsignedInt|null", "Most ids in the answer; more than 0."},
};

/// Ids in one answer where the client names no number, or a larger one.
inline constexpr std::uint64_t changes_max = 10'000;

struct ChangesCall {
    std::string since;
    std::uint64_t max = changes_max;
};
/// Fails with accountNotFound, invalidArguments.
std::expected<ChangesCall, MethodError> read_changes(const Context& context, const json::object& arguments);
MethodError cannot_calculate_changes();

struct ChangedIds {
    std::string new_state;
    bool has_more = false;
    std::vector<std::string> created;
    std::vector<std::string> updated;
    std::vector<std::string> destroyed;
};
json::object changes_answer(const Context& context, const ChangesCall& call, ChangedIds changes);

// ---- states ----

/// The vault's seq, as clients see it: "s" and the number. RFC 8620 1.2 advises against ids of digits alone.
std::string state_text(std::uint64_t seq);
/// Nothing for what state_text() never gave.
std::optional<std::uint64_t> read_state(std::string_view text);

// ---- /copy ----

inline constexpr Argument copy_arguments[] = {
    {"fromAccountId", "Id", "Whose objects are copied.", true},
    {"ifFromInState", "String|null", "The state that the objects there must be in."},
    {"accountId", "Id", "Who gets the copies; another one.", true},
    {"ifInState", "String|null", "The state that the objects here must be in."},
    {"create", "Id[Object]", "By creation id: the id to copy, and properties in place of its own.", true},
    {"onSuccessDestroyOriginal", "Boolean", "Whether the originals go once they were copied."},
    {"destroyFromIfInState", "String|null", "ifInState of the /set that destroys them."},
};
/// A member has one account, and RFC 8620 5.4 wants two: why it cannot be. accountNotFound,
/// fromAccountNotFound, or invalidArguments where both are the same.
MethodError no_copy(const Context& context, const json::object& arguments);
/// The method of a type that can be copied, as far as accounts go.
Task<Answer> run_copy(Lent<Context> context, json::object arguments);

// ---- small things ----

/// A member of an object that is checked already: nothing where it is absent or null.
std::optional<std::string> text_of(const json::object& object, std::string_view name);
std::optional<std::int64_t> number_of(const json::object& object, std::string_view name);
bool flag_of(const json::object& object, std::string_view name, bool by_default = false);
json::array to_array(const std::vector<std::string>& texts);

}  // namespace milpa::jmap
