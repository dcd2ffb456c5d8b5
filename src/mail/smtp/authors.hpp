// SPDX-License-Identifier: AGPL-3.0-or-later
// Who wrote a message, read so that nobody can read it otherwise (RFC 5322 3.4, without its obsolete forms).
// Pure. message::parse_address_list reads what others send, whatever it is; here what is not plain is
// refused, for a reader that understands it differently would see another author than we have checked.
#pragma once

#include <cstddef>
#include <string_view>
#include <variant>
#include <vector>

#include "mail/message/address.hpp"

namespace milpa::mail::smtp {

/// People behind one message; the sender's program writes one.
inline constexpr std::size_t authors_max = 10;

enum class AuthorFault : std::uint8_t {
    none,    ///< nobody is named
    group,   ///< "name: address;"
    syntax,  ///< anything else than `address`, `name <address>`, and comments without specials
    many,    ///< more than authors_max
};

/// The mailboxes of a From or Sender value, folded or not.
std::variant<std::vector<message::Mailbox>, AuthorFault> read_authors(std::string_view value);

}  // namespace milpa::mail::smtp
