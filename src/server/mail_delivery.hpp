// SPDX-License-Identifier: AGPL-3.0-or-later
// A message on its way in: stored once, sealed into the vault of each member that it is for, and into the
// queue for everybody else. All of it is one commit.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mail/message/extract.hpp"
#include "mail/smtp/services.hpp"
#include "server/server.hpp"
#include "submissions.pb.h"

namespace milpa::server {

/// What a report about a message gives of its header.
inline constexpr std::size_t beginning_octets_max = 4 * 1024;

/// Events of one message, all recipients together: one batch of the store takes far more. Above it the words
/// are left out, and a search reads the message.
inline constexpr std::size_t events_octets_max = 16 * 1024 * 1024;
static_assert(2 * events_octets_max < store::batch_bytes_max);

/// Where one message goes, addresses and aliases followed to their ends: each member once, each outside
/// address once.
struct Destinations {
    /// Of the envelope, by place: all that lead there where a submission is to be told, else the first.
    using Recipients = std::vector<std::uint32_t>;
    struct Inside {
        members::MemberPointer member;
        Recipients recipients;  ///< by whom it was written to, an alias perhaps
    };
    std::vector<Inside> members;
    struct Outside {
        std::string address;
        std::optional<std::size_t> alias;  ///< a recipient of the envelope; nothing: written to by itself
        Recipients recipients;             ///< by whom it was written to
    };
    std::vector<Outside> outside;
    std::vector<std::size_t> nobody;  ///< recipients of the envelope: of our domains, but nobody any more
};
/// `nobody`: recipients that are known to be that; the sender gets a report about them. Fails with `missing`
/// when an address has become nobody's meanwhile, `closed` (locked), `limit`.
Result<Destinations> follow(const members::Collective& collective, const mail::smtp::Envelope& envelope,
                            std::vector<std::size_t> nobody = {});

/// The message of a session (SMTP), or of our own making (a bounce).
class Delivery final : public mail::smtp::Message {
public:
    /// `with` is committed together with it.
    Delivery(Lent<Server> server, mail::smtp::Envelope envelope, Destinations destinations,
             store::Batch with = {});

    Task<Result<void>> write(ByteView octets) override;
    /// A member without room gets no copy, the others do, and the sender gets a report that names the address
    /// that was written to (RFC 5321 6.1: it was accepted for them too); never the member, for who stands
    /// behind an alias is not a stranger's business. `over_quota` when nobody is left: nothing is stored
    /// then. Members are looked up again: who was removed or suspended since begin() gets nothing (the same
    /// report; `nobody` when none is left), and who was reset gets it in the new vault. Fails with `limit`
    /// when it is for more members than one batch has room for, or the queue is full.
    /// An EmailSubmission that it is of is told in the same commit what has become of it.
    Task<Result<mail::smtp::Acceptance>> commit() override;

private:
    enum class Lack : std::uint8_t { room, mailbox };

    Result<void> look_again();
    Result<std::vector<members::Charge>> charge(store::Batch& batch);
    Result<void> fill(store::Batch& batch);
    Result<void> queue(const store::ObjectRef& object, store::Batch& batch);
    Task<Result<std::optional<store::Batch>>> report_lacks();
    Result<void> note(store::Batch& batch) const;
    events::RecipientOutcome outcome_of(std::size_t recipient) const;

    const Lent<Server> server_;
    const mail::smtp::Envelope envelope_;
    Destinations destinations_;
    store::Batch with_;
    std::map<std::size_t, Lack> lacks_;  // of recipients: what somebody behind them lacks
    std::string beginning_;              // of the message, for a report about it
    store::ObjectWriter writer_;
    mail::message::Extractor extractor_;
};

}  // namespace milpa::server
