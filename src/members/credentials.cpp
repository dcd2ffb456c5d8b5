// SPDX-License-Identifier: AGPL-3.0-or-later
// What a member does with a credential of their own, and what k keyholders do where there is none.
#include "members/fresh_vault.hpp"

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

// Whether what somebody proved at their login still holds.
Result<void> check_present(const Directory& directory, const Login& login) {
    const auto member = directory.find(login.id());
    if (member && still_opens(login, *member)) return {};
    return fail(ErrorKind::denied, "changed since the login, or this credential was taken back");
}

}  // namespace

Task<Result<void>> Members::change_openers(Login login, std::vector<std::string> removed,
                                           std::vector<events::Opener> added) {
    CO_CHECK(co_await collective_->change([&](const Directory& directory) -> Result<events::CollectiveEvent> {
        CHECK(check_present(directory, login));
        events::CollectiveEvent event;
        auto& change = *event.mutable_openers_changed();
        change.set_member(text_of(login.id()));
        for (const auto& id : removed) change.add_removed(id);
        for (const auto& opener : added) *change.add_added() = opener;
        return event;
    }));
    // Who came in by what is taken back keeps nothing open.
    if (!removed.empty()) revoke(login.vault());
    co_return Result<void>();
}

Task<Result<void>> Members::change_password(std::string address, crypto::SecretText current,
                                            crypto::SecretText fresh) {
    CO_TRY(auto login,
           co_await logins_->login(std::move(address), std::move(current), Accept::also_recovery));
    CO_TRY(auto opener, co_await logins_->wrap_password(login.vault(), login.keys, std::move(fresh)));
    auto old = ids_of(login, events::OPENER_PASSWORD);
    std::vector<events::Opener> added;
    added.push_back(std::move(opener));
    co_return co_await change_openers(std::move(login), std::move(old), std::move(added));
}

Task<Result<AppPassword>> Members::add_app_password(std::string address, crypto::SecretText current,
                                                    std::string label) {
    CO_TRY(auto login,
           co_await logins_->login(std::move(address), std::move(current), Accept::also_recovery));
    AppPassword made{{}, crypto::generate_app_password(*collective_->world().random)};
    CO_TRY(auto opener, logins_->wrap_code(login.vault(), *login.keys, made.secret,
                                           events::OPENER_APP_PASSWORD, std::move(label)));
    CO_TRY(made.id, OpenerId::from(opener.id()));
    std::vector<events::Opener> added;
    added.push_back(std::move(opener));
    CO_CHECK(co_await change_openers(std::move(login), {}, std::move(added)));
    co_return made;
}

Task<Result<void>> Members::remove_app_password(std::string address, crypto::SecretText current,
                                                OpenerId opener) {
    CO_TRY(auto login,
           co_await logins_->login(std::move(address), std::move(current), Accept::also_recovery));
    const auto ids = ids_of(login, events::OPENER_APP_PASSWORD);
    if (std::ranges::find(ids, text_of(opener)) == ids.end()) {
        co_return fail(ErrorKind::missing, "no such app password");
    }
    std::vector<std::string> removed;
    removed.push_back(text_of(opener));
    co_return co_await change_openers(std::move(login), std::move(removed), {});
}

Task<Result<std::vector<OpenerInfo>>> Members::openers(std::string address, crypto::SecretText current) {
    CO_TRY(const auto login,
           co_await logins_->login(std::move(address), std::move(current), Accept::also_recovery));
    std::vector<OpenerInfo> all;
    for (const auto& opener : login.member->data.vault().openers()) {
        CO_TRY(const auto id, OpenerId::from(opener.id()));
        all.push_back({id, opener.kind(), opener.label(), from_unix_ms(opener.created_ms())});
    }
    co_return all;
}

