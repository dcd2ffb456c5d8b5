// SPDX-License-Identifier: AGPL-3.0-or-later
// Held mail on its way out. Between the two steps lies all that takes time, so whether who asked for it could
// do so still is asked again in the second.
#pragma once

#include <memory>

#include "mail/queue/queue.hpp"
#include "server/mail_delivery.hpp"
#include "server/server.hpp"

namespace milpa::server {

/// Whose held mail it is, since when, and by what they asked for it.
struct Asking {
    std::optional<MemberId> member;
    std::optional<mail::smtp::Asked> asked;
    std::int64_t queued_ms = 0;
};

/// Whether it can still leave at its time. `missing` or `denied`: never any more. A suspension is no reason:
/// it may be over by then. Fails with `closed` while locked.
Result<void> check_asking(const members::Collective& collective, const Asking& asking);

/// It, ready to be handed on.
class Release {
    struct Key {};

public:
    /// Whether it may leave, and all that is to be read and sealed for that. Fails as
    /// mail::queue::Returns::release().
    static Task<Result<std::unique_ptr<Release>>> prepare(Lent<Server> server, mail::queue::QueuedMail mail,
                                                          store::Batch end);
    /// Once. Asks anew whether who asked for it could do so still. Fails as
    /// mail::queue::Returns::release().
    Task<Result<void>> commit();

    Release(Key, Lent<Server> server, Asking asking, std::unique_ptr<Delivery> delivery);

private:
    const Lent<Server> server_;
    const Asking asking_;
    const std::unique_ptr<Delivery> delivery_;
};

}  // namespace milpa::server
