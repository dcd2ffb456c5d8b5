// SPDX-License-Identifier: AGPL-3.0-or-later
// Identities (RFC 8621 6): for each address of the member there is one from the beginning, which cannot be
// destroyed; it is stored once it was changed, and bears the member's name until another is set. Members may
// make more of their own addresses.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "jmap/mail/submissions.hpp"
#include "jmap/set.hpp"
#include "jmap/standard.hpp"

namespace milpa::jmap {

inline constexpr std::string_view submission_capability = "urn:ietf:params:jmap:submission";

/// Octets of a name, and of a signature: those with a picture are HTML with a link.
inline constexpr std::size_t identity_name_octets_max = 1'000;
inline constexpr std::size_t signature_octets_max = 64 * 1024;

inline constexpr Property identity_properties[] = {
    {"id", "Id", "Stays the same.", Property::Who::server},
    {"name", "String",
     "Whom mail is from, for people. Of what an address has from the beginning the member's name, until "
     "another is set; null: that again."},
    {"email", "String", "The address that mail is from: one of the member's own.",
     Property::Who::client_once},
    {"replyTo", "Object[]|null", "Where answers should go."},
    {"bcc", "Object[]|null", "Who should get a copy."},
    {"textSignature", "String", "For plain text."},
    {"htmlSignature", "String", "For HTML."},
    {"mayDelete", "Boolean", "Whether it may be destroyed.", Property::Who::server},
};
/// What the directory has of a member.
struct IdentityFacts {
    std::vector<std::string> addresses;
    std::string name;
};
/// The state of the type: after that event, and with these facts.
std::string identity_state(std::uint64_t seq, const IdentityFacts& known);
std::string current_identity_state(Lent<const Context> context);

inline constexpr Type identity_type{
    "Identity", submission_capability, "Somebody whom a member writes as.", identity_properties,
    true,       current_identity_state};

/// The identity of that id: stored, or of an address that the member has. Nothing when there is none. Fails
/// as Room::own_addresses(), Room::own_name().
Result<std::optional<events::Identity>> find_identity(Room& room, std::string_view id);

Task<Answer> get_identities(Lent<Context> context, json::object arguments);
Task<Answer> change_identities(Lent<Context> context, json::object arguments);
Task<Answer> set_identities(Lent<Context> context, json::object arguments);

}  // namespace milpa::jmap
