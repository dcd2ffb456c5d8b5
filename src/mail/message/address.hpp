// SPDX-License-Identifier: AGPL-3.0-or-later
// Addresses: tolerant lists from headers (RFC 5322 3.4, 4.4, RFC 6532), and strict mailboxes (RFC 5321 4.1.2,
// RFC 6531 3.3). Pure and linear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "mail.pb.h"

namespace milpa::mail::message {

using AddressList = google::protobuf::RepeatedPtrField<events::Address>;

/// A list longer than that is cut: about what facts_octets_max lets an envelope hold.
inline constexpr std::size_t addresses_max = 1500;
/// RFC 5321 4.5.3.1.1 and 4.5.3.1.2.
inline constexpr std::size_t local_octets_max = 64;
inline constexpr std::size_t domain_octets_max = 255;

/// Appends the addresses of a From, To, ... value (folded or not) in the form of events::Address. Never
/// fails: what cannot be read as an address becomes one whose `local` holds its words and whose `domain` is
/// "" (so that it does not look like a group). An empty value appends nothing.
void parse_address_list(std::string_view value, AddressList& to);

/// The addresses as people read them: `name <local@domain>, ...`, encoded words decoded. For search and
/// display only.
std::string to_display_text(const AddressList& addresses);

/// local@domain: the local part without its quotes and escapes, the domain as it was written.
struct Mailbox {
    std::string local, domain;
    bool operator==(const Mailbox&) const = default;
};

/// Strict: RFC 5321 Mailbox (dot-string or quoted-string, domain or address literal), with the UTF-8 of RFC
/// 6531. No comments, white space, source routes or angle brackets. Fails with `syntax`, or `limit` when a
/// part is too long.
Result<Mailbox> parse_mailbox(std::string_view text);

/// The opposite: the local part is quoted where it must be.
std::string to_text(const Mailbox& mailbox);

/// True when the address cannot be sent without SMTPUTF8.
bool needs_utf8(const Mailbox& mailbox);

}  // namespace milpa::mail::message
