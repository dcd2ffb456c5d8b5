// SPDX-License-Identifier: AGPL-3.0-or-later
// The domain of an address as DNS wants it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mail/message/address.hpp"
#include "net/peer.hpp"

namespace milpa::mail::queue {

/// Lower case, U-labels as A-labels (IDNA 2008, UTS 46 non-transitional); address literals ("[192.0.2.1]") as
/// they are. Fails with `syntax` for what no name in DNS can be.
Result<std::string> route_domain(std::string_view domain);

/// RFC 5321 4.1.3: "[192.0.2.1]" or "[IPv6:2001:db8::1]"; nothing when it is not of this form.
std::optional<net::PeerAddress> literal_address(std::string_view domain);

/// RFC 6531 3.2: the mailbox with an A-label domain, so that fewer servers need SMTPUTF8. As it is where its
/// domain is none.
message::Mailbox with_ascii_domain(const message::Mailbox& mailbox);

}  // namespace milpa::mail::queue
