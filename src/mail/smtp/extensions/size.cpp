// SPDX-License-Identifier: AGPL-3.0-or-later
// SIZE (RFC 1870): a message that is too big is refused before it is sent.
#include <fmt/format.h>

#include "mail/smtp/extension.hpp"

namespace milpa::mail::smtp {

std::optional<std::string> offer_size(const Session& session) {
    return fmt::format("SIZE {}", session.settings().message_octets_max);
}

Answer may_mail_size(const Session& session, const MailFrom& mail) {
    if (mail.parameters.size.value_or(0) <= session.settings().message_octets_max) return std::nullopt;
    return replies::message_too_big;
}

}  // namespace milpa::mail::smtp
