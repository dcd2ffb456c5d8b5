// SPDX-License-Identifier: AGPL-3.0-or-later
// What is set for a listener, and every limit of the protocol with its reason.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace milpa::mail::smtp {

/// Who is served: other servers that bring mail for members (port 25), or members who send (587, 465).
enum class Service : std::uint8_t { exchange, submission };

/// Constant while sessions use it.
struct Settings {
    Service service = Service::exchange;
    std::string host_name;  ///< in the greeting, in Received, in HELO
    std::uint64_t message_octets_max = 50ULL * 1024 * 1024;
    std::size_t recipients_max = 100;  ///< RFC 5321 4.5.3.1.8: at least 100; the sender tries the rest again
    std::size_t transactions_max = 10'000;  ///< of one connection: then it has to connect anew
    bool starttls = true;                   ///< a certificate is there
};

/// RFC 5321 4.5.3.1.4 says 512, and each extension adds to it (SIZE 26, BODY 17, SMTPUTF8 10 and more for
/// addresses, AUTH= 500): one limit for all of them.
inline constexpr std::size_t command_octets_max = 2048;
/// RFC 4954 4: base64 of SASL, 12288 octets with its CRLF.
inline constexpr std::size_t auth_octets_max = 12288;
static_assert(command_octets_max >= 512 && auth_octets_max > command_octets_max);

/// Received fields before a message is a loop (RFC 5321 6.3 wants at least 100 hops or fewer by local choice;
/// real mail stays below 15).
inline constexpr std::size_t hops_max = 50;
/// The header of a message, all fields together. Real ones reach about 64 KiB (ARC chains).
inline constexpr std::size_t header_octets_max = 256 * 1024;
/// From, Sender and those of resendings are held until they are checked; this bounds them together. Ten
/// people with long names (authors_max) take a quarter of it.
inline constexpr std::size_t author_octets_max = 16 * 1024;
/// Resent-From and Resent-Sender fields of a submission, together.
inline constexpr std::size_t resent_authors_max = 10;
/// What is received, and thrown away, after a message was found too big or broken: as many octets as a
/// message may have, then the connection is closed.
inline constexpr std::uint64_t discard_factor = 1;

/// Replies of class 5 before the connection is closed: guessing addresses costs a new connection.
inline constexpr unsigned errors_max = 20;
/// Of them, verbs that do not exist: it is no mail client that speaks.
inline constexpr unsigned unknown_commands_max = 5;
/// Wrong passwords in one connection.
inline constexpr unsigned login_failures_max = 3;
/// NOOP, RSET, HELP, VRFY, EHLO between two messages: no use, only a way to stay.
inline constexpr unsigned idle_commands_max = 100;

/// Commands of any kind since the last message, beside RCPT as many as a message may have: also those that
/// are answered by 4xx, and recipients that are named again and again. A message of 50 MiB comes in chunks of
/// 26 KiB then (BDAT), and nobody makes them so small.
inline constexpr unsigned commands_max = 2000;

/// RFC 5321 4.5.3.2.7: at least five minutes for a command. Who has not even said EHLO is not owed that.
inline constexpr std::chrono::seconds hello_timeout{60};
inline constexpr std::chrono::seconds command_timeout{300};
/// RFC 5321 4.5.3.2.5: the sender gives up a block after three minutes, so nobody waits longer for one.
inline constexpr std::chrono::seconds data_timeout{180};
/// A whole message: 50 MiB at 120 kbit/s. Whoever sends an octet every other minute is thrown out then.
inline constexpr std::chrono::seconds content_time_max{3600};
static_assert(content_time_max > data_timeout);
/// All of a connection, until a message was taken, and again until the next one: each command may take its
/// five minutes, but not all of them one after the other. Whoever still sends a message then is disturbed,
/// and no mail program is.
inline constexpr std::chrono::seconds progress_time_max{5400};
static_assert(progress_time_max > content_time_max);
/// The same for members until they have logged in: their programs do so at once.
inline constexpr std::chrono::seconds login_time_max{300};
/// A person typed the password long ago: programs answer at once.
inline constexpr std::chrono::seconds auth_timeout{60};
inline constexpr std::chrono::seconds tls_timeout{30};
inline constexpr std::chrono::seconds write_timeout{180};
/// Who must go has this long for what is being written, and again for the last reply.
inline constexpr std::chrono::seconds goodbye_timeout{2};

/// Recipients a member may write to in `send_window` (bulk mail goes through lists): a stolen password does
/// little.
inline constexpr std::size_t member_recipients_max = 500;
inline constexpr std::chrono::hours send_window{1};

}  // namespace milpa::mail::smtp
