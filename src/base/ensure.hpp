// SPDX-License-Identifier: AGPL-3.0-or-later
// Bugs crash, in release too: ensure(condition) says where and aborts. It is never used for bad input.
#pragma once

#include <source_location>

namespace milpa {

[[noreturn]] void ensure_failed(std::source_location where);

inline void ensure(bool condition, std::source_location where = std::source_location::current()) {
    if (!condition) [[unlikely]] {
        ensure_failed(where);
    }
}

}  // namespace milpa
