// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/heap.hpp"

#include <malloc.h>

#include <algorithm>

namespace milpa::server {

bool HeapTide::has_fallen(std::size_t in_use) {
    high_ = std::max(high_, in_use);
    if (high_ - in_use < heap_trim_min) return false;
    high_ = in_use;
    return true;
}

bool trim_heap(HeapTide& tide) {
    const auto heap = ::mallinfo2();
    return tide.has_fallen(heap.uordblks) && ::malloc_trim(0) == 1;
}

}  // namespace milpa::server
