// SPDX-License-Identifier: AGPL-3.0-or-later
// Codes of an authenticator program: enrolled, confirmed, given up.
#include <fmt/format.h>

#include <array>

#include "crypto/code_text.hpp"
#include "members/proof.hpp"
#include "members/sign_in_state.hpp"

namespace milpa::members {

namespace {

std::string text_of(const auto& id) { return std::string(as_text(id.view())); }

// RFC 3986 2.3: all but the unreserved.
std::string percent_encoded(std::string_view text) {
    std::string encoded;
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        const bool plain = (octet < 0x80 && std::isalnum(octet) != 0) || std::string_view("-._~").contains(c);
        encoded += plain ? std::string(1, c) : fmt::format("%{:02X}", octet);
    }
    return encoded;
}

}  // namespace

Result<bool> SignIns::has_totp(const Login& login) const {
    CHECK(logins_->check(login));
    TRY(const auto member, collective_->read_member(login.id()));
    return member->data.has_totp();
}

Result<TotpOffer> SignIns::offer_totp(const Login& login) {
    CHECK(check_proven(login));
    CHECK(logins_->check(login));
    TRY(const auto name, collective_->name());
    TRY(const auto domains, collective_->domains());
    const auto& world = collective_->world();
    std::array<std::uint8_t, crypto::totp_secret_bytes> secret;
    world.random->fill(secret);
    const std::string issuer = percent_encoded(name.empty() ? domains.front() : name);
    std::string letters = to_base32(secret);
    // As every authenticator program reads it; there is no RFC of it.
    std::string uri = fmt::format(
        "otpauth://totp/{}:{}?secret={}&issuer={}&algorithm=SHA1&digits={}&period={}", issuer,
        percent_encoded(login.address()), letters, issuer, crypto::totp_digits, crypto::totp_period.count());
    TotpOffer offer{crypto::SecretText(letters), crypto::SecretText(uri)};
    {
        const std::lock_guard lock(mutex_);
        enrolments_.insert_or_assign(login.id(), Enrolment{crypto::SecretText(as_text(secret)),
                                                           world.clock->steady() + totp_enrolment_patience});
    }
    crypto::wipe(letters);
    crypto::wipe(uri);
    crypto::wipe(secret);
    return offer;
}

Task<Result<void>> SignIns::confirm_totp(Login login, crypto::SecretText code, std::optional<OpenerId> keep) {
    CO_CHECK(check_proven(login));
    const auto& world = collective_->world();
    events::Totp totp;
    {
        const std::lock_guard lock(mutex_);
        const auto offered = enrolments_.find(login.id());
        if (offered == enrolments_.end() || offered->second.until <= world.clock->steady()) {
            co_return fail(ErrorKind::missing, "no secret of codes was offered");
        }
        const auto secret = offered->second.secret.view();
        const auto step = crypto::find_totp_step(as_bytes(secret), code.view(), world.clock->wall(), 0);
        if (!step) co_return fail(ErrorKind::denied, "not the code of the secret that was offered");
        totp.set_secret(std::string(secret));
        totp.set_last_step(*step);
        totp.set_since_ms(to_unix_ms(world.clock->wall()));
    }
    CO_CHECK(co_await collective_->change([&](const Directory& directory) -> Result<events::CollectiveEvent> {
        CHECK(check_present(directory, login));
        events::CollectiveEvent event;
        event.mutable_totp_changed()->set_member(text_of(login.id()));
        *event.mutable_totp_changed()->mutable_totp() = totp;
        return event;
    }));
    {
        const std::lock_guard lock(mutex_);
        enrolments_.erase(login.id());
    }
    CO_CHECK(co_await end_sessions_but(login, keep));
    world.store->vaults().revoke(login.vault());
    co_return Result<void>();
}

Task<Result<void>> SignIns::remove_totp(Login login) {
    CO_CHECK(check_proven(login));
    co_return co_await collective_->change(
        [&](const Directory& directory) -> Result<events::CollectiveEvent> {
            CHECK(check_present(directory, login));
            events::CollectiveEvent event;
            event.mutable_totp_changed()->set_member(text_of(login.id()));
            return event;
        });
}

}  // namespace milpa::members
