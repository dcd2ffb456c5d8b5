// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/members.hpp"

#include "members/testing.hpp"
#include "store/test_store.hpp"

namespace milpa::members {
namespace {

using namespace testing;
using net::run_now;

constexpr std::string_view ana = "ana@example.org";

class MembersTest : public Founded {
protected:
    void SetUp() override {
        Founded::SetUp();
        credentials = life->add(std::string(ana), "first password");
    }
    Result<Login> login(std::string_view typed, Accept accept = Accept::daily) {
        return life->login(std::string(ana), typed, accept);
    }
    std::string code() const { return std::string(credentials.recovery_code.view()); }
    /// The vault's key as the first login gave it: what must never be lost.
    crypto::PublicKey key() { return life->collective->read_member(credentials.member).value()->public_half; }
    /// The login works and opens the very vault.
    void expect_opens(std::string_view typed, const crypto::PublicKey& expected) {
        const auto opened = login(typed);
        ASSERT_TRUE(opened) << opened.error().detail;
        EXPECT_EQ(opened->keys->public_half, expected);
        EXPECT_EQ(crypto::KeyPair::from_private(opened->keys->private_half.copy()).public_half, expected);
    }
    void expect_denied(std::string_view typed) { EXPECT_EQ(kind_of(login(typed)), ErrorKind::denied); }

