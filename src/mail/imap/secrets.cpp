// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/secrets.hpp"

#include "base/bytes.hpp"

namespace milpa::mail::imap {

std::optional<std::string> decode_response(std::string line) {
    auto decoded = from_base64(line);
    crypto::wipe(line);
    if (!decoded) return std::nullopt;
    std::string text(as_text(*decoded));
    crypto::wipe(*decoded);
    return text;
}

Result<std::pair<std::string, crypto::SecretText>> parse_plain(std::string_view response) {
    const auto first = response.find('\0');
    const auto second = first == std::string_view::npos ? first : response.find('\0', first + 1);
    if (second == std::string_view::npos) return fail(ErrorKind::syntax, "not a PLAIN response");
    const std::string_view authority = response.substr(0, first);
    const std::string_view user = response.substr(first + 1, second - first - 1);
    if (user.empty() || (!authority.empty() && authority != user))
        return fail(ErrorKind::denied, "another's authority");
    return std::pair(std::string(user), crypto::SecretText(response.substr(second + 1)));
}

void forget_secrets(Request& request) {
    if (auto* login = std::get_if<request::Login>(&request.arguments)) crypto::wipe(login->password);
    auto* authenticate = std::get_if<request::Authenticate>(&request.arguments);
    if (authenticate != nullptr && authenticate->initial) crypto::wipe(*authenticate->initial);
}

}  // namespace milpa::mail::imap
