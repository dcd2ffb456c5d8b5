// SPDX-License-Identifier: AGPL-3.0-or-later
// What the queue knows of a message and of each of its recipients.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "mail/smtp/client_session.hpp"
#include "mail/smtp/services.hpp"
#include "store/objects.hpp"

namespace milpa::mail::queue {

using message::Mailbox;
using MessageId = Id<struct QueuedMessageTag>;

/// What stands in the way of a recipient. For counters and the summary; the numbers are stored.
enum class Reason : std::uint8_t {
    none = 0,         ///< not tried yet, or delivered
    dns = 1,          ///< the domain could not be looked up, or does not exist
    connect = 2,      ///< no host answers
    tls = 3,          ///< the handshake failed, and in clear it did not go either
    timeout = 4,      ///< the peer was silent
    lost = 5,         ///< the connection broke, or the peer does not speak SMTP
    deferred = 6,     ///< 4xx
    refused = 7,      ///< 5xx
    unsupported = 8,  ///< the peer lacks 8BITMIME, SMTPUTF8 or takes no message of that size
    loop = 9,         ///< the mail would come back to us
    no_mail = 10,     ///< the domain takes no mail (RFC 7505)
    local = 11,       ///< our own trouble: the message could not be read
};
inline constexpr std::size_t reasons = 12;
/// "dns", "connect", ...
std::string_view to_text(Reason reason);

/// A message to be sent to other servers. Made by who has stored the object.
struct QueuedMail {
    store::ObjectRef object;             ///< one reference of it goes to the queue
    std::size_t return_path_octets = 0;  ///< at its beginning, not to be sent
    std::optional<Mailbox> sender = {};  ///< nothing: <>, and no reports
    std::vector<Mailbox> recipients = {};
    /// Beside recipients: the address that was written to, where it is another one. Or empty.
    std::vector<std::optional<Mailbox>> written_to = {};
    smtp::Eight eight_bit = smtp::Eight::no;
    smtp::Utf8 utf8 = smtp::Utf8::no;
    std::optional<MemberId> member = {};    ///< who submitted it; gets the reports
    std::int64_t hold_until_ms = 0;         ///< it does not leave before; 0: at once
    std::string submission = {};            ///< of the member's, to be told what becomes of it; or empty
    std::optional<smtp::Asked> asked = {};  ///< of what is held
    std::int64_t queued_ms = 0;             ///< of what is released: since when it was held
};

/// Octets of the name of a submission.
inline constexpr std::size_t submission_octets_max = 64;

/// A report to the sender: multipart/report (RFC 6522) with CRLF line ends, without a Return-Path field; its
/// envelope sender is <>.
struct Report {
    std::optional<MemberId> member;
    Mailbox to;
    std::string message;
    smtp::Eight eight_bit = smtp::Eight::no;
    smtp::Utf8 utf8 = smtp::Utf8::no;
};

enum class Stage : std::uint8_t { waiting, delivered, failed, reported };

/// Recipients of one message, so that all that is known of it fits into a page of a snapshot; a message to
/// more is queued several times, with a reference to its object for each.
inline constexpr std::size_t recipients_max = 500;
/// What is kept of a server's words for the report; in memory for every recipient that waits.
inline constexpr std::size_t reply_text_kept_max = 400;
/// Of a server's name that is kept.
inline constexpr std::size_t host_kept_max = 255;

/// What a try came to for one recipient.
struct Finding {
    smtp::Verdict verdict = smtp::Verdict::temporary;
    Reason reason = Reason::none;
    std::uint16_t code = 0;  ///< of the server's reply; 0: our own finding
    smtp::Status status;
    std::string text;  ///< at most reply_text_kept_max
    std::string host;  ///< who said so; empty: nobody

    bool operator==(const Finding&) const = default;
};

struct Recipient {
    Mailbox address;
    /// An alias that the address is behind: all that the sender may know of it.
    std::optional<Mailbox> written_to = {};
    std::string domain;  ///< where it goes: lower case, A-labels
    Stage stage = Stage::waiting;
    std::uint32_t attempts = 0;
    std::int64_t next_ms = 0;  ///< while waiting: when it is due
    Finding last;
};

/// A message in the queue.
struct Item {
    MessageId id;
    store::ObjectRef object;
    std::size_t return_path_octets = 0;
    std::optional<Mailbox> sender = {};
    std::vector<Recipient> recipients = {};
    smtp::Eight eight_bit = smtp::Eight::no;
    smtp::Utf8 utf8 = smtp::Utf8::no;
    std::optional<MemberId> member = {};
    std::int64_t queued_ms = 0;
    std::int64_t attempted_ms = 0;
    bool delay_notified = false;
    std::int64_t hold_until_ms = 0;
    std::string submission = {};
    std::optional<smtp::Asked> asked = {};

    bool is_held() const { return hold_until_ms > 0; }
    /// Every recipient is delivered or reported.
    bool is_done() const;
};

}  // namespace milpa::mail::queue
