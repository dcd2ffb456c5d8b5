// SPDX-License-Identifier: AGPL-3.0-or-later
// One command line -> Request (RFC 5321 4.1, with the parameters of RFC 1870, 3030, 4954, 6152, 6531). Pure,
// linear.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "mail/message/address.hpp"

namespace milpa::mail::smtp {

using message::Mailbox;

enum class Body : std::uint8_t { seven_bit, eight_bit };

/// What may stand after the sender in MAIL. AUTH= (RFC 4954 5) is read and means nothing here.
struct MailParameters {
    std::optional<std::uint64_t> size;  ///< RFC 1870: octets, as the sender counts them
    Body body = Body::seven_bit;        ///< RFC 6152
    bool utf8 = false;                  ///< RFC 6531
    bool operator==(const MailParameters&) const = default;
};

enum class Dialect : std::uint8_t { helo, ehlo };
enum class Last : std::uint8_t { no, yes };

struct Hello {
    Dialect dialect = Dialect::ehlo;
    std::string name;  ///< 1 to 255 octets without control characters and spaces; not checked further
    bool operator==(const Hello&) const = default;
};
struct MailFrom {
    std::optional<Mailbox> sender;  ///< nothing: <>
    MailParameters parameters;
    bool operator==(const MailFrom&) const = default;
};
struct RcptTo {
    Mailbox recipient;  ///< the domain is empty for <postmaster> only
    bool operator==(const RcptTo&) const = default;
};
struct Bdat {
    std::uint64_t octets = 0;
    Last last = Last::no;
    bool operator==(const Bdat&) const = default;
};
struct Auth {
    std::string mechanism;               ///< upper case
    std::optional<std::string> initial;  ///< still in base64; "=" is the empty one
    bool operator==(const Auth&) const = default;
};
// clang-format off
struct Data { bool operator==(const Data&) const = default; };
struct Reset { bool operator==(const Reset&) const = default; };
struct Noop { bool operator==(const Noop&) const = default; };
struct Verify { bool operator==(const Verify&) const = default; };
struct Expand { bool operator==(const Expand&) const = default; };
struct Help { bool operator==(const Help&) const = default; };
struct Quit { bool operator==(const Quit&) const = default; };
struct StartTls { bool operator==(const StartTls&) const = default; };
// clang-format on

using Request = std::variant<Hello, MailFrom, RcptTo, Data, Bdat, Reset, Noop, Verify, Expand, Help, Quit,
                             StartTls, Auth>;

/// Why a line is no request; each has its own reply.
enum class Fault : std::uint8_t {
    verb,       ///< no such command
    arguments,  ///< too few, too many, or not of their form
    sender,     ///< not an address
    recipient,
    parameter,  ///< a parameter of MAIL or RCPT that is not offered
    chunk,      ///< a BDAT that does not say how many octets follow: what follows cannot be read
    utf8,       ///< an address beyond ASCII without SMTPUTF8
};

/// `line` comes without its CRLF. Verbs and keywords in either case. Source routes are read and dropped
/// (RFC 5321 C).
std::expected<Request, Fault> parse_request(std::string_view line);

}  // namespace milpa::mail::smtp
