// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/uid_set.hpp"

#include <algorithm>

namespace milpa::mail::account {

UidSet::UidSet(std::initializer_list<Uid> uids) {
    for (const Uid uid : uids) add(uid);
}

UidSet UidSet::range(Uid first, Uid last) {
    UidSet set;
    set.add_range(first, last);
    return set;
}

UidSet UidSet::from(const events::UidRanges& ranges) {
    UidSet set;
    std::uint64_t next = 0;  // the first number that may come
    for (int i = 0; i + 1 < ranges.spans_size(); i += 2) {
        const std::uint64_t first = next + ranges.spans(i);
        const std::uint64_t last = first + ranges.spans(i + 1);
        if (last > UINT32_MAX) break;
        set.add_range(std::max<Uid>(1, static_cast<Uid>(first)), static_cast<Uid>(last));
        next = last + 1;
    }
    return set;
}

void UidSet::to(events::UidRanges& ranges) const {
    std::uint64_t next = 0;
    for (const Range& range : ranges_) {
        ranges.add_spans(static_cast<std::uint32_t>(range.first - next));
        ranges.add_spans(range.last - range.first);
        next = std::uint64_t{range.last} + 1;
    }
}

void UidSet::add_range(Uid first, Uid last) {
    if (first > last || last == 0) return;
    first = std::max<Uid>(first, 1);
    // The usual case: at the end.
    if (ranges_.empty() || first > ranges_.back().last) {
        if (!ranges_.empty() && first == ranges_.back().last + 1) {
            ranges_.back().last = last;
        } else {
            ranges_.push_back({first, last});
        }
        return;
    }
    // All ranges that overlap or touch [first, last] become one.
    const auto begin = std::ranges::partition_point(
        ranges_, [&](const Range& range) { return std::uint64_t{range.last} + 1 < first; });
    auto end = begin;
    while (end != ranges_.end() && end->first <= std::uint64_t{last} + 1) {
        first = std::min(first, end->first);
        last = std::max(last, end->last);
        ++end;
    }
    if (begin == end) {
        ranges_.insert(begin, {first, last});
        return;
    }
    *begin = {first, last};
    ranges_.erase(begin + 1, end);
}

void UidSet::add(const UidSet& other) {
    if (empty()) {
        ranges_ = other.ranges_;
        return;
    }
    if (other.ranges_.size() <= 4 || (!other.empty() && other.first() > last())) {
        for (const Range& range : other.ranges_) add_range(range.first, range.last);
        return;
    }
    std::vector<Range> all(ranges_.size() + other.ranges_.size());
    std::ranges::merge(ranges_, other.ranges_, all.begin(), {}, &Range::first, &Range::first);
    ranges_.clear();
    for (const Range& range : all) {
        if (!ranges_.empty() && range.first <= std::uint64_t{ranges_.back().last} + 1) {
            ranges_.back().last = std::max(ranges_.back().last, range.last);
        } else {
            ranges_.push_back(range);
        }
    }
}

void UidSet::remove_range(Uid first, Uid last) {
    if (first > last) return;
    auto at = std::ranges::partition_point(ranges_, [&](const Range& range) { return range.last < first; });
    if (at == ranges_.end() || at->first > last) return;
    if (at->first < first && at->last > last) {
        const Range rest{last + 1, at->last};
        at->last = first - 1;
        ranges_.insert(at + 1, rest);
        return;
    }
    if (at->first < first) {
        at->last = first - 1;
        ++at;
    }
    auto end = at;
    while (end != ranges_.end() && end->last <= last) ++end;
    if (end != ranges_.end() && end->first <= last) end->first = last + 1;
    ranges_.erase(at, end);
}

bool UidSet::contains(Uid uid) const {
    const auto at =
        std::ranges::partition_point(ranges_, [&](const Range& range) { return range.last < uid; });
    return at != ranges_.end() && at->first <= uid;
}

std::uint64_t UidSet::size() const {
    std::uint64_t count = 0;
    for (const Range& range : ranges_) count += std::uint64_t{range.last} - range.first + 1;
    return count;
}

std::uint64_t UidSet::count_below(Uid uid) const {
    std::uint64_t count = 0;
    for (const Range& range : ranges_) {
        if (range.first >= uid) break;
        count += std::uint64_t{std::min(range.last, uid - 1)} - range.first + 1;
    }
    return count;
}

UidSet UidSet::intersect(const UidSet& other) const {
    UidSet both;
    auto a = ranges_.begin();
    auto b = other.ranges_.begin();
    while (a != ranges_.end() && b != other.ranges_.end()) {
        const Uid first = std::max(a->first, b->first);
        const Uid last = std::min(a->last, b->last);
        if (first <= last) both.add_range(first, last);
        if (a->last < b->last) {
            ++a;
        } else {
            ++b;
        }
    }
    return both;
}

UidSet UidSet::without(const UidSet& other) const {
    UidSet rest;
    auto b = other.ranges_.begin();
    for (const Range& range : ranges_) {
        std::uint64_t first = range.first;
        while (b != other.ranges_.end() && b->last < first) ++b;
        for (auto cut = b; cut != other.ranges_.end() && cut->first <= range.last; ++cut) {
            if (cut->first > first) rest.add_range(static_cast<Uid>(first), cut->first - 1);
            first = std::uint64_t{cut->last} + 1;
        }
        if (first <= range.last) rest.add_range(static_cast<Uid>(first), range.last);
    }
    return rest;
}

}  // namespace milpa::mail::account
