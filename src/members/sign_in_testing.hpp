// SPDX-License-Identifier: AGPL-3.0-or-later
// What the tests of signing in stand on: one member, and somebody who signs in as her.
#pragma once

#include "crypto/totp.hpp"
#include "members/session_token.hpp"
#include "members/sign_in.hpp"
#include "members/testing.hpp"
#include "webauthn/testing.hpp"

namespace milpa::members::testing {

using net::run_now;
using webauthn::testing::Authenticator;
using webauthn::testing::Saying;

inline constexpr std::string_view ana = "ana@example.org";
inline constexpr std::string_view password = "first password";
inline const webauthn::RelyingParty party{"example.org", {"https://mail.example.org"}};

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

}  // namespace milpa::members::testing
