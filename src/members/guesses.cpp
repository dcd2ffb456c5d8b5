// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/guesses.hpp"

#include "base/bytes.hpp"
#include "crypto/kdf.hpp"

namespace milpa::members {

namespace {

std::chrono::milliseconds delay_after(std::uint32_t wrong) {
    if (wrong < guesses_free) return std::chrono::milliseconds(0);
    constexpr std::uint32_t doublings_max = 5;  // 250 ms << 5 is the most
    static_assert(guess_delay_first * (1 << doublings_max) == guess_delay_max);
    return guess_delay_first * (1 << std::min(wrong - guesses_free, doublings_max));
}

}  // namespace

Guesses::Guesses(Lent<const Clock> clock, Lent<Random> random)
    : clock_(clock), random_(random), key_(crypto::Key::random(*random)), key_made_(clock->steady()) {}

Guesses::Try::Try(Try&& other) noexcept
    : guesses_(std::exchange(other.guesses_, nullptr)), hash_(other.hash_), delay_(other.delay_) {}

Guesses::Try::~Try() {
    if (guesses_ == nullptr) return;
    const std::lock_guard lock(guesses_->mutex_);
    const auto entry = guesses_->entries_.find(hash_);
    if (entry == guesses_->entries_.end()) return;  // pardoned meanwhile
    if (entry->second.at_once > 0) --entry->second.at_once;
    if (entry->second.at_once == 0 && entry->second.wrong == 0) guesses_->entries_.erase(entry);
}

void Guesses::Try::was_right() {
    const std::lock_guard lock(guesses_->mutex_);
    const auto entry = guesses_->entries_.find(hash_);
    if (entry != guesses_->entries_.end()) entry->second.wrong = 0;
}

void Guesses::Try::was_wrong() {
    const std::lock_guard lock(guesses_->mutex_);
    const auto entry = guesses_->entries_.find(hash_);
    if (entry != guesses_->entries_.end()) ++entry->second.wrong;
}

Result<Guesses::Try> Guesses::begin(std::string_view address, bool from_clean_network) {
    const std::lock_guard lock(mutex_);
    renew_key_if_due();
    const std::uint64_t hash = read_u64(crypto::keyed_hash(key_, as_bytes(address), crypto::hash_bytes_min));
    if (!entries_.contains(hash)) make_room();
    Entry& entry = entries_[hash];
    const std::uint32_t most = guesses_at_once - (from_clean_network ? 0 : guesses_at_once_for_clean);
    if (entry.at_once >= most) return fail(ErrorKind::limit, "too many tries at one address");
    ++entry.at_once;
    // Those that are under way count as wrong until they were right: many at once gain nothing.
    return Try(this, hash, delay_after(entry.wrong + entry.at_once - 1));
}

std::size_t Guesses::remembered() const {
    const std::lock_guard lock(mutex_);
    return entries_.size();
}

void Guesses::forget_expired() {
    const std::lock_guard lock(mutex_);
    renew_key_if_due();
}

void Guesses::renew_key_if_due() {
    if (clock_->steady() - key_made_ < guess_key_life) return;
    key_ = crypto::Key::random(*random_);
    key_made_ = clock_->steady();
    entries_.clear();
}

void Guesses::make_room() {
    if (entries_.size() < guesses_remembered_max) return;
    // The least guilty of a handful, so that a flood of addresses does not pardon the busiest.
    constexpr std::size_t looked_at = 64;
    auto least = entries_.end();
    std::size_t seen = 0;
    for (auto entry = entries_.begin(); entry != entries_.end() && seen < looked_at; ++entry, ++seen) {
        if (entry->second.at_once > 0) continue;
        if (least == entries_.end() || entry->second.wrong < least->second.wrong) least = entry;
    }
    entries_.erase(least == entries_.end() ? entries_.begin() : least);
}

}  // namespace milpa::members
