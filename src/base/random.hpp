// SPDX-License-Identifier: AGPL-3.0-or-later
// Randomness, injected: the system's for keys and ids, a seeded one where a test must replay a failure.
#pragma once

#include <cstdint>
#include <random>
#include <span>

#include "base/id.hpp"

namespace milpa {

/// Thread-safe.
class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::uint8_t> out) = 0;

    template <class SomeId>
    SomeId id() {
        SomeId made;
        fill(made.bytes);
        return made;
    }
    std::uint64_t number() {
        std::uint8_t raw[8];
        fill(raw);
        return read_u64(raw);
    }
};

/// The kernel's generator (getrandom). Aborts if the kernel has none.
class SystemRandom final : public Random {
public:
    void fill(std::span<std::uint8_t> out) override;
};

/// Not for keys of anything real. Not thread-safe.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
    void fill(std::span<std::uint8_t> out) override {
        for (auto& byte : out) byte = static_cast<std::uint8_t>(engine_());
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace milpa
