// SPDX-License-Identifier: AGPL-3.0-or-later
// The table of extensions: what EHLO offers, and what each checks of MAIL. Adding one: a row here, a file in
// extensions/ when it does more than being offered.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mail/smtp/session.hpp"

namespace milpa::mail::smtp {

struct Extension {
    /// The line of EHLO, or nothing when it is not offered now.
    std::optional<std::string> (*offer)(const Session& session);
    /// What it has against a MAIL; null: never anything.
    Answer (*may_mail)(const Session& session, const MailFrom& mail);
    std::string_view rfc;
};

std::span<const Extension> extensions();

std::optional<std::string> offer_size(const Session& session);
Answer may_mail_size(const Session& session, const MailFrom& mail);
std::optional<std::string> offer_starttls(const Session& session);
std::optional<std::string> offer_auth(const Session& session);

}  // namespace milpa::mail::smtp
