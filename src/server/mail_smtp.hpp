// SPDX-License-Identifier: AGPL-3.0-or-later
// What SMTP and submission ask for (mail/smtp/services.hpp), answered from the directory and the vaults.
#pragma once

#include "mail/smtp/services.hpp"
#include "server/server.hpp"

namespace milpa::server {

class SmtpServices final : public mail::smtp::Gate,
                           public mail::smtp::Recipients,
                           public mail::smtp::Inbound,
                           public mail::smtp::Outbox {
public:
    explicit SmtpServices(Lent<Server> server) : server_(server) {}

    bool locked() const override;
    Task<Result<mail::smtp::Found>> find(mail::smtp::Mailbox address, std::uint64_t octets) override;
    /// Of Inbound and of Outbox: aliases of our own may lead elsewhere, so both may have to queue.
    Task<Result<std::unique_ptr<mail::smtp::Message>>> begin(mail::smtp::Envelope envelope) override;
    /// Whether an address leads to the member alone (smtp::Logins::may_send_as).
    Result<bool> may_send_as(MemberId member, const mail::smtp::Mailbox& address) const;

private:
    Result<mail::smtp::Found> look_up(const mail::smtp::Mailbox& address, std::uint64_t octets) const;

    const Lent<Server> server_;
};

/// The logins of one submission session: who has logged in is among the sessions for as long as the
/// connection lives, and their end closes it.
class SubmissionLogins final : public mail::smtp::Logins {
public:
    SubmissionLogins(Lent<const SmtpServices> services, Lent<Server> server, Lent<net::Wire> wire,
                     Executor home)
        : services_(services), server_(server), wire_(wire), home_(home) {}

    /// The key that the password opens is not kept: SMTP reads no mail.
    Task<Result<MemberId>> log_in(std::string user, crypto::SecretText password,
                                  mail::smtp::Caller caller) override;
    Task<Result<bool>> may_send_as(MemberId member, mail::smtp::Mailbox address) override {
        co_return services_->may_send_as(member, address);
    }

private:
    const Lent<const SmtpServices> services_;
    const Lent<Server> server_;
    const Lent<net::Wire> wire_;
    const Executor home_;
    std::unique_ptr<Sessions::Ticket> ticket_;
};

}  // namespace milpa::server
