// SPDX-License-Identifier: AGPL-3.0-or-later
// What a keyholder gets for a share that was taken to unlock: a secret by which their page, wherever it is,
// may see how it goes on, and which starts nobody has explained. Whoever has one has shown a share; it opens
// nothing else, and soon not even that. In memory alone.
#pragma once

#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/lent.hpp"
#include "base/random.hpp"
#include "crypto/secret.hpp"

namespace milpa::jmap {

/// So long after an unlocking its receipts are good: to read a list, and to ask the others about it.
inline constexpr std::chrono::minutes receipt_patience{30};
/// At once; beyond, the oldest goes. An unlocking takes 16 shares at most; shares that came too early come
/// again.
inline constexpr std::size_t receipts_max = 64;

/// Thread-safe if clock and random are.
class Receipts {
public:
    Receipts(Lent<const Clock> clock, Lent<Random> random) : clock_(clock), random_(random) {}

    /// For a share that was just taken.
    crypto::SecretText give();
    /// From now on those that there are have receipt_patience; once an unlocking.
    void unlocked();
    bool holds(std::string_view receipt);

    /// For a timer, every minute.
    void forget_late();
    /// At every lock.
    void forget_all();

private:
    void forget_late_locked();

    const Lent<const Clock> clock_;
    const Lent<Random> random_;
    std::mutex mutex_;  // guards what follows
    std::vector<crypto::Key> given_;
    std::optional<SteadyTime> until_;  // nothing while it is locked
};

}  // namespace milpa::jmap
