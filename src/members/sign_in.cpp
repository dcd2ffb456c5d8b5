// SPDX-License-Identifier: AGPL-3.0-or-later
// The steps of signing in. Sessions are in sessions.cpp, what is enrolled in second_factor.cpp and
// passkeys.cpp.
#include "members/sign_in_state.hpp"

#include "members/directory_rules.hpp"
#include "members/proof.hpp"
#include "members/session_token.hpp"

namespace milpa::members {

namespace {

std::string text_of(const auto& id) { return std::string(as_text(id.view())); }

Error wrong() { return fail(ErrorKind::denied, "not right, used already, or too late"); }

Result<void> check_wanted(const NewSession& wanted) {
    if (wanted.lifetime < session_lifetime_min || wanted.lifetime > session_lifetime_max) {
        return fail(ErrorKind::syntax, "a session lasts five minutes at least, 90 days at most");
    }
    return check_line(wanted.label);
}

std::int64_t days(std::int64_t ms, bool up) {
    constexpr std::int64_t day = std::chrono::milliseconds(std::chrono::days(1)).count();
    return (up ? (ms + day - 1) / day : ms / day) * day;
}

// What of the member's sessions goes when one comes: those that are over, and the oldest beyond the limit. An
// app password's make room for each other, and so do the owner's own.
std::vector<std::string> making_room(const MemberRecord& member, const events::Opener& comes,
                                     std::int64_t now_ms) {
    const bool by_app = comes.means() == events::SIGN_IN_APP_PASSWORD;
    const auto is_alike = [&](const events::Opener& one) {
        if ((one.means() == events::SIGN_IN_APP_PASSWORD) != by_app) return false;
        return !by_app || one.made_by() == comes.made_by();
    };
    std::vector<std::string> gone, alive;
    for (const auto& opener : member.data.vault().openers()) {
        if (opener.kind() != events::OPENER_SESSION) continue;
        if (opener.expires_ms() <= now_ms) {
            gone.push_back(opener.id());
        } else if (is_alike(opener)) {
            alive.push_back(opener.id());
        }
    }
    // They stand in the order in which they came.
    const std::size_t most = by_app ? app_sessions_max : sessions_max;
    const std::size_t too_many = alive.size() < most ? 0 : alive.size() - most + 1;
    gone.insert(gone.end(), alive.begin(), alive.begin() + static_cast<std::ptrdiff_t>(too_many));
    return gone;
}

}  // namespace

SignIns::SignIns(Lent<Collective> collective, Lent<Logins> logins)
    : collective_(collective),
      logins_(logins),
      challenges_(collective->world().clock, collective->world().random) {}

SignIns::~SignIns() = default;

Task<Result<SignInStep>> SignIns::by_password(std::string address, crypto::SecretText secret,
                                              NewSession wanted, std::optional<net::PeerAddress> from) {
    CO_CHECK(check_wanted(wanted));
    CO_TRY(auto login, co_await logins_->login(std::move(address), std::move(secret), Accept::first_step,
                                               std::move(from)));
    if (login.kind == events::OPENER_PASSWORD && has_second_factor(*login.member)) {
        co_return SignInStep(wait_for_second(std::move(login), std::move(wanted)));
    }
    const auto means =
        login.kind == events::OPENER_PASSWORD ? events::SIGN_IN_PASSWORD : events::SIGN_IN_APP_PASSWORD;
    CO_TRY(auto made, co_await make_session(std::move(login), std::move(wanted), means, {}));
    co_return SignInStep(std::move(made));
}

SecondStep SignIns::wait_for_second(Login opened, NewSession wanted) {
    const auto& world = collective_->world();
    SecondStep step;
    step.id = world.random->id<SignInId>();
    step.code = opened.member->data.has_totp();
    for (const auto& passkey : opened.member->data.passkeys())
        step.passkeys.push_back(to_bytes(passkey.id()));
    step.challenge = challenges_.give_out(ChallengeUse::second_step, step.id.view());
    const MemberId member = opened.id();
    const std::lock_guard lock(mutex_);
    std::size_t theirs = 0;
    auto oldest = waiting_.end();
    for (auto one = waiting_.begin(); one != waiting_.end(); ++one) {
        if (one->second.login.id() != member) continue;
        ++theirs;
        if (oldest == waiting_.end() || one->second.until < oldest->second.until) oldest = one;
    }
    if (theirs >= sign_ins_of_member_max) waiting_.erase(oldest);
    waiting_.emplace(step.id,
                     Waiting{std::move(opened), std::move(wanted), world.clock->steady() + sign_in_patience});
    return step;
}

Result<SignIns::Waiting> SignIns::look_at(const SignInId& id) {
    Waiting found;
    {
        const std::lock_guard lock(mutex_);
        const auto one = waiting_.find(id);
        if (one == waiting_.end()) return wrong();
        if (one->second.until <= collective_->world().clock->steady()) {
            waiting_.erase(one);
            return wrong();
        }
        found = one->second;
    }
    CHECK(logins_->check(found.login));
    TRY(found.login.member, collective_->read_member(found.login.id()));
    return found;
}

void SignIns::was_wrong(const SignInId& id) {
    const std::lock_guard lock(mutex_);
    const auto one = waiting_.find(id);
    if (one != waiting_.end() && ++one->second.wrong >= sign_in_codes_max) waiting_.erase(one);
}

// What is under way counts as wrong until it was right: many at once gain nothing.
Result<void> SignIns::take_code_try(const MemberId& member) {
    const SteadyTime now = collective_->world().clock->steady();
    const std::lock_guard lock(mutex_);
    auto& tries = code_tries_[member];
    if (tries.wrong == 0 || now - tries.since >= std::chrono::hours(1)) tries = {0, now};
    if (tries.wrong >= codes_an_hour_max) return fail(ErrorKind::limit, "too many wrong codes");
    ++tries.wrong;
    return {};
}

void SignIns::code_was_right(const MemberId& member) {
    const std::lock_guard lock(mutex_);
    code_tries_.erase(member);
}

Task<Result<SignedIn>> SignIns::by_code(SignInId id, crypto::SecretText code) {
    CO_TRY(auto waiting, look_at(id));
    const MemberRecord& member = *waiting.login.member;
    if (crypto::normalise_recovery_code(code)) {
        for (const auto& opener : member.data.vault().openers()) {
            if (opener.kind() != events::OPENER_RECOVERY_CODE) continue;
            if (!open_with(member.data.vault(), opener, code)) continue;
            co_return co_await finish(id, std::move(waiting), events::SIGN_IN_PASSWORD_AND_RECOVERY_CODE, {});
        }
        was_wrong(id);
        co_return wrong();
    }
    if (!member.data.has_totp()) co_return wrong();
    const MemberId member_id = member.id;
    CO_CHECK(take_code_try(member_id));
    const auto step =
        crypto::find_totp_step(as_bytes(member.data.totp().secret()), code.view(),
                               collective_->world().clock->wall(), member.data.totp().last_step());
    if (!step) {
        was_wrong(id);
        co_return wrong();
    }
    auto made =
        co_await finish(id, std::move(waiting), events::SIGN_IN_PASSWORD_AND_CODE, {.totp_step = *step});
    if (made) code_was_right(member_id);
    co_return made;
}

Task<Result<SignedIn>> SignIns::by_second_passkey(SignInId id, webauthn::RelyingParty party,
                                                  webauthn::Assertion assertion) {
    CO_TRY(auto waiting, look_at(id));
    auto use = verify(*waiting.login.member, party, assertion, ChallengeUse::second_step, id.view(),
                      webauthn::UserVerification::preferred);
    if (!use) {
        was_wrong(id);
        co_return Error(std::move(use.error()));
    }
    Used used;
    used.passkey = std::move(*use);
    co_return co_await finish(id, std::move(waiting), events::SIGN_IN_PASSWORD_AND_PASSKEY, std::move(used));
}

// One step gives one session, whoever else knows its number: the first takes it.
Task<Result<SignedIn>> SignIns::finish(SignInId id, Waiting waiting, events::SignInMeans means, Used used) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.erase(id) == 0) co_return wrong();
    }
    co_return co_await make_session(std::move(waiting.login), std::move(waiting.wanted), means,
                                    std::move(used));
}

