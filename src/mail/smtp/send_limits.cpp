// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/send_limits.hpp"

#include <algorithm>
#include <cmath>

namespace milpa::mail::smtp {

SendLimits::SendLimits(std::size_t recipients_max, std::chrono::milliseconds window)
    : window_(window), recipients_max_(static_cast<double>(recipients_max)) {}

std::size_t SendLimits::recipients_max() const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(recipients_max_);
}

void SendLimits::change(std::size_t recipients_max, SteadyTime now) {
    const std::lock_guard lock(mutex_);
    const auto next = static_cast<double>(recipients_max);
    for (auto& [member, bucket] : buckets_) {
        const double spent = recipients_max_ - level(bucket, now);
        bucket = {std::max(0.0, next - spent), now};
    }
    recipients_max_ = next;
}

double SendLimits::level(const Bucket& bucket, SteadyTime now) const {
    const double waited = std::chrono::duration<double>(now - bucket.filled) / window_;
    return std::min(recipients_max_, bucket.left + waited * recipients_max_);
}

bool SendLimits::spend(MemberId member, SteadyTime now, std::size_t recipients) {
    const auto wanted = static_cast<double>(recipients);
    const std::lock_guard lock(mutex_);
    if (buckets_.size() >= sweep_above) {
        // A full bucket says no more than none.
        std::erase_if(buckets_,
                      [&](const auto& entry) { return level(entry.second, now) >= recipients_max_; });
    }
    Bucket& bucket = buckets_.try_emplace(member, Bucket{recipients_max_, now}).first->second;
    bucket.left = level(bucket, now);
    bucket.filled = now;
    // What fills in many small steps is never quite whole.
    constexpr double whole = 1e-6;
    if (bucket.left + whole < wanted) return false;
    bucket.left = std::max(0.0, bucket.left - wanted);
    return true;
}

void SendLimits::give_back(MemberId member, SteadyTime now, std::size_t recipients) {
    const std::lock_guard lock(mutex_);
    const auto found = buckets_.find(member);
    if (found == buckets_.end()) return;
    Bucket& bucket = found->second;
    bucket.left = std::min(recipients_max_, level(bucket, now) + static_cast<double>(recipients));
    bucket.filled = now;
}

std::size_t SendLimits::spent(MemberId member, SteadyTime now) const {
    const std::lock_guard lock(mutex_);
    const auto found = buckets_.find(member);
    if (found == buckets_.end()) return 0;
    return static_cast<std::size_t>(std::ceil(recipients_max_ - level(found->second, now)));
}

}  // namespace milpa::mail::smtp
