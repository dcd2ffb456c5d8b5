// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/ensure.hpp"

#include <cstdio>
#include <cstdlib>

namespace milpa {

void ensure_failed(std::source_location where) {
    // Only the place in our own code is printed: values could hold what nobody may read.
    std::fprintf(stderr, "milpa: bug: broken assumption at %s:%u\n", where.file_name(), where.line());
    std::abort();
}

}  // namespace milpa
