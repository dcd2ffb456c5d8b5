// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/api/families.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "jmap/manual.hpp"

namespace milpa::server::api {
namespace {

TEST(Families, AreWhatTheWrittenReferenceSays) {
    std::ifstream file(MILPA_SOURCE_DIR "/docs/API.md");
    const std::string written{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    EXPECT_EQ(written, jmap::manual_of(jmap::Catalogue(all_families())))
        << "print it: milpa reference > docs/API.md";
}

}  // namespace
}  // namespace milpa::server::api
