// SPDX-License-Identifier: AGPL-3.0-or-later
// How much each vault holds, known also while its owner is away: SMTP must say 452 then. One small row a
// vault, sealed under the store key, changed in the batch of the delivery that it counts.
//
// While unlocked the numbers in memory decide. A row may be behind or ahead by the deliveries that were on
// their way when the process died, or failed; the next delivery, or set_exact() when the owner's vault is
// open, puts it right.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "base/id.hpp"
#include "base/lent.hpp"
#include "store/store.hpp"

namespace milpa::members {

struct Usage {
    std::uint64_t bytes = 0;
    std::uint64_t messages = 0;

    bool operator==(const Usage&) const = default;
};

class UsageCounters;

/// A delivery that is counted already. Unless kept(), it is taken back when it goes: call kept() when the
/// batch was committed. Does not outlive its counters.
class Charge {
public:
    Charge(Charge&& other) noexcept;
    Charge& operator=(Charge&& other) noexcept;
    ~Charge();
    void kept() { counters_ = nullptr; }

private:
    friend class UsageCounters;
    Charge(UsageCounters* counters, VaultId vault, Usage amount)
        : counters_(counters), vault_(vault), amount_(amount) {}
    UsageCounters* counters_;
    VaultId vault_;
    Usage amount_;
};

/// Thread-safe. All fail with `closed` while locked.
class UsageCounters {
public:
    explicit UsageCounters(Lent<store::Store> store) : store_(store) {}

    /// Zero for a vault that was never charged.
    Result<Usage> of(const VaultId& vault) const;
    /// Of all vaults together, as they are counted: what several hold is counted for each.
    Result<Usage> total() const;
    /// How many messages any vault may have from now on, whatever its quota.
    void limit_messages(std::uint64_t messages_max) { messages_max_ = messages_max; }
    /// For RCPT and SIZE: fails with `limit` when the quota would be passed, or the vault has all the
    /// messages that any may have. A quota of 0 is none.
    Result<void> fits(const VaultId& vault, std::uint64_t quota_bytes, std::uint64_t bytes) const;
    /// Counts a delivery and puts the new row into its batch. Fails with `limit` as fits().
    Result<Charge> charge(const VaultId& vault, std::uint64_t quota_bytes, Usage amount, store::Batch& into);
    /// What the open vault really holds.
    Result<void> set_exact(const VaultId& vault, Usage exact, store::Batch& into);
    /// Removes the row of a vault that is erased.
    Result<void> erase(const VaultId& vault, store::Batch& into);

    /// By Collective: at unlock (blocks) and at lock.
    Result<void> load();
    void forget();

private:
    friend class Charge;
    Result<void> check_room(const Usage& used, std::uint64_t quota_bytes, const Usage& more) const;
    void take_back(const VaultId& vault, const Usage& amount);
    Result<void> put(const VaultId& vault, const Usage& usage, store::Batch& into) const;

    const Lent<store::Store> store_;
    std::atomic<std::uint64_t> messages_max_{UINT64_MAX};
    mutable std::mutex mutex_;  // guards what follows
    bool loaded_ = false;
    std::unordered_map<VaultId, Usage> usage_;
};

}  // namespace milpa::members
