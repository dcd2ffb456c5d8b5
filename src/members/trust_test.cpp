// SPDX-License-Identifier: AGPL-3.0-or-later
// Trusted groups, frozen accounts, duties.
#include "members/sign_in_testing.hpp"

namespace milpa::members {
namespace {

using namespace testing;

class TrustTest : public SignInTest {
protected:
    void SetUp() override {
        SignInTest::SetUp();
        for (const auto name : {"ben", "eva", "kim"}) {
            group.push_back(
                life->add(std::string(name) + "@example.org", "password of " + std::string(name)).member);
        }
        ASSERT_TRUE(run_now(life->members->set_trusted_group(proven(), group, 2)));
    }
    Login of(std::string_view name) {
        auto login = life->login(std::string(name), "password of " + std::string(name));
        EXPECT_TRUE(login) << name;
        return std::move(*login);
    }
    Result<void> freeze(std::string_view by) {
        return run_now(life->members->freeze(of(by), credentials.member));
    }
    Result<void> thaw(std::string_view by, ThawWish wish = ThawWish::wanted) {
        return run_now(life->members->want_thaw(of(by), credentials.member, wish));
    }
    std::vector<int> steps() {
        std::vector<int> all;
        for (const auto& one : member()->data.freeze_records()) all.push_back(one.step());
        return all;
    }
    Result<void> thaw_by_keyholders() {
        return run_now(life->members->thaw_by_keyholders(credentials.member, pick(shares, {0, 1})));
    }

