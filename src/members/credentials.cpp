// SPDX-License-Identifier: AGPL-3.0-or-later
// What a member does with a credential of their own, and what k keyholders do where there is none.
#include "members/fresh_vault.hpp"
#include "members/proof.hpp"

namespace milpa::members {

namespace {

std::string text_of(const auto& id) { return std::string(as_text(id.view())); }

std::vector<std::string> ids_of(const Login& login, events::OpenerKind kind) {
    std::vector<std::string> ids;
    for (const auto& opener : login.member->data.vault().openers()) {
        if (opener.kind() == kind) ids.push_back(opener.id());
    }
    return ids;
}

}  // namespace

// What goes and comes with one event. Sessions go with the opener that they were begun with.
struct Members::OpenerChange {
    std::vector<std::string> removed{};
    std::vector<events::Opener> added{};
    bool all_sessions = false;
    std::optional<OpenerId> kept{};  ///< of all sessions
};

Task<Result<void>> Members::change_openers(Login login, OpenerChange wanted) {
    CO_CHECK(co_await collective_->change([&](const Directory& directory) -> Result<events::CollectiveEvent> {
        CHECK(check_present(directory, login));
        events::CollectiveEvent event;
        auto& change = *event.mutable_openers_changed();
        change.set_member(text_of(login.id()));
        for (const auto& id : wanted.removed) change.add_removed(id);
        for (const auto& opener : directory.find(login.id())->data.vault().openers()) {
            if (opener.kind() != events::OPENER_SESSION) continue;
            if (wanted.kept && opener.id() == as_text(wanted.kept->view())) continue;
            const bool begun_so = std::ranges::count(wanted.removed, opener.made_by()) > 0;
            if (wanted.all_sessions || begun_so) change.add_removed(opener.id());
        }
        for (const auto& opener : wanted.added) *change.add_added() = opener;
        return event;
    }));
    // Who came in by what is taken back keeps nothing open.
    if (!wanted.removed.empty()) revoke(login.vault());
    co_return Result<void>();
}

Task<Result<void>> Members::change_password(Login login, crypto::SecretText fresh,
                                            std::optional<OpenerId> keep) {
    CO_CHECK(check_proven(login));
    // Before it is hashed, as the member is now: else the directory would refuse it afterwards.
    CO_CHECK(check_fresh_password(fresh));
    CO_CHECK(logins_->check(login));
    CO_TRY(login.member, collective_->read_member(login.id()));
    OpenerChange change{
        .removed = ids_of(login, events::OPENER_PASSWORD), .all_sessions = true, .kept = keep};
    CO_TRY(change.added.emplace_back(),
           co_await logins_->wrap_password(login.vault(), login.keys, std::move(fresh)));
    co_return co_await change_openers(std::move(login), std::move(change));
}

Task<Result<AppPassword>> Members::add_app_password(Login login, std::string label) {
    CO_CHECK(check_proven(login));
    AppPassword made{{}, crypto::generate_app_password(*collective_->world().random)};
    OpenerChange change;
    CO_TRY(change.added.emplace_back(), logins_->wrap_code(login.vault(), *login.keys, made.secret,
                                                           events::OPENER_APP_PASSWORD, std::move(label)));
    CO_TRY(made.id, OpenerId::from(change.added[0].id()));
    CO_CHECK(co_await change_openers(std::move(login), std::move(change)));
    co_return made;
}

Task<Result<void>> Members::remove_app_password(Login login, OpenerId opener) {
    CO_CHECK(logins_->check(login));
    CO_TRY(login.member,
           collective_->read_member(login.id()));  // a session may be older than what it removes
    const auto ids = ids_of(login, events::OPENER_APP_PASSWORD);
    if (std::ranges::find(ids, text_of(opener)) == ids.end()) {
        co_return fail(ErrorKind::missing, "no such app password");
    }
    OpenerChange change;
    change.removed.push_back(text_of(opener));
    co_return co_await change_openers(std::move(login), std::move(change));
}

Result<std::vector<OpenerInfo>> Members::openers(const Login& login) const {
    CHECK(logins_->check(login));
    TRY(const auto member, collective_->read_member(login.id()));
    std::vector<OpenerInfo> all;
    for (const auto& opener : member->data.vault().openers()) {
        if (opener.kind() == events::OPENER_SESSION) continue;
        TRY(const auto id, OpenerId::from(opener.id()));
        all.push_back({id, opener.kind(), opener.label(), from_unix_ms(opener.created_ms())});
    }
    return all;
}

Task<Result<crypto::SecretText>> Members::renew_recovery_code(Login login) {
    CO_CHECK(check_proven(login));
    auto code = crypto::generate_recovery_code(*collective_->world().random);
    OpenerChange change{.removed = ids_of(login, events::OPENER_RECOVERY_CODE)};
    CO_TRY(change.added.emplace_back(),
           logins_->wrap_code(login.vault(), *login.keys, code, events::OPENER_RECOVERY_CODE, {}));
    CO_CHECK(co_await change_openers(std::move(login), std::move(change)));
    co_return code;
}

Task<Result<crypto::SecretText>> Members::recover(std::string address, crypto::SecretText recovery_code,
                                                  crypto::SecretText fresh_password,
                                                  std::optional<net::PeerAddress> from) {
    CO_CHECK(check_fresh_password(fresh_password));
    CO_TRY(auto login, co_await logins_->login(std::move(address), std::move(recovery_code),
                                               Accept::only_recovery, from));
    // A code that is right costs nothing to try: what is hashed for it is bounded as the tries of wrong ones.
    CO_TRY(auto place, logins_->begin_try(from));
    auto code = crypto::generate_recovery_code(*collective_->world().random);
    OpenerChange change{.removed = ids_of(login, events::OPENER_RECOVERY_CODE), .all_sessions = true};
    for (auto& id : ids_of(login, events::OPENER_PASSWORD)) change.removed.push_back(std::move(id));
    CO_TRY(change.added.emplace_back(),
           co_await logins_->wrap_password(login.vault(), login.keys, std::move(fresh_password)));
    CO_TRY(change.added.emplace_back(),
           logins_->wrap_code(login.vault(), *login.keys, code, events::OPENER_RECOVERY_CODE, {}));
    if (const auto changed = co_await change_openers(std::move(login), std::move(change)); !changed) {
        if (place) place->was_wrong();  // it was hashed for nothing
        co_return changed.error();
    }
    co_return code;
}

// ---- k keyholders

events::Act Members::act_of(events::ActKind kind, const MemberId& member,
                            const std::vector<crypto::Share>& shares) const {
    const auto founding = collective_->founding();
    events::Act act;
    act.set_kind(kind);
    act.set_at_ms(to_unix_ms(collective_->world().clock->wall()));
    for (const auto& share : shares) act.add_shares(share.number);
    act.set_generation(founding.generation());
    act.set_keyholders(founding.keyholders());
    act.set_threshold(founding.threshold());
    act.set_member(text_of(member));
    return act;
}

Task<Result<Credentials>> Members::reset(MemberId member, std::vector<crypto::Share> shares,
                                         std::optional<crypto::SecretText> password,
                                         std::vector<Bytes> first_events) {
    CO_CHECK(collective_->verify(shares));
    CO_TRY(const auto before, collective_->read_member(member));
    // Before a password is hashed, which is dear. The directory says it again, with whatever comes between.
    if (static_cast<std::size_t>(before->data.former_vaults_size()) >= former_vaults_max)
        co_return fail(ErrorKind::limit, "too many former vaults");
    CO_TRY(auto fresh, co_await make_vault(std::move(password)));
    const events::Act act = act_of(events::ACT_MEMBER_RESET, member, shares);
    const auto make = [&](const Directory&) -> Result<events::CollectiveEvent> {
        events::CollectiveEvent event;
        event.set_at_ms(act.at_ms());
        auto& reset = *event.mutable_member_reset();
        reset.set_member(text_of(member));
        *reset.mutable_vault() = fresh.vault;
        *reset.mutable_act() = act;
        return event;
    };
    const auto extra = [&](store::Batch& batch) { return begin_vault(fresh.vault, first_events, batch); };
    CO_CHECK(co_await collective_->change(make, extra));
    revoke(before->vault);
    co_return Credentials{member, std::move(fresh.password), std::move(fresh.recovery_code)};
}

Task<Result<FormerVault>> Members::reopen_former(Login login, crypto::SecretText old_secret) {
    CO_CHECK(logins_->check(login));
    CO_TRY(login.member, collective_->read_member(login.id()));
    const auto& former = login.member->data.former_vaults();
    if (former.empty()) co_return fail(ErrorKind::missing, "no former vault");
    for (const auto& vault : former) {
        if (vault.frozen()) continue;
        CO_TRY(const auto id, VaultId::from(vault.id()));
        auto keys = co_await logins_->open_vault(vault, old_secret.copy());
        if (keys) co_return FormerVault{id, std::move(*keys)};
        if (keys.error().kind != ErrorKind::denied) co_return Error(std::move(keys.error()));
    }
    co_return fail(ErrorKind::denied, "this never opened a former vault");
}

Result<FormerVault> Members::reopen_former(const Login& login, const crypto::Key& prf) const {
    CHECK(logins_->check(login));
    TRY(const auto member, collective_->read_member(login.id()));
    if (member->data.former_vaults().empty()) return fail(ErrorKind::missing, "no former vault");
    for (const auto& vault : member->data.former_vaults()) {
        if (vault.frozen()) continue;
        TRY(const auto id, VaultId::from(vault.id()));
        for (const auto& opener : vault.openers()) {
            if (opener.kind() != events::OPENER_PASSKEY) continue;
            auto keys = open_with(vault, opener, prf);
            if (keys) return FormerVault{id, std::make_shared<const crypto::KeyPair>(std::move(*keys))};
        }
    }
    return fail(ErrorKind::denied, "this never opened a former vault");
}

Task<Result<void>> Members::close_former(Login login, VaultId former,
                                         std::vector<store::HeldReference> releases) {
    const auto make = [&](const Directory& directory) -> Result<events::CollectiveEvent> {
        CHECK(check_present(directory, login));
        events::CollectiveEvent event;
        event.mutable_former_vault_closed()->set_member(text_of(login.id()));
        event.mutable_former_vault_closed()->set_vault(text_of(former));
        return event;
    };
    const auto extra = [&](store::Batch& batch) -> Result<void> {
        CHECK(erase_vault(former, batch));
        for (const auto& held : releases) batch.release(held);
        return {};
    };
    CO_CHECK(co_await collective_->change(make, extra));
    (void)co_await collective_->snapshot();  // else the next one
    co_return Result<void>();
}

}  // namespace milpa::members
