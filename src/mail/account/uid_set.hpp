// SPDX-License-Identifier: AGPL-3.0-or-later
// A set of numbers above 0 (uids, records) as sorted ranges. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "mail.pb.h"

namespace milpa::mail::account {

using Uid = std::uint32_t;

/// Ranges that neither overlap nor touch, in ascending order. Adding in ascending order is O(1).
class UidSet {
public:
    struct Range {
        Uid first, last;  ///< both are in the set
        bool operator==(const Range&) const = default;
    };

    UidSet() = default;
    UidSet(std::initializer_list<Uid> uids);
    /// The numbers from first to last, both included; none when first > last.
    static UidSet range(Uid first, Uid last);
    static UidSet from(const events::UidRanges& ranges);

    void add(Uid uid) { add_range(uid, uid); }
    void add_range(Uid first, Uid last);
    void add(const UidSet& other);
    void remove(Uid uid) { remove_range(uid, uid); }
    void remove_range(Uid first, Uid last);
    void clear() { ranges_.clear(); }

    bool contains(Uid uid) const;
    bool empty() const { return ranges_.empty(); }
    /// How many numbers; O(ranges).
    std::uint64_t size() const;
    /// How many numbers of the set are < uid.
    std::uint64_t count_below(Uid uid) const;
    /// Requires a set that is not empty.
    Uid first() const { return ranges_.front().first; }
    Uid last() const { return ranges_.back().last; }

    std::span<const Range> ranges() const { return ranges_; }
    template <class Visit>
    void for_each(Visit visit) const {
        for (const Range& range : ranges_) {
            for (std::uint64_t uid = range.first; uid <= range.last; ++uid) visit(static_cast<Uid>(uid));
        }
    }

    /// Those below `end` only: of a set that somebody else wrote.
    template <class Visit>
    void for_each_below(Uid end, Visit visit) const {
        for (const Range& range : ranges_) {
            for (std::uint64_t uid = range.first; uid <= range.last && uid < end; ++uid) {
                visit(static_cast<Uid>(uid));
            }
        }
    }

    UidSet intersect(const UidSet& other) const;
    UidSet without(const UidSet& other) const;
    /// Gaps and lengths: the form of events.
    void to(events::UidRanges& ranges) const;

    bool operator==(const UidSet&) const = default;

private:
    std::vector<Range> ranges_;
};

}  // namespace milpa::mail::account
