// SPDX-License-Identifier: AGPL-3.0-or-later
// A message on its way in: stored once, sealed into the vault of each member that it is for, and into the
// queue for everybody else. All of it is one commit.
#pragma once

#include <memory>

#include "mail/message/extract.hpp"
#include "mail/smtp/services.hpp"
#include "server/server.hpp"

namespace milpa::server {

/// Where one message goes, addresses and aliases followed to their ends: each member once, each outside
/// address once.
struct Destinations {
    std::vector<members::MemberPointer> members;
    std::vector<std::string> outside;
};
/// Fails with `missing` when an address has become nobody's meanwhile, `closed` (locked), `limit`.
Result<Destinations> follow(const members::Collective& collective, const mail::smtp::Envelope& envelope);

/// The message of a session (SMTP), or of our own making (a bounce).
class Delivery final : public mail::smtp::Message {
public:
    Delivery(Lent<Server> server, mail::smtp::Envelope envelope, Destinations destinations);

    Task<Result<void>> write(ByteView octets) override;
    /// `over_quota` when a member has no room: nothing is stored for anybody then.
    Task<Result<mail::smtp::Acceptance>> commit() override;

private:
    Result<std::vector<members::Charge>> fill(store::Batch& batch);

    const Lent<Server> server_;
    const mail::smtp::Envelope envelope_;
    const Destinations destinations_;
    store::ObjectWriter writer_;
    mail::message::Extractor extractor_;
};

}  // namespace milpa::server
