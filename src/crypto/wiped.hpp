// SPDX-License-Identifier: AGPL-3.0-or-later
// Texts whose memory is wiped as it is given back: for what holds secrets for a moment beside much else (a
// form that came in, a page that goes out). A secret by itself is SecretText.
#pragma once

#include <memory>
#include <string>

#include "crypto/secret.hpp"

namespace milpa::crypto {

template <class T>
struct WipingAllocator {
    using value_type = T;
    WipingAllocator() = default;
    template <class U>
    // NOLINTNEXTLINE(google-explicit-constructor): as the standard's own converts.
    WipingAllocator(const WipingAllocator<U>&) {}

    T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
    void deallocate(T* at, std::size_t count) {
        wipe({reinterpret_cast<std::uint8_t*>(at), count * sizeof(T)});
        std::allocator<T>().deallocate(at, count);
    }
    bool operator==(const WipingAllocator&) const { return true; }
};

/// Of up to 15 octets it may lie in the object itself, which is not wiped.
using WipingString = std::basic_string<char, std::char_traits<char>, WipingAllocator<char>>;

}  // namespace milpa::crypto
