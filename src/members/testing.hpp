// SPDX-License-Identifier: AGPL-3.0-or-later
// What the tests of this module stand on: a store on an engine of the test's choice, a clock that stands
// still, and a founded collective.
#pragma once

#include <gtest/gtest.h>

#include "members/held.hpp"
#include "members/members.hpp"
#include "net/run_now.hpp"
#include "store/fault_engine.hpp"

namespace milpa::members::testing {

/// Cheap enough for hundreds of logins.
inline constexpr crypto::Argon2Cost cheap{crypto::argon2_opslimit_min, crypto::argon2_memlimit_min};

/// Moved by hand; any thread.
class TestClock final : public Clock {
public:
    WallTime wall() const override { return from_unix_ms(wall_ms_.load()); }
    SteadyTime steady() const override {
        return SteadyTime(std::chrono::hours(1) + std::chrono::milliseconds(steady_ms_.load()));
    }
    void advance(std::chrono::milliseconds by) {
        wall_ms_ += by.count();
        steady_ms_ += by.count();
    }

private:
    std::atomic<std::int64_t> wall_ms_{1'700'000'000'000};
    std::atomic<std::int64_t> steady_ms_{0};
};

inline crypto::Share copy(const crypto::Share& share) {
    return {share.quorum, share.number, share.part.copy()};
}

inline std::vector<crypto::Share> pick(const std::vector<crypto::Share>& shares,
                                       std::initializer_list<std::size_t> which) {
    std::vector<crypto::Share> picked;
    for (const std::size_t i : which) picked.push_back(copy(shares.at(i)));
    return picked;
}

inline crypto::SecretText secret(std::string_view text) { return crypto::SecretText(text); }

/// What a member does without a session, as at the machine: each by a login of its own.
class ByAddress {
public:
    ByAddress(Lent<Logins> logins, Lent<Members> members) : logins_(logins), members_(members) {}

    Task<Result<void>> change_password(std::string address, crypto::SecretText current,
                                       crypto::SecretText fresh) {
        CO_TRY(auto login, co_await enter(std::move(address), std::move(current)));
        co_return co_await members_->change_password(std::move(login), std::move(fresh));
    }
    Task<Result<AppPassword>> add_app_password(std::string address, crypto::SecretText current,
                                               std::string label) {
        CO_TRY(auto login, co_await enter(std::move(address), std::move(current)));
        co_return co_await members_->add_app_password(std::move(login), std::move(label));
    }
    Task<Result<void>> remove_app_password(std::string address, crypto::SecretText current, OpenerId opener) {
        CO_TRY(auto login, co_await enter(std::move(address), std::move(current)));
        co_return co_await members_->remove_app_password(std::move(login), opener);
    }
    Task<Result<std::vector<OpenerInfo>>> openers(std::string address, crypto::SecretText current) {
        CO_TRY(const auto login, co_await enter(std::move(address), std::move(current)));
        co_return members_->openers(login);
    }
    Task<Result<crypto::SecretText>> renew_recovery_code(std::string address, crypto::SecretText current) {
        CO_TRY(auto login, co_await enter(std::move(address), std::move(current)));
        co_return co_await members_->renew_recovery_code(std::move(login));
    }
    Task<Result<FormerVault>> reopen_former(std::string address, crypto::SecretText current,
                                            crypto::SecretText old) {
        CO_TRY(auto login, co_await enter(std::move(address), std::move(current)));
        co_return co_await members_->reopen_former(std::move(login), std::move(old));
    }

private:
    Task<Result<Login>> enter(std::string address, crypto::SecretText secret) {
        return logins_->login(std::move(address), std::move(secret), Accept::also_recovery);
    }
    const Lent<Logins> logins_;
    const Lent<Members> members_;
};

/// One life of the process over an engine that outlives it.
struct Life {
    explicit Life(store::Engine& engine, TestClock& clock)
        : store({&engine, [this](const VaultId& id) { return runtime.home_of(id); }, &runtime.pool(), &clock,
                 &random}),
          clock(clock) {}
    ~Life() {
        members.reset();
        logins.reset();
        collective.reset();
        wait_for_closed_vaults();
    }

    /// A vault is closed on its own thread, soon after its last handle was dropped elsewhere.
    void wait_for_closed_vaults() {
        for (int i = 0; i < 60'000 && store.vaults().open_count() > 0; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }

    Result<void> start() {
        TRY(collective,
            net::run_now(Collective::start({&store, &runtime, &clock, &random, [this] { ++locks; }})));
        logins = std::make_unique<Logins>(collective.get(), cheap);
        members = std::make_unique<Members>(collective.get(), logins.get());
        own = std::make_unique<ByAddress>(logins.get(), members.get());
        return {};
    }
    Result<void> unlock(const std::vector<crypto::Share>& shares) {
        for (const auto& share : shares) CHECK(net::run_now(collective->offer(copy(share))));
        return {};
    }
    Result<std::vector<crypto::Share>> found(std::uint8_t keyholders = 3, std::uint8_t threshold = 2) {
        return net::run_now(members::found(
            &store, {"Example.org", "Milpa of the Test", keyholders, threshold}, &clock, &random));
    }
    Credentials add(std::string address, std::string_view password = "correct horse") {
        NewMember member;
        member.addresses = {std::move(address)};
        member.password = secret(password);
        auto added = net::run_now(members->add(std::move(member)));
        EXPECT_TRUE(added) << added.error().detail;
        return std::move(*added);
    }
    Result<Login> login(std::string address, std::string_view typed, Accept accept = Accept::daily) {
        return net::run_now(logins->login(std::move(address), secret(typed), accept));
    }

    SystemRandom random;
    net::Runtime runtime{{.threads = 2, .blocking_threads = 2}};
    store::Store store;
    TestClock& clock;
    std::atomic<int> locks{0};
    std::unique_ptr<Collective> collective;
    std::unique_ptr<Logins> logins;
    std::unique_ptr<Members> members;
    std::unique_ptr<ByAddress> own;
};

/// A collective that is founded, started and unlocked with 2 of 3.
class Founded : public ::testing::Test {
protected:
    void SetUp() override {
        life = std::make_unique<Life>(engine, clock);
        auto made = life->found();
        ASSERT_TRUE(made) << made.error().detail;
        shares = std::move(*made);
        ASSERT_TRUE(life->start());
        const auto unlocked = life->unlock(pick(shares, {0, 2}));
        ASSERT_TRUE(unlocked) << unlocked.error().detail;
    }
    /// The process dies and starts again, locked.
    void restart() {
        life.reset();
        engine.crash();
        life = std::make_unique<Life>(engine, clock);
        ASSERT_TRUE(life->start());
    }

    store::FaultEngine engine;
    TestClock clock;
    /// By shares 0 and 1, confirmed by as many of the new ones as are needed.
    Result<std::vector<crypto::Share>> change_keyholders(std::uint8_t keyholders, std::uint8_t threshold) {
        TRY(auto fresh,
            net::run_now(life->collective->draw_keyholders(pick(shares, {0, 1}), keyholders, threshold)));
        std::vector<crypto::Share> shown;
        for (std::size_t i = 0; i < threshold; ++i) shown.push_back(copy(fresh[fresh.size() - 1 - i]));
        CHECK(net::run_now(life->collective->confirm_keyholders(std::move(shown))));
        return fresh;
    }

    std::unique_ptr<Life> life;
    std::vector<crypto::Share> shares;
};

template <class T>
ErrorKind kind_of(const Result<T>& result) {
    EXPECT_FALSE(result.has_value());
    return result ? ErrorKind::corrupt : result.error().kind;
}

}  // namespace milpa::members::testing