    Credentials credentials;
};

TEST_F(MembersTest, LogsInByEveryAddressFormAndOnlyWithTheSecret) {
    ASSERT_TRUE(
        run_now(life->members->set_addresses(credentials.member, {std::string(ana), "Anita@example.org"})));
    for (const auto address : {"ana@example.org", "ANA@Example.org", "ana", "anita", "ana+tag@example.org"}) {
        const auto opened = life->login(address, "first password");
        ASSERT_TRUE(opened) << address;
        EXPECT_EQ(opened->id(), credentials.member);
        EXPECT_EQ(opened->kind, events::OPENER_PASSWORD);
        EXPECT_EQ(opened->address(), ana);
    }
    for (const auto wrong : {"First password", "first password ", "", "x", "\x01", "\xff"}) {
        expect_denied(wrong);
    }
    for (const auto nobody :
         {"ben@example.org", "ana@elsewhere.org", "", "@", "a b", "postmaster@example.org"}) {
        EXPECT_EQ(kind_of(life->login(nobody, "first password")), ErrorKind::denied) << nobody;
    }
}

TEST_F(MembersTest, UnknownAndWrongAreNotToldApart) {
    const auto wrong = login("wrong password");
    const auto unknown = life->login("ben@example.org", "wrong password");
    ASSERT_TRUE(run_now(life->members->suspend(credentials.member)));
    const auto suspended = login("first password");
    ASSERT_FALSE(wrong || unknown || suspended);
    EXPECT_EQ(wrong.error(), unknown.error());
    EXPECT_EQ(wrong.error(), suspended.error());
}

TEST_F(MembersTest, PasswordsInOneUnicodeForm) {
    const auto before = key();
    ASSERT_TRUE(run_now(life->own->change_password(std::string(ana), secret("first password"),
                                                   secret("cami\xc3\xb3n azul"))));
    expect_opens(
        "camio\xcc\x81n\xc2\xa0"
        "azul",
        before);
    expect_denied("camion azul");
}

TEST_F(MembersTest, ChangedPasswordLosesNothing) {
    const auto before = key();
    EXPECT_EQ(kind_of(run_now(
                  life->own->change_password(std::string(ana), secret("wrong"), secret("second password")))),
              ErrorKind::denied);
    EXPECT_EQ(kind_of(run_now(
                  life->own->change_password(std::string(ana), secret("first password"), secret("short")))),
              ErrorKind::syntax);
    expect_opens("first password", before);
    ASSERT_TRUE(run_now(
        life->own->change_password(std::string(ana), secret("first password"), secret("second password"))));
    expect_denied("first password");
    expect_opens("second password", before);
    // By the recovery code, too.
    ASSERT_TRUE(
        run_now(life->own->change_password(std::string(ana), secret(code()), secret("third password"))));
    expect_opens("third password", before);
    restart();
    ASSERT_TRUE(life->unlock(pick(shares, {0, 1})));
    expect_opens("third password", before);
}

TEST_F(MembersTest, AppPasswordsComeAndGo) {
    const auto before = key();
    auto made = run_now(life->own->add_app_password(std::string(ana), secret("first password"), "telephone"));
    ASSERT_TRUE(made);
    expect_opens(made->secret.view(), before);
    EXPECT_EQ(login(made->secret.view())->kind, events::OPENER_APP_PASSWORD);
    auto typed = std::string(made->secret.view());
    std::erase(typed, '-');
    expect_opens(typed, before);
    const auto listed = run_now(life->own->openers(std::string(ana), secret(made->secret.view())));
    ASSERT_TRUE(listed);
    ASSERT_EQ(listed->size(), 3U);
    EXPECT_EQ(listed->back().label, "telephone");
    EXPECT_EQ(listed->back().id, made->id);
    EXPECT_EQ(kind_of(run_now(life->own->add_app_password(std::string(ana), secret("wrong"), "x"))),
              ErrorKind::denied);
    EXPECT_EQ(kind_of(run_now(life->own->remove_app_password(std::string(ana), secret("first password"),
                                                             listed->front().id))),
              ErrorKind::missing);
    ASSERT_TRUE(
        run_now(life->own->remove_app_password(std::string(ana), secret("first password"), made->id)));
    expect_denied(made->secret.view());
    expect_opens("first password", before);
}

TEST_F(MembersTest, AppPasswordsHaveALimit) {
    std::size_t made = 2;  // password and recovery code
    while (made < openers_max) {
        ASSERT_TRUE(run_now(life->own->add_app_password(std::string(ana), secret("first password"), "x")));
        ++made;
    }
    EXPECT_EQ(kind_of(run_now(life->own->add_app_password(std::string(ana), secret("first password"), "x"))),
              ErrorKind::limit);
}

TEST_F(MembersTest, TheRecoveryCodeIsNotForMailPrograms) {
    expect_denied(code());
    EXPECT_TRUE(login(code(), Accept::also_recovery));
    EXPECT_TRUE(login(code(), Accept::only_recovery));
    EXPECT_EQ(kind_of(login("first password", Accept::only_recovery)), ErrorKind::denied);
}

TEST_F(MembersTest, AForgottenPasswordLosesNothing) {
    const auto before = key();
    auto app = run_now(life->own->add_app_password(std::string(ana), secret("first password"), "x"));
    ASSERT_TRUE(app);
    EXPECT_EQ(kind_of(run_now(life->members->recover(std::string(ana), secret("first password"),
                                                     secret("second password")))),
              ErrorKind::denied);
    auto fresh = run_now(life->members->recover(std::string(ana), secret(code()), secret("second password")));
    ASSERT_TRUE(fresh);
    expect_denied("first password");
    expect_opens("second password", before);
    expect_opens(app->secret.view(), before);
    EXPECT_EQ(kind_of(login(code(), Accept::also_recovery)), ErrorKind::denied);
    EXPECT_TRUE(login(fresh->view(), Accept::also_recovery));
}

TEST_F(MembersTest, ARenewedRecoveryCodeReplacesTheOld) {
    auto fresh = run_now(life->own->renew_recovery_code(std::string(ana), secret("first password")));
    ASSERT_TRUE(fresh);
    EXPECT_EQ(kind_of(login(code(), Accept::also_recovery)), ErrorKind::denied);
    EXPECT_TRUE(login(fresh->view(), Accept::only_recovery));
}

// Each write of each change broken: what opened the vault before still does, or what was to open it does.
TEST_F(MembersTest, ACrashInTheMiddleLosesNothing) {
    const auto before = key();
    engine.fail_write(1, store::FaultKind::unsynced);
    ASSERT_FALSE(run_now(
        life->own->change_password(std::string(ana), secret("first password"), secret("second password"))));
    for (const std::size_t kept : {1, 0}) {
        life.reset();
        engine.crash(std::min(kept, engine.unsynced()));
        life = std::make_unique<Life>(engine, clock);
        ASSERT_TRUE(life->start());
        ASSERT_TRUE(life->unlock(pick(shares, {0, 1})));
        const bool first = login("first password").has_value();
        const bool second = login("second password").has_value();
        EXPECT_NE(first, second);
        EXPECT_EQ(key(), before);
    }
}

TEST_F(MembersTest, SuspendedUntilRestored) {
    ASSERT_TRUE(run_now(life->members->suspend(credentials.member)));
    ASSERT_TRUE(run_now(life->members->suspend(credentials.member)));
    expect_denied("first password");
    EXPECT_EQ(
        kind_of(run_now(life->members->recover(std::string(ana), secret(code()), secret("new password")))),
        ErrorKind::denied);
    EXPECT_TRUE(life->collective->route(*Address::parse(ana)));
    ASSERT_TRUE(run_now(life->members->restore(credentials.member)));
    EXPECT_TRUE(login("first password"));
}

TEST_F(MembersTest, WhatNeedsAPasswordIsDrawnWhereNoneIsGiven) {
    NewMember member;
    member.addresses = {"ben@example.org"};
    auto made = run_now(life->members->add(std::move(member)));
    ASSERT_TRUE(made);
    EXPECT_TRUE(life->login("ben", made->password.view()));
    EXPECT_EQ(kind_of(life->login("ben", "first password")), ErrorKind::denied);
}

TEST_F(MembersTest, TheFirstMemberReadsWhatMustBeRead) {
    life->add("ben@example.org");
    for (const auto duty : {"postmaster@example.org", "Abuse@example.org"}) {
        const auto route = life->collective->route(*Address::parse(duty));
        ASSERT_TRUE(route) << duty;
        ASSERT_EQ(route->members.size(), 1U);
        EXPECT_EQ(route->members[0]->id, credentials.member);
    }
}

TEST_F(MembersTest, RemovedMembersLeaveNoRowBehind) {
    const auto record = *life->collective->read_member(credentials.member);
    store::Batch batch;
    ASSERT_TRUE(life->store.appender().append({record->vault, record->public_half}, to_bytes("mail"), batch));
    auto charge = life->collective->usage().charge(record->vault, 0, {4, 1}, batch);
    ASSERT_TRUE(charge);
    charge->kept();
    ASSERT_TRUE(run_now(life->store.committer().commit(std::move(batch))));
    const auto rows_of_vault = [&] {
        std::size_t rows = 0;
        for (const auto& row : engine.visible().dump(store::Space::rows)) {
            rows += as_text(row.key).find(as_text(record->vault.view())) != std::string_view::npos ? 1 : 0;
        }
        return rows;
    };
    EXPECT_EQ(rows_of_vault(), 2U);
    ASSERT_TRUE(run_now(life->members->remove(credentials.member)));
    EXPECT_EQ(rows_of_vault(), 0U);
    expect_denied("first password");
    EXPECT_EQ(kind_of(life->collective->route(*Address::parse(ana))), ErrorKind::missing);
    EXPECT_EQ(*life->collective->ballast_bytes(), 4U);
    EXPECT_EQ(kind_of(run_now(life->members->remove(credentials.member))), ErrorKind::missing);
    restart();
    ASSERT_TRUE(life->unlock(pick(shares, {0, 1})));
    EXPECT_TRUE(life->collective->members()->empty());
    EXPECT_EQ(*life->collective->ballast_bytes(), 4U);
}

TEST_F(MembersTest, AMembersFirstEventsAreThereWithThemOrNotAtAll) {
    const auto events_of = [&](const VaultId& vault) {
        std::size_t rows = 0;
        const auto prefix = store::rows::event_prefix(vault);
        for (const auto& row : engine.visible().dump(store::Space::rows)) {
            rows += as_text(row.key).starts_with(as_text(prefix)) ? 1 : 0;
        }
        return rows;
    };
    const auto wanted = [] {
        return NewMember{.addresses = {"ben@example.org"},
                         .name = {},
                         .password = secret("password of ben"),
                         .first_events = {to_bytes("one"), to_bytes("two")}};
    };
    const auto all_rows = engine.visible().dump(store::Space::rows).size();
    engine.fail_write(1);
    EXPECT_EQ(kind_of(run_now(life->members->add(wanted()))), ErrorKind::io);
    EXPECT_EQ(engine.visible().dump(store::Space::rows).size(), all_rows);
    const auto ben = run_now(life->members->add(wanted()));
    ASSERT_TRUE(ben);
    const auto before = (*life->collective->read_member(ben->member))->vault;
    EXPECT_EQ(events_of(before), 2U);
    // In the commit that made the member: the first after the failed one.
    ASSERT_TRUE(run_now(life->members->reset(ben->member, pick(shares, {0, 1}), {},
                                             {to_bytes("a"), to_bytes("b"), to_bytes("c")})));
    const auto after = (*life->collective->read_member(ben->member))->vault;
    EXPECT_NE(after, before);
    EXPECT_EQ(events_of(after), 3U);
    EXPECT_EQ(events_of(before), 2U);
}

TEST_F(MembersTest, SuspendedResetAndRemovedMembersHaveNoOpenVault) {
    const auto open = [&](const VaultId& vault, std::shared_ptr<const crypto::KeyPair> keys) {
        const auto opening = [](Lent<store::Store> store, VaultId id,
                                crypto::KeyPair pair) -> Task<Result<store::VaultHandle>> {
            co_return co_await store->vaults().open(id, std::move(pair), [](Lent<store::OpenVault>) {
                return std::make_unique<store::ListFold>();
            });
        };
        auto opened =
            run_now(net::call_on(life->runtime.home_of(vault), opening(&life->store, vault, keys->copy())));
        EXPECT_TRUE(opened);
        return opened ? std::move(*opened) : store::VaultHandle();
    };
    const auto expect_revoked = [&](const store::VaultHandle& held) {
        EXPECT_FALSE(life->store.vaults().is_open(held->id()));
        const auto append = [](store::VaultHandle to) -> Task<Result<store::Seq>> {
            co_return co_await to->append(to_bytes("after"));
        };
        EXPECT_EQ(kind_of(run_now(net::call_on(life->runtime.home_of(held->id()), append(held)))),
                  ErrorKind::closed);
        EXPECT_TRUE(run_now(life->store.vaults().wait_until_wiped(held->id())));
    };
    auto mine = login("first password");
    ASSERT_TRUE(mine);
    const auto vault = mine->vault();
    const auto keys = mine->keys;
    {
        const auto held = open(vault, keys);
        ASSERT_TRUE(run_now(life->members->suspend(credentials.member)));
        expect_revoked(held);
    }
    ASSERT_TRUE(run_now(life->members->restore(credentials.member)));
    {
        const auto held = open(vault, keys);
        ASSERT_TRUE(run_now(life->members->reset(credentials.member, pick(shares, {0, 1}), {})));
        expect_revoked(held);
    }
    {
        // The former vault, by its old key.
        const auto held = open(vault, keys);
        ASSERT_TRUE(run_now(life->members->remove(credentials.member)));
        expect_revoked(held);
    }
}

TEST_F(MembersTest, WhoHasTooManyFormerVaultsIsRefusedBeforeAPasswordIsLookedAt) {
    for (std::size_t i = 0; i < former_vaults_max; ++i)
        ASSERT_TRUE(run_now(life->members->reset(credentials.member, pick(shares, {0, 1}), {})));
    const auto before = key();
    EXPECT_EQ(kind_of(run_now(life->members->reset(credentials.member, pick(shares, {0, 1}), {}))),
              ErrorKind::limit);
    // Looked at, this one would be refused for what it is.
    EXPECT_EQ(kind_of(run_now(life->members->reset(credentials.member, pick(shares, {0, 1}), secret("x")))),
              ErrorKind::limit);
    EXPECT_EQ(key(), before);
}

TEST_F(MembersTest, ResetGivesANewVaultAndKeepsTheOldOneSealed) {
    const auto before = key();
    EXPECT_EQ(kind_of(run_now(life->members->reset(credentials.member, pick(shares, {1}), {}))),
              ErrorKind::denied);
    EXPECT_EQ(key(), before);
    auto fresh = run_now(life->members->reset(credentials.member, pick(shares, {0, 1}), {}));
    ASSERT_TRUE(fresh);
    EXPECT_NE(key(), before);
    expect_denied("first password");
    EXPECT_TRUE(login(fresh->password.view()));
    const auto act = life->collective->acts()->back();
    EXPECT_EQ(act.kind(), events::ACT_MEMBER_RESET);
    EXPECT_EQ(act.member(), as_text(credentials.member.view()));
    EXPECT_EQ(act.shares_size(), 2);

    const auto reopen = [&](std::string_view current, std::string_view old) {
        return run_now(life->own->reopen_former(std::string(ana), secret(current), secret(old)));
    };
    EXPECT_EQ(kind_of(reopen(fresh->password.view(), "never a password")), ErrorKind::denied);
    EXPECT_EQ(kind_of(reopen("first password", "first password")), ErrorKind::denied);
    for (const auto& old : {std::string("first password"), code()}) {
        const auto former = reopen(fresh->password.view(), old);
        ASSERT_TRUE(former);
        EXPECT_EQ(former->keys->public_half, before);
    }
    const auto former = *reopen(fresh->password.view(), "first password");
    auto mine = login(fresh->password.view());
    ASSERT_TRUE(mine);
    EXPECT_EQ(kind_of(run_now(life->members->close_former(*mine, mine->vault()))), ErrorKind::missing);
    ASSERT_TRUE(run_now(life->members->close_former(*mine, former.vault)));
    EXPECT_EQ(kind_of(reopen(fresh->password.view(), "first password")), ErrorKind::missing);
}

TEST_F(MembersTest, NothingOfAKeyRemainsWhenTheLastLoginGoes) {
    (void)login("first password");
    const std::size_t before = crypto::key_memory().keys;
    {
        auto one = login("first password");
        const auto two = one;
        EXPECT_EQ(crypto::key_memory().keys, before + 1);
    }
    (void)login("wrong password");
    EXPECT_EQ(crypto::key_memory().keys, before);
}

TEST_F(MembersTest, ManyLogInAtOnce) {
    life->add("ben@example.org", "password of ben");
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 5; ++i) {
                EXPECT_TRUE(t % 2 == 0 ? login("first password") : life->login("ben", "password of ben"));
            }
        });
    }
    for (auto& thread : threads) thread.join();
}

