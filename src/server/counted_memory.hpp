// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests: what the allocations of one thread amount to. A block counts from its allocation on that thread
// until it is freed, on whatever thread. By the hooks that sanitizers offer, so that malloc of libraries is
// counted like new.
#pragma once

#include <sanitizer/allocator_interface.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace milpa::server::testing {

class CountedMemory {
public:
    /// The calling thread counts from now on.
    static void count_this_thread() {
        static const bool installed = __sanitizer_install_malloc_and_free_hooks(allocated, freed) != 0;
        counts_here = installed;
    }
    static void stop_counting_here() { counts_here = false; }

    /// Forgets what is counted; the peak begins anew.
    static void restart() {
        const Lock lock;
        blocks.fill({});
        now = peak = 0;
    }
    static std::size_t octets() { return now.load(); }
    static std::size_t peak_octets() { return peak.load(); }

private:
    // Nothing in here may allocate. Open addressing; a block that went leaves its place marked.
    struct Block {
        std::uintptr_t at;
        std::size_t octets;
    };
    static constexpr std::uintptr_t gone = 1;
    static constexpr std::size_t places = 1U << 18;

    struct Lock {
        Lock() {
            while (busy.test_and_set(std::memory_order_acquire)) {
            }
        }
        ~Lock() { busy.clear(std::memory_order_release); }
        Lock(const Lock&) = delete;
        Lock& operator=(const Lock&) = delete;
    };

    static std::size_t place_of(std::uintptr_t at) { return (at >> 4) * 0x9e3779b97f4a7c15 >> 46; }

    static void allocated(const volatile void* block, std::size_t octets) {
        if (!counts_here || block == nullptr) return;
        const auto at = reinterpret_cast<std::uintptr_t>(block);
        const Lock lock;
        std::size_t place = place_of(at);
        for (std::size_t i = 0; i < places && blocks[place].at > gone; ++i) place = (place + 1) % places;
        blocks[place] = {at, octets};
        now += octets;
        if (now > peak) peak = now.load();
    }
    static void freed(const volatile void* block) {
        const auto at = reinterpret_cast<std::uintptr_t>(block);
        if (at == 0) return;
        const Lock lock;
        std::size_t place = place_of(at);
        for (std::size_t i = 0; i < places && blocks[place].at != 0; ++i) {
            if (blocks[place].at == at) {
                now -= blocks[place].octets;
                blocks[place] = {gone, 0};
                return;
            }
            place = (place + 1) % places;
        }
    }

    static inline thread_local bool counts_here = false;
    static inline std::atomic_flag busy;
    static inline std::array<Block, places> blocks{};
    static inline std::atomic<std::size_t> now{0};
    static inline std::atomic<std::size_t> peak{0};
};

}  // namespace milpa::server::testing