Bytes SignIns::passkey_challenge() { return challenges_.give_out(ChallengeUse::sign_in, {}); }

Task<Result<SignedIn>> SignIns::by_passkey(webauthn::RelyingParty party, webauthn::Assertion assertion,
                                           crypto::Key prf, NewSession wanted) {
    CO_CHECK(check_wanted(wanted));
    MemberPointer member;
    CO_CHECK(collective_->look(
        [&](const Directory& directory) { member = directory.find_passkey(assertion.credential); }));
    if (!member) co_return wrong();
    Used used;
    CO_TRY(used.passkey, verify(*member, party, assertion, ChallengeUse::sign_in, {},
                                webauthn::UserVerification::required));
    const auto* passkey = find_passkey(member->data, assertion.credential);
    const auto opener_id = OpenerId::from(passkey->opener());
    if (!opener_id) co_return wrong();  // it only stands beside a password
    const auto* opener = find_opener(*member, *opener_id);
    if (opener == nullptr) co_return wrong();
    auto keys = open_with(member->data.vault(), *opener, prf);
    if (!keys) co_return wrong();
    Login login{.member = member,
                .opener = *opener_id,
                .kind = events::OPENER_PASSKEY,
                .keys = std::make_shared<const crypto::KeyPair>(std::move(*keys))};
    CO_CHECK(logins_->check(login));
    co_return co_await make_session(std::move(login), std::move(wanted), events::SIGN_IN_PASSKEY,
                                    std::move(used));
}

