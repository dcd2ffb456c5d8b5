// SPDX-License-Identifier: AGPL-3.0-or-later
// STARTTLS (RFC 3207 4.2: not offered again after it).
#include "mail/smtp/extension.hpp"

namespace milpa::mail::smtp {

std::optional<std::string> offer_starttls(const Session& session) {
    if (session.is_tls() || !session.settings().starttls) return std::nullopt;
    return "STARTTLS";
}

}  // namespace milpa::mail::smtp
