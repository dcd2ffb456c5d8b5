// SPDX-License-Identifier: AGPL-3.0-or-later
// Addresses: tolerant lists from headers (RFC 5322 3.4, 4.4, RFC 6532), and strict mailboxes (RFC 5321 4.1.2,
// RFC 6531 3.3). Pure and linear.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "mail.pb.h"

namespace milpa::mail::message {

using AddressList = google::protobuf::RepeatedPtrField<events::Address>;

/// A list longer than that is cut: more than fit into the field that is looked at (field_octets_max of
/// extract.hpp), unless they are made to be many.
inline constexpr std::size_t addresses_max = 1500;
/// Of a name, a comment, a local part or a domain, that much is read: more than a line has (RFC 5322 2.1.1).
inline constexpr std::size_t address_text_octets_max = 1000;
/// RFC 5321 4.5.3.1.1 and 4.5.3.1.2.
inline constexpr std::size_t local_octets_max = 64;
inline constexpr std::size_t domain_octets_max = 255;

/// One address as it is read; the views live during the call. A group begins with one that has only a local
/// part and ends with one that has nothing.
struct ReadAddress {
    std::optional<std::string_view> name = {}, route = {}, local = {}, domain = {};
};
class AddressSink {
public:
    virtual ~AddressSink() = default;
    virtual void address(const ReadAddress& read) = 0;
};

/// Gives the addresses of a From, To, ... value (folded or not), one after the other: nothing else is held
/// than the one that is being read. At most `limit`, and the end of a group that was begun.
void read_address_list(std::string_view value, AddressSink& to, std::size_t limit = addresses_max);

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
