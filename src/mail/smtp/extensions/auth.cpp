// SPDX-License-Identifier: AGPL-3.0-or-later
// AUTH (RFC 4954 3): offered only where a password may be sent.
#include <fmt/format.h>

#include "mail/smtp/extension.hpp"

namespace milpa::mail::smtp {

std::optional<std::string> offer_auth(const Session& session) {
    if (!session.is_submission() || !session.is_tls() || session.member()) return std::nullopt;
    return fmt::format("AUTH {}", SaslExchange::mechanisms);
}

}  // namespace milpa::mail::smtp
