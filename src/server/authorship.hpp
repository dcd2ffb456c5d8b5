// SPDX-License-Identifier: AGPL-3.0-or-later
// Who a message says it is from, and whether a member may say so: asked when they send it by the API, and
// again when what was held is to leave.
#pragma once

#include <expected>
#include <string>

#include "mail/smtp/header_filter.hpp"
#include "server/mail_smtp.hpp"

namespace milpa::server {

/// Why a header does not say who wrote, sends or resends it as it must.
struct WrongAuthor {
    enum class Why : std::uint8_t {
        foreign,  ///< an address that is not the member's
        broken,   ///< it cannot be read so that all read the same
        trouble,  ///< our own: later
    } why;
    std::string property = {};  ///< of an Email (RFC 8621 4.1): what is wrong
};

/// RFC 6409 6.1, 8.1: From, Sender and all of Resent-From and Resent-Sender must be the member's.
std::expected<void, WrongAuthor> check_authors(const SmtpServices& services, const MemberId& member,
                                               const mail::smtp::HeaderFilter& header);

}  // namespace milpa::server
