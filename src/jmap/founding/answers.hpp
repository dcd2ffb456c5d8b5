// SPDX-License-Identifier: AGPL-3.0-or-later
// What whoever founds a collective in a browser answers to its five questions: how it is called, its domain,
// who keeps the keys, the founder's own address and password, where certificates come from. Checked here,
// each with a refusal of its own: `reason` for programs, `description` for people, `properties` for the field
// of the form. Pure.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "crypto/secret.hpp"
#include "jmap/method.hpp"

namespace milpa::jmap {

/// What is offered where nothing was answered yet.
inline constexpr std::uint8_t keyholders_default = 3, threshold_default = 2;

struct FoundingAnswers {
    std::string name;    ///< of the collective, for people; may be empty
    std::string domain;  ///< in its form (members/address.hpp)
    std::uint8_t keyholders = keyholders_default;
    std::uint8_t threshold = threshold_default;
    std::string address;      ///< the founder's, whole, in its form
    std::string member_name;  ///< the founder's; may be empty
    crypto::SecretText password;
    /// What stands in milpa.conf, in the clear: nothing of it names the collective.
    struct Certificates {
        std::string directory;  ///< acme.directory; empty: no certificates by themselves
        std::string contact;    ///< acme.contact; empty: nobody
    } certificates;
};

/// Of the arguments of Founding/begin, which are of their declared types. Of the directory of an authority
/// only that its terms were agreed to: what it may be is the server's to say.
std::expected<FoundingAnswers, MethodError> read_founding_answers(const json::object& arguments);

/// A failure of type `type` with its reason; `property`: the argument that it is about, or none.
std::unexpected<MethodError> refused_founding(std::string_view type, ErrorKind kind, std::string_view reason,
                                              std::string description, std::string_view property = {});

}  // namespace milpa::jmap
