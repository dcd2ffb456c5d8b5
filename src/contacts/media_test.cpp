// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contacts/media.hpp"

#include <gtest/gtest.h>

namespace milpa::contacts {
namespace {

TEST(Media, DataUrisAreReadAndWritten) {
    struct Row {
        std::string_view uri;
        std::string_view type;
        std::string_view octets;
    };
    const Row rows[] = {
        {"data:,a%20note", "text/plain", "a note"},
        {"data:;charset=utf-8,x", "text/plain", "x"},
        {"DATA:Image/PNG;base64,YWJj", "image/png", "abc"},
        {"data:image/png;name=x;base64,YWI=", "image/png", "ab"},
        {"data:image/png;base64,YW%4Aj", "image/png", "abc"},
        {"data:image/svg+xml,%3Csvg/%3e", "image/svg+xml", "<svg/>"},
    };
    for (const Row& row : rows) {
        const auto data = read_data_uri(row.uri);
        ASSERT_TRUE(data.has_value()) << row.uri;
        EXPECT_EQ(data->type, row.type) << row.uri;
        EXPECT_EQ(data->octets, row.octets) << row.uri;
        const auto again = read_data_uri(data_uri(data->type, data->octets));
        EXPECT_TRUE(again && again->octets == row.octets) << row.uri;
    }
    for (const std::string_view uri :
         {"", "data:", "data:image/png", "https://x.example/a,b", "data:,%", "data:,%2", "data:,%zz",
          "data:png,x", "data:a/b/c,x", "data:image/png;base64,-_-"}) {
        EXPECT_FALSE(read_data_uri(uri).has_value()) << uri;
    }
}

TEST(Media, PicturesAreKnownByTheirFirstOctets) {
    using namespace std::string_view_literals;
    EXPECT_EQ(image_type("\x89PNG\r\n\x1A\nx"sv), "image/png");
    EXPECT_EQ(image_type("\xFF\xD8\xFF\xE0"sv), "image/jpeg");
    EXPECT_EQ(image_type("GIF89a"sv), "image/gif");
    EXPECT_EQ(image_type("RIFF\1\2\3\4WEBPVP8"sv), "image/webp");
    EXPECT_EQ(image_type("\0\0\0\x20"
                         "ftypavif"sv),
              "image/avif");
    for (const std::string_view other :
         {""sv, "RIFF"sv, "RIFF\1\2\3\4WAVE"sv, "<svg xmlns=\"\">"sv, "BM, said who"sv}) {
        EXPECT_EQ(image_type(other), "") << other;
    }
}

}  // namespace
}  // namespace milpa::contacts
