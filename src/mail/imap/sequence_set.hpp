// SPDX-License-Identifier: AGPL-3.0-or-later
// SequenceSet: the numbers or UIDs that a command names, "1:3,7,9:*" or "$". RFC 9051 9, sequence-set.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace milpa::mail::imap {

/// Both ends belong to it, first <= last.
struct NumberRange {
    std::uint32_t first, last;
    bool operator==(const NumberRange&) const = default;
};

/// Ranges a set: a command line has room for about twice as many, but none needs them once they are sorted.
inline constexpr std::size_t sequence_ranges_max = 16'384;

struct SequenceSet {
    /// As written. 0 is "*", the largest number in use; the ends stand in either order.
    struct Written {
        std::uint32_t from, to;
        bool operator==(const Written&) const = default;
    };
    std::vector<Written> ranges;  ///< empty only where `is_saved_result`
    /// "$" (RFC 5182): what the last SEARCH RETURN (SAVE) found.
    bool is_saved_result = false;

    /// The numbers, ascending and disjoint, neighbours joined, with `largest` for "*". Where nothing is in
    /// use
    /// (`largest` is 0) "*" stands for no number. Numbers above `largest` are kept: what they mean differs
    /// between sequence numbers (an error) and UIDs (nothing).
    std::vector<NumberRange> resolve(std::uint32_t largest) const;

    /// The largest number that is written out (0 if there is none).
    std::uint32_t largest_written() const;

    bool operator==(const SequenceSet&) const = default;
};

/// Whether `number` is in ranges that are ascending and disjoint.
bool contains(std::span<const NumberRange> ranges, std::uint32_t number);

/// Appends "1:3,5": the ranges as they are given, which must not be none.
void append_ranges(std::string& to, std::span<const NumberRange> ranges);

/// Appends numbers in their order, ascending runs written as ranges: 1 2 3 5 is "1:3,5", 3 2 is "3,2".
/// Requires at least one.
void append_numbers(std::string& to, std::span<const std::uint32_t> numbers);

}  // namespace milpa::mail::imap
