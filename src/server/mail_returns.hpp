// SPDX-License-Identifier: AGPL-3.0-or-later
// Reports about mail that could not be delivered (mail/queue/queue.hpp): into the vault of the member who
// sent it, or back into the queue where the sender is elsewhere.
#pragma once

#include "mail/queue/queue.hpp"
#include "server/server.hpp"

namespace milpa::server {

class MailReturns final : public mail::queue::Returns {
public:
    explicit MailReturns(Lent<Server> server) : server_(server) {}
    Task<Result<store::Batch>> prepare(mail::queue::Report report) override;

private:
    const Lent<Server> server_;
};

}  // namespace milpa::server
