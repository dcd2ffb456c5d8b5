// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/fault_engine.hpp"

#include "base/ensure.hpp"

namespace milpa::store {

FaultEngine::FaultEngine()
    : durable_(std::make_unique<MemoryEngine>()), visible_(std::make_unique<MemoryEngine>()) {}
FaultEngine::~FaultEngine() = default;

Result<void> FaultEngine::may_read() {
    const std::scoped_lock lock(mutex_);
    if (off_) return fail(ErrorKind::io, "the machine is off");
    if (failing_read_ != 0 && --failing_read_ == 0) return fail(ErrorKind::io, "a read failed");
    return {};
}

// Under the lock.
Result<void> FaultEngine::may_write(const WriteSet& writes) {
    if (off_) return fail(ErrorKind::io, "the machine is off");
    ++writes_;
    if (power_off_ != 0 && --power_off_ == 0) {
        off_ = true;
        unsynced_.push_back({writes, false});
        return fail(ErrorKind::io, "the power went");
    }
    if (full_) return fail(ErrorKind::io, "the disk is full");
    if (failing_write_ != 0 && --failing_write_ == 0) {
        if (failing_kind_ == FaultKind::unsynced) unsynced_.push_back({writes, false});
        return fail(ErrorKind::io, "a write failed");
    }
    return {};
}

Result<std::optional<Bytes>> FaultEngine::find(Space space, ByteView key) {
    CHECK(may_read());
    return visible_->find(space, key);
}

Result<std::vector<std::optional<Bytes>>> FaultEngine::multi_find(Space space, std::span<const Bytes> keys) {
    CHECK(may_read());
    return visible_->multi_find(space, keys);
}

Result<void> FaultEngine::scan(Space space, const KeyRange& range, Direction direction,
                               const Visitor& visitor) {
    CHECK(may_read());
    return visible_->scan(space, range, direction, visitor);
}

Result<void> FaultEngine::commit(const WriteSet& writes) {
    const std::scoped_lock lock(mutex_);
    CHECK(may_write(writes));
    CHECK(visible_->commit(writes));
    // A failed write's remains leave the log here, as they do when an engine recovers.
    unsynced_.clear();
    durable_->become(*visible_);
    return {};
}

Result<void> FaultEngine::write_early(const WriteSet& writes) {
    const std::scoped_lock lock(mutex_);
    CHECK(may_write(writes));
    CHECK(visible_->commit(writes));
    unsynced_.push_back({writes, true});
    return {};
}

Result<void> FaultEngine::compact(Space, const KeyRange&) { return may_read(); }

void FaultEngine::fail_write(std::size_t nth, FaultKind kind) {
    const std::scoped_lock lock(mutex_);
    failing_write_ = nth;
    failing_kind_ = kind;
}

void FaultEngine::fail_read(std::size_t nth) {
    const std::scoped_lock lock(mutex_);
    failing_read_ = nth;
}

void FaultEngine::set_full(bool full) {
    const std::scoped_lock lock(mutex_);
    full_ = full;
}

void FaultEngine::power_off_at_write(std::size_t nth) {
    const std::scoped_lock lock(mutex_);
    power_off_ = nth;
}

std::size_t FaultEngine::writes() const {
    const std::scoped_lock lock(mutex_);
    return writes_;
}

std::size_t FaultEngine::unsynced() const {
    const std::scoped_lock lock(mutex_);
    return unsynced_.size();
}

void FaultEngine::crash(std::size_t kept) {
    const std::scoped_lock lock(mutex_);
    ensure(kept <= unsynced_.size());
    for (std::size_t i = 0; i < kept; ++i) {
        // What was refused when it was written is refused again.
        const auto replayed = durable_->commit(unsynced_[i].writes);
        ensure(replayed.has_value() || !unsynced_[i].visible);
    }
    unsynced_.clear();
    visible_->become(*durable_);
    off_ = full_ = false;
    power_off_ = failing_write_ = failing_read_ = 0;
}

}  // namespace milpa::store
