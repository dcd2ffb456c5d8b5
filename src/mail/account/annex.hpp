// SPDX-License-Identifier: AGPL-3.0-or-later
// Other, small data of a member in the vault of their mail (contacts, identities, submissions, subscriptions
// to push, settings): a fold of its own for each kind, beside the mail's State and in the same log.
//
// What always holds:
// - an annex gets its events in the order of the log, only its owner's, and nothing else; what somebody else
//   has sealed for it (the server notes there what became of a message) comes as a note, which most refuse;
// - it hears of messages that are reports about others (events::Report), and of what becomes of messages: all
//   of it in the order of the log, too;
// - its state goes into pages of the snapshot; those of an annex in which nothing changed stay;
// - what the program does not know is kept as it is, with the events that came since.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "mail.pb.h"
#include "store/batch.hpp"

namespace milpa::mail::account {

/// Numbers are given by who makes the factories, and never used again: they are on the disk.
enum class AnnexKind : std::uint32_t {};

/// All annexes of a vault together, octets of their saved states: 16,000 contacts of 2 KiB. They are in
/// memory while the vault is open.
inline constexpr std::size_t annexes_octets_max = 32 * 1024 * 1024;
/// Events of up to these octets go so much beyond, so that who is full can delete.
inline constexpr std::size_t annex_small_event_octets = 4 * 1024;
inline constexpr std::size_t annexes_headroom_octets = 256 * 1024;
/// One event. The log takes larger ones; a contact with a picture refers to an object instead.
inline constexpr std::size_t annex_event_octets_max = 1024 * 1024;
/// Kinds in one vault.
inline constexpr std::size_t annex_kinds_max = 64;

/// What became of an event. `error`: why nothing was changed; then all else counts for nothing.
struct AnnexOutcome {
    std::optional<Error> error;
    Bytes answer;  ///< whatever the annex has to tell the command that appended it
    /// References that nothing holds any more: the next snapshot gives them back.
    std::vector<store::HeldReference> released;
};

/// Lives on the vault's home thread. A function of its events alone: no clock, no randomness.
class Annex {
public:
    virtual ~Annex() = default;
    /// What save() gave, on an annex that is empty. Fails with `corrupt`.
    virtual Result<void> load(ByteView state) = 0;
    /// Deterministic: equal states give equal octets. Called for each snapshot after a change, on the home
    /// thread: whoever has much keeps it in pieces that are serialized already.
    virtual Bytes save() const = 0;
    /// Of save(), about: counted against annexes_octets_max after each event, so it must be quick.
    virtual std::size_t octets() const = 0;
    /// Takes every event, also one that is noise. `seq` ascends.
    virtual AnnexOutcome apply(std::uint64_t seq, ByteView event) = 0;
    /// Whether an event says only what became of something that is there (a note, whoever wrote it): that is
    /// taken also where there is no room.
    virtual bool takes_no_room(ByteView /*event*/) const { return false; }
    /// The same of what the owner has not written: anybody who has the disk may have. Only what does no harm
    /// then may be taken.
    virtual AnnexOutcome note(std::uint64_t /*seq*/, ByteView /*event*/) {
        return {.error = fail(ErrorKind::denied, "an event that only the owner may write"),
                .answer = {},
                .released = {}};
    }
    /// A report came, from whomever: what it says proves nothing. True: something is changed by it.
    virtual bool on_report(std::uint64_t /*seq*/, std::uint32_t /*record*/,
                           const events::Report& /*report*/) {
        return false;
    }
    enum class Fate : std::uint8_t { shown, hidden, gone };
    /// A message that JMAP showed is hidden (marked to be deleted) or gone, or one that was hidden is shown
    /// again. Many are told in one event, so it must be quick. True: something is changed by it.
    virtual bool on_fate(std::uint64_t /*seq*/, std::uint32_t /*record*/, Fate /*fate*/) { return false; }
};

/// What the program knows. A function that makes an empty annex of each kind.
using AnnexFactories = std::map<AnnexKind, std::function<std::unique_ptr<Annex>()>>;

}  // namespace milpa::mail::account
