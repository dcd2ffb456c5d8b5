// SPDX-License-Identifier: AGPL-3.0-or-later
// Challenges of passkeys: each is good for one use, once, for five minutes. Given out without a memory of it,
// so that who asks for a million takes nobody's place:
//
//     random 16 | milliseconds 8 | BLAKE2b keyed by a key of this process, over these, the use and its
//     subject 16
//
// What was taken is remembered until its time is over; a restart forgets all.
#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <set>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/lent.hpp"
#include "base/random.hpp"
#include "crypto/secret.hpp"

namespace milpa::members {

inline constexpr std::chrono::minutes challenge_life{5};
/// Taken ones that are remembered; only a true signature takes one. Beyond, none is taken (`limit`).
inline constexpr std::size_t challenges_taken_max = 65'536;

enum class ChallengeUse : std::uint8_t { sign_in, second_step, registration };

/// Thread-safe if clock and random are.
class Challenges {
public:
    Challenges(Lent<const Clock> clock, Lent<Random> random);

    /// `subject`: whom or what it is for; may be empty.
    Bytes give_out(ChallengeUse use, ByteView subject);
    /// Fails with `denied`: not one of ours, for another use or subject, too old, or taken already.
    Result<void> check(ByteView challenge, ChallengeUse use, ByteView subject) const;
    /// The same, and from now on it is taken.
    Result<void> take(ByteView challenge, ChallengeUse use, ByteView subject);

private:
    Bytes tag(ByteView head, ChallengeUse use, ByteView subject) const;
    Result<void> check_locked(ByteView challenge, ChallengeUse use, ByteView subject) const;

    const Lent<const Clock> clock_;
    const Lent<Random> random_;
    const crypto::Key key_;
    mutable std::mutex mutex_;  // guards what follows
    std::set<Bytes> taken_;
    std::deque<std::pair<SteadyTime, Bytes>> order_;
};

}  // namespace milpa::members
