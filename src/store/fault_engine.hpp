// SPDX-License-Identifier: AGPL-3.0-or-later
// A disk that fails on command: it forgets what was not synced, and fails any call. For tests.
#pragma once

#include <deque>
#include <memory>
#include <mutex>

#include "base/lent.hpp"
#include "base/random.hpp"
#include "store/memory_engine.hpp"

namespace milpa::store {

/// What a failing commit leaves behind, if the machine stops right then.
enum class FaultKind : std::uint8_t {
    refused,   ///< nothing reached the disk
    unsynced,  ///< written, and the sync failed: after a crash it may be there or not
};

class FaultEngine final : public Engine {
public:
    FaultEngine();
    ~FaultEngine() override;

    Result<std::optional<Bytes>> find(Space space, ByteView key) override;
    Result<std::vector<std::optional<Bytes>>> multi_find(Space space, std::span<const Bytes> keys) override;
    Result<void> scan(Space space, const KeyRange& range, Direction direction,
                      const Visitor& visitor) override;
    Result<void> commit(const WriteSet& writes) override;
    Result<void> write_early(const WriteSet& writes) override;
    Result<void> compact(Space space, const KeyRange& range) override;

    /// The nth call from now (1: the next) fails with `io`; the counts of reads and writes are apart.
    void fail_write(std::size_t nth, FaultKind kind = FaultKind::refused);
    void fail_read(std::size_t nth);
    /// Every write fails with `io` until told otherwise: a full disk.
    void set_full(bool full);
    /// From the nth write on, the machine is off: every call fails with `io`, until crash().
    void power_off_at_write(std::size_t nth);
    /// Writes so far, to know how many there are to break.
    std::size_t writes() const;

    /// The machine stops and starts again: of what was not synced, the first `kept` writes survive.
    void crash(std::size_t kept = 0);
    /// How many unsynced writes there are now: crash() may keep 0 to this many.
    std::size_t unsynced() const;

    /// What is visible now, to look at or to change behind the store's back.
    MemoryEngine& visible() { return *visible_; }

private:
    struct Unsynced {
        WriteSet writes;
        bool visible;  // an early write; else the remains of a write that failed
    };
    Result<void> may_read();
    Result<void> may_write(const WriteSet& writes);

    mutable std::mutex mutex_;  // guards what follows
    std::unique_ptr<MemoryEngine> durable_;
    std::unique_ptr<MemoryEngine> visible_;
    std::deque<Unsynced> unsynced_;
    std::size_t writes_ = 0;
    std::size_t failing_write_ = 0;
    FaultKind failing_kind_ = FaultKind::refused;
    std::size_t failing_read_ = 0;
    std::size_t power_off_ = 0;
    bool off_ = false;
    bool full_ = false;
};

}  // namespace milpa::store
