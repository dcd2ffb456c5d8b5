// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/login.hpp"

#include "base/ensure.hpp"
#include "crypto/kdf.hpp"
#include "crypto/seal.hpp"
#include "members/session_token.hpp"

namespace milpa::members {

namespace {

Error wrong() { return fail(ErrorKind::denied, "address or secret"); }

crypto::WrappedKey wrapped_of(const events::Opener& opener) {
    return {to_bytes(opener.salt()), opener.opslimit(), opener.memlimit(), to_bytes(opener.wrapped_key())};
}

void store_wrapped(events::Opener& opener, const crypto::WrappedKey& wrapped) {
    opener.set_salt(std::string(as_text(wrapped.salt)));
    opener.set_opslimit(wrapped.opslimit);
    opener.set_memlimit(wrapped.memlimit);
    opener.set_wrapped_key(std::string(as_text(wrapped.sealed)));
}

Result<crypto::KeyPair> pair_of(const events::MemberVault& vault, crypto::Key secret) {
    auto pair = crypto::KeyPair::from_private(std::move(secret));
    if (as_text(pair.public_half.view()) != vault.public_key()) {
        return fail(ErrorKind::corrupt, "an opener of another key");
    }
    return pair;
}

events::Opener new_opener(events::OpenerKind kind, std::string label, WallTime now, Random& random) {
    events::Opener opener;
    opener.set_id(std::string(as_text(random.id<OpenerId>().view())));
    opener.set_kind(kind);
    opener.set_label(std::move(label));
    opener.set_created_ms(to_unix_ms(now));
    return opener;
}

// Wraps a key that is thrown away, for the cost of one hash; then dressed as a password's, so that a try at
// it costs an Argon2id like any other.
crypto::WrappedKey make_decoy(crypto::Argon2Cost cost, Random& random) {
    auto decoy =
        crypto::wrap_by_code(crypto::Key::random(random), crypto::generate_app_password(random), {}, random);
    ensure(decoy.has_value());
    decoy->opslimit = cost.opslimit;
    decoy->memlimit = cost.memlimit;
    return std::move(*decoy);
}

const events::Opener* find_password(const MemberRecord& member) {
    const auto& openers = member.data.vault().openers();
    const auto found = std::ranges::find(openers, events::OPENER_PASSWORD, &events::Opener::kind);
    return found == openers.end() ? nullptr : &*found;
}

bool is_opened_by(events::OpenerKind kind, const crypto::SecretText& secret) {
    switch (kind) {
        case events::OPENER_APP_PASSWORD: return crypto::normalise_app_password(secret).has_value();
        case events::OPENER_RECOVERY_CODE: return crypto::normalise_recovery_code(secret).has_value();
        default: return false;
    }
}

}  // namespace

Bytes opener_place(const VaultId& vault, const events::Opener& opener) {
    return to_bytes(crypto::AssociatedData("opener")
                        .id(vault)
                        .text(opener.id())
                        .number(static_cast<std::uint64_t>(opener.kind()))
                        .view());
}

Result<crypto::KeyPair> open_with(const events::MemberVault& vault, const events::Opener& opener,
                                  const crypto::SecretText& secret) {
    TRY(const auto id, VaultId::from(vault.id()));
    const auto wrapped = wrapped_of(opener);
    const Bytes place = opener_place(id, opener);
    if (opener.kind() == events::OPENER_PASSWORD) {
        TRY(const auto password, normalise_password(secret));
        TRY(auto key, crypto::unwrap_by_password(wrapped, password, place));
        return pair_of(vault, std::move(key));
    }
    TRY(auto key, crypto::unwrap_by_code(wrapped, secret, place));
    return pair_of(vault, std::move(key));
}

Result<crypto::KeyPair> open_with(const events::MemberVault& vault, const events::Opener& opener,
                                  const crypto::Key& secret) {
    TRY(const auto id, VaultId::from(vault.id()));
    TRY(auto key, crypto::unwrap_by_secret(wrapped_of(opener), secret, opener_place(id, opener)));
    return pair_of(vault, std::move(key));
}

const events::Opener* find_opener(const MemberRecord& member, const OpenerId& id) {
    for (const auto& one : member.data.vault().openers()) {
        if (one.id() == as_text(id.view())) return &one;
    }
    return nullptr;
}

bool has_second_factor(const MemberRecord& member) {
    return member.data.has_totp() ||
           std::ranges::any_of(member.data.passkeys(), &events::Passkey::second_factor);
}

struct Logins::Attempt {
    crypto::SecretText secret;
    Accept accept;
    std::string tried{};
    MemberPointer member;  // null: nobody has this address
};

Logins::Logins(Lent<Collective> collective, crypto::Argon2Cost cost, std::size_t at_once)
    : collective_(collective),
      cost_(cost),
      decoy_(make_decoy(cost, *collective->world().random)),
      decoy_key_(crypto::Key::random(*collective->world().random)),
      guesses_(collective->world().clock, collective->world().random),
      peer_tries_(collective->world().clock, collective->world().random),
      argon2_pool_(at_once) {}

Task<Result<Login>> Logins::login(std::string address, crypto::SecretText secret, Accept accept,
                                  std::optional<net::PeerAddress> from) {
    if (address.find('@') == std::string::npos) {
        CO_TRY(const auto domains, collective_->domains());
        address += "@" + domains.front();
    }
    Attempt attempt{.secret = std::move(secret), .accept = accept, .tried = address, .member = nullptr};
    if (const auto parsed = Address::parse(address)) {
        attempt.tried = parsed->base().text();
        auto member = collective_->read_member(*parsed);
        if (member) {
            attempt.member = std::move(*member);
            // All addresses of a member are one door.
            attempt.tried = attempt.member->data.id();
        } else if (member.error().kind != ErrorKind::missing) {
            co_return Error(std::move(member.error()));
        }
    } else if (!collective_->unlocked()) {
        co_return fail(ErrorKind::closed, "locked");
    }

    if (accept != Accept::only_recovery) {
        if (auto opened = try_codes(attempt, events::OPENER_APP_PASSWORD)) co_return opened;
    }
    if (accept == Accept::also_recovery || accept == Accept::only_recovery) {
        // What is no code at all is not worth an Argon2id, and tells nothing of the address.
        if (accept == Accept::only_recovery && !is_opened_by(events::OPENER_RECOVERY_CODE, attempt.secret))
            co_return wrong();
        if (auto opened = try_codes(attempt, events::OPENER_RECOVERY_CODE)) co_return opened;
    }
    if (!from) co_return co_await try_password(&attempt);
    CO_TRY(auto place, peer_tries_.begin(*from));
    CO_TRY(auto guess, guesses_.begin(attempt.tried, place.is_clean()));
    if (guess.delay().count() > 0) CO_CHECK(co_await net::sleep_for(guess.delay()));
    auto opened = co_await try_password(&attempt);
    if (opened) {
        guess.was_right();
    } else if (opened.error().kind == ErrorKind::denied) {
        guess.was_wrong();
        place.was_wrong();
    }
    co_return opened;
}

Result<Login> Logins::try_codes(const Attempt& attempt, events::OpenerKind kind) const {
    if (!attempt.member || !is_opened_by(kind, attempt.secret)) return wrong();
    const auto& vault = attempt.member->data.vault();
    for (const auto& opener : vault.openers()) {
        if (opener.kind() != kind) continue;
        auto keys = open_with(vault, opener, attempt.secret);
        if (!keys) continue;
        TRY(const auto id, OpenerId::from(opener.id()));
        return finish(attempt, {.member = attempt.member,
                                .opener = id,
                                .kind = kind,
                                .keys = std::make_shared<const crypto::KeyPair>(std::move(*keys)),
                                .proven = kind == events::OPENER_RECOVERY_CODE});
    }
    return wrong();
}

Task<Result<Login>> Logins::try_password(Lent<Attempt> attempt) {
    const events::Opener* const opener = attempt->member && attempt->accept != Accept::only_recovery
                                             ? find_password(*attempt->member)
                                             : nullptr;
    auto password = normalise_password(attempt->secret);
    if (!password) co_return wrong();
    auto key = co_await argon2(
        [&] {
            // Also where it is not needed: the search for it takes its time.
            auto decoy = decoy_for(attempt->tried);
            return opener == nullptr ? std::move(decoy) : wrapped_of(*opener);
        },
        std::move(*password), opener == nullptr ? Bytes() : opener_place(attempt->member->vault, *opener));
    if (!key) {
        const ErrorKind kind = key.error().kind;
        if (kind == ErrorKind::limit || kind == ErrorKind::closed) co_return Error(std::move(key.error()));
        co_return wrong();
    }
    if (opener == nullptr) co_return wrong();
    auto keys = pair_of(attempt->member->data.vault(), std::move(*key));
    const auto id = OpenerId::from(opener->id());
    if (!keys || !id) co_return wrong();
    if (attempt->accept == Accept::daily && has_second_factor(*attempt->member)) co_return wrong();
    co_return finish(*attempt, {.member = attempt->member,
                                .opener = *id,
                                .kind = opener->kind(),
                                .keys = std::make_shared<const crypto::KeyPair>(std::move(*keys)),
                                .proven = true});
}

/// Where members set their passwords at several costs, the time of a try would tell who is one of them. So
/// one at nobody costs what it costs at some member: for an address always at the same one, as likely at
/// each.
crypto::WrappedKey Logins::decoy_for(std::string_view tried) const {
    crypto::WrappedKey decoy = decoy_;
    std::vector<MemberPointer> members;
    if (!collective_->look([&](const Directory& directory) { members = directory.members(); })) return decoy;
    Bytes highest;
    for (const MemberPointer& member : members) {
        const events::Opener* const password = find_password(*member);
        if (password == nullptr) continue;
        Bytes drawn =
            crypto::keyed_hash(decoy_key_, as_bytes(fmt::format("{}\n{}", member->data.id(), tried)));
        if (drawn <= highest) continue;
        highest = std::move(drawn);
        decoy.opslimit = password->opslimit();
        decoy.memlimit = password->memlimit();
    }
    return decoy;
}

/// One more that waits for Argon2id, until it is let go.
Result<std::shared_ptr<void>> Logins::queue_up() {
    if (waiting_.fetch_add(1) >= argon2_waiting_max + argon2_at_once) {
        waiting_.fetch_sub(1);
        return fail(ErrorKind::limit, "too many logins at once");
    }
    return std::shared_ptr<void>(nullptr, [this](void*) { waiting_.fetch_sub(1); });
}

Result<std::optional<PeerTries::Try>> Logins::begin_try(const std::optional<net::PeerAddress>& from) {
    if (!from) return std::nullopt;
    TRY(auto one, peer_tries_.begin(*from));
    return std::optional(std::move(one));
}

Task<Result<crypto::Key>> Logins::argon2(std::function<crypto::WrappedKey()> choose,
                                         crypto::SecretText password, Bytes place) {
    CO_TRY(const auto turn, queue_up());
    co_return co_await argon2_pool_.run(
        [&] { return crypto::unwrap_by_password(choose(), password, place); });
}

// The world may have gone on while Argon2id ran.
Result<Login> Logins::finish(const Attempt& attempt, Login opened) const {
    CHECK(check(opened));
    auto now = collective_->read_member(attempt.member->id);
    if (!now) return now.error().kind == ErrorKind::missing ? wrong() : std::move(now.error());
    opened.member = std::move(*now);
    return opened;
}

Result<void> Logins::check(const Login& login) const {
    const auto now = collective_->read_member(login.id());
    if (!now) return now.error().kind == ErrorKind::missing ? wrong() : now.error();
    if (!still_opens(login, **now)) return wrong();
    if (login.expires <= collective_->world().clock->wall()) return wrong();
    return {};
}

bool is_by_app_password(const Login& login) {
    return login.kind == events::OPENER_APP_PASSWORD || login.means == events::SIGN_IN_APP_PASSWORD;
}

bool still_opens(const Login& login, const MemberRecord& now) {
    return !now.suspended() && !now.frozen() && now.vault == login.vault() &&
           find_opener(now, login.opener) != nullptr;
}

Result<Login> Logins::resume(std::string_view text) const {
    auto token = read_session_token(text);
    if (!token) return wrong();
    MemberPointer member;
    CHECK(collective_->look(
        [&](const Directory& directory) { member = directory.find_session(token->opener); }));
    if (!member) return wrong();
    const events::Opener* opener = find_opener(*member, token->opener);
    ensure(opener != nullptr);  // what find_session() says
    auto keys = open_with(member->data.vault(), *opener, token->secret);
    if (!keys) return wrong();
    Login login{.member = member,
                .opener = token->opener,
                .kind = events::OPENER_SESSION,
                .keys = std::make_shared<const crypto::KeyPair>(std::move(*keys)),
                .means = opener->means(),
                .expires = from_unix_ms(opener->expires_ms())};
    CHECK(check(login));
    return login;
}

Task<Result<events::Opener>> Logins::wrap_password(VaultId vault, std::shared_ptr<const crypto::KeyPair> keys,
                                                   crypto::SecretText password) {
    CO_CHECK(check_fresh_password(password));
    CO_TRY(const auto turn, queue_up());
    const auto& world = collective_->world();
    const WallTime now = world.clock->wall();
    co_return co_await argon2_pool_.run(
        [&] { return password_opener(vault, *keys, password, cost_, now, *world.random); });
}

Result<events::Opener> password_opener(const VaultId& vault, const crypto::KeyPair& keys,
                                       const crypto::SecretText& password, crypto::Argon2Cost cost,
                                       WallTime now, Random& random) {
    CHECK(check_fresh_password(password));
    TRY(const auto normal, normalise_password(password));
    auto opener = new_opener(events::OPENER_PASSWORD, {}, now, random);
    TRY(const auto wrapped,
        crypto::wrap_by_password(keys.private_half, normal, cost, opener_place(vault, opener), random));
    store_wrapped(opener, wrapped);
    return opener;
}

Result<events::Opener> Logins::wrap_code(const VaultId& vault, const crypto::KeyPair& keys,
                                         const crypto::SecretText& code, events::OpenerKind kind,
                                         std::string label) {
    const auto& world = collective_->world();
    return code_opener(vault, keys, code, kind, std::move(label), world.clock->wall(), *world.random);
}

Result<events::Opener> code_opener(const VaultId& vault, const crypto::KeyPair& keys,
                                   const crypto::SecretText& code, events::OpenerKind kind, std::string label,
                                   WallTime now, Random& random) {
    auto opener = new_opener(kind, std::move(label), now, random);
    TRY(const auto wrapped,
        crypto::wrap_by_code(keys.private_half, code, opener_place(vault, opener), random));
    store_wrapped(opener, wrapped);
    return opener;
}

events::Opener Logins::wrap_secret(const VaultId& vault, const crypto::KeyPair& keys,
                                   const crypto::Key& secret, events::OpenerKind kind, std::string label) {
    const auto& world = collective_->world();
    auto opener = new_opener(kind, std::move(label), world.clock->wall(), *world.random);
    store_wrapped(opener, crypto::wrap_by_secret(keys.private_half, secret, opener_place(vault, opener),
                                                 *world.random));
    return opener;
}

Task<Result<std::shared_ptr<const crypto::KeyPair>>> Logins::open_vault(events::MemberVault vault,
                                                                        crypto::SecretText secret) {
    CO_TRY(const auto id, VaultId::from(vault.id()));
    const auto share = [](crypto::KeyPair pair) {
        return std::make_shared<const crypto::KeyPair>(std::move(pair));
    };
    for (const auto& opener : vault.openers()) {
        if (!is_opened_by(opener.kind(), secret)) continue;
        if (auto keys = open_with(vault, opener, secret)) co_return share(std::move(*keys));
    }
    auto password = normalise_password(secret);
    if (!password) co_return wrong();
    for (const auto& opener : vault.openers()) {
        if (opener.kind() != events::OPENER_PASSWORD) continue;
        auto key =
            co_await argon2([&] { return wrapped_of(opener); }, password->copy(), opener_place(id, opener));
        if (!key && key.error().kind == ErrorKind::limit) co_return Error(std::move(key.error()));
        if (!key) continue;
        CO_TRY(auto keys, pair_of(vault, std::move(*key)));
        co_return share(std::move(keys));
    }
    co_return wrong();
}

}  // namespace milpa::members
