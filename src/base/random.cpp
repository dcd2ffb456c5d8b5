// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/random.hpp"

#include <sys/random.h>

#include <cerrno>

#include "base/ensure.hpp"

namespace milpa {

void SystemRandom::fill(std::span<std::uint8_t> out) {
    while (!out.empty()) {
        ssize_t got = getrandom(out.data(), out.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        ensure(got > 0);
        out = out.subspan(static_cast<std::size_t>(got));
    }
}

}  // namespace milpa
