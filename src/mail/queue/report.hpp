// SPDX-License-Identifier: AGPL-3.0-or-later
// Reports to senders (RFC 3464 in RFC 6522; RFC 6533 for international addresses). Pure: whatever peers and
// addresses hold, no line of a report begins where we did not begin it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/queue/entry.hpp"

namespace milpa::mail::queue {

/// Of the message's header that is looked at, and of it that is returned.
inline constexpr std::size_t header_read_max = 64 * 1024;
inline constexpr std::size_t header_returned_max = 16 * 1024;

enum class ReportKind : std::uint8_t { failed, delayed };

struct ReportSubject {
    Mailbox address;
    Finding finding;
};

struct ReportFacts {
    ReportKind kind = ReportKind::failed;
    std::string host_name;  ///< ours
    std::string domain;     ///< the collective's: postmaster@ here writes the report
    std::string token;      ///< letters and digits, unguessable and never used before
    Mailbox to;
    std::vector<ReportSubject> subjects;
    WallTime now{};
    WallTime queued{};
    WallTime attempted{};
    std::optional<WallTime> give_up{};  ///< of a delay
    std::string_view
        header;  ///< the first octets of the message, without our Return-Path; empty: none is returned
};

/// CRLF line ends, lines of at most 998 octets, 7 bits unless `to` is beyond ASCII.
std::string build_report(const ReportFacts& facts);

/// The fields of a header (to the empty line), cut to header_returned_max at the end of a field: lines by
/// CRLF, no control characters, no line longer than 998 octets, UTF-8 where it is not ASCII.
std::string header_to_return(std::string_view message);

}  // namespace milpa::mail::queue
