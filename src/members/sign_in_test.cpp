// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/sign_in.hpp"

#include <algorithm>

#include "crypto/totp.hpp"
#include "members/session_token.hpp"
#include "members/testing.hpp"
#include "webauthn/testing.hpp"

namespace milpa::members {
namespace {

using namespace testing;
using net::run_now;
using webauthn::testing::Authenticator;
using webauthn::testing::Saying;

constexpr std::string_view ana = "ana@example.org";
constexpr std::string_view password = "first password";
const webauthn::RelyingParty party{"example.org", {"https://mail.example.org"}};

class SignInTest : public Founded {
protected:
    void SetUp() override {
        Founded::SetUp();
        credentials = life->add(std::string(ana), password);
        begin();
    }
    void TearDown() override { sign_ins.reset(); }
    void begin() { sign_ins = std::make_unique<SignIns>(life->collective.get(), life->logins.get()); }
    void start_again() {
        sign_ins.reset();
        restart();
        ASSERT_TRUE(life->unlock(pick(shares, {0, 1})));
        begin();
    }

    Result<SignInStep> first(std::string_view typed, NewSession wanted = {"Firefox on Android"}) {
        return run_now(sign_ins->by_password(std::string(ana), secret(typed), std::move(wanted)));
    }
    SignedIn sign_in(std::string_view typed = password, NewSession wanted = {"Firefox on Android"}) {
        auto step = first(typed, std::move(wanted));
        EXPECT_TRUE(step) << step.error().detail;
        return std::get<SignedIn>(std::move(*step));
    }
    SecondStep second(std::string_view typed = password) {
        auto step = first(typed);
        EXPECT_TRUE(step) << step.error().detail;
        return std::get<SecondStep>(std::move(*step));
    }
    Login proven(std::string_view typed = password) {
        auto login = life->login(std::string(ana), typed, Accept::also_recovery);
        EXPECT_TRUE(login) << login.error().detail;
        return std::move(*login);
    }
    Result<Login> resume(const SignedIn& in) { return life->logins->resume(in.token.view()); }
    ErrorKind refusal(const SignedIn& in) { return kind_of(resume(in)); }
    std::string code() const { return std::string(credentials.recovery_code.view()); }
    MemberPointer member() { return *life->collective->read_member(credentials.member); }

    /// The code of so many half minutes from now.
    std::string totp(int steps = 0) {
        const auto step = static_cast<std::int64_t>(crypto::totp_step(clock.wall())) + steps;
        const auto digits = crypto::hotp(totp_secret, static_cast<std::uint64_t>(step));
        return std::to_string(1'000'000 + digits).substr(1);
    }
    void enrol_totp() {
        const Login login = proven();
        const auto offer = sign_ins->offer_totp(login);
        ASSERT_TRUE(offer);
        totp_secret = *from_base32(offer->secret.view());
        const auto done = run_now(sign_ins->confirm_totp(login, secret(totp())));
        ASSERT_TRUE(done) << done.error().detail;
        clock.advance(std::chrono::seconds(30));  // the first code is used up
    }
    static crypto::Key prf(std::uint8_t octet = 7) {
        return *crypto::Key::from(Bytes(crypto::Key::size, octet));
    }
    Result<PasskeyInfo> add_passkey(const Authenticator& authenticator, NewPasskey wanted,
                                    const Saying& say = {}) {
        const Login login = proven();
        TRY(const auto offer, sign_ins->offer_passkey(login));
        return run_now(sign_ins->add_passkey(login, party, authenticator.create(offer.challenge, say),
                                             std::move(wanted)));
    }
    Result<SignedIn> by_passkey(const webauthn::Assertion& assertion, crypto::Key computed = prf()) {
        return run_now(sign_ins->by_passkey(party, assertion, std::move(computed), {"Safari"}));
    }

