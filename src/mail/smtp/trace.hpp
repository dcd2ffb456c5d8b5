// SPDX-License-Identifier: AGPL-3.0-or-later
// The fields that we put in front of a message (RFC 5321 4.4) or add where they are missing (RFC 6409 8).
// Pure.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "mail/message/address.hpp"
#include "mail/smtp/grammar.hpp"
#include "mail/smtp/services.hpp"
#include "mail/smtp/settings.hpp"

namespace milpa::mail::smtp {

/// "Return-Path: <sender>" with its CRLF.
std::string return_path(const std::optional<Mailbox>& sender);

struct Passage {
    Service service = Service::exchange;
    Dialect dialect = Dialect::ehlo;
    bool tls = false;
    std::string_view host_name;
    Origin origin;                     ///< used for `exchange` only
    std::optional<Mailbox> recipient;  ///< when there is exactly one
    bool utf8 = false;
    WallTime when;
};
/// "Received: ..." with its CRLF. For a submission it says neither who sent it, from where, nor to whom.
std::string received(const Passage& passage);

/// "Date: ..." with its CRLF, in UTC: the zone of the sender is nobody's business.
std::string date_field(WallTime when);
/// "Message-ID: <random@domain>" with its CRLF; says nothing of time or machine.
std::string message_id_field(Random& random, std::string_view domain);

}  // namespace milpa::mail::smtp
