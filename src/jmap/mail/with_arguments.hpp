// SPDX-License-Identifier: AGPL-3.0-or-later
// Arguments of a standard method, and a type's own behind them.
#pragma once

#include <algorithm>
#include <array>

#include "jmap/method.hpp"

namespace milpa::jmap {

template <std::size_t a, std::size_t b>
constexpr std::array<Argument, a + b> with(const Argument (&standard)[a], const Argument (&own)[b]) {
    std::array<Argument, a + b> all{};
    std::copy(std::begin(standard), std::end(standard), all.begin());
    std::copy(std::begin(own), std::end(own), all.begin() + a);
    return all;
}

}  // namespace milpa::jmap
