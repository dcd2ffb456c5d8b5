// SPDX-License-Identifier: AGPL-3.0-or-later
// Every limit of a connection, with its reason. Those of the grammar are in request.hpp and
// command_reader.hpp.
#pragma once

#include <chrono>
#include <cstddef>

namespace milpa::mail::imap {

/// RFC 9051 5.4: the autologout timer is 30 minutes at least. The same for IDLE (RFC 2177 asks clients to
/// renew it in 29).
inline constexpr std::chrono::minutes idle_timeout{31};
/// Before a login nothing is owed to anybody: for one line, and for all of it together.
inline constexpr std::chrono::seconds login_timeout{60};
inline constexpr std::chrono::seconds login_time_max{180};
static_assert(login_timeout < login_time_max);
inline constexpr std::chrono::seconds tls_timeout{30};
/// A client that takes no reply, or sends no more of its message, for so long is gone.
inline constexpr std::chrono::seconds transfer_timeout{180};
/// How long a client that stops reading can put off the end of a session that must end: whoever removes a
/// member waits for it.
inline constexpr std::chrono::seconds goodbye_timeout{2};

/// Commands before a login; a mail program needs about five.
inline constexpr unsigned commands_before_login_max = 30;
inline constexpr unsigned login_failures_max = 3;
/// BAD in a row: it is no IMAP client that speaks.
inline constexpr unsigned bad_commands_max = 20;

/// One read of the wire. Held only while octets are there.
inline constexpr std::size_t input_octets = 16 * 1024;
/// Messages or names that a command looks at before it asks whether it is another's turn.
inline constexpr std::size_t looks_a_turn = 512;
/// Replies are gathered up to here, then written.
inline constexpr std::size_t output_octets = 32 * 1024;
/// A header that HEADER.FIELDS chooses from is read whole, up to here.
inline constexpr std::size_t header_octets_max = 1024 * 1024;

}  // namespace milpa::mail::imap
