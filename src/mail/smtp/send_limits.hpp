// SPDX-License-Identifier: AGPL-3.0-or-later
// How many recipients each member wrote to of late: in memory only, so a restart forgives.
#pragma once

#include <cstddef>
#include <mutex>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "mail/smtp/settings.hpp"

namespace milpa::mail::smtp {

/// A bucket of `recipients_max` for each member that fills evenly within `window`. Thread-safe.
class SendLimits {
public:
    explicit SendLimits(std::size_t recipients_max = member_recipients_max,
                        std::chrono::milliseconds window = send_window);

    /// How many a member has who has written to nobody of late.
    std::size_t recipients_max() const;
    /// Counts recipients, all or none; false when the member has not as many left now.
    bool spend(MemberId member, SteadyTime now, std::size_t recipients = 1);
    /// What was spent for a message that was not sent.
    void give_back(MemberId member, SteadyTime now, std::size_t recipients);
    /// How many of the last window are still held against the member: what is known here of their writing.
    std::size_t spent(MemberId member, SteadyTime now) const;
    /// From now on so many. What a member wrote of late still counts; with less than that they have none
    /// left, and a full bucket a window later.
    void change(std::size_t recipients_max, SteadyTime now);

private:
    struct Bucket {
        double left;
        SteadyTime filled;
    };
    /// Members with a bucket that is not full. Beyond it, full ones are swept out; members are counted in
    /// thousands, so this is never reached by honest use.
    static constexpr std::size_t sweep_above = 10'000;

    double level(const Bucket& bucket, SteadyTime now) const;

    const std::chrono::milliseconds window_;
    mutable std::mutex mutex_;  // guards what follows
    double recipients_max_;
    std::unordered_map<MemberId, Bucket> buckets_;
};

}  // namespace milpa::mail::smtp
