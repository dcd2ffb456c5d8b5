// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/openpgp.hpp"

#include <gtest/gtest.h>

#include "members/held.hpp"
#include "members/testing.hpp"

namespace milpa::members {
namespace {

using namespace testing;
using net::run_now;

constexpr std::string_view ana = "ana@example.org";

class OpenPgpKeys : public Founded {
protected:
    void SetUp() override {
        Founded::SetUp();
        member = life->add(std::string(ana), "first password").member;
    }
    Result<void> set(std::string key) {
        return run_now(set_openpgp_key(life->collective.get(), member, std::move(key)));
    }
    std::string key() { return read_openpgp_key(*life->collective, member).value(); }
    /// Lines about keys of all that is held of her.
    std::vector<std::string> held_keys() {
        const auto all = run_now(held(life->collective.get(), std::string(ana), {}));
        std::vector<std::string> found;
        for (const auto& section : all.value().sections) {
            for (const auto& line : section.lines) {
                if (line.what.contains("OpenPGP")) found.push_back(line.value);
            }
        }
        return found;
    }

    MemberId member;
};

TEST_F(OpenPgpKeys, IsThereUntilItIsTakenBack) {
    EXPECT_EQ(key(), "");
    EXPECT_TRUE(set(""));
    ASSERT_TRUE(set("one"));
    ASSERT_TRUE(set("another"));
    restart();
    EXPECT_EQ(kind_of(read_openpgp_key(*life->collective, member)), ErrorKind::closed);
    ASSERT_TRUE(life->unlock(pick(shares, {0, 1})));
    EXPECT_EQ(key(), "another");
    ASSERT_TRUE(set(""));
    EXPECT_EQ(key(), "");
    EXPECT_EQ(kind_of(set(std::string(openpgp_key_bytes_max + 1, 'k'))), ErrorKind::limit);
    member = MemberId{};
    EXPECT_EQ(kind_of(set("nobody's")), ErrorKind::missing);
}

TEST_F(OpenPgpKeys, IsTold) {
    EXPECT_TRUE(held_keys().empty());
    ASSERT_TRUE(set("k"));
    EXPECT_EQ(held_keys(), std::vector<std::string>{"6b"});
    ASSERT_TRUE(run_now(life->collective->snapshot()));
    EXPECT_EQ(held_keys(), std::vector<std::string>{"6b"});
    // Taken back, it lies on the disk until the next snapshot.
    ASSERT_TRUE(set(""));
    EXPECT_EQ(held_keys(), (std::vector<std::string>{"6b", "taken back"}));
    ASSERT_TRUE(run_now(life->collective->snapshot()));
    EXPECT_TRUE(held_keys().empty());
}

TEST_F(OpenPgpKeys, GoesWithItsMember) {
    const MemberId ben = life->add("ben@example.org", "second password").member;
    ASSERT_TRUE(run_now(set_openpgp_key(life->collective.get(), ben, "ben's")));
    ASSERT_TRUE(set("ana's"));
    ASSERT_TRUE(run_now(life->members->remove(member)));
    EXPECT_EQ(key(), "");
    EXPECT_EQ(read_openpgp_key(*life->collective, ben).value(), "ben's");
}

}  // namespace
}  // namespace milpa::members
