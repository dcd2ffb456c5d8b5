// SPDX-License-Identifier: AGPL-3.0-or-later
// Gives memory back to the machine. An allocator keeps what was freed for whoever comes next; after a flood
// of connections that would be most of the process, for as long as it runs.
#pragma once

#include <cstddef>

namespace milpa::server {

/// Worth the walk through all that is free, which takes some milliseconds: octets.
constexpr std::size_t heap_trim_min = 16UL * 1024 * 1024;

/// Whether so much was freed since memory was given back (or taken) that it is worth giving back. Pure.
class HeapTide {
public:
    /// `in_use`: octets that are allocated now.
    bool has_fallen(std::size_t in_use);

private:
    std::size_t high_ = 0;  // the most in use since it last fell
};

/// To be called now and then, by one thread. Gives pages back where the tide has fallen: whether it has.
bool trim_heap(HeapTide& tide);

}  // namespace milpa::server