    std::vector<MemberId> group;
};

TEST_F(TrustTest, AnyOneFreezesAndNothingOpensUntilEnoughThaw) {
    const Authenticator authenticator;
    ASSERT_TRUE(add_passkey(authenticator, {.label = "x", .prf = prf()}));
    auto app = run_now(life->members->add_app_password(proven(), "x"));
    ASSERT_TRUE(app);
    const auto in = sign_in();
    const auto wrong = life->login(std::string(ana), "wrong password");
    const auto before = run_now(life->logins->login(std::string(ana), secret(password)));
    ASSERT_TRUE(before);
    ASSERT_TRUE(freeze("eva"));
    EXPECT_TRUE(member()->frozen());
    EXPECT_FALSE(member()->suspended()) << "mail still arrives";
    const auto expect_shut = [&] {
        for (const auto& typed : {std::string(password), std::string(app->secret.view()), code()}) {
            for (const auto accept : {Accept::daily, Accept::first_step, Accept::also_recovery}) {
                const auto refused = life->login(std::string(ana), typed, accept);
                ASSERT_FALSE(refused);
                EXPECT_EQ(refused.error(), wrong.error()) << "answered like a wrong secret";
            }
        }
        EXPECT_EQ(refusal(in), ErrorKind::denied);
        EXPECT_EQ(kind_of(life->logins->check(*before)), ErrorKind::denied);
        EXPECT_EQ(kind_of(by_passkey(authenticator.get(sign_ins->passkey_challenge()))), ErrorKind::denied);
        EXPECT_EQ(kind_of(run_now(
                      life->members->recover(std::string(ana), secret(code()), secret("a new password")))),
                  ErrorKind::denied);
        EXPECT_EQ(kind_of(run_now(life->members->change_password(*before, secret("a new password")))),
                  ErrorKind::denied);
        EXPECT_EQ(kind_of(run_now(life->members->set_trusted_group(*before, {}, 0))), ErrorKind::denied);
        EXPECT_EQ(kind_of(run_now(life->members->want_thaw(*before, credentials.member, ThawWish::wanted))),
                  ErrorKind::denied);
    };
    expect_shut();
    start_again();
    expect_shut();
    EXPECT_EQ(kind_of(freeze("ben")), ErrorKind::conflict);
    ASSERT_TRUE(thaw("ben"));
    expect_shut();
    EXPECT_EQ(kind_of(thaw("ben")), ErrorKind::conflict) << "counts once";
    ASSERT_TRUE(thaw("ben", ThawWish::withdrawn));
    ASSERT_TRUE(thaw("kim"));
    expect_shut();
    ASSERT_TRUE(thaw("eva"));
    EXPECT_FALSE(member()->frozen());
    EXPECT_TRUE(life->login(std::string(ana), password));
    EXPECT_TRUE(life->login(std::string(ana), app->secret.view()));
    EXPECT_EQ(refusal(in), ErrorKind::denied) << "sessions of before are gone for good";
    EXPECT_TRUE(by_passkey(authenticator.get(sign_ins->passkey_challenge())));
    EXPECT_EQ(steps(), (std::vector<int>{events::FREEZE_FROZEN, events::FREEZE_THAW_WANTED,
                                         events::FREEZE_THAW_WITHDRAWN, events::FREEZE_THAW_WANTED,
                                         events::FREEZE_THAWED}));
    EXPECT_EQ(member()->data.freeze_records(0).by(), as_text(group[1].view())) << "the member sees who";
    EXPECT_EQ(kind_of(thaw("ben")), ErrorKind::missing);
}

TEST_F(TrustTest, AWaitingSecondStepIsNoWayIn) {
    enrol_totp();
    const auto step = second();
    ASSERT_TRUE(freeze("ben"));
    EXPECT_EQ(kind_of(run_now(sign_ins->by_code(step.id, secret(totp())))), ErrorKind::denied);
}

TEST_F(TrustTest, OnlyTheGroupFreezesAndThaws) {
    life->add("zoe@example.org", "password of zoe");
    EXPECT_EQ(kind_of(freeze("zoe")), ErrorKind::denied);
    EXPECT_EQ(kind_of(run_now(life->members->freeze(proven(), credentials.member))), ErrorKind::denied)
        << "the owner";
    EXPECT_EQ(kind_of(run_now(life->members->freeze(of("ben"), group[1]))), ErrorKind::denied)
        << "not of that group";
    ASSERT_TRUE(freeze("ben"));
    EXPECT_EQ(kind_of(thaw("zoe")), ErrorKind::denied);
    // A session freezes at once; it does not thaw.
    auto eva = run_now(sign_ins->by_password("eva", secret("password of eva"), {"x"}));
    ASSERT_TRUE(eva);
    const Login session = std::get<SignedIn>(*eva).login;
    EXPECT_EQ(kind_of(run_now(life->members->want_thaw(session, credentials.member, ThawWish::wanted))),
              ErrorKind::denied);
    const auto trusting = life->members->trusting(session);
    ASSERT_TRUE(trusting);
    ASSERT_EQ(trusting->size(), 1U);
    EXPECT_EQ(trusting->front().member->id, credentials.member);
    EXPECT_TRUE(trusting->front().frozen);
    EXPECT_FALSE(trusting->front().may_freeze);
    EXPECT_EQ(trusting->front().threshold, 2U);
    EXPECT_TRUE(life->members->trusting(of("zoe"))->empty());
}

TEST_F(TrustTest, WhoWasOverruledWaits) {
    ASSERT_TRUE(freeze("ben"));
    ASSERT_TRUE(thaw("eva"));
    ASSERT_TRUE(thaw("kim"));
    EXPECT_EQ(kind_of(freeze("ben")), ErrorKind::denied);
    EXPECT_FALSE(life->members->trusting(of("ben"))->front().may_freeze);
    ASSERT_TRUE(freeze("eva")) << "the others may";
    ASSERT_TRUE(thaw("eva"));
    ASSERT_TRUE(thaw("kim"));
    EXPECT_EQ(kind_of(freeze("eva")), ErrorKind::denied) << "their own wish among others' changes nothing";
    EXPECT_FALSE(life->members->trusting(of("eva"))->front().may_freeze);
    EXPECT_TRUE(life->members->trusting(of("kim"))->front().may_freeze);
    start_again();
    EXPECT_EQ(kind_of(freeze("eva")), ErrorKind::denied);
    clock.advance(refreeze_wait);
    EXPECT_TRUE(freeze("ben"));
}

// Where one is enough, a mistake is mended at once, and the one whom the owner trusts can still do what they
// are trusted for on that day; but freezing and thawing is no way to sign the owner out all the time.
TEST_F(TrustTest, WhoThawedAloneMayFreezeOnceMore) {
    ASSERT_TRUE(run_now(life->members->set_trusted_group(proven(), group, 1)));
    ASSERT_TRUE(freeze("ben"));
    ASSERT_TRUE(thaw("ben"));
    ASSERT_TRUE(freeze("ben"));
    ASSERT_TRUE(thaw("ben"));
    EXPECT_EQ(kind_of(freeze("ben")), ErrorKind::denied);
    EXPECT_TRUE(freeze("kim")) << "the others may";
    ASSERT_TRUE(thaw("eva"));
    EXPECT_EQ(kind_of(freeze("kim")), ErrorKind::denied) << "another thawed it";
    clock.advance(refreeze_wait);
    EXPECT_TRUE(freeze("ben"));
    ASSERT_TRUE(thaw("ben"));
    EXPECT_TRUE(freeze("ben")) << "what was a week ago is forgotten";
}

TEST_F(TrustTest, GroupsHaveTheirRules) {
    const auto set = [&](std::vector<MemberId> wanted, std::uint32_t threshold) {
        return run_now(life->members->set_trusted_group(proven(), std::move(wanted), threshold));
    };
    EXPECT_EQ(kind_of(set(group, 0)), ErrorKind::limit);
    EXPECT_EQ(kind_of(set(group, 4)), ErrorKind::limit);
    EXPECT_EQ(kind_of(set(group, 3)), ErrorKind::limit) << "who froze it could keep the owner out";
    EXPECT_EQ(kind_of(set({group[0], group[1]}, 2)), ErrorKind::limit);
    EXPECT_TRUE(set({group[0]}, 1));
    EXPECT_TRUE(set({group[0], group[1]}, 1));
    EXPECT_EQ(kind_of(set({group[0], group[0]}, 1)), ErrorKind::conflict);
    EXPECT_EQ(kind_of(set({credentials.member}, 1)), ErrorKind::conflict);
    EXPECT_EQ(kind_of(set({MemberId{}}, 1)), ErrorKind::missing);
    std::vector<MemberId> many(trusted_max + 1, group[0]);
    EXPECT_EQ(kind_of(set(many, 1)), ErrorKind::limit);
    ASSERT_TRUE(set({}, 0));
    EXPECT_FALSE(member()->data.has_trusted());
    EXPECT_EQ(kind_of(freeze("ben")), ErrorKind::denied);
}

// Fewer than the threshold are left: keyholders stand in for them, and only then.
TEST_F(TrustTest, KeyholdersThawWhereTheGroupCannot) {
    ASSERT_TRUE(freeze("ben"));
    EXPECT_EQ(kind_of(thaw_by_keyholders()), ErrorKind::conflict);
    ASSERT_TRUE(thaw("eva"));
    ASSERT_TRUE(run_now(life->members->remove(group[1])));  // eva, and her wish with her
    EXPECT_TRUE(member()->data.freeze().thaws().empty());
    EXPECT_EQ(kind_of(thaw_by_keyholders()), ErrorKind::conflict);
    ASSERT_TRUE(run_now(life->members->suspend(group[2])));
    EXPECT_TRUE(member()->frozen()) << "that somebody is gone thaws nothing";
    EXPECT_EQ(kind_of(run_now(life->members->thaw_by_keyholders(credentials.member, pick(shares, {0})))),
              ErrorKind::denied);
    ASSERT_TRUE(thaw_by_keyholders());
    EXPECT_TRUE(life->login(std::string(ana), password));
    EXPECT_EQ(steps().back(), events::FREEZE_THAWED_BY_KEYHOLDERS);
    EXPECT_EQ(life->collective->acts()->back().kind(), events::ACT_MEMBER_THAWED);
    EXPECT_EQ(kind_of(thaw_by_keyholders()), ErrorKind::missing);
    EXPECT_EQ(kind_of(freeze("ben")), ErrorKind::denied) << "who froze it waits";
    start_again();
    EXPECT_EQ(member()->data.trusted().members_size(), 2);
    ASSERT_TRUE(run_now(life->members->remove(group[0])));
    ASSERT_TRUE(run_now(life->members->remove(group[2])));
    EXPECT_FALSE(member()->data.has_trusted()) << "nobody is left";
}

TEST_F(TrustTest, AResetDoesNotThawWhatWasThere) {
    ASSERT_TRUE(freeze("ben"));
    auto fresh = run_now(life->members->reset(credentials.member, pick(shares, {0, 1}), {}));
    ASSERT_TRUE(fresh);
    EXPECT_FALSE(member()->frozen());
    const std::string now(fresh->password.view());
    const auto reopen = [&] {
        return run_now(life->own->reopen_former(std::string(ana), secret(now), secret(password)));
    };
    EXPECT_EQ(kind_of(reopen()), ErrorKind::denied);
    const auto former = *VaultId::from(member()->data.former_vaults(0).id());
    EXPECT_EQ(kind_of(run_now(life->members->close_former(proven(now), former))), ErrorKind::missing);
    EXPECT_EQ(kind_of(run_now(life->members->set_trusted_group(proven(now), {}, 0))), ErrorKind::conflict)
        << "the group stays until it thawed that";
    ASSERT_TRUE(thaw("ben"));
    ASSERT_TRUE(thaw("kim"));
    EXPECT_TRUE(reopen());
    EXPECT_TRUE(run_now(life->members->set_trusted_group(proven(now), {}, 0)));
}

TEST_F(TrustTest, HeldTellsWhomTheyTrustAndWhoTrustsThem) {
    ASSERT_TRUE(freeze("ben"));
    const auto told = [&](std::string address) {
        return run_now(held(life->collective.get(), std::move(address), {}))->text();
    };
    const std::string of_ana = told(std::string(ana)), of_ben = told("ben@example.org");
    EXPECT_NE(of_ana.find("Trusted: member: " + group[2].hex()), std::string::npos) << of_ana;
    EXPECT_NE(of_ana.find("Frozen by member: " + group[0].hex()), std::string::npos);
    EXPECT_NE(of_ben.find("Address of that member: ana@example.org"), std::string::npos);
    EXPECT_NE(of_ben.find("In the log until the next snapshot: an account was frozen"), std::string::npos);
}

TEST_F(TrustTest, DutiesComeAndGoAndTheLastAdministratorStays) {
    const auto set = [&](const MemberId& id, std::vector<events::Duty> duties,
                         LastAdministrator last = LastAdministrator::stays) {
        return run_now(life->members->set_duties(id, std::move(duties), last));
    };
    const auto bears = [&](const MemberId& id) {
        return (*life->collective->read_member(id))->bears(events::DUTY_ADMINISTRATOR);
    };
    EXPECT_FALSE(bears(credentials.member));
    ASSERT_TRUE(set(credentials.member, {events::DUTY_ADMINISTRATOR, events::DUTY_MODERATOR}));
    EXPECT_TRUE(bears(credentials.member));
    EXPECT_EQ(kind_of(set(credentials.member, {events::DUTY_MODERATOR})), ErrorKind::conflict)
        << "the last one";
    EXPECT_EQ(kind_of(set(group[0], {events::DUTY_MODERATOR, events::DUTY_MODERATOR})), ErrorKind::conflict);
    EXPECT_EQ(kind_of(set(group[0], {events::DUTY_UNKNOWN})), ErrorKind::syntax);
    EXPECT_EQ(kind_of(set(MemberId{}, {})), ErrorKind::missing);
    ASSERT_TRUE(set(group[0], {events::DUTY_ADMINISTRATOR}));
    ASSERT_TRUE(run_now(life->members->suspend(group[0])));
    EXPECT_EQ(kind_of(set(credentials.member, {})), ErrorKind::conflict) << "the other cannot sign in";
    ASSERT_TRUE(run_now(life->members->restore(group[0])));
    ASSERT_TRUE(set(credentials.member, {}));
    start_again();
    EXPECT_FALSE(bears(credentials.member));
    EXPECT_TRUE(bears(group[0]));
    ASSERT_TRUE(set(group[0], {}, LastAdministrator::may_go));
    EXPECT_FALSE(bears(group[0]));
}

}  // namespace
}  // namespace milpa::members
