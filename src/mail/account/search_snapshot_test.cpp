// SPDX-License-Identifier: AGPL-3.0-or-later
// Searching beside snapshots, which move messages from the log into the index.
#include <gtest/gtest.h>

#include "mail/account/test_account.hpp"

namespace milpa::mail::account {
namespace {

using testing::TestAccount;

std::string mail(std::string_view subject) {
    return fmt::format("From: <a@b.test>\r\nSubject: {}\r\n\r\nnothing\r\n", subject);
}

TEST(SearchBesideSnapshots, APauseHoldsThemUp) {
    TestAccount test;
    test.open();
    test.deliver(mail("one"));
    struct Steps {
        static Task<> snapshot(Lent<Account> account, Lent<bool> done) {
            EXPECT_TRUE(co_await account->snapshot());
            *done = true;
        }
        static Task<> run(Lent<Account> account) {
            const auto home = co_await boost::asio::this_coro::executor;
            const auto before = account->layout();
            bool done = false;
            {
                const Account::Pause pause(account);
                boost::asio::co_spawn(home, snapshot(account, &done), boost::asio::detached);
                for (int i = 0; i < 50; ++i) (void)co_await net::sleep_for(std::chrono::milliseconds(1));
                EXPECT_FALSE(done);
                EXPECT_EQ(account->layout(), before);
            }
            while (!done) (void)co_await net::sleep_for(std::chrono::milliseconds(1));
            EXPECT_NE(account->layout(), before);
        }
    };
    test.store->run(Steps::run(test.account.get()));
    test.close();
}

TEST(SearchBesideSnapshots, ItEndsHoweverManyThereAre) {
    TestAccount test;
    test.open();
    for (int i = 0; i < 40; ++i) test.deliver(mail(fmt::format("word number {}", i)));
    struct Steps {
        /// One snapshot after the other, each with something to move.
        static Task<> snapshots(Lent<Account> account, Lent<bool> stop, Lent<bool> ended) {
            for (std::uint8_t i = 0; !*stop; ++i) {
                const Flags flags{.system = static_cast<std::uint8_t>(i % 2), .keywords = {}};
                EXPECT_TRUE(co_await account->flag(inbox_id, {1}, FlagChange::replace, flags));
                EXPECT_TRUE(co_await account->snapshot());
            }
            *ended = true;
        }
        static Task<> run(Lent<Account> account) {
            const auto home = co_await boost::asio::this_coro::executor;
            bool stop = false;
            bool ended = false;
            boost::asio::co_spawn(home, snapshots(account, &stop, &ended), boost::asio::detached);
            for (int i = 0; i < 20; ++i) {
                const auto found = co_await account->search(
                    inbox_id, {.field = SearchField::subject, .needle = "number", .header = {}},
                    UidSet::range(1, 40));
                EXPECT_TRUE(found) << found.error().detail;
                if (found) EXPECT_EQ(found->size(), 40U);
            }
            stop = true;
            while (!ended) (void)co_await net::sleep_for(std::chrono::milliseconds(1));
        }
    };
    test.store->run(Steps::run(test.account.get()));
    test.close();
}

}  // namespace
}  // namespace milpa::mail::account
