// SPDX-License-Identifier: AGPL-3.0-or-later
// The methods of the API: one table. A row says what a method is called, what it takes and what it means;
// dispatch, the checks of arguments and the written reference (docs/API.md) all read it.
//
// A file a method (or a family of a type: get and changes), its test beside it; a room a family of types:
//     jmap/core/  jmap/mail/  jmap/contacts/  jmap/own/
#pragma once

#include <boost/json/object.hpp>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/lent.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

namespace milpa::jmap {

namespace json = boost::json;

class Context;  // context.hpp

/// RFC 8620 3.6.2 and the types' own: what one call fails with; the others of the request go on.
struct MethodError {
    std::string type;         ///< "invalidArguments"
    std::string description;  ///< for the developer of the client; nothing that they did not send themselves
    json::object more = {};   ///< further members: {"limit": ...}
};
using Answer = std::expected<json::object, MethodError>;

/// What a failure of the house is in JMAP: `missing` notFound, `denied` forbidden, `limit` tooLarge or
/// overQuota is the caller's to say; `closed` serverUnavailable, `io` and `corrupt` serverFail, `syntax`
/// invalidArguments, `conflict` stateMismatch.
MethodError error_for(const Error& error);
/// `return invalid_arguments("...")` in a function; `co_return` in a method.
std::unexpected<MethodError> invalid_arguments(std::string description);

struct Argument {
    std::string_view name;  ///< "*": any others may come
    std::string_view type;  ///< type.hpp
    std::string_view meaning;
    bool required = false;
};

/// RFC 8620 5: a property of a data type; /set checks against it, the reference prints it.
struct Property {
    std::string_view name;
    std::string_view type;
    std::string_view meaning;
    enum class Who : std::uint8_t { client, client_once, server } writes = Who::client;
};

struct Type {
    std::string_view name;  ///< "Mailbox"
    std::string_view capability;
    std::string_view meaning;
    std::span<const Property> properties;
    bool pushed = false;  ///< has a state that is pushed (RFC 8620 7.1)
    /// What its /get would give as `state` now; cheap. Null: state_text() of the account's seq
    /// (standard.hpp).
    std::string (*state)(Lent<const Context> context) = nullptr;
};

struct Method {
    std::string_view name;  ///< "Mailbox/get"
    std::string_view capability;
    std::string_view meaning;
    std::string_view reference;  ///< "RFC 8621 2.1"
    std::span<const Argument> arguments;
    /// On the home thread of the account's vault. `arguments` are of the declared types, and complete.
    /// RFC 8620 3.6.2: where it fails, nothing was changed.
    Task<Answer> (*run)(Lent<Context> context, json::object arguments);
    /// Whether it may change something: those are refused to a session that only reads.
    bool changes = false;
    /// The duty that a member must bear for it; 0: none (members' duties are bits).
    std::uint32_t duty = 0;
    /// Whose account `accountId` names.
    enum class Of : std::uint8_t {
        member,
        collective,  ///< what concerns all: members, domains, keyholders
    } of = Of::member;
    /// Whether somebody without an account here may call it: a keyholder with a share, who has an invitation.
    bool guests = false;
    /// Whether it looks after the account itself: who is signed in, what opens it, whom its owner trusts,
    /// what is held of them. An app password is for one program: none of this by it, nor by a session begun
    /// with one.
    bool manages_account = false;
};

/// RFC 8620 2: an entry of `capabilities`; what the session object says of it for the server and an account.
struct Capability {
    std::string_view urn;
    std::string_view meaning;
    json::object (*of_server)();
    /// Null: it has no methods for an account.
    json::object (*of_account)(Lent<const Context> context);
};

/// RFC 9404 4.3: which objects of a type refer to a blob. `blob_id` is well-formed, nothing more.
struct BlobUse {
    std::string_view type;  ///< "Email"
    std::vector<std::string> (*objects)(Lent<Context> context, std::string_view blob_id);
};

/// A room of the API: all that jmap/mail brings, say. server/ puts them together.
struct Family {
    std::span<const Capability> capabilities;
    std::span<const Type> types;
    std::span<const Method> methods;
    std::span<const BlobUse> blob_uses = {};
};

/// All families, to be looked up. Aborts where a name comes twice or a notation is wrong.
class Catalogue {
public:
    explicit Catalogue(std::vector<Family> families);
    const Method* find_method(std::string_view name) const;
    const Type* find_type(std::string_view name) const;
    const Capability* find_capability(std::string_view urn) const;
    const std::vector<Family>& families() const { return families_; }

private:
    std::vector<Family> families_;
};

/// Where ids may be those of what the same request has created: in all that a method which changes something
/// is given (RFC 8620 5.3), and in lists of what is to be got or looked into (RFC 9404 4.1.2, 4.2.2 show it
/// of Blob/get).
bool may_name_created(const Method& method, std::string_view argument);
/// The arguments against what the method declares: unknown ones, wrong types and missing ones are
/// invalidArguments (RFC 8620 3.6.2), and the description says which. Where may_name_created(), "#k1" may
/// stand for an Id; Context::resolve() says for which.
std::expected<void, MethodError> check_arguments(const Method& method, const json::object& arguments);

}  // namespace milpa::jmap
