// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/usage.hpp"

#include "members/testing.hpp"

namespace milpa::members {
namespace {

using namespace testing;
using net::run_now;

class UsageTest : public Founded {
protected:
    UsageCounters& usage() { return life->collective->usage(); }
    Result<void> deliver(const VaultId& vault, std::uint64_t quota, std::uint64_t bytes) {
        store::Batch batch;
        TRY(auto charge, usage().charge(vault, quota, {bytes, 1}, batch));
        CHECK(run_now(life->store.committer().commit(std::move(batch))));
        charge.kept();
        return {};
    }
    VaultId box{{1, 2, 3}};
};

TEST_F(UsageTest, CountsAndKeepsOverARestart) {
    EXPECT_EQ(*usage().of(box), Usage{});
    ASSERT_TRUE(deliver(box, 0, 1000));
    ASSERT_TRUE(deliver(box, 0, 500));
    EXPECT_EQ(*usage().of(box), (Usage{1500, 2}));
    restart();
    ASSERT_TRUE(life->unlock(pick(shares, {0, 1})));
    EXPECT_EQ(*usage().of(box), (Usage{1500, 2}));
    store::Batch batch;
    ASSERT_TRUE(usage().set_exact(box, {7, 1}, batch));
    ASSERT_TRUE(run_now(life->store.committer().commit(std::move(batch))));
    EXPECT_EQ(*usage().of(box), (Usage{7, 1}));
    ASSERT_TRUE(deliver(VaultId{{9}}, 0, 100));
    EXPECT_EQ(*usage().total(), (Usage{107, 2}));
    run_now(life->collective->lock());
    EXPECT_EQ(kind_of(usage().total()), ErrorKind::closed);
}

TEST_F(UsageTest, RefusesBeyondTheQuota) {
    ASSERT_TRUE(deliver(box, 1000, 600));
    EXPECT_TRUE(usage().fits(box, 1000, 400));
    EXPECT_EQ(kind_of(usage().fits(box, 1000, 401)), ErrorKind::limit);
    EXPECT_EQ(kind_of(usage().fits(box, 1000, ~0ULL)), ErrorKind::limit);
    EXPECT_TRUE(usage().fits(box, 0, ~0ULL));
    EXPECT_EQ(kind_of(deliver(box, 1000, 401)), ErrorKind::limit);
    EXPECT_EQ(kind_of(deliver(box, 100, 0)), ErrorKind::limit);  // the quota was lowered
    EXPECT_TRUE(deliver(box, 1000, 400));
    EXPECT_EQ(*usage().of(box), (Usage{1000, 2}));
}

TEST_F(UsageTest, RefusesMoreMessagesThanAnyVaultMayHave) {
    usage().limit_messages(2);
    ASSERT_TRUE(deliver(box, 0, 1));
    EXPECT_TRUE(usage().fits(box, 0, 1));
    ASSERT_TRUE(deliver(box, 0, 1));
    EXPECT_EQ(kind_of(usage().fits(box, 0, 1)), ErrorKind::limit);
    EXPECT_EQ(kind_of(deliver(box, 0, 1)), ErrorKind::limit);
    EXPECT_EQ(*usage().of(box), (Usage{2, 2}));
    usage().limit_messages(3);
    EXPECT_TRUE(deliver(box, 0, 1));
    usage().limit_messages(1);
    EXPECT_EQ(kind_of(deliver(box, 0, 1)), ErrorKind::limit);
    EXPECT_EQ(*usage().of(box), (Usage{3, 3})) << "what is there stays";
}

TEST_F(UsageTest, ADeliveryThatFailedIsTakenBack) {
    ASSERT_TRUE(deliver(box, 0, 10));
    engine.fail_write(1);
    EXPECT_EQ(kind_of(deliver(box, 0, 20)), ErrorKind::io);
    EXPECT_EQ(*usage().of(box), (Usage{10, 1}));
    store::Batch batch;
    std::optional<Charge> held(*usage().charge(box, 0, {5, 1}, batch));
    run_now(life->collective->lock());
    held.reset();
    EXPECT_EQ(kind_of(usage().of(box)), ErrorKind::closed);
    EXPECT_EQ(kind_of(usage().charge(box, 0, {5, 1}, batch)), ErrorKind::closed);
}

}  // namespace
}  // namespace milpa::members
