// SPDX-License-Identifier: AGPL-3.0-or-later
// Vaults that are taken back from whoever holds them.
#include <gtest/gtest.h>

#include "store/fault_engine.hpp"
#include "store/test_store.hpp"

namespace milpa::store {
namespace {

class RevokeTest : public testing::Test {
protected:
    FaultEngine engine_;
    TestStore store_{&engine_};
    TestVault vault_{store_.random()};

    VaultHandle open(const TestVault& vault) {
        auto opened = store_.run(open_list(&*store_, &vault));
        EXPECT_TRUE(opened) << (opened ? "" : opened.error().detail);
        return opened ? std::move(*opened) : VaultHandle();
    }
    void close(VaultHandle& handle) {
        store_.run([](VaultHandle held) -> Task<> {
            const VaultHandle dropped = std::move(held);
            co_return;
        }(std::exchange(handle, {})));
    }
    bool wiped(std::optional<VaultId> only = {}) {
        return store_.run(store_->vaults().wait_until_wiped(only));
    }
};

TEST_F(RevokeTest, WhoHoldsItHasNothingAnyMore) {
    auto handle = open(vault_);
    ASSERT_TRUE(store_.run(handle->append(to_bytes("one"))));
    Snapshot snapshot{1, to_bytes("one\n"), {}, {}, {}};
    const auto page = handle->new_page();
    snapshot.added.push_back({page, to_bytes("text")});
    ASSERT_TRUE(store_.run(handle->write_snapshot(std::move(snapshot))));
    ASSERT_TRUE(store_.run(handle->append(to_bytes("two"))));
    const std::size_t keys = crypto::key_memory().keys;

    store_->vaults().revoke(vault_.id);
    EXPECT_FALSE(store_->vaults().is_open(vault_.id));
    EXPECT_EQ(store_->vaults().keys_of(vault_.id), nullptr);
    EXPECT_TRUE(wiped());
    EXPECT_LT(crypto::key_memory().keys, keys) << "the handle is held still, its keys are gone";

    EXPECT_EQ(handle->broken()->kind, ErrorKind::closed);
    EXPECT_EQ(store_.run(handle->append(to_bytes("three"))).error().kind, ErrorKind::closed);
    Batch batch;
    EXPECT_EQ(handle->append_to(batch, to_bytes("three")).error().kind, ErrorKind::closed);
    EXPECT_EQ(store_.run(handle->read_event(2)).error().kind, ErrorKind::closed);
    EXPECT_EQ(store_.run(handle->read_page(page)).error().kind, ErrorKind::closed);
    EXPECT_EQ(store_.run(handle->read_pages({page, page})).error().kind, ErrorKind::closed);
    EXPECT_EQ(store_.run(handle->write_snapshot({2, {}, {}, {}, {}})).error().kind, ErrorKind::closed);
    EXPECT_EQ(handle->address(), vault_.address());

    // Mail still comes, and its next opening has all of it, while the old handle is there.
    Batch mail;
    ASSERT_TRUE(store_->appender().append(vault_.address(), to_bytes("mail"), mail));
    ASSERT_TRUE(store_->committer().commit_blocking(std::move(mail)));
    auto again = open(vault_);
    EXPECT_NE(&*again, &*handle);
    EXPECT_EQ(again.fold<ListFold>().events, (std::vector<std::string>{"one", "two", "mail"}));
    EXPECT_EQ(handle.fold<ListFold>().events, (std::vector<std::string>{"one", "two"}));
    close(handle);
    EXPECT_TRUE(store_->vaults().is_open(vault_.id)) << "the old one's end does not close the new one";
    ASSERT_TRUE(store_.run(again->append(to_bytes("after"))));
    close(again);
    EXPECT_EQ(store_->vaults().open_count(), 0U);
}

TEST_F(RevokeTest, AnUnknownOneIsNothing) {
    store_->vaults().revoke(vault_.id);
    EXPECT_TRUE(wiped(vault_.id));
}

TEST_F(RevokeTest, AllAtOnce) {
    TestVault other(store_.random());
    auto one = open(vault_);
    auto two = open(other);
    store_->vaults().revoke_all();
    EXPECT_TRUE(wiped());
    for (auto* handle : {&one, &two}) {
        EXPECT_EQ(store_.run((*handle)->append(to_bytes("x"))).error().kind, ErrorKind::closed);
        close(*handle);
    }
}

TEST_F(RevokeTest, TheOthersStayOpen) {
    TestVault other(store_.random());
    auto one = open(vault_);
    auto two = open(other);
    store_->vaults().revoke(vault_.id);
    EXPECT_TRUE(wiped(vault_.id));
    EXPECT_TRUE(store_.run(two->append(to_bytes("x"))));
    close(one);
    close(two);
}

TEST_F(RevokeTest, LockingTheStoreTakesAll) {
    auto handle = open(vault_);
    store_->lock();
    EXPECT_TRUE(wiped());
    EXPECT_EQ(store_.run(handle->append(to_bytes("x"))).error().kind, ErrorKind::closed);
    close(handle);
}

// A key that is in use is not there for ever, and who waits for it neither.
TEST_F(RevokeTest, WaitingForAKeyThatIsInUseEnds) {
    auto handle = open(vault_);
    auto used = store_->vaults().keys_of(vault_.id);
    ASSERT_TRUE(used);
    store_->vaults().revoke(vault_.id);
    EXPECT_FALSE(wiped(vault_.id));
    used.reset();
    EXPECT_TRUE(wiped(vault_.id));
    close(handle);
}

TEST_F(RevokeTest, WhileItIsBeingOpenedTheOpeningFails) {
    for (int i = 0; i < 5'000; ++i) {
        Batch batch;
        ASSERT_TRUE(store_->appender().append(vault_.address(), Bytes(400, 'x'), batch));
        ASSERT_TRUE(store_->committer().commit_blocking(std::move(batch)));
    }
    struct Revoking {
        static Task<Result<void>> run(Lent<Store> store, Lent<const TestVault> vault) {
            const auto home = co_await boost::asio::this_coro::executor;
            boost::asio::co_spawn(home, revoke(store, vault), boost::asio::detached);
            const auto opened = co_await open_list(store, vault);
            if (!opened) co_return opened.error();
            co_return Result<void>();
        }
        static Task<> revoke(Lent<Store> store, Lent<const TestVault> vault) {
            while (!store->vaults().is_open(vault->id))
                (void)co_await net::sleep_for(std::chrono::milliseconds(0));
            store->vaults().revoke(vault->id);
        }
    };
    EXPECT_EQ(store_.run(Revoking::run(&*store_, &vault_)).error().kind, ErrorKind::closed);
    EXPECT_TRUE(wiped());
    auto handle = open(vault_);
    EXPECT_EQ(handle->seq(), 5'000U);
    close(handle);
}

}  // namespace
}  // namespace milpa::store
