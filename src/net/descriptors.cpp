// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/descriptors.hpp"

#include <sys/resource.h>

#include "base/ensure.hpp"

namespace milpa::net {

namespace {

/// Where no limit is set the kernel has one (fs.nr_open), by default this.
constexpr rlim_t descriptors_max = 1'048'576;

}  // namespace

std::size_t raise_descriptor_limit() {
    rlimit limit{};
    ensure(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
    const rlim_t wanted = std::min(limit.rlim_max, descriptors_max);
    if (limit.rlim_cur < wanted) {
        const rlimit raised{.rlim_cur = wanted, .rlim_max = limit.rlim_max};
        if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) limit.rlim_cur = wanted;
    }
    return std::min(limit.rlim_cur, descriptors_max);
}

}  // namespace milpa::net
