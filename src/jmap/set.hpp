// SPDX-License-Identifier: AGPL-3.0-or-later
// /set (RFC 8620 5.3): creations, updates and destructions of one type in one call. run_set() does what is
// the same for all types; a Setter does to one object after another what its type means by it:
//
//     Setter setter(context);
//     co_return co_await run_set(context, {&identity_type}, &setter, std::move(arguments));
//
// What always holds
// - creations come first, in the order in which they refer to each other; then updates, then destructions;
// - what a Setter is given has properties of the type alone, of their declared types, with real ids in place
// of
//   creation ids; what only the server sets is not among them, or as it is already;
// - each object is changed whole or not at all, and one that fails stops no other;
// - between two objects others on the thread go on; where the account was closed to the call meanwhile, what
//   is left of it is forbidden.
// A type that needs another order uses the parts: read_set(), prepare_create(), SetAnswer.
#pragma once

#include <boost/json/array.hpp>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "jmap/context.hpp"
#include "jmap/method.hpp"
#include "jmap/standard.hpp"

namespace milpa::jmap {

inline constexpr Argument set_arguments[] = {
    {"accountId", "Id", "Whose objects these are.", true},
    {"ifInState", "String|null", "The state that the objects must be in; else stateMismatch."},
    {"create", "Id[Object]|null", "New objects, by creation id."},
    {"update", "Id[PatchObject]|null", "What changes in which object."},
    {"destroy", "Id[]|null", "What is to go for good."},
};

/// Why one object was not created, updated or destroyed.
struct SetError {
    std::string type;         ///< "invalidProperties"
    std::string description;  ///< for the developer of the client
    std::vector<std::string> properties = {};
    json::object more = {};  ///< further members: {"existingId": ...}

    json::object to_object() const;
};
SetError invalid_properties(std::vector<std::string> properties, std::string description);
/// What a failure of the house is for one object: `missing` notFound, `denied` forbidden, `limit` overQuota,
/// `conflict` alreadyExists is the caller's to say (stateMismatch here), `syntax` invalidProperties, the rest
/// serverUnavailable or serverFail.
SetError set_error_for(const Error& error);

/// What a call asks for, in the order of its arguments. Ids and creation ids as they came.
struct SetCall {
    std::vector<std::pair<std::string, json::object>> creates;
    std::vector<std::pair<std::string, json::object>> updates;
    std::vector<std::string> destroys;  ///< each once
};
/// Fails with accountNotFound, stateMismatch, requestTooLarge (objects_in_set_max, all together).
std::expected<SetCall, MethodError> read_set(const Context& context, std::string_view state,
                                             json::object arguments);
/// RFC 8620 2, maxObjectsInSet: for calls that make or change objects and are no /set. Fails with
/// requestTooLarge.
std::expected<void, MethodError> check_set_size(const Context& context, std::size_t objects);
/// Creations in an order in which each comes behind those whose creation ids it refers to. Those in a circle
/// stay behind all others, and fail as they refer to what is not there.
void order_creates(const Type& type, std::vector<std::pair<std::string, json::object>>& creates);

/// Properties of a type, with what /set asks about them.
struct SetRules {
    Lent<const Type> type;
    /// RFC 8620 5.3: there is one, and always.
    bool singleton = false;
    AlsoProperty also = {};
};
/// Checks an object to be created: unknown properties, wrong types, those that only the server sets, creation
/// ids that stand for nothing are invalidProperties, all of them named. Puts real ids in place of those.
std::expected<void, SetError> prepare_create(const Context& context, const SetRules& rules,
                                             json::object& object);
/// The same of an object to which a patch was applied; `before` is what it was.
std::expected<void, SetError> check_update(const SetRules& rules, const json::object& before,
                                           const json::object& after);
/// Puts real ids in place of creation ids in the values of a patch and in the parts of its paths behind the
/// first ("mailboxIds/#k1").
std::expected<json::object, SetError> resolve_patch(const Context& context, const SetRules& rules,
                                                    const json::object& patch);

class SetAnswer {
public:
    explicit SetAnswer(std::string old_state) : old_state_(std::move(old_state)) {}
    /// `set_by_server` holds the id and all that the client did not send.
    void created(std::string_view creation_id, json::object set_by_server);
    void not_created(std::string_view creation_id, const SetError& error);
    /// Nothing where nothing but what was asked for has changed.
    void updated(std::string_view id, std::optional<json::object> changed_by_server);
    void not_updated(std::string_view id, const SetError& error);
    void destroyed(std::string_view id);
    void not_destroyed(std::string_view id, const SetError& error);
    json::object finish(const Context& context, std::string_view new_state) &&;

private:
    std::string old_state_;
    json::object created_, updated_, not_created_, not_updated_, not_destroyed_;
    json::array destroyed_;
};

class Setter {
public:
    template <class T>
    using Outcome = std::expected<T, SetError>;
    struct New {
        std::string id;
        json::object set_by_server;  ///< what the client did not send, without the id
    };

    virtual ~Setter() = default;
    /// That which Type/get gives.
    virtual std::string state() const = 0;
    virtual Task<Outcome<New>> create(json::object object) = 0;
    /// What the object has of these properties now. Fails with notFound.
    virtual Task<Outcome<json::object>> read(std::string id, std::vector<std::string> properties) = 0;
    /// `before` and `after` hold the properties that the patch touches, and only those. What the server has
    /// changed besides is returned.
    virtual Task<Outcome<std::optional<json::object>>> update(std::string id, json::object before,
                                                              json::object after) = 0;
    virtual Task<Outcome<void>> destroy(std::string id) = 0;
    /// What null in a patch sets a property to. Nothing: the property goes (to be taken as its default).
    virtual const json::value* default_for(std::string_view property) const {
        (void)property;
        return nullptr;
    }
};

Task<Answer> run_set(Lent<Context> context, SetRules rules, Lent<Setter> setter, json::object arguments);

}  // namespace milpa::jmap
