// SPDX-License-Identifier: AGPL-3.0-or-later
// What SMTP and submission ask for (mail/smtp/services.hpp), answered from the directory and the vaults.
#pragma once

#include "mail/smtp/services.hpp"
#include "server/server.hpp"

namespace milpa::server {

class SmtpServices final : public mail::smtp::Gate,
                           public mail::smtp::Recipients,
                           public mail::smtp::Inbound,
                           public mail::smtp::Outbox,
                           public mail::smtp::Logins {
public:
    explicit SmtpServices(Lent<Server> server) : server_(server) {}

    bool locked() const override;
    Task<Result<mail::smtp::Found>> find(mail::smtp::Mailbox address, std::uint64_t octets) override;
    /// Of Inbound and of Outbox: aliases of our own may lead elsewhere, so both may have to queue.
    Task<Result<std::unique_ptr<mail::smtp::Message>>> begin(mail::smtp::Envelope envelope) override;
    /// The key that the password opens is not kept: SMTP reads no mail.
    Task<Result<MemberId>> log_in(std::string user, crypto::SecretText password,
                                  mail::smtp::Caller caller) override;
    Task<Result<bool>> may_send_as(MemberId member, mail::smtp::Mailbox address) override;

private:
    Result<mail::smtp::Found> look_up(const mail::smtp::Mailbox& address, std::uint64_t octets) const;

    const Lent<Server> server_;
};

}  // namespace milpa::server
