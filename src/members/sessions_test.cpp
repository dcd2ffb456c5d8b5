// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/sign_in_testing.hpp"

namespace milpa::members {
namespace {

using namespace testing;

class SessionsTest : public SignInTest {};

TEST_F(SessionsTest, ASessionOpensTheVaultAndSurvivesARestart) {
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

TEST_F(SessionsTest, OnlyTheWholeTokenResumes) {
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
TEST_F(SessionsTest, TheServerAloneCannotUseASession) {
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

TEST_F(SessionsTest, SessionsExpire) {
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
        EXPECT_EQ(kind_of(first(password, {"x", wrong})), ErrorKind::syntax);
    }
    EXPECT_EQ(kind_of(first(password, {"two\nlines"})), ErrorKind::syntax);
    EXPECT_EQ(kind_of(first(password, {"not \xff UTF-8"})), ErrorKind::syntax);
    EXPECT_EQ(kind_of(first(password, {std::string(label_bytes_max + 1, 'x')})), ErrorKind::syntax);
}

// The minute at which somebody signed in is nobody's business.
TEST_F(SessionsTest, OfALongSessionOnlyDaysAreStored) {
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

TEST_F(SessionsTest, MembersSeeAndEndTheirSessions) {
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

TEST_F(SessionsTest, TheOldestSessionMakesRoom) {
    std::vector<SignedIn> all;
    for (std::size_t i = 0; i < sessions_max + 2; ++i) all.push_back(sign_in());
    EXPECT_EQ(sign_ins->sessions(all.back().login)->size(), sessions_max);
    EXPECT_EQ(refusal(all[0]), ErrorKind::denied);
    EXPECT_EQ(refusal(all[1]), ErrorKind::denied);
    for (std::size_t i = 2; i < all.size(); ++i) EXPECT_TRUE(resume(all[i])) << i;
    // They take no place of other openers.
    EXPECT_TRUE(run_now(life->members->add_app_password(proven(), "x")));
}

// Whoever has an app password, a program that runs wild too, signs nobody else out.
TEST_F(SessionsTest, AnAppPasswordMakesRoomOfItsOwn) {
    const auto own = sign_in();
    auto wild = run_now(life->members->add_app_password(proven(), "wild"));
    auto calm = run_now(life->members->add_app_password(proven(), "calm"));
    ASSERT_TRUE(wild && calm);
    const auto by_calm = sign_in(calm->secret.view());
    std::vector<SignedIn> by_wild;
    for (std::size_t i = 0; i < app_sessions_max + 2; ++i) by_wild.push_back(sign_in(wild->secret.view()));
    EXPECT_EQ(refusal(by_wild[0]), ErrorKind::denied);
    EXPECT_EQ(refusal(by_wild[1]), ErrorKind::denied);
    for (std::size_t i = 2; i < by_wild.size(); ++i) EXPECT_TRUE(resume(by_wild[i])) << i;
    EXPECT_TRUE(resume(own));
    EXPECT_TRUE(resume(by_calm));
    // Nor does the owner end what programs have; beside all of them there is room for as many as ever.
    std::vector<SignedIn> all;
    for (std::size_t i = 0; i < sessions_max; ++i) all.push_back(sign_in());
    EXPECT_EQ(refusal(own), ErrorKind::denied);
    EXPECT_TRUE(resume(by_calm));
    EXPECT_TRUE(resume(by_wild.back()));
    start_again();
    EXPECT_TRUE(resume(all.front()));
    EXPECT_TRUE(resume(by_wild.back()));
}

TEST_F(SessionsTest, WhatOneOpenerBeginsInAnHourHasAnEnd) {
    auto app = run_now(life->members->add_app_password(proven(), "wild"));
    ASSERT_TRUE(app);
    for (std::size_t i = 0; i < sign_ins_an_hour_max; ++i) sign_in(app->secret.view());
    const auto events_of = [&] { return run_now(life->collective->on_disk())->log.size(); };
    const std::size_t before = events_of();
    EXPECT_EQ(kind_of(first(app->secret.view())), ErrorKind::limit);
    EXPECT_EQ(events_of(), before);
    EXPECT_TRUE(first(password)) << "others have their own";
    clock.advance(std::chrono::hours(1));
    EXPECT_TRUE(first(app->secret.view()));
}

TEST_F(SessionsTest, WhatTakesCredentialsBackEndsSessions) {
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

TEST_F(SessionsTest, ASessionAloneChangesNoCredential) {
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

TEST_F(SessionsTest, ALockForgetsAndSessionsAreClosed) {
    const auto in = sign_in();
    run_now(life->collective->lock());
    EXPECT_EQ(kind_of(life->logins->resume(in.token.view())), ErrorKind::closed);
    EXPECT_EQ(kind_of(sign_ins->sessions(in.login)), ErrorKind::closed);
    ASSERT_TRUE(life->unlock(pick(shares, {0, 1})));
    EXPECT_TRUE(resume(in));
}

}  // namespace
}  // namespace milpa::members
