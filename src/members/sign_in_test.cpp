// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/sign_in_testing.hpp"

namespace milpa::members {
namespace {

using namespace testing;

// ---- the second factor

TEST_F(SignInTest, CodesAreAskedForOnceTheFirstWasRight) {
    const auto before = sign_in();
    const auto login = proven();
    EXPECT_EQ(kind_of(run_now(sign_ins->confirm_totp(login, secret("123456")))), ErrorKind::missing);
    const auto offer = sign_ins->offer_totp(login);
    ASSERT_TRUE(offer);
    EXPECT_TRUE(
        offer->uri.view().starts_with("otpauth://totp/Milpa%20of%20the%20Test:ana%40example.org?secret=" +
                                      std::string(offer->secret.view())))
        << offer->uri.view();
    totp_secret = *from_base32(offer->secret.view());
    EXPECT_EQ(totp_secret.size(), crypto::totp_secret_bytes);
    EXPECT_EQ(kind_of(run_now(sign_ins->confirm_totp(login, secret(totp(5))))), ErrorKind::denied);
    EXPECT_FALSE(*sign_ins->has_totp(login));
    EXPECT_TRUE(std::holds_alternative<SignedIn>(*first(password)));
    ASSERT_TRUE(run_now(sign_ins->confirm_totp(login, secret(totp()))));
    EXPECT_TRUE(*sign_ins->has_totp(login));
    EXPECT_EQ(refusal(before), ErrorKind::denied) << "a password alone had begun it";
    // The code that enrolled it is used up, the next one is not.
    EXPECT_EQ(kind_of(run_now(sign_ins->by_code(second().id, secret(totp())))), ErrorKind::denied);
    const auto step = second();
    EXPECT_TRUE(step.code);
    EXPECT_TRUE(step.passkeys.empty());
    const auto in = run_now(sign_ins->by_code(step.id, secret(totp(1))));
    ASSERT_TRUE(in) << in.error().detail;
    EXPECT_EQ(resume(*in)->means, events::SIGN_IN_PASSWORD_AND_CODE);
    EXPECT_EQ(kind_of(run_now(sign_ins->by_code(step.id, secret(totp(2))))), ErrorKind::denied)
        << "one session a step";
    ASSERT_TRUE(run_now(sign_ins->remove_totp(proven())));
    EXPECT_TRUE(std::holds_alternative<SignedIn>(*first(password)));
    EXPECT_EQ(kind_of(run_now(sign_ins->remove_totp(proven()))), ErrorKind::missing);
}

TEST_F(SignInTest, ACodeIsTakenOnceAlsoAfterARestart) {
    enrol_totp();
    const auto one = second(), two = second();
    ASSERT_TRUE(run_now(sign_ins->by_code(one.id, secret(totp()))));
    EXPECT_EQ(kind_of(run_now(sign_ins->by_code(two.id, secret(totp())))), ErrorKind::denied);
    EXPECT_EQ(kind_of(run_now(sign_ins->by_code(two.id, secret(totp(-1))))), ErrorKind::denied)
        << "an older one";
    start_again();
    EXPECT_EQ(kind_of(run_now(sign_ins->by_code(two.id, secret(totp(1))))), ErrorKind::denied) << "forgotten";
    EXPECT_EQ(kind_of(run_now(sign_ins->by_code(second().id, secret(totp())))), ErrorKind::denied);
    EXPECT_TRUE(run_now(sign_ins->by_code(second().id, secret(totp(1)))));
}

TEST_F(SignInTest, WithASecondFactorThePasswordIsNotForMailPrograms) {
    const auto wrong = life->login(std::string(ana), "wrong password");
    enrol_totp();
    const auto plain = life->login(std::string(ana), password);
    ASSERT_FALSE(plain || wrong);
    EXPECT_EQ(plain.error(), wrong.error()) << "answered like a wrong one";
    auto app = run_now(life->members->add_app_password(proven(), "Thunderbird"));
    ASSERT_TRUE(app);
    EXPECT_TRUE(life->login(std::string(ana), app->secret.view()));
    // A program's session needs no second factor, and gets around none.
    const auto by_app = sign_in(app->secret.view());
    EXPECT_EQ(kind_of(run_now(sign_ins->prove(by_app.login, secret(password)))), ErrorKind::denied);
    EXPECT_TRUE(run_now(sign_ins->prove(by_app.login, secret(code()))));
    ASSERT_TRUE(run_now(sign_ins->remove_totp(proven())));
    EXPECT_TRUE(life->login(std::string(ana), password));
}

TEST_F(SignInTest, TheRecoveryCodeReplacesALostSecondFactor) {
    enrol_totp();
    auto other = life->add("ben@example.org", "password of ben");
    EXPECT_EQ(kind_of(run_now(sign_ins->by_code(second().id, other.recovery_code.copy()))),
              ErrorKind::denied);
    const auto in = run_now(sign_ins->by_code(second().id, secret(code())));
    ASSERT_TRUE(in) << in.error().detail;
    EXPECT_EQ(in->login.means, events::SIGN_IN_PASSWORD_AND_RECOVERY_CODE);
    // Keyholders reset where the second factor is lost, too.
    auto fresh = run_now(life->members->reset(credentials.member, pick(shares, {0, 1}), {}));
    ASSERT_TRUE(fresh);
    EXPECT_TRUE(std::holds_alternative<SignedIn>(*first(fresh->password.view())));
}

TEST_F(SignInTest, WrongCodesRunOut) {
    enrol_totp();
    const auto wrong = [&] { return totp(40); };
    const auto step = second();
    for (std::size_t i = 0; i < sign_in_codes_max; ++i) {
        EXPECT_EQ(kind_of(run_now(sign_ins->by_code(step.id, secret(wrong())))), ErrorKind::denied);
    }
    EXPECT_EQ(kind_of(run_now(sign_ins->by_code(step.id, secret(totp())))), ErrorKind::denied)
        << "the step is over";
    for (std::size_t i = sign_in_codes_max; i < codes_an_hour_max; ++i) {
        EXPECT_EQ(kind_of(run_now(sign_ins->by_code(second().id, secret(wrong())))), ErrorKind::denied);
    }
    EXPECT_EQ(kind_of(run_now(sign_ins->by_code(second().id, secret(totp())))), ErrorKind::limit);
    EXPECT_TRUE(run_now(sign_ins->by_code(second().id, secret(code()))))
        << "the recovery code is not stopped";
    clock.advance(std::chrono::hours(1));
    EXPECT_TRUE(run_now(sign_ins->by_code(second().id, secret(totp()))));
    // A right one pardons.
    for (std::size_t i = 0; i + 1 < codes_an_hour_max; ++i) {
        EXPECT_EQ(kind_of(run_now(sign_ins->by_code(second().id, secret(wrong())))), ErrorKind::denied);
    }
    EXPECT_TRUE(run_now(sign_ins->by_code(second().id, secret(totp(1)))));
}

TEST_F(SignInTest, BetweenTheStepsNothingIsOpenAndNothingStays) {
    enrol_totp();
    const std::size_t keys = crypto::key_memory().keys;
    const auto openers = member()->data.vault().openers_size();
    auto step = second();
    EXPECT_EQ(member()->data.vault().openers_size(), openers) << "no opener of it";
    EXPECT_EQ(crypto::key_memory().keys, keys + 1);
    clock.advance(sign_in_patience);
    EXPECT_EQ(kind_of(run_now(sign_ins->by_code(step.id, secret(totp())))), ErrorKind::denied);
    EXPECT_EQ(crypto::key_memory().keys, keys);
    (void)second();
    clock.advance(sign_in_patience);
    sign_ins->forget_expired();
    EXPECT_EQ(sign_ins->waiting(), 0U);
    for (std::size_t i = 0; i < sign_ins_of_member_max + 3; ++i) step = second();
    EXPECT_EQ(sign_ins->waiting(), sign_ins_of_member_max);
    EXPECT_EQ(crypto::key_memory().keys, keys + sign_ins_of_member_max);
    ASSERT_TRUE(run_now(life->members->suspend(credentials.member)));
    EXPECT_EQ(kind_of(run_now(sign_ins->by_code(step.id, secret(totp())))), ErrorKind::denied);
    sign_ins->forget_of(credentials.member);
    EXPECT_EQ(crypto::key_memory().keys, keys);
    ASSERT_TRUE(run_now(life->members->restore(credentials.member)));
    (void)second();
    sign_ins->forget_all();
    EXPECT_EQ(crypto::key_memory().keys, keys);
    SignInId unknown{};
    EXPECT_EQ(kind_of(run_now(sign_ins->by_code(unknown, secret(totp())))), ErrorKind::denied);
}

// ---- passkeys

TEST_F(SignInTest, APasskeyOpensTheVaultWithoutAPassword) {
    const Authenticator authenticator;
    const auto added = add_passkey(authenticator, {.label = "telephone", .prf = prf()});
    ASSERT_TRUE(added) << added.error().detail;
    EXPECT_TRUE(added->opens);
    EXPECT_EQ(added->transports, (std::vector<std::string>{"internal", "hybrid"}));
    EXPECT_TRUE(std::holds_alternative<SignedIn>(*first(password))) << "the password still does, alone";
    start_again();
    const auto assertion = authenticator.get(
        sign_ins->passkey_challenge(), {.counter = 1, .user_handle = to_bytes(credentials.member.view())});
    const auto in = by_passkey(assertion);
    ASSERT_TRUE(in) << in.error().detail;
    EXPECT_EQ(in->login.means, events::SIGN_IN_PASSKEY);
    EXPECT_EQ(resume(*in)->keys->public_half, member()->public_half);
    EXPECT_EQ(kind_of(by_passkey(assertion)), ErrorKind::denied) << "a challenge is taken once";
    EXPECT_EQ(member()->data.passkeys(0).counter(), 1U);
    EXPECT_EQ(kind_of(by_passkey(authenticator.get(sign_ins->passkey_challenge(), {.counter = 1}))),
              ErrorKind::denied)
        << "the counter did not go up";
    EXPECT_EQ(kind_of(by_passkey(authenticator.get(sign_ins->passkey_challenge(), {.counter = 2}), prf(8))),
              ErrorKind::denied)
        << "another PRF";
    EXPECT_EQ(
        kind_of(by_passkey(authenticator.get(sign_ins->passkey_challenge(), {.flags = 0x01, .counter = 3}))),
        ErrorKind::denied)
        << "nobody looked who was there";
    EXPECT_EQ(kind_of(by_passkey(authenticator.get(
                  sign_ins->passkey_challenge(), {.counter = 3, .user_handle = to_bytes("somebody else")}))),
              ErrorKind::denied);
    EXPECT_EQ(kind_of(by_passkey(Authenticator().get(sign_ins->passkey_challenge(), {.counter = 3}))),
              ErrorKind::denied)
        << "another key with the same id";
    EXPECT_EQ(kind_of(by_passkey(Authenticator(webauthn::Algorithm::es256, "unknown")
                                     .get(sign_ins->passkey_challenge(), {.counter = 3}))),
              ErrorKind::denied);
    const auto late = sign_ins->passkey_challenge();
    clock.advance(challenge_life);
    EXPECT_EQ(kind_of(by_passkey(authenticator.get(late, {.counter = 3}))), ErrorKind::denied);
    EXPECT_TRUE(by_passkey(authenticator.get(sign_ins->passkey_challenge(), {.counter = 3})));
    ASSERT_TRUE(run_now(life->members->suspend(credentials.member)));
    EXPECT_EQ(kind_of(by_passkey(authenticator.get(sign_ins->passkey_challenge(), {.counter = 4}))),
              ErrorKind::denied);
    ASSERT_TRUE(run_now(life->members->restore(credentials.member)));
    const auto shown = run_now(sign_ins->prove(
        resume(*in).value(), party, authenticator.get(sign_ins->passkey_challenge(), {.counter = 5})));
    ASSERT_TRUE(shown);
    EXPECT_TRUE(shown->proven);
    ASSERT_TRUE(run_now(sign_ins->remove_passkey(proven(), authenticator.id)));
    EXPECT_EQ(refusal(*in), ErrorKind::denied) << "the session that it began";
    EXPECT_EQ(kind_of(by_passkey(authenticator.get(sign_ins->passkey_challenge(), {.counter = 6}))),
              ErrorKind::denied);
    EXPECT_EQ(member()->data.vault().openers_size(), 3) << "password, code, the session of the password";
}

TEST_F(SignInTest, APasskeyWithoutPrfOnlyStandsBesideThePassword) {
    const Authenticator authenticator;
    const auto before = sign_in();
    ASSERT_TRUE(add_passkey(authenticator, {.label = "fob", .prf = {}, .second_factor = true}));
    EXPECT_EQ(refusal(before), ErrorKind::denied);
    EXPECT_EQ(kind_of(by_passkey(authenticator.get(sign_ins->passkey_challenge()))), ErrorKind::denied);
    EXPECT_EQ(kind_of(life->login(std::string(ana), password)), ErrorKind::denied);
    const auto step = second();
    EXPECT_FALSE(step.code);
    ASSERT_EQ(step.passkeys, std::vector<Bytes>{authenticator.id});
    const auto finish = [&](const SignInId& id, const webauthn::Assertion& assertion) {
        return run_now(sign_ins->by_second_passkey(id, party, assertion));
    };
    const auto other = second();
    EXPECT_EQ(kind_of(finish(step.id, authenticator.get(other.challenge))), ErrorKind::denied)
        << "of another step";
    EXPECT_EQ(kind_of(finish(step.id, authenticator.get(sign_ins->passkey_challenge()))), ErrorKind::denied);
    EXPECT_EQ(kind_of(finish(step.id, authenticator.get(step.challenge, {.origin = "https://evil.example"}))),
              ErrorKind::denied);
    EXPECT_EQ(kind_of(run_now(sign_ins->by_code(step.id, secret("123456")))), ErrorKind::denied);
    const auto in = finish(step.id, authenticator.get(step.challenge, {.flags = 0x01}));
    ASSERT_TRUE(in) << in.error().detail;
    EXPECT_EQ(in->login.means, events::SIGN_IN_PASSWORD_AND_PASSKEY);
    EXPECT_EQ(kind_of(finish(step.id, authenticator.get(step.challenge))), ErrorKind::denied);
    // Later it computes a PRF after all.
    const auto open = [&](std::uint8_t octet) {
        return run_now(sign_ins->let_passkey_open(
            proven(), party, authenticator.get(sign_ins->passkey_challenge()), prf(octet)));
    };
    ASSERT_TRUE(open(9));
    EXPECT_EQ(kind_of(open(9)), ErrorKind::conflict);
    EXPECT_TRUE(by_passkey(authenticator.get(sign_ins->passkey_challenge()), prf(9)));
    EXPECT_TRUE(sign_ins->passkeys(in->login)->front().opens);
}

TEST_F(SignInTest, PasskeysAreAddedOnceAndHaveALimit) {
    const Authenticator authenticator;
    EXPECT_EQ(kind_of(add_passkey(authenticator, {.label = "x", .prf = prf()}, {.flags = 0x01})),
              ErrorKind::denied)
        << "one that opens looks who is there";
    const auto login = proven();
    const auto offer = *sign_ins->offer_passkey(login);
    EXPECT_EQ(offer.user_handle, to_bytes(credentials.member.view()));
    const auto add = [&](const webauthn::Registration& registration) {
        return run_now(sign_ins->add_passkey(login, party, registration, {.label = "x"}));
    };
    EXPECT_EQ(kind_of(add(authenticator.create(sign_ins->passkey_challenge()))), ErrorKind::denied)
        << "a challenge for something else";
    ASSERT_TRUE(add(authenticator.create(offer.challenge)));
    EXPECT_EQ(kind_of(add(authenticator.create(offer.challenge))), ErrorKind::denied) << "taken already";
    EXPECT_EQ(kind_of(add_passkey(authenticator, {.label = "x"})), ErrorKind::conflict);
    EXPECT_EQ(sign_ins->offer_passkey(login)->exclude, std::vector<Bytes>{authenticator.id});
    for (std::size_t i = 1; i < passkeys_max; ++i) {
        EXPECT_TRUE(add_passkey(Authenticator(webauthn::Algorithm::eddsa, "key " + std::to_string(i)),
                                {.label = "x"}));
    }
    EXPECT_EQ(kind_of(add_passkey(Authenticator(webauthn::Algorithm::eddsa, "one more"), {.label = "x"})),
              ErrorKind::limit);
    // Neither an opener nor a second factor: it does nothing.
    EXPECT_TRUE(std::holds_alternative<SignedIn>(*first(password)));
    EXPECT_EQ(kind_of(run_now(sign_ins->remove_passkey(login, to_bytes("unknown")))), ErrorKind::missing);
}

TEST_F(SignInTest, AFormerVaultOpensByThePasskeyThatItHad) {
    ASSERT_TRUE(add_passkey(Authenticator(), {.label = "x", .prf = prf()}));
    const auto old_key = member()->public_half;
    auto fresh = run_now(life->members->reset(credentials.member, pick(shares, {0, 1}), {}));
    ASSERT_TRUE(fresh);
    EXPECT_TRUE(member()->data.passkeys().empty());
    const auto login = proven(fresh->password.view());
    EXPECT_EQ(kind_of(life->members->reopen_former(login, prf(8))), ErrorKind::denied);
    const auto former = life->members->reopen_former(login, prf());
    ASSERT_TRUE(former);
    EXPECT_EQ(former->keys->public_half, old_key);
}

TEST(ChallengesTest, EachIsForOneUseOnceAndInTime) {
    ManualClock clock;
    SystemRandom random;
    Challenges challenges(&clock, &random), another(&clock, &random);
    const Bytes subject = to_bytes("subject");
    const Bytes one = challenges.give_out(ChallengeUse::registration, subject);
    EXPECT_TRUE(challenges.check(one, ChallengeUse::registration, subject));
    EXPECT_TRUE(challenges.check(one, ChallengeUse::registration, subject)) << "looking takes nothing";
    EXPECT_FALSE(challenges.check(one, ChallengeUse::sign_in, subject));
    EXPECT_FALSE(challenges.check(one, ChallengeUse::registration, to_bytes("another")));
    EXPECT_FALSE(challenges.check(one, ChallengeUse::registration, {}));
    EXPECT_FALSE(another.check(one, ChallengeUse::registration, subject));
    EXPECT_FALSE(challenges.check({}, ChallengeUse::registration, subject));
    for (std::size_t at = 0; at < one.size(); ++at) {
        Bytes changed = one;
        changed[at] ^= 1;
        EXPECT_FALSE(challenges.check(changed, ChallengeUse::registration, subject)) << at;
    }
    const Bytes two = challenges.give_out(ChallengeUse::registration, subject);
    EXPECT_NE(one, two);
    ASSERT_TRUE(challenges.take(one, ChallengeUse::registration, subject));
    EXPECT_FALSE(challenges.take(one, ChallengeUse::registration, subject));
    clock.advance(challenge_life - std::chrono::milliseconds(1));
    EXPECT_FALSE(challenges.take(one, ChallengeUse::registration, subject));
    EXPECT_TRUE(challenges.take(two, ChallengeUse::registration, subject));
    const Bytes three = challenges.give_out(ChallengeUse::registration, subject);
    clock.advance(challenge_life);
    EXPECT_FALSE(challenges.take(three, ChallengeUse::registration, subject));
}

}  // namespace
}  // namespace milpa::members
