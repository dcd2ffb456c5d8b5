// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/sasl.hpp"

#include <utility>

#include "base/bytes.hpp"
#include "base/ensure.hpp"

namespace milpa::mail::smtp {

namespace {

/// "Username:" and "Password:", as every server sends them.
constexpr std::string_view ask_user = "VXNlcm5hbWU6";
constexpr std::string_view ask_password = "UGFzc3dvcmQ6";

/// Decoded base64 that is wiped when it goes.
class Decoded {
public:
    explicit Decoded(std::string_view base64) {
        if (auto bytes = from_base64(base64)) {
            bytes_ = std::move(*bytes);
            valid_ = true;
        }
    }
    ~Decoded() { crypto::wipe(bytes_); }
    Decoded(const Decoded&) = delete;
    Decoded& operator=(const Decoded&) = delete;

    bool valid() const { return valid_; }
    std::string_view text() const { return as_text(bytes_); }

private:
    Bytes bytes_;
    bool valid_ = false;
};

SaslExchange::Step credentials(std::string_view user, std::string_view password) {
    const bool has_nul =
        user.find('\0') != std::string_view::npos || password.find('\0') != std::string_view::npos;
    if (user.empty() || password.empty() || has_nul) return SaslFault::content;
    return Credentials{std::string(user), crypto::SecretText(password)};
}

/// RFC 4616 2: [authzid] NUL authcid NUL passwd.
SaslExchange::Step read_plain(std::string_view text) {
    const std::size_t first = text.find('\0');
    if (first == std::string_view::npos) return SaslFault::content;
    const std::size_t second = text.find('\0', first + 1);
    if (second == std::string_view::npos) return SaslFault::content;
    const std::string_view acting_for = text.substr(0, first);
    const std::string_view user = text.substr(first + 1, second - first - 1);
    if (!acting_for.empty() && acting_for != user) return SaslFault::content;
    return credentials(user, text.substr(second + 1));
}

}  // namespace

SaslExchange::Step SaslExchange::start(std::string_view mechanism, std::optional<std::string_view> initial) {
    if (mechanism == "PLAIN") {
        expects_ = Expects::plain;
        if (!initial) return Challenge{};
    } else if (mechanism == "LOGIN") {
        expects_ = Expects::login_user;
        if (!initial) return Challenge{std::string(ask_user)};
    } else {
        return SaslFault::mechanism;
    }
    // RFC 4954 4: "=" is an initial response that is there and empty.
    return next(*initial == "=" ? std::string_view() : *initial);
}

SaslExchange::Step SaslExchange::next(std::string_view line) {
    const Expects expects = std::exchange(expects_, Expects::nothing);
    ensure(expects != Expects::nothing);
    if (line == "*") return SaslFault::cancelled;
    const Decoded decoded(line);
    if (!decoded.valid()) return SaslFault::encoding;
    switch (expects) {
        case Expects::plain: return read_plain(decoded.text());
        case Expects::login_user:
            user_ = std::string(decoded.text());
            expects_ = Expects::login_password;
            return Challenge{std::string(ask_password)};
        case Expects::login_password: return credentials(user_, decoded.text());
        case Expects::nothing: break;
    }
    ensure(false);
    return SaslFault::content;
}

}  // namespace milpa::mail::smtp
