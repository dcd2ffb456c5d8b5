// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests: whether octets that should have been wiped stood in memory when it was given back. By the hooks
// that sanitizers offer, so that memory of libraries counts like new.
#pragma once

#include <sanitizer/allocator_interface.h>

#include <atomic>
#include <cstring>
#include <string_view>

namespace milpa::testing {

/// Looks at whatever the process frees while it is there. One at a time.
class FreedMemory {
public:
    /// `mark` outlives this, and lies in no memory that is freed meanwhile.
    explicit FreedMemory(std::string_view mark) {
        static const bool installed = __sanitizer_install_malloc_and_free_hooks(allocated, freed) != 0;
        watches_ = installed;
        seen = 0;
        length = mark.size();
        octets = mark.data();
    }
    ~FreedMemory() { octets = nullptr; }
    FreedMemory(const FreedMemory&) = delete;
    FreedMemory& operator=(const FreedMemory&) = delete;

    bool watches() const { return watches_; }
    /// Blocks that were freed with the mark in them.
    std::size_t times_seen() const { return seen; }

private:
    static void allocated(const volatile void*, std::size_t) {}
    static void freed(const volatile void* at) {
        const char* const wanted = octets;
        if (wanted == nullptr || at == nullptr) return;
        const void* const block = const_cast<const void*>(at);
        const std::size_t size = __sanitizer_get_allocated_size(block);
        if (::memmem(block, size, wanted, length) != nullptr) ++seen;
    }

    static inline std::atomic<const char*> octets{nullptr};
    static inline std::atomic<std::size_t> length{0};
    static inline std::atomic<std::size_t> seen{0};
    bool watches_ = false;
};

}  // namespace milpa::testing
