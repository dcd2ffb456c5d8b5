// SPDX-License-Identifier: AGPL-3.0-or-later
// File descriptors: every connection takes one, and so does every file that the store writes. A flood of
// connections must not take those of the store.
#pragma once

#include <algorithm>
#include <cstddef>

namespace milpa::net {

/// Of the process's descriptors, those that are not for connections: the store's files (256 kept open, and
/// those that it writes), deliveries to others, lookups, the control socket.
constexpr std::size_t descriptors_reserved = 512;

/// How many connections there may be where the process may have so many descriptors.
constexpr std::size_t connections_within(std::size_t descriptors) {
    return descriptors - std::min(descriptors_reserved, descriptors / 2);
}
static_assert(connections_within(1024) == 512 && connections_within(300) == 150);

/// Lets the process have as many descriptors as the system allows it (it begins with the soft limit, 1,024 as
/// a rule), and returns how many.
std::size_t raise_descriptor_limit();

}  // namespace milpa::net
