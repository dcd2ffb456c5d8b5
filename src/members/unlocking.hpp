// SPDX-License-Identifier: AGPL-3.0-or-later
// Collecting keyholders' shares, one at a time, until k of them are there. Used to unlock, to change
// keyholders and to reset a member's account: each act collects its own.
// A share lies in locked memory (crypto::Key) from offer() until take(), forget(), or until nobody has
// offered one for shares_kept: a keyholder who never came back must not leave the others' shares lying
// around.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <vector>

#include "base/clock.hpp"
#include "base/lent.hpp"
#include "crypto/quorum.hpp"
#include "members.pb.h"

namespace milpa::members {

/// After the last share was offered; long enough to fetch the next keyholder to the telephone.
inline constexpr std::chrono::minutes shares_kept{15};

struct ShareProgress {
    std::uint8_t keyholders = 0;          ///< n
    std::uint8_t threshold = 0;           ///< k
    std::vector<std::uint8_t> collected;  ///< numbers of the shares that are there, ascending
    std::uint8_t missing = 0;             ///< how many more are needed
};

/// What a share hashes to in the clear Founding: 256 random bits stand behind it, so it can only be checked.
Bytes share_check(const crypto::Share& share);

/// What is stored of the quorum, as crypto:: has it. Fails with `corrupt`.
Result<crypto::Quorum> quorum_of(const events::Founding& founding);

/// Thread-safe if its clock is.
class Unlocking {
public:
    /// `founding` as read_founding() returned it.
    Unlocking(events::Founding founding, Lent<const Clock> clock);

    /// Fails with `denied`: of another collective, of an older or newer generation, or not a share that was
    /// ever given out; `conflict`: this one is there already. A refused share changes nothing; those beyond
    /// k are not taken (`limit`). The Error's detail says which it was, in words for the person who typed it.
    Result<ShareProgress> offer(crypto::Share share);
    /// Reads the text of a share first: also `syntax`, when it was mistyped.
    Result<ShareProgress> offer(const crypto::SecretText& typed);

    ShareProgress progress();
    /// Wipes every share. To be called at every lock, and by a timer, too: time alone wipes nothing until the
    /// next call here.
    void forget();
    /// Wipes them if shares_kept has passed.
    void forget_if_late();
    /// Hands over the k shares and keeps none. Fails with `missing` when there are fewer; then all stay.
    Result<std::vector<crypto::Share>> take();

private:
    ShareProgress progress_locked() const;
    void forget_late_locked();

    const events::Founding founding_;
    const Lent<const Clock> clock_;
    std::mutex mutex_;  // guards what follows
    std::vector<crypto::Share> shares_;
    SteadyTime last_offer_{};
};

}  // namespace milpa::members