Result<void> SignIns::take_sign_in(const OpenerId& by) {
    const SteadyTime now = collective_->world().clock->steady();
    const std::lock_guard lock(mutex_);
    Begun& begun = begun_.try_emplace(by, Begun{0, now}).first->second;
    if (now - begun.since >= std::chrono::hours(1)) begun = {0, now};
    if (begun.sign_ins >= sign_ins_an_hour_max) return fail(ErrorKind::limit, "too many sign-ins");
    ++begun.sign_ins;
    return {};
}

Task<Result<SignedIn>> SignIns::make_session(Login opened, NewSession wanted, events::SignInMeans means,
                                             Used used) {
    CO_CHECK(take_sign_in(opened.opener));
    const auto& world = collective_->world();
    SessionToken token{{}, crypto::Key::random(*world.random)};
    auto opener = logins_->wrap_secret(opened.vault(), *opened.keys, token.secret, events::OPENER_SESSION,
                                       std::move(wanted.label));
    CO_TRY(token.opener, OpenerId::from(opener.id()));
    const std::int64_t now_ms = to_unix_ms(world.clock->wall());
    const bool in_days = wanted.lifetime >= session_in_days;
    const std::int64_t begun_ms = in_days ? days(now_ms, false) : now_ms;
    const std::int64_t until_ms = now_ms + std::chrono::milliseconds(wanted.lifetime).count();
    opener.set_created_ms(begun_ms);
    opener.set_expires_ms(in_days ? days(until_ms, true) : until_ms);
    opener.set_means(means);
    opener.set_made_by(text_of(opened.opener));
    CO_CHECK(co_await collective_->change([&](const Directory& directory) -> Result<events::CollectiveEvent> {
        CHECK(check_present(directory, opened));
        events::CollectiveEvent event;
        event.set_at_ms(begun_ms);
        auto& change = *event.mutable_openers_changed();
        change.set_member(text_of(opened.id()));
        for (auto& gone : making_room(*directory.find(opened.id()), opener, now_ms))
            change.add_removed(std::move(gone));
        *change.add_added() = opener;
        change.set_totp_step(used.totp_step);
        if (used.passkey) *change.mutable_passkey_used() = *used.passkey;
        return event;
    }));
    Login login{.member = nullptr,
                .opener = token.opener,
                .kind = events::OPENER_SESSION,
                .keys = opened.keys,
                .means = means,
                .expires = from_unix_ms(opener.expires_ms())};
    CO_TRY(login.member, collective_->read_member(opened.id()));
    co_return SignedIn{to_text(token), std::move(login)};
}