TEST_F(MembersTest, TwoChangesOfOneMemberAtOnceBothHold) {
    std::vector<std::thread> threads;
    std::atomic<int> made{0};
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            made += run_now(life->own->add_app_password(std::string(ana), secret("first password"), "x"))
                            .has_value()
                        ? 1
                        : 0;
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(made, 4);
    EXPECT_EQ(run_now(life->own->openers(std::string(ana), secret("first password")))->size(), 6U);
}

TEST_F(MembersTest, GuessesAreSlowedButAppPasswordsAreNot) {
    auto app = run_now(life->own->add_app_password(std::string(ana), secret("first password"), "x"));
    ASSERT_TRUE(app);
    const auto from_afar = [&](std::string_view typed) {
        return run_now(life->logins->login(std::string(ana), secret(typed), Accept::daily,
                                           *net::PeerAddress::parse("192.0.2.1")));
    };
    for (std::uint32_t i = 0; i < guesses_free; ++i) {
        EXPECT_EQ(testing::kind_of(from_afar("wrong password")), ErrorKind::denied);
    }
    const auto time = [&](std::string_view typed) {
        const auto begin = std::chrono::steady_clock::now();
        (void)from_afar(typed);
        return std::chrono::steady_clock::now() - begin;
    };
    EXPECT_GE(time("wrong password"), guess_delay_first);
    // The quickest of some: on a busy machine any single one may take long.
    auto quickest = time(app->secret.view());
    for (int i = 0; i < 20 && quickest >= guess_delay_first; ++i)
        quickest = std::min(quickest, time(app->secret.view()));
    EXPECT_LT(quickest, guess_delay_first);
}

