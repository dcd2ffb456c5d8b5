// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/http2_memory.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <random>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include "base/freed_memory.hpp"

namespace milpa::http {
namespace {

std::size_t resident_pages(const void* inside) {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = reinterpret_cast<std::uintptr_t>(inside) & ~(page - 1);
    std::vector<unsigned char> there(8);
    EXPECT_EQ(::mincore(reinterpret_cast<void*>(begin), there.size() * page, there.data()), 0);
    return static_cast<std::size_t>(
        std::ranges::count_if(there, [](unsigned char c) { return (c & 1) != 0; }));
}

TEST(Http2Memory, IsAsTheHeapIs) {
    Http2Memory memory;
    std::mt19937 random(7541);  // NOLINT: the same each time
    std::map<char*, std::string> held;
    const auto check = [&] {
        for (const auto& [at, octets] : held) {
            ASSERT_EQ(std::string_view(at, octets.size()), octets);
        }
    };
    for (int i = 0; i < 20'000; ++i) {
        const auto act = random() % 5;
        // Now and then more than a place holds.
        const std::size_t octets = 1 + random() % (i % 100 == 0 ? 200'000 : 2'000);
        if (act < 2 && held.size() < 200) {
            auto* const at = static_cast<char*>(memory.take(octets));
            ASSERT_EQ(reinterpret_cast<std::uintptr_t>(at) % alignof(std::max_align_t), 0U);
            std::string content(octets, static_cast<char>(random()));
            std::memcpy(at, content.data(), octets);
            held.emplace(at, std::move(content));
        } else if (act == 2 && held.size() < 200) {
            auto* const at = static_cast<char*>(memory.take_zeroed(octets, 1));
            ASSERT_EQ(std::string_view(at, octets), std::string(octets, '\0'));
            held.emplace(at, std::string(octets, '\0'));
        } else if (!held.empty()) {
            const auto one = std::next(held.begin(), static_cast<long>(random() % held.size()));
            if (act == 3) {
                std::string content = one->second;
                auto* const at = static_cast<char*>(memory.resize(one->first, octets));
                content.resize(std::min(octets, content.size()));
                ASSERT_EQ(std::string_view(at, content.size()), content);
                held.erase(one);
                held.emplace(at, std::move(content));
            } else {
                memory.give_back(one->first);
                held.erase(one);
            }
        }
        if (i % 500 == 0) check();
        if (i % 700 == 0) {
            memory.fold();
            memory.unfold();
            check();
        }
    }
    for (const auto& [at, octets] : held) memory.give_back(at);
}

TEST(Http2Memory, FoldedItIsNotThereUnfoldedItIsWhereItWas) {
    Http2Memory memory;
    auto* const first = static_cast<char*>(memory.take(20'000));
    auto* const second = static_cast<char*>(memory.take(100));
    const std::string secret = "cookie: what a peer has sent us";
    std::strcpy(first, secret.c_str());
    std::memset(second, 'x', 100);
    EXPECT_GE(resident_pages(first), 1U);
    memory.fold();
    EXPECT_TRUE(memory.is_folded());
    EXPECT_LT(memory.folded_octets(), 300U);
    EXPECT_EQ(resident_pages(first), 0U);
    memory.fold();  // folded it stays
    memory.unfold();
    EXPECT_FALSE(memory.is_folded());
    EXPECT_STREQ(first, secret.c_str());
    EXPECT_EQ(std::string_view(second, 100), std::string(100, 'x'));
    memory.unfold();
    EXPECT_STREQ(first, secret.c_str());
}

TEST(Http2Memory, WhatIsGivenBackIsGone) {
    const char* place = nullptr;
    {
        Http2Memory memory;
        auto* const at = static_cast<char*>(memory.take(64));
        place = at;
        std::memset(at, 's', 64);
        memory.give_back(at);
        EXPECT_EQ(std::string_view(at, 64), std::string(64, '\0'));
        EXPECT_EQ(memory.take(64), at) << "it is used again";
        std::memset(at, 's', 64);
    }
    EXPECT_EQ(resident_pages(place), 0U);
}

TEST(Http2Memory, WhatGoesBackToTheHeapIsWiped) {
    static constexpr std::string_view token = "authorization: Bearer 8Jq-kV2_x";
    const milpa::testing::FreedMemory freed(token);
    ASSERT_TRUE(freed.watches());
    {
        Http2Memory memory;
        // Larger than the place: given back, moved to a larger one, and made smaller.
        for (const std::size_t resized : {0, 300'000, 16}) {
            auto* at = static_cast<char*>(memory.take(200'000));
            std::memcpy(at + 1'000, token.data(), token.size());
            if (resized > 0) at = static_cast<char*>(memory.resize(at, resized));
            if (resized == 16) {
                EXPECT_EQ(std::string_view(at + 1'000, token.size()), std::string(token.size(), '\0'));
            }
            memory.give_back(at);
        }
        // Packed, it is readable still.
        auto* const inside = static_cast<char*>(memory.take(64));
        std::memset(inside, 0, 64);
        std::memcpy(inside, token.data(), token.size());
        memory.fold();
        EXPECT_TRUE(memory.is_folded());
        memory.unfold();
        EXPECT_EQ(std::string_view(inside, token.size()), token);
        memory.fold();
    }
    EXPECT_EQ(freed.times_seen(), 0U);
    {
        const std::string unwiped(token);
    }
    EXPECT_EQ(freed.times_seen(), 1U) << "the test itself sees nothing";
}

TEST(Http2Memory, RefusesWhatNobodyHas) {
    Http2Memory memory;
    EXPECT_EQ(memory.take(SIZE_MAX), nullptr);
    EXPECT_EQ(memory.take_zeroed(SIZE_MAX / 2, 3), nullptr);
    memory.give_back(nullptr);
}

}  // namespace
}  // namespace milpa::http