    Credentials credentials;
    std::unique_ptr<SignIns> sign_ins;
    Bytes totp_secret;
};

// ---- sessions

TEST_F(SignInTest, ASessionOpensTheVaultAndSurvivesARestart) {
    const auto in = sign_in();
    EXPECT_EQ(in.token.view().size(), session_token_letters);
    EXPECT_EQ(in.login.kind, events::OPENER_SESSION);
    EXPECT_FALSE(in.login.proven);
    start_again();
    const auto back = resume(in);
    ASSERT_TRUE(back) << back.error().detail;
    EXPECT_EQ(back->id(), credentials.member);
    EXPECT_EQ(back->opener, in.login.opener);
    EXPECT_EQ(back->means, events::SIGN_IN_PASSWORD);
    EXPECT_EQ(back->expires, in.login.expires);
    EXPECT_FALSE(back->proven);
    EXPECT_EQ(crypto::KeyPair::from_private(back->keys->private_half.copy()).public_half,
              member()->public_half);
    EXPECT_TRUE(life->logins->check(*back));
}

TEST_F(SignInTest, OnlyTheWholeTokenResumes) {
    const auto in = sign_in();
    const std::string token(in.token.view());
    for (std::size_t at = 0; at < token.size(); ++at) {
        std::string changed = token;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        EXPECT_EQ(kind_of(life->logins->resume(changed)), ErrorKind::denied) << at;
    }
    for (const auto& bad : {std::string(), token.substr(1), token + "A", token + "=", std::string(64, '-'),
                            std::string(64, '+'), std::string(10'000, 'A')}) {
        EXPECT_EQ(kind_of(life->logins->resume(bad)), ErrorKind::denied) << bad;
    }
    // Another's secret with this number.
    const auto other = sign_in();
    auto mixed = *read_session_token(token);
    mixed.opener = read_session_token(other.token.view())->opener;
    EXPECT_EQ(kind_of(life->logins->resume(to_text(mixed).view())), ErrorKind::denied);
    EXPECT_TRUE(resume(in));
}

// What lies in the directory, and every key that the unlocked server has, opens no session.
TEST_F(SignInTest, TheServerAloneCannotUseASession) {
    const auto in = sign_in();
    const auto* opener = find_opener(*member(), in.login.opener);
    ASSERT_NE(opener, nullptr);
    const std::string stored = member()->data.SerializeAsString();
    const auto token = *read_session_token(in.token.view());
    EXPECT_EQ(stored.find(as_text(token.secret.view())), std::string::npos);
    EXPECT_EQ(stored.find(in.token.view()), std::string::npos);
    EXPECT_EQ(stored.find(as_text(in.login.keys->private_half.view())), std::string::npos);
    auto keys = open_keys(life->collective->founding(), shares);
    ASSERT_TRUE(keys);
    for (const auto* key : {&keys->directory.private_half, &keys->queue.private_half, &keys->store}) {
        EXPECT_FALSE(open_with(member()->data.vault(), *opener, *key));
    }
    EXPECT_TRUE(open_with(member()->data.vault(), *opener, token.secret));
}

TEST_F(SignInTest, SessionsExpire) {
    const auto brief = sign_in(password, {"kiosk", std::chrono::minutes(10)});
    const auto in = sign_in(password, {"at home", std::chrono::hours(30 * 24)});
    clock.advance(std::chrono::minutes(10) - std::chrono::milliseconds(1));
    EXPECT_TRUE(resume(brief));
    clock.advance(std::chrono::milliseconds(1));
    EXPECT_EQ(refusal(brief), ErrorKind::denied);
    EXPECT_EQ(kind_of(life->logins->check(brief.login)), ErrorKind::denied) << "also who is connected still";
    EXPECT_EQ(sign_ins->sessions(in.login)->size(), 1U);
    clock.advance(std::chrono::hours(30 * 24));
    EXPECT_TRUE(resume(in)) << "to the end of its day";
    clock.advance(std::chrono::hours(24));
    EXPECT_EQ(refusal(in), ErrorKind::denied);
    const auto openers = [&] { return member()->data.vault().openers_size(); };
    EXPECT_EQ(openers(), 4);
    ASSERT_TRUE(run_now(sign_ins->sweep()));
    EXPECT_EQ(openers(), 2);
    const auto seq = life->collective->look([](const Directory&) {});
    ASSERT_TRUE(seq);
    ASSERT_TRUE(run_now(sign_ins->sweep())) << "nothing to do";
    for (const auto wrong :
         {std::chrono::seconds(0), std::chrono::seconds(299), std::chrono::seconds(90 * 86'400 + 1)}) {
        EXPECT_EQ(kind_of(first(password, {"x", wrong})), ErrorKind::limit);
    }
    EXPECT_EQ(kind_of(first(password, {"two\nlines"})), ErrorKind::syntax);
    EXPECT_EQ(kind_of(first(password, {"not \xff UTF-8"})), ErrorKind::syntax);
    EXPECT_EQ(kind_of(first(password, {std::string(label_bytes_max + 1, 'x')})), ErrorKind::limit);
}

// The minute at which somebody signed in is nobody's business.
TEST_F(SignInTest, OfALongSessionOnlyDaysAreStored) {
    const auto in = sign_in();
    const auto* opener = find_opener(*member(), in.login.opener);
    constexpr std::int64_t day = 86'400'000;
    EXPECT_EQ(opener->created_ms() % day, 0);
    EXPECT_EQ(opener->expires_ms() % day, 0);
    const auto disk = run_now(life->collective->on_disk());
    ASSERT_TRUE(disk);
    EXPECT_EQ(disk->log.back().at_ms() % day, 0);
    EXPECT_TRUE(disk->log.back().has_openers_changed());
}

TEST_F(SignInTest, MembersSeeAndEndTheirSessions) {
    const auto one = sign_in(password, {"one"}), two = sign_in(password, {"two"}),
               three = sign_in(password, {"three"});
    const auto listed = *sign_ins->sessions(two.login);
    ASSERT_EQ(listed.size(), 3U);
    EXPECT_EQ(listed[0].label, "one");
    EXPECT_EQ(listed[0].id, one.login.opener);
    EXPECT_EQ(listed[0].means, events::SIGN_IN_PASSWORD);
    EXPECT_FALSE(listed[0].current);
    EXPECT_TRUE(listed[1].current);
    EXPECT_EQ(life->members->openers(two.login)->size(), 2U) << "sessions are listed apart";
    ASSERT_TRUE(run_now(sign_ins->end_session(two.login, one.login.opener)));
    EXPECT_EQ(refusal(one), ErrorKind::denied);
    EXPECT_EQ(kind_of(run_now(sign_ins->end_session(two.login, one.login.opener))), ErrorKind::missing);
    EXPECT_EQ(kind_of(run_now(sign_ins->end_session(one.login, two.login.opener))), ErrorKind::denied);
    // Not by this way: what is no session, and another's.
    EXPECT_EQ(kind_of(run_now(sign_ins->end_session(two.login, proven().opener))), ErrorKind::missing);
    life->add("ben@example.org", "password of ben");
    auto ben = run_now(sign_ins->by_password("ben", secret("password of ben"), {"x"}));
    ASSERT_TRUE(ben);
    EXPECT_EQ(kind_of(run_now(sign_ins->end_session(std::get<SignedIn>(*ben).login, two.login.opener))),
              ErrorKind::missing);
    EXPECT_EQ(run_now(sign_ins->end_other_sessions(two.login)).value(), 1U);
    EXPECT_EQ(refusal(three), ErrorKind::denied);
    EXPECT_TRUE(resume(two));
    EXPECT_TRUE(resume(std::get<SignedIn>(*ben)));
    ASSERT_TRUE(run_now(sign_ins->end_session(two.login, two.login.opener)));
    EXPECT_EQ(refusal(two), ErrorKind::denied);
}

TEST_F(SignInTest, TheOldestSessionMakesRoom) {
    std::vector<SignedIn> all;
    for (std::size_t i = 0; i < sessions_max + 2; ++i) all.push_back(sign_in());
    EXPECT_EQ(sign_ins->sessions(all.back().login)->size(), sessions_max);
    EXPECT_EQ(refusal(all[0]), ErrorKind::denied);
    EXPECT_EQ(refusal(all[1]), ErrorKind::denied);
    for (std::size_t i = 2; i < all.size(); ++i) EXPECT_TRUE(resume(all[i])) << i;
    // They take no place of other openers.
    EXPECT_TRUE(run_now(life->members->add_app_password(proven(), "x")));
}

TEST_F(SignInTest, WhatTakesCredentialsBackEndsSessions) {
    const auto kept = sign_in(), other = sign_in();
    auto app = run_now(life->members->add_app_password(proven(), "script"));
    ASSERT_TRUE(app);
    const auto by_app = sign_in(app->secret.view());
    EXPECT_EQ(by_app.login.means, events::SIGN_IN_APP_PASSWORD);
    ASSERT_TRUE(run_now(life->members->remove_app_password(kept.login, app->id)));
    EXPECT_EQ(refusal(by_app), ErrorKind::denied) << "it goes with what it was begun with";
    EXPECT_TRUE(resume(other));
    ASSERT_TRUE(
        run_now(life->members->change_password(proven(), secret("second password"), kept.login.opener)));
    EXPECT_EQ(refusal(other), ErrorKind::denied);
    EXPECT_TRUE(resume(kept));
    ASSERT_TRUE(run_now(life->members->recover(std::string(ana), secret(code()), secret("third password"))));
    EXPECT_EQ(refusal(kept), ErrorKind::denied);
    const auto last = sign_in("third password");
    ASSERT_TRUE(run_now(life->members->suspend(credentials.member)));
    EXPECT_EQ(refusal(last), ErrorKind::denied);
    ASSERT_TRUE(run_now(life->members->restore(credentials.member)));
    EXPECT_TRUE(resume(last));
    ASSERT_TRUE(run_now(life->members->reset(credentials.member, pick(shares, {0, 1}), {})));
    EXPECT_EQ(refusal(last), ErrorKind::denied);
    for (const auto& opener : member()->data.former_vaults(0).openers()) {
        EXPECT_NE(opener.kind(), events::OPENER_SESSION);
    }
}

TEST_F(SignInTest, ASessionAloneChangesNoCredential) {
    const auto in = sign_in();
    auto app = run_now(life->members->add_app_password(proven(), "script"));
    ASSERT_TRUE(app);
    const auto by_app = *life->login(std::string(ana), app->secret.view());
    for (const Login& login : {in.login, by_app}) {
        EXPECT_EQ(kind_of(run_now(life->members->change_password(login, secret("second password")))),
                  ErrorKind::denied);
        EXPECT_EQ(kind_of(run_now(life->members->add_app_password(login, "x"))), ErrorKind::denied);
        EXPECT_EQ(kind_of(run_now(life->members->renew_recovery_code(login))), ErrorKind::denied);
        EXPECT_EQ(kind_of(run_now(life->members->set_trusted_group(login, {}, 0))), ErrorKind::denied);
        EXPECT_EQ(kind_of(sign_ins->offer_totp(login)), ErrorKind::denied);
        EXPECT_EQ(kind_of(run_now(sign_ins->remove_totp(login))), ErrorKind::denied);
        EXPECT_EQ(kind_of(sign_ins->offer_passkey(login)), ErrorKind::denied);
        EXPECT_EQ(kind_of(run_now(sign_ins->remove_passkey(login, to_bytes("x")))), ErrorKind::denied);
    }
    EXPECT_EQ(kind_of(run_now(sign_ins->prove(in.login, secret("wrong")))), ErrorKind::denied);
    EXPECT_EQ(kind_of(run_now(sign_ins->prove(in.login, app->secret.copy()))), ErrorKind::denied);
    const auto proof = run_now(sign_ins->prove(in.login, secret(password)));
    ASSERT_TRUE(proof);
    EXPECT_TRUE(proof->proven);
    EXPECT_TRUE(run_now(life->members->change_password(*proof, secret("second password"), in.login.opener)));
    EXPECT_TRUE(resume(in));
    EXPECT_EQ(kind_of(run_now(life->members->change_password(*proof, secret("third password")))),
              ErrorKind::denied)
        << "the proof went with the password";
}

TEST_F(SignInTest, ALockForgetsAndSessionsAreClosed) {
    const auto in = sign_in();
    run_now(life->collective->lock());
    EXPECT_EQ(kind_of(life->logins->resume(in.token.view())), ErrorKind::closed);
    EXPECT_EQ(kind_of(sign_ins->sessions(in.login)), ErrorKind::closed);
    ASSERT_TRUE(life->unlock(pick(shares, {0, 1})));
    EXPECT_TRUE(resume(in));
}

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
