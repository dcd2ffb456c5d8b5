// SPDX-License-Identifier: AGPL-3.0-or-later
// Slows down whoever guesses at one address, from wherever they come: no IP address, nothing on disk, and the
// same for addresses that do not exist. Who asks from the machine itself never comes here. Addresses are
// remembered as keyed hashes; the key lives in memory and changes hourly, which pardons all. The first
// guesses_free wrong ones cost nothing, so a member who mistypes waits for nothing; nobody waits longer than
// guess_delay_max, so nobody is locked out either.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/lent.hpp"
#include "base/random.hpp"
#include "crypto/secret.hpp"

namespace milpa::members {

inline constexpr std::uint32_t guesses_free = 4;
inline constexpr std::chrono::milliseconds guess_delay_first{250};  // doubled by each further one
inline constexpr std::chrono::milliseconds guess_delay_max{8'000};
/// Tries at one address at the same time; beyond, they fail with `limit` at once. Some of them are for who
/// comes from a clean network (PeerTries::Try::is_clean()), so that a flood from others leaves room for the
/// owner.
inline constexpr std::uint32_t guesses_at_once = 16, guesses_at_once_for_clean = 4;
inline constexpr std::chrono::minutes guess_key_life{60};
/// Addresses remembered; 32 octets each and the map's own. When full, one that nobody tries is forgotten.
inline constexpr std::size_t guesses_remembered_max = 65'536;

/// Thread-safe if clock and random are.
class Guesses {
public:
    Guesses(Lent<const Clock> clock, Lent<Random> random);

    /// One try at an address; ends when it goes.
    class Try {
    public:
        Try(Try&& other) noexcept;
        Try& operator=(Try&&) = delete;
        ~Try();
        std::chrono::milliseconds delay() const { return delay_; }
        void was_right();
        void was_wrong();

    private:
        friend class Guesses;
        Try(Guesses* guesses, std::uint64_t hash, std::chrono::milliseconds delay)
            : guesses_(guesses), hash_(hash), delay_(delay) {}
        Guesses* guesses_;
        std::uint64_t hash_;
        std::chrono::milliseconds delay_;
    };
    /// Fails with `limit` when too many try this address now.
    Result<Try> begin(std::string_view address, bool from_clean_network = true);
    /// Forgets everything when the key's time is over; for a timer of the server, so that nothing is
    /// remembered for longer because nobody knocks.
    void forget_expired();
    /// Addresses of which something is remembered.
    std::size_t remembered() const;

private:
    struct Entry {
        std::uint32_t wrong = 0;
        std::uint32_t at_once = 0;
    };
    void renew_key_if_due();
    void make_room();

    const Lent<const Clock> clock_;
    const Lent<Random> random_;
    mutable std::mutex mutex_;  // guards what follows
    crypto::Key key_;
    SteadyTime key_made_;
    std::unordered_map<std::uint64_t, Entry> entries_;
};

}  // namespace milpa::members