Task<Result<crypto::SecretText>> Members::renew_recovery_code(std::string address,
                                                              crypto::SecretText current) {
    CO_TRY(auto login,
           co_await logins_->login(std::move(address), std::move(current), Accept::also_recovery));
    auto code = crypto::generate_recovery_code(*collective_->world().random);
    CO_TRY(auto opener,
           logins_->wrap_code(login.vault(), *login.keys, code, events::OPENER_RECOVERY_CODE, {}));
    auto old = ids_of(login, events::OPENER_RECOVERY_CODE);
    std::vector<events::Opener> added;
    added.push_back(std::move(opener));
    CO_CHECK(co_await change_openers(std::move(login), std::move(old), std::move(added)));
    co_return code;
}

Task<Result<crypto::SecretText>> Members::recover(std::string address, crypto::SecretText recovery_code,
                                                  crypto::SecretText fresh_password) {
    CO_TRY(auto login,
           co_await logins_->login(std::move(address), std::move(recovery_code), Accept::only_recovery));
    auto code = crypto::generate_recovery_code(*collective_->world().random);
    std::vector<events::Opener> added(2);
    CO_TRY(added[0], co_await logins_->wrap_password(login.vault(), login.keys, std::move(fresh_password)));
    CO_TRY(added[1], logins_->wrap_code(login.vault(), *login.keys, code, events::OPENER_RECOVERY_CODE, {}));
    auto old = ids_of(login, events::OPENER_RECOVERY_CODE);
    for (auto& id : ids_of(login, events::OPENER_PASSWORD)) old.push_back(std::move(id));
    CO_CHECK(co_await change_openers(std::move(login), std::move(old), std::move(added)));
    co_return code;
}

// ---- k keyholders

Task<Result<Credentials>> Members::reset(MemberId member, std::vector<crypto::Share> shares,
                                         std::optional<crypto::SecretText> password,
                                         std::vector<Bytes> first_events) {
    CO_CHECK(collective_->verify(shares));
    CO_TRY(const auto before, collective_->read_member(member));
    CO_TRY(auto fresh, co_await make_vault(std::move(password)));
    const auto founding = collective_->founding();
    const std::int64_t now = to_unix_ms(collective_->world().clock->wall());
    const auto make = [&](const Directory&) -> Result<events::CollectiveEvent> {
        events::CollectiveEvent event;
        event.set_at_ms(now);
        auto& reset = *event.mutable_member_reset();
        reset.set_member(text_of(member));
        *reset.mutable_vault() = fresh.vault;
        auto& act = *reset.mutable_act();
        act.set_kind(events::ACT_MEMBER_RESET);
        act.set_at_ms(now);
        for (const auto& share : shares) act.add_shares(share.number);
        act.set_generation(founding.generation());
        act.set_keyholders(founding.keyholders());
        act.set_threshold(founding.threshold());
        act.set_member(text_of(member));
        return event;
    };
    const auto extra = [&](store::Batch& batch) { return begin_vault(fresh.vault, first_events, batch); };
    CO_CHECK(co_await collective_->change(make, extra));
    revoke(before->vault);
    co_return Credentials{member, std::move(fresh.password), std::move(fresh.recovery_code)};
}

Task<Result<FormerVault>> Members::reopen_former(std::string address, crypto::SecretText current,
                                                 crypto::SecretText old_secret) {
    CO_TRY(const auto login,
           co_await logins_->login(std::move(address), std::move(current), Accept::also_recovery));
    const auto& former = login.member->data.former_vaults();
    if (former.empty()) co_return fail(ErrorKind::missing, "no former vault");
    for (const auto& vault : former) {
        CO_TRY(const auto id, VaultId::from(vault.id()));
        auto keys = co_await logins_->open_vault(vault, old_secret.copy());
        if (keys) co_return FormerVault{id, std::move(*keys)};
        if (keys.error().kind != ErrorKind::denied) co_return Error(std::move(keys.error()));
    }
    co_return fail(ErrorKind::denied, "this never opened a former vault");
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
