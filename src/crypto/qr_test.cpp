// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/qr.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace milpa::crypto {
namespace {

// The modules that a drawing shows: true where ink is.
std::vector<std::vector<bool>> ink_of(std::string_view drawn) {
    std::vector<std::vector<bool>> rows;
    while (!drawn.empty()) {
        std::vector<bool> upper, lower;
        while (drawn.front() != '\n') {
            const std::size_t bytes = drawn.front() == ' ' ? 1 : 3;
            const std::string_view block = drawn.substr(0, bytes);
            upper.push_back(block == "█" || block == "▀");
            lower.push_back(block == "█" || block == "▄");
            drawn.remove_prefix(bytes);
        }
        drawn.remove_prefix(1);
        rows.push_back(upper);
        rows.push_back(lower);
    }
    return rows;
}

TEST(Qr, DrawsACodeWithItsQuietZone) {
    const auto drawn = qr_for_terminal("milpa", TerminalGround::light);
    ASSERT_TRUE(drawn);
    const auto ink = ink_of(*drawn);
    ASSERT_EQ(ink.size(), 30u);  // version 1: 21 modules, 4 around, one more to make it even
    for (const auto& row : ink) ASSERT_EQ(row.size(), 29u);
    for (std::size_t i = 0; i < 29; ++i) {
        for (std::size_t edge = 0; edge < 4; ++edge) {
            EXPECT_FALSE(ink[edge][i] || ink[i][edge] || ink[28 - edge][i] || ink[i][28 - edge]);
        }
    }
    // The finder patterns, in three corners: a ring of 7, a gap, a core of 3.
    for (const auto& [top, left] : {std::pair{4, 4}, std::pair{4, 18}, std::pair{18, 4}}) {
        for (int row = 0; row < 7; ++row) {
            for (int column = 0; column < 7; ++column) {
                const int ring = std::max(std::abs(row - 3), std::abs(column - 3));
                EXPECT_EQ(ink[static_cast<std::size_t>(top + row)][static_cast<std::size_t>(left + column)],
                          ring != 2);
            }
        }
    }
}

TEST(Qr, OnADarkGroundIsTheOpposite) {
    const auto light = ink_of(qr_for_terminal("milpa", TerminalGround::light).value());
    const auto dark = ink_of(qr_for_terminal("milpa").value());
    ASSERT_EQ(light.size(), dark.size());
    for (std::size_t row = 0; row < light.size(); ++row) {
        for (std::size_t column = 0; column < light[row].size(); ++column) {
            EXPECT_NE(light[row][column], dark[row][column]);
        }
    }
}

TEST(Qr, HoldsOctetsOfAnySortUpToItsLimit) {
    EXPECT_NE(qr_for_terminal(std::string_view("a\0b", 3)).value(), qr_for_terminal("a").value());
    EXPECT_TRUE(qr_for_terminal(std::string(qr_text_bytes_max, '\xff')));
    EXPECT_EQ(qr_for_terminal(std::string(qr_text_bytes_max + 1, 'a')).error().kind, ErrorKind::limit);
    EXPECT_EQ(qr_for_terminal("").error().kind, ErrorKind::syntax);
}

TEST(Qr, DrawsTheSameCodeAsAPicture) {
    const auto ink = ink_of(*qr_for_terminal("milpa", TerminalGround::light));
    const auto svg = qr_as_svg("milpa");
    ASSERT_TRUE(svg);
    EXPECT_TRUE(svg->starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 29 29\""));
    std::vector<std::vector<bool>> drawn(30, std::vector<bool>(29));
    // Runs of dark modules: "Mx yhLENGTHv1h-LENGTHz", behind the ground.
    std::size_t at = svg->find("d=\"", svg->find("H0z")) + 3;
    while ((*svg)[at] == 'M') {
        unsigned x = 0, y = 0, length = 0, back = 0;
        ASSERT_EQ(std::sscanf(svg->c_str() + at, "M%u %uh%uv1h-%uz", &x, &y, &length, &back), 4);
        ASSERT_EQ(length, back);
        for (unsigned i = 0; i < length; ++i) drawn.at(y).at(x + i) = true;
        at = svg->find('z', at) + 1;
    }
    EXPECT_EQ(drawn, ink);
    EXPECT_EQ(qr_as_svg("").error().kind, ErrorKind::syntax);
}

}  // namespace
}  // namespace milpa::crypto
