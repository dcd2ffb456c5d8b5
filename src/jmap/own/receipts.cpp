// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/own/receipts.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace milpa::jmap {

crypto::SecretText Receipts::give() {
    auto secret = crypto::Key::random(*random_);
    std::string text = to_base64url(secret.view());
    crypto::SecretText receipt(text);
    crypto::wipe(text);
    const std::scoped_lock guard(mutex_);
    forget_late_locked();
    if (given_.size() >= receipts_max) given_.erase(given_.begin());
    given_.push_back(std::move(secret));
    return receipt;
}

void Receipts::unlocked() {
    const std::scoped_lock guard(mutex_);
    if (!until_) until_ = clock_->steady() + receipt_patience;
}

bool Receipts::holds(std::string_view receipt) {
    auto octets = from_base64url(receipt);
    if (!octets) return false;
    const auto shown = crypto::Key::from(*octets);
    crypto::wipe(*octets);
    const std::scoped_lock guard(mutex_);
    forget_late_locked();
    // All are looked at, each in constant time.
    return shown && std::ranges::count_if(given_, [&](const auto& one) { return one == *shown; }) > 0;
}

void Receipts::forget_late() {
    const std::scoped_lock guard(mutex_);
    forget_late_locked();
}

void Receipts::forget_late_locked() {
    if (until_ && clock_->steady() >= *until_) given_.clear();
}

void Receipts::forget_all() {
    const std::scoped_lock guard(mutex_);
    given_.clear();
    until_.reset();
}

}  // namespace milpa::jmap
