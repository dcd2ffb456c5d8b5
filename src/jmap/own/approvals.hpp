// SPDX-License-Identifier: AGPL-3.0-or-later
// Acts that need k of n keyholders, while their shares come in: somebody asks for an act, each keyholder
// gives a share to it wherever they are, and with the k-th it is done. What it gives (new shares, a new
// password) is for who asked, once.
//
//     wanted ──offer() of the k-th share──> under way ──settle()──> done ──collect()──> gone
//        ^                                       └──(a failure, or nobody settled)──> wanted, without shares
//        └── patience is over, dismiss(), keyholders have changed ──> gone           a lock: all are gone
//
// Under way it takes no shares and cannot be dismissed, so that no act is done twice. Shares are of the
// keyholders at the time of asking: when others have come into force, what waits for the former could never
// be done, and is gone; so is a confirmation when shares have been drawn anew. What is done waits for who
// asked.
//
// Everything is in memory alone, shares and results in locked memory: a restart forgets what was not done.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "members/collective.hpp"

namespace milpa::jmap {

using ApprovalId = Id<struct ApprovalTag>;

enum class ActWanted : std::uint8_t {
    reset_member,        ///< a new, empty vault beside the sealed old one
    thaw_member,         ///< a frozen account, where too few of its trusted group are left
    change_keyholders,   ///< draws new shares; they come into force once confirmed
    confirm_keyholders,  ///< k of the new shares: the old ones open nothing any more
};

struct Wanted {
    ActWanted act = ActWanted::reset_member;
    MemberId member{};  ///< of reset_member, thaw_member
    std::uint8_t keyholders = 0;
    std::uint8_t threshold = 0;
};

/// At once; each is asked for by an administrator, and few are ever needed.
inline constexpr std::size_t approvals_max = 16;
/// How long shares are waited for; the collector itself forgets those that stand for shares_kept alone.
inline constexpr std::chrono::hours approval_patience{24};
/// How long who asked has to fetch the result.
inline constexpr std::chrono::hours result_patience{1};

/// What an act gave; shown once.
struct ApprovalResult {
    std::vector<crypto::SecretText> shares;      ///< of change_keyholders
    std::optional<crypto::SecretText> password;  ///< of reset_member
    std::optional<crypto::SecretText> recovery_code;
};

struct ApprovalInfo {
    ApprovalId id;
    Wanted wanted;
    members::ShareProgress progress;
    bool under_way = false;
    bool done = false;
    bool own = false;  ///< asked for by who looks
};

/// Thread-safe.
class Approvals {
public:
    Approvals(Lent<members::Collective> collective, Lent<const Clock> clock, Lent<Random> random)
        : collective_(collective), clock_(clock), random_(random) {}

    /// `by`: who asks; nothing for who is at the machine. Fails with `limit` (approvals_max), `missing`
    /// (confirm_keyholders, and nothing was drawn), `closed` (locked).
    /// `password`: of reset_member, where it is not to be drawn.
    Result<ApprovalId> ask(Wanted wanted, std::optional<MemberId> by,
                           std::optional<crypto::SecretText> password = std::nullopt);
    std::vector<ApprovalInfo> list(const std::optional<MemberId>& looking);
    /// Fails with `missing`, `conflict` (it is under way).
    Result<void> dismiss(const ApprovalId& id);

    /// An act under way, for who does it. Who lets go of it without settle(), as by an exception, has failed.
    class Act {
    public:
        Act(Lent<Approvals> of, const ApprovalId& id, Wanted what) : wanted(what), of_(of.get()), id_(id) {}
        Act(Act&& other) noexcept;
        Act& operator=(Act&&) = delete;
        Act(const Act&) = delete;
        Act& operator=(const Act&) = delete;
        ~Act();

        /// What came of it, once; after a failure it is wanted still, and takes shares anew.
        void settle(Result<ApprovalResult> result);

        const Wanted wanted;
        std::vector<crypto::Share> shares;           ///< all that are needed
        std::optional<crypto::SecretText> password;  ///< of reset_member

    private:
        Approvals* of_;  // nobody once it is settled
        const ApprovalId id_;
    };
    struct Offered {
        members::ShareProgress progress;
        std::optional<Act> act;  ///< to be done now
    };
    /// One share; with the k-th the act comes out, and who called does it. Fails as Unlocking::offer(),
    /// `missing` (no such act, or it is done), `conflict` (it is under way).
    Result<Offered> offer(const ApprovalId& id, const crypto::SecretText& share);
    /// Once, for who asked. Fails with `missing` (not there, not done, not theirs).
    Result<ApprovalResult> collect(const ApprovalId& id, const std::optional<MemberId>& by);

    /// What waited too long; for a timer, every minute.
    void forget_late();
    /// At every lock.
    void forget_all();

private:
    struct Entry {
        Wanted wanted;
        std::optional<MemberId> by;
        std::optional<crypto::SecretText> password;
        std::unique_ptr<members::Unlocking> collector;
        std::optional<ApprovalResult> result;
        SteadyTime until;
        bool under_way = false;
        bool outdated = false;  // under way while its keyholders were replaced: it takes no shares again
    };
    void settle(const ApprovalId& id, Result<ApprovalResult> result);
    void forget_outdated_locked(ActWanted done);

    const Lent<members::Collective> collective_;
    const Lent<const Clock> clock_;
    const Lent<Random> random_;
    std::mutex mutex_;  // guards what follows
    std::map<ApprovalId, Entry> entries_;
};

}  // namespace milpa::jmap
