// SPDX-License-Identifier: AGPL-3.0-or-later
// How mail of the API leaves: as that of SMTP submission does. The same checks of who writes as whom, the
// same filter of headers, the same limit of recipients in an hour, the same delivery.
#pragma once

#include "jmap/mail/outbox.hpp"
#include "mail/smtp/header_filter.hpp"
#include "mail/smtp/send_limits.hpp"
#include "members/login.hpp"
#include "server/mail_smtp.hpp"

namespace milpa::server {

/// Of one member. All that it is made of outlives it.
class JmapOutbox final : public jmap::Outbox {
public:
    JmapOutbox(Lent<Server> server, Lent<SmtpServices> services, Lent<mail::smtp::SendLimits> limits,
               const members::Login& login)
        : server_(server),
          services_(services),
          limits_(limits),
          member_(login.id()),
          vault_(login.vault()),
          opener_(login.opener) {}

    std::uint64_t octets_max() const override;
    std::size_t recipients_max() const override;
    Task<Result<void>> cancel(std::string submission) override;
    Task<std::expected<std::string, jmap::OutboxRefusal>> send(jmap::OutgoingEnvelope envelope,
                                                               Lent<jmap::MessageOctets> message,
                                                               std::uint64_t size) override;

private:
    using Refusal = jmap::OutboxRefusal;
    using Why = Refusal::Why;
    template <class T>
    using Outcome = std::expected<T, Refusal>;

    /// Looks the recipients up, and counts them against the limit once all of them are good.
    Task<Outcome<void>> find_recipients(std::vector<std::string> addresses, std::uint64_t size,
                                        Lent<mail::smtp::Envelope> to);
    Outcome<void> check_authors(const mail::smtp::HeaderFilter& header) const;
    Outcome<void> hold(WallTime until, mail::smtp::Envelope& envelope) const;

    const Lent<Server> server_;
    const Lent<SmtpServices> services_;
    const Lent<mail::smtp::SendLimits> limits_;
    const MemberId member_;
    const VaultId vault_;
    const members::OpenerId opener_;  // by whom they are here
};

/// Every line end as CRLF (a message that was uploaded may have others), in pieces, and one at the end.
class CrlfEnds {
public:
    void feed(std::string_view octets, std::string& out);
    void finish(std::string& out);

private:
    bool after_cr_ = false;
    bool at_line_start_ = true;
};

}  // namespace milpa::server
