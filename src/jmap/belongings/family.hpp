// SPDX-License-Identifier: AGPL-3.0-or-later
// The methods of what a member's own programs keep in their vault (belongings.hpp), in the member's account.
#pragma once

#include "jmap/belongings/belongings.hpp"
#include "jmap/context.hpp"
#include "jmap/method.hpp"
#include "jmap/set.hpp"
#include "jmap/standard.hpp"

namespace milpa::jmap {

inline constexpr std::string_view client_data_capability = "urn:milpa:params:jmap:client-data";
inline constexpr std::string_view openpgp_capability = "urn:milpa:params:jmap:openpgp";

/// ClientData and OpenPgpSecretKey.
Family belongings_family();

struct BelongingsPart {
    std::span<const Type> types;
    std::span<const Method> methods;
};
// Each in the file that is named for it.
BelongingsPart client_data_part();
BelongingsPart secret_key_part();

/// A fresh id that begins with this letter.
std::string belonging_id(char letter, Random& random);
/// The answer of a /changes; `changes` are those since a state of the type.
Answer tell_changes(const Context& context, const ChangesCall& call, Result<ObjectChanges> changes);
/// The state of both types.
std::string belongings_state(Lent<const Context> context);
MethodError no_belongings();

/// A /get of `all`, objects of the type; `show` makes of one what is wanted of it.
template <class Objects, class Show>
Answer get_kept(const Context& context, const Type& type, const json::object& arguments, const Objects& all,
                const std::string& state, const Show& show) {
    const auto call = read_get(context, type, arguments);
    if (!call) return std::unexpected(call.error());
    GetAnswer answer;
    const auto add = [&](const auto& kept) {
        json::object made = show(kept.object(), *call);
        keep_wanted(made, *call);
        answer.add(std::move(made));
    };
    if (!call->ids) {
        for (const auto& [id, one] : all.all()) add(one);
    } else {
        for (const std::string& id : *call->ids) {
            const auto* const one = all.find(id);
            one != nullptr ? add(*one) : answer.miss(id);
        }
    }
    return std::move(answer).finish(context, state);
}

/// A /changes of what `objects` finds in the fold.
template <class Objects>
Answer changes_of_kept(const Context& context, const json::object& arguments, const Belongings* belongings,
                       std::uint64_t now, const Objects& objects) {
    const auto call = read_changes(context, arguments);
    if (!call) return std::unexpected(call.error());
    const auto since = read_state(call->since);
    if (belongings == nullptr || !since) return std::unexpected(cannot_calculate_changes());
    return tell_changes(context, *call, objects(*belongings).changes(*since, now, call->max));
}

}  // namespace milpa::jmap
