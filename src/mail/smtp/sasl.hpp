// SPDX-License-Identifier: AGPL-3.0-or-later
// The SASL exchanges of AUTH (RFC 4954): PLAIN (RFC 4616) and LOGIN (as programs have spoken it since
// draft-murchison-sasl-login). Pure; what is decoded on the way is wiped.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/secret.hpp"

namespace milpa::mail::smtp {

struct Credentials {
    std::string user;
    crypto::SecretText password;
};
/// The text of a 334 reply, in base64.
struct Challenge {
    std::string text;
    bool operator==(const Challenge&) const = default;
};
enum class SaslFault : std::uint8_t {
    mechanism,  ///< unknown
    encoding,   ///< not base64
    cancelled,  ///< the client sent "*"
    content,    ///< not of the mechanism's form, or it wants to act for another user
};

class SaslExchange {
public:
    using Step = std::variant<Challenge, Credentials, SaslFault>;

    /// The mechanisms, as EHLO names them.
    static constexpr std::string_view mechanisms = "PLAIN LOGIN";

    /// `mechanism` in upper case; `initial` in base64 ("=" is an empty one), if the command had it.
    Step start(std::string_view mechanism, std::optional<std::string_view> initial);
    /// A line of the client. Requires that the last step was a challenge.
    Step next(std::string_view line);

private:
    enum class Expects : std::uint8_t { nothing, plain, login_user, login_password };
    Expects expects_ = Expects::nothing;
    std::string user_;
};

}  // namespace milpa::mail::smtp
