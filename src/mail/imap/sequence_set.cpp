// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/sequence_set.hpp"

#include <algorithm>

#include "base/ensure.hpp"
#include "mail/imap/digits.hpp"

namespace milpa::mail::imap {

std::vector<NumberRange> SequenceSet::resolve(std::uint32_t largest) const {
    std::vector<NumberRange> sorted;
    sorted.reserve(ranges.size());
    for (Written range : ranges) {
        std::uint32_t from = range.from == 0 ? largest : range.from;
        std::uint32_t to = range.to == 0 ? largest : range.to;
        if (from > to) std::swap(from, to);
        if (to == 0) continue;
        // "*" of an empty mailbox names nothing, so "3:*" is what is left of it: 3.
        sorted.push_back({from == 0 ? to : from, to});
    }
    std::sort(sorted.begin(), sorted.end(), [](auto a, auto b) { return a.first < b.first; });
    std::size_t kept = 0;
    for (NumberRange range : sorted) {
        // The sum is made in 64 bits: the last number of all has no successor in 32.
        if (kept > 0 && range.first <= std::uint64_t{sorted[kept - 1].last} + 1) {
            sorted[kept - 1].last = std::max(sorted[kept - 1].last, range.last);
        } else {
            sorted[kept++] = range;
        }
    }
    sorted.resize(kept);
    return sorted;
}

std::uint32_t SequenceSet::largest_written() const {
    std::uint32_t largest = 0;
    for (Written range : ranges) largest = std::max({largest, range.from, range.to});
    return largest;
}

bool contains(std::span<const NumberRange> ranges, std::uint32_t number) {
    auto after = std::upper_bound(ranges.begin(), ranges.end(), number,
                                  [](std::uint32_t n, NumberRange range) { return n < range.first; });
    return after != ranges.begin() && std::prev(after)->last >= number;
}

void append_ranges(std::string& to, std::span<const NumberRange> ranges) {
    ensure(!ranges.empty());
    bool first = true;
    for (NumberRange range : ranges) {
        if (!first) to += ',';
        first = false;
        append_number(to, range.first);
        if (range.last != range.first) {
            to += ':';
            append_number(to, range.last);
        }
    }
}

void append_numbers(std::string& to, std::span<const std::uint32_t> numbers) {
    ensure(!numbers.empty());
    for (std::size_t i = 0; i < numbers.size();) {
        std::size_t end = i + 1;
        while (end < numbers.size() && numbers[end] == std::uint64_t{numbers[end - 1]} + 1) ++end;
        if (i > 0) to += ',';
        append_number(to, numbers[i]);
        if (end - i > 1) {
            to += ':';
            append_number(to, numbers[end - 1]);
        }
        i = end;
    }
}

}  // namespace milpa::mail::imap
