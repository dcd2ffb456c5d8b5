// SPDX-License-Identifier: AGPL-3.0-or-later
// A mailbox as one session has been told of it (RFC 9051 7.4, 5.5): message sequence numbers do not move
// under a session, whatever other sessions do, until it takes the changes.
//
// It costs memory for what changed and was not told yet, not for what the mailbox holds: a view is the
// mailbox's entries below `told_uid_next`, with those that were expunged since.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "mail/account/state.hpp"

namespace milpa::mail::account {

/// What a session has to tell its client, in this order.
struct Changes {
    UidSet expunged;  ///< uids; tell them by sequence numbers with View::expunge_sequence, or as VANISHED
    /// One sequence number for each EXPUNGE response, to be sent one after another: descending, so that each
    /// is right after those before it.
    std::vector<std::uint32_t> expunged_sequence;
    std::optional<std::uint32_t> exists;  ///< the new number of messages, when some were added
    UidSet flagged;                       ///< uids still there whose flags changed
    bool empty() const { return expunged.empty() && !exists && flagged.empty(); }
};

/// Belongs to a session; lives on the vault's thread; must end before the account.
class View final : public Listener {
public:
    /// `on_change` is called when the first change arrives that was not taken yet: inside an apply, so it may
    /// only note and wake (cancel a timer). Flags of at most this many ranges are told one by one; beyond, a
    /// whole range may be told again (harmless, and bounds memory).
    static constexpr std::size_t flagged_ranges_max = 4096;

    View(State& state, MailboxId mailbox, std::function<void()> on_change);
    ~View() override;
    View(const View&) = delete;
    View& operator=(const View&) = delete;

    MailboxId mailbox_id() const { return id_; }
    /// Nothing when the mailbox was deleted: the session must leave it (all messages expunged).
    const Mailbox* mailbox() const;

    /// Messages as told.
    std::uint32_t exists() const;
    /// Sequence number -> uid; 0 when there is no such number. O(log n).
    Uid uid_of(std::uint32_t sequence) const;
    /// uid -> sequence number; 0 when the session has not been told of such a message. O(log n).
    std::uint32_t sequence_of(Uid uid) const;
    /// Sequence numbers (1 to exists()) -> uids, those expunged meanwhile included (they have no entry).
    UidSet uids_of(const UidSet& sequences) const;
    /// The uid after the last one told: `*` is uid_of(exists()).
    Uid told_uid_next() const { return told_next_; }

    bool has_changes() const;
    /// True when some message was expunged that the client still counts (RFC 5530 EXPUNGEISSUED).
    bool has_expunged() const { return !expunged_.empty(); }
    /// Gives what changed and counts it as told. RFC 9051 7.5.1: no expunges during FETCH, STORE, SEARCH
    /// (without UID): held, they wait for the next take, and exists() still counts them.
    enum class Expunges : unsigned char { told, held };
    Changes take(Expunges expunges);
    /// Uids whose flags changed and were not told yet.
    const UidSet& flagged() const { return flagged_; }
    /// The session told these flags itself (a FETCH response to its own STORE, or .SILENT).
    void forget_flagged(const UidSet& uids);

    void on_added(const Mailbox& mailbox, const UidSet& uids) override;
    void on_flagged(const Mailbox& mailbox, const UidSet& uids) override;
    void on_expunged(const Mailbox& mailbox, const UidSet& uids) override;
    void on_mailboxes() override;
    void on_seq(std::uint64_t seq) override;

private:
    void wake(bool had_changes);

    State& state_;
    MailboxId id_;
    std::function<void()> on_change_;
    Uid told_next_;
    UidSet expunged_;  // told once as existing, not yet told as gone; below told_next_
    UidSet flagged_;   // below told_next_
    std::uint32_t uid_validity_;
    bool gone_ = false;
    bool told_gone_ = false;
};

}  // namespace milpa::mail::account
