// SPDX-License-Identifier: AGPL-3.0-or-later
// Passkeys: added, made to open the vault, shown, removed.
#include "crypto/kdf.hpp"
#include "members/proof.hpp"
#include "members/sign_in_state.hpp"

namespace milpa::members {

namespace {

std::string text_of(const auto& id) { return std::string(as_text(id.view())); }

PasskeyInfo info_of(const events::Passkey& passkey) {
    return {.id = to_bytes(passkey.id()),
            .label = passkey.label(),
            .created = from_unix_ms(passkey.created_ms()),
            .opens = !passkey.opener().empty(),
            .second_factor = passkey.second_factor(),
            .backed_up = passkey.backed_up(),
            .transports = {passkey.transports().begin(), passkey.transports().end()}};
}

// What a browser says of them is only shown back to it: what is not of the form is left out.
void keep_transports(const std::vector<std::string>& given, events::Passkey& passkey) {
    const auto is_word = [](std::string_view text) {
        return !text.empty() && text.size() <= webauthn::transport_bytes_max &&
               std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
    };
    for (const auto& transport : given) {
        const bool more = static_cast<std::size_t>(passkey.transports_size()) < webauthn::transports_max;
        if (more && is_word(transport)) passkey.add_transports(transport);
    }
}

}  // namespace

ByteView passkey_prf_salt() {
    static const Bytes salt = crypto::hash(as_bytes("milpa: what a passkey opens, 1"));
    return salt;
}

const events::Passkey* find_passkey(const events::Member& member, ByteView credential) {
    for (const auto& passkey : member.passkeys()) {
        if (passkey.id() == as_text(credential)) return &passkey;
    }
    return nullptr;
}

Result<events::PasskeyUse> SignIns::verify(const MemberRecord& member, const webauthn::RelyingParty& party,
                                           const webauthn::Assertion& assertion, ChallengeUse use,
                                           ByteView subject, webauthn::UserVerification verification) {
    TRY(const Bytes challenge, webauthn::challenge_of(assertion.client_data));
    CHECK(challenges_.check(challenge, use, subject));
    const auto* passkey = find_passkey(member.data, assertion.credential);
    if (passkey == nullptr) return fail(ErrorKind::denied, "not a passkey of theirs");
    if (!assertion.user_handle.empty() && as_text(assertion.user_handle) != member.data.id()) {
        return fail(ErrorKind::denied, "a passkey of another member");
    }
    TRY(const auto asserted,
        webauthn::verify_assertion(
            party, challenge, {as_bytes(passkey->id()), as_bytes(passkey->public_key()), passkey->counter()},
            assertion, verification));
    CHECK(challenges_.take(challenge, use, subject));
    events::PasskeyUse used;
    used.set_id(passkey->id());
    used.set_counter(asserted.counter);
    used.set_backed_up(asserted.backed_up);
    return used;
}

Result<std::vector<PasskeyInfo>> SignIns::passkeys(const Login& login) const {
    CHECK(logins_->check(login));
    TRY(const auto member, collective_->read_member(login.id()));
    std::vector<PasskeyInfo> all;
    for (const auto& passkey : member->data.passkeys()) all.push_back(info_of(passkey));
    return all;
}

Result<PasskeyOffer> SignIns::offer_passkey(const Login& login) {
    CHECK(check_proven(login));
    CHECK(logins_->check(login));
    TRY(const auto member, collective_->read_member(login.id()));
    PasskeyOffer offer{.challenge = challenges_.give_out(ChallengeUse::registration, login.id().view()),
                       .user_handle = to_bytes(login.id().view()),
                       .exclude = {}};
    for (const auto& passkey : member->data.passkeys()) offer.exclude.push_back(to_bytes(passkey.id()));
    return offer;
}

Task<Result<PasskeyInfo>> SignIns::add_passkey(Login login, webauthn::RelyingParty party,
                                               webauthn::Registration registration, NewPasskey wanted) {
    CO_CHECK(check_proven(login));
    CO_TRY(const Bytes challenge, webauthn::challenge_of(registration.client_data));
    CO_CHECK(challenges_.check(challenge, ChallengeUse::registration, login.id().view()));
    CO_TRY(const auto made,
           webauthn::verify_registration(
               party, challenge, registration,
               wanted.prf ? webauthn::UserVerification::required : webauthn::UserVerification::preferred));
    CO_CHECK(challenges_.take(challenge, ChallengeUse::registration, login.id().view()));
    const auto& world = collective_->world();
    events::PasskeyAdded added;
    added.set_member(text_of(login.id()));
    auto& passkey = *added.mutable_passkey();
    passkey.set_id(std::string(as_text(made.id)));
    passkey.set_public_key(std::string(as_text(made.public_key)));
    passkey.set_counter(made.counter);
    passkey.set_label(wanted.label);
    passkey.set_created_ms(to_unix_ms(world.clock->wall()));
    passkey.set_backed_up(made.backed_up);
    passkey.set_second_factor(wanted.second_factor);
    keep_transports(registration.transports, passkey);
    if (wanted.prf) {
        *added.mutable_opener() = logins_->wrap_secret(login.vault(), *login.keys, *wanted.prf,
                                                       events::OPENER_PASSKEY, wanted.label);
        passkey.set_opener(added.opener().id());
    }
    CO_CHECK(co_await collective_->change([&](const Directory& directory) -> Result<events::CollectiveEvent> {
        CHECK(check_present(directory, login));
        events::CollectiveEvent event;
        *event.mutable_passkey_added() = added;
        return event;
    }));
    if (wanted.second_factor) {
        CO_CHECK(co_await end_sessions_but(login, wanted.keep));
        world.store->vaults().revoke(login.vault());
    }
    co_return info_of(passkey);
}

Task<Result<void>> SignIns::let_passkey_open(Login login, webauthn::RelyingParty party,
                                             webauthn::Assertion assertion, crypto::Key prf) {
    CO_CHECK(check_proven(login));
    CO_TRY(const auto member, collective_->read_member(login.id()));
    CO_TRY(const auto use, verify(*member, party, assertion, ChallengeUse::sign_in, {},
                                  webauthn::UserVerification::required));
    const auto* passkey = find_passkey(member->data, assertion.credential);
    const auto opener =
        logins_->wrap_secret(login.vault(), *login.keys, prf, events::OPENER_PASSKEY, passkey->label());
    co_return co_await collective_->change(
        [&](const Directory& directory) -> Result<events::CollectiveEvent> {
            CHECK(check_present(directory, login));
            events::CollectiveEvent event;
            auto& opens = *event.mutable_passkey_opens();
            opens.set_member(text_of(login.id()));
            opens.set_id(use.id());
            opens.set_counter(use.counter());
            *opens.mutable_opener() = opener;
            return event;
        });
}

Task<Result<void>> SignIns::remove_passkey(Login login, Bytes id) {
    CO_CHECK(check_proven(login));
    bool opened = false;
    CO_CHECK(co_await collective_->change([&](const Directory& directory) -> Result<events::CollectiveEvent> {
        CHECK(check_present(directory, login));
        const auto* passkey = find_passkey(directory.find(login.id())->data, id);
        opened = passkey != nullptr && !passkey->opener().empty();
        events::CollectiveEvent event;
        event.mutable_passkey_removed()->set_member(text_of(login.id()));
        event.mutable_passkey_removed()->set_id(std::string(as_text(id)));
        return event;
    }));
    // Who came in by what is taken back keeps nothing open.
    if (opened) collective_->world().store->vaults().revoke(login.vault());
    co_return Result<void>();
}

}  // namespace milpa::members