// A stranger uses up all that one network may try at once; each of these tries waits for longer than the
// last.
TEST_F(MembersTest, AFloodOfGuessesDoesNotKeepTheOwnerOut) {
    boost::asio::io_context context(1);
    std::size_t refused = 0, under_way = 0;
    const auto spawn = [&](std::string_view typed, std::optional<std::string> from, auto then) {
        std::optional<net::PeerAddress> peer;
        if (from) peer = *net::PeerAddress::parse(*from);
        ++under_way;
        boost::asio::co_spawn(context,
                              life->logins->login(std::string(ana), secret(typed), Accept::daily, peer),
                              [&, then](const std::exception_ptr& thrown, const Result<Login>& login) {
                                  EXPECT_FALSE(thrown);
                                  --under_way;
                                  then(login);
                              });
    };
    for (std::uint32_t i = 1; i <= guesses_at_once; ++i) {
        spawn("wrong password", "198.51.100." + std::to_string(i), [&](const Result<Login>& login) {
            if (testing::kind_of(login) == ErrorKind::limit) ++refused;
        });
    }
    bool from_afar = false, from_here = false;
    spawn("first password", "192.0.2.1", [&](const Result<Login>& login) { from_afar = login.has_value(); });
    spawn("first password", std::nullopt, [&](const Result<Login>& login) {
        from_here = login.has_value();
        EXPECT_GT(under_way, 1U) << "who asks from the machine itself does not wait";
    });
    context.run();
    EXPECT_EQ(refused, guesses_at_once_for_clean);
    EXPECT_TRUE(from_afar);
    EXPECT_TRUE(from_here);
}

}  // namespace
}  // namespace milpa::members