Task<Result<Login>> SignIns::prove(Login session, crypto::SecretText secret,
                                   std::optional<net::PeerAddress> from) {
    CO_CHECK(logins_->check(session));
    CO_TRY(auto proof, co_await logins_->login(session.address(), std::move(secret), Accept::also_recovery,
                                               std::move(from)));
    // Who came in without the second factor does not get around it here.
    const bool around = session.means == events::SIGN_IN_APP_PASSWORD && has_second_factor(*proof.member) &&
                        proof.kind == events::OPENER_PASSWORD;
    if (!proof.proven || around || proof.id() != session.id()) co_return wrong();
    co_return proof;
}

Task<Result<Login>> SignIns::prove(Login session, webauthn::RelyingParty party,
                                   webauthn::Assertion assertion) {
    CO_CHECK(logins_->check(session));
    CO_TRY(session.member, collective_->read_member(session.id()));
    CO_TRY(const auto use, verify(*session.member, party, assertion, ChallengeUse::sign_in, {},
                                  webauthn::UserVerification::required));
    CO_CHECK(co_await collective_->change([&](const Directory& directory) -> Result<events::CollectiveEvent> {
        CHECK(check_present(directory, session));
        events::CollectiveEvent event;
        event.mutable_openers_changed()->set_member(text_of(session.id()));
        *event.mutable_openers_changed()->mutable_passkey_used() = use;
        return event;
    }));
    session.proven = true;
    co_return session;
}

ProofId SignIns::keep_proof(Login shown, std::optional<OpenerId> asker) {
    const auto& world = collective_->world();
    const auto id = world.random->id<ProofId>();
    const SteadyTime until = world.clock->steady() + proof_patience;
    const std::lock_guard lock(mutex_);
    const auto is_theirs = [&](const auto& one) { return one.second.login.id() == shown.id(); };
    if (static_cast<std::size_t>(std::ranges::count_if(proofs_, is_theirs)) >= proofs_of_member_max) {
        auto oldest = proofs_.end();
        for (auto at = proofs_.begin(); at != proofs_.end(); ++at) {
            if (is_theirs(*at) && (oldest == proofs_.end() || at->second.until < oldest->second.until))
                oldest = at;
        }
        proofs_.erase(oldest);
    }
    proofs_.emplace(id, Shown{std::move(shown), asker, until});
    return id;
}

Result<Login> SignIns::proof(const ProofId& id, const std::optional<OpenerId>& asker) const {
    const auto& world = collective_->world();
    std::optional<Login> login;
    {
        const std::lock_guard lock(mutex_);
        const auto found = proofs_.find(id);
        if (found != proofs_.end() && found->second.asker == asker &&
            found->second.until > world.clock->steady())
            login = found->second.login;
    }
    if (!login) return fail(ErrorKind::denied, "no such proof: who you are is shown anew");
    CHECK(logins_->check(*login));
    TRY(login->member, collective_->read_member(login->id()));
    return *login;
}

// ---- the server

void SignIns::forget_expired() {
    const SteadyTime now = collective_->world().clock->steady();
    const std::lock_guard lock(mutex_);
    std::erase_if(waiting_, [&](const auto& one) { return one.second.until <= now; });
    std::erase_if(enrolments_, [&](const auto& one) { return one.second.until <= now; });
    std::erase_if(proofs_, [&](const auto& one) { return one.second.until <= now; });
    std::erase_if(code_tries_,
                  [&](const auto& one) { return now - one.second.since >= std::chrono::hours(1); });
    std::erase_if(begun_, [&](const auto& one) { return now - one.second.since >= std::chrono::hours(1); });
}

void SignIns::forget_all() {
    const std::lock_guard lock(mutex_);
    waiting_.clear();
    enrolments_.clear();
    proofs_.clear();
    code_tries_.clear();
    begun_.clear();
}

void SignIns::forget_of(const MemberId& member) {
    const std::lock_guard lock(mutex_);
    std::erase_if(waiting_, [&](const auto& one) { return one.second.login.id() == member; });
    enrolments_.erase(member);
    std::erase_if(proofs_, [&](const auto& one) { return one.second.login.id() == member; });
}

std::size_t SignIns::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

}  // namespace milpa::members
