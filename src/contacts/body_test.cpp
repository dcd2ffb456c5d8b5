// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contacts/body.hpp"

#include <gtest/gtest.h>

namespace milpa::contacts {
namespace {

TEST(Body, TakesPicturesOutAndPutsThemBack) {
    std::string folded;
    for (int i = 0; i < 60; ++i) {
        folded += std::string(74, 'A') + "\r\n ";
    }
    folded += "AA==";
    const std::string rows[] = {
        "",
        "short",
        "PHOTO;ENCODING=b:" + folded + "\r\nFN:x\r\n",
        "{\"uri\":\"data:image/png;base64," + std::string(5'000, 'x') + "\",\"b\":\"" +
            std::string(3'000, 'y') + "\"}",
        std::string(picture_octets_min, 'z'),
    };
    const std::size_t pictures[] = {0, 0, 1, 2, 1};
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        const Punched punched = punch(rows[i]);
        EXPECT_EQ(punched.pictures.size(), pictures[i]) << rows[i];
        EXPECT_EQ(assemble(punched.text, punched.pictures), rows[i]);
        EXPECT_LT(punched.text.size(), 100U);
    }
    EXPECT_EQ(punch(rows[2]).text, "PHOTO;ENCODING=b:\r\nFN:x\r\n");
}

TEST(Body, LeavesOutWhatLiesOutside) { EXPECT_EQ(assemble("ab", {{1, "X"}, {9, "Y"}, {0, "Z"}}), "aXb"); }

}  // namespace
}  // namespace milpa::contacts
