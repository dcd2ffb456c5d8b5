// SPDX-License-Identifier: AGPL-3.0-or-later
// How mail leaves: what EmailSubmission needs of the server (RFC 8621 7), which binds it to the deliveries
// and the queue that SMTP submission uses.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "jmap/mail/email_reading.hpp"

namespace milpa::jmap {

/// Who a message is from and for, as addresses "local@domain".
struct OutgoingEnvelope {
    std::string mail_from;  ///< empty: <>, of a notification only
    std::vector<std::string> recipients;
    bool is_notification = false;  ///< that a message was read (RFC 8098): nobody hears where it fails
    std::optional<WallTime> hold_until = {};  ///< it leaves then, and can be taken back until then
    std::string submission = {};  ///< the EmailSubmission that is told what becomes of it; or empty
};

/// RFC 8621 1.3.2 maxDelayedSend, RFC 4865: how long mail may be held.
inline constexpr std::chrono::hours hold_max{30 * 24};

/// Why a message was not taken.
struct OutboxRefusal {
    enum class Why : std::uint8_t {
        mail_from,   ///< the member may not send from that address
        from,        ///< the message's From or Sender is somebody else
        recipients,  ///< `addresses` are none that mail can be sent to
        limit,       ///< too many recipients of late, or the queue is full: later
        message,     ///< it is no message as RFC 5322 wants it
        trouble,     ///< our own: later
    } why;
    std::vector<std::string> addresses = {};
    std::vector<std::string> properties = {};  ///< of `message`: what is wrong with the Email
};

class Outbox {
public:
    virtual ~Outbox() = default;
    /// Octets a message may have.
    virtual std::uint64_t octets_max() const = 0;
    /// Recipients of one message.
    virtual std::size_t recipients_max() const = 0;
    /// Sends the message: Bcc and what else must not leave is taken out, members have their copies and the
    /// queue has the rest in one commit, and so has the EmailSubmission its note (SubmissionNote), which the
    /// account has applied when this returns. `size` octets of `message`. Gives the "<left@right>" with which
    /// it leaves, which need not be the client's: that may name a machine, or be missing.
    virtual Task<std::expected<std::string, OutboxRefusal>> send(OutgoingEnvelope envelope,
                                                                 Lent<MessageOctets> message,
                                                                 std::uint64_t size) = 0;
    /// Takes back what is held of a submission. Fails with `missing` where nothing is, any more.
    virtual Task<Result<void>> cancel(std::string submission) = 0;
};

}  // namespace milpa::jmap
