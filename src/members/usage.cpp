// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/usage.hpp"

#include "members.pb.h"

namespace milpa::members {

namespace {

Result<Usage> read_row(ByteView row) {
    events::Usage stored;
    if (!stored.ParseFromArray(row.data(), static_cast<int>(row.size()))) {
        return fail(ErrorKind::corrupt, "a usage row");
    }
    return Usage{stored.bytes(), stored.messages()};
}

std::uint64_t less(std::uint64_t from, std::uint64_t what) { return from - std::min(from, what); }

Error locked() { return fail(ErrorKind::closed, "locked"); }

}  // namespace

Charge::Charge(Charge&& other) noexcept
    : counters_(std::exchange(other.counters_, nullptr)), vault_(other.vault_), amount_(other.amount_) {}

Charge& Charge::operator=(Charge&& other) noexcept {
    std::swap(counters_, other.counters_);
    std::swap(vault_, other.vault_);
    std::swap(amount_, other.amount_);
    return *this;
}

Charge::~Charge() {
    if (counters_ != nullptr) counters_->take_back(vault_, amount_);
}

Result<Usage> UsageCounters::of(const VaultId& vault) const {
    const std::lock_guard lock(mutex_);
    if (!loaded_) return locked();
    const auto found = usage_.find(vault);
    return found == usage_.end() ? Usage{} : found->second;
}

Result<Usage> UsageCounters::total() const {
    const std::lock_guard lock(mutex_);
    if (!loaded_) return locked();
    Usage all;
    for (const auto& [vault, usage] : usage_) {
        all.bytes += usage.bytes;
        all.messages += usage.messages;
    }
    return all;
}

Result<void> UsageCounters::fits(const VaultId& vault, std::uint64_t quota_bytes, std::uint64_t bytes) const {
    TRY(const Usage used, of(vault));
    return check_room(used, quota_bytes, {.bytes = bytes, .messages = 1});
}

Result<void> UsageCounters::check_room(const Usage& used, std::uint64_t quota_bytes,
                                       const Usage& more) const {
    if (quota_bytes != 0 && (used.bytes > quota_bytes || more.bytes > quota_bytes - used.bytes)) {
        return fail(ErrorKind::limit, "over quota");
    }
    const std::uint64_t messages_max = messages_max_;
    if (used.messages > messages_max || more.messages > messages_max - used.messages) {
        return fail(ErrorKind::limit, "too many messages");
    }
    return {};
}

Result<Charge> UsageCounters::charge(const VaultId& vault, std::uint64_t quota_bytes, Usage amount,
                                     store::Batch& into) {
    Usage total;
    {
        const std::lock_guard lock(mutex_);
        if (!loaded_) return locked();
        Usage& used = usage_[vault];
        CHECK(check_room(used, quota_bytes, amount));
        used.bytes += amount.bytes;
        used.messages += amount.messages;
        total = used;
    }
    Charge charge(this, vault, amount);
    CHECK(put(vault, total, into));
    return charge;
}

Result<void> UsageCounters::set_exact(const VaultId& vault, Usage exact, store::Batch& into) {
    {
        const std::lock_guard lock(mutex_);
        if (!loaded_) return locked();
        usage_[vault] = exact;
    }
    return put(vault, exact, into);
}

Result<void> UsageCounters::erase(const VaultId& vault, store::Batch& into) {
    {
        const std::lock_guard lock(mutex_);
        if (!loaded_) return locked();
    }
    store_->sealed_rows().erase(store::RowKind::usage, vault.view(), into);
    return {};
}

Result<void> UsageCounters::load() {
    TRY(const auto rows, store_->sealed_rows().all_blocking(store::RowKind::usage));
    std::unordered_map<VaultId, Usage> loaded;
    for (const auto& [id, value] : rows) {
        TRY(const auto vault, VaultId::from(ByteView(id)));
        TRY(loaded[vault], read_row(value));
    }
    const std::lock_guard lock(mutex_);
    usage_ = std::move(loaded);
    loaded_ = true;
    return {};
}

void UsageCounters::forget() {
    const std::lock_guard lock(mutex_);
    usage_.clear();
    loaded_ = false;
}

void UsageCounters::take_back(const VaultId& vault, const Usage& amount) {
    const std::lock_guard lock(mutex_);
    const auto found = usage_.find(vault);
    if (found == usage_.end()) return;  // locked meanwhile
    found->second.bytes = less(found->second.bytes, amount.bytes);
    found->second.messages = less(found->second.messages, amount.messages);
}

Result<void> UsageCounters::put(const VaultId& vault, const Usage& usage, store::Batch& into) const {
    events::Usage row;
    row.set_bytes(usage.bytes);
    row.set_messages(usage.messages);
    return store_->sealed_rows().put(store::RowKind::usage, vault.view(), to_bytes(row.SerializeAsString()),
                                     into);
}

}  // namespace milpa::members
