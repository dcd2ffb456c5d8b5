// SPDX-License-Identifier: AGPL-3.0-or-later
// Sessions: the list of them, and their end.
#include "members/proof.hpp"
#include "members/sign_in_state.hpp"

namespace milpa::members {

namespace {

std::string text_of(const auto& id) { return std::string(as_text(id.view())); }

}  // namespace

Result<std::vector<SessionInfo>> SignIns::sessions(const Login& login) const {
    CHECK(logins_->check(login));
    TRY(const auto member, collective_->read_member(login.id()));
    const WallTime now = collective_->world().clock->wall();
    std::vector<SessionInfo> all;
    for (const auto& opener : member->data.vault().openers()) {
        if (opener.kind() != events::OPENER_SESSION || from_unix_ms(opener.expires_ms()) <= now) continue;
        TRY(const auto id, OpenerId::from(opener.id()));
        all.push_back({.id = id,
                       .label = opener.label(),
                       .created = from_unix_ms(opener.created_ms()),
                       .expires = from_unix_ms(opener.expires_ms()),
                       .means = opener.means(),
                       .current = id == login.opener});
    }
    return all;
}

Task<Result<void>> SignIns::end_session(Login login, OpenerId session) {
    CO_CHECK(logins_->check(login));
    co_return co_await collective_->change(
        [&](const Directory& directory) -> Result<events::CollectiveEvent> {
            CHECK(check_present(directory, login));
            const auto* opener = find_opener(*directory.find(login.id()), session);
            if (opener == nullptr || opener->kind() != events::OPENER_SESSION) {
                return fail(ErrorKind::missing, "no such session");
            }
            events::CollectiveEvent event;
            event.mutable_openers_changed()->set_member(text_of(login.id()));
            event.mutable_openers_changed()->add_removed(opener->id());
            return event;
        });
}

Task<Result<void>> SignIns::end_sessions_but(Login login, std::optional<OpenerId> kept) {
    co_return co_await collective_->change(
        [&](const Directory& directory) -> Result<events::CollectiveEvent> {
            CHECK(check_present(directory, login));
            events::CollectiveEvent event;
            event.mutable_openers_changed()->set_member(text_of(login.id()));
            for (const auto& opener : directory.find(login.id())->data.vault().openers()) {
                if (opener.kind() != events::OPENER_SESSION) continue;
                if (kept && opener.id() == as_text(kept->view())) continue;
                event.mutable_openers_changed()->add_removed(opener.id());
            }
            return event;
        });
}

Task<Result<std::size_t>> SignIns::end_other_sessions(Login login) {
    CO_TRY(const auto before, sessions(login));
    const OpenerId own = login.opener;
    CO_CHECK(co_await end_sessions_but(std::move(login), own));
    co_return static_cast<std::size_t>(std::ranges::count(before, false, &SessionInfo::current));
}

Task<Result<void>> SignIns::sweep() {
    const std::int64_t now_ms = to_unix_ms(collective_->world().clock->wall());
    const auto is_over = [&](const events::Opener& opener) {
        return opener.kind() == events::OPENER_SESSION && opener.expires_ms() <= now_ms;
    };
    bool any = false;
    CO_CHECK(collective_->look([&](const Directory& directory) {
        for (const auto& member : directory.members()) {
            any = any || std::ranges::any_of(member->data.vault().openers(), is_over);
        }
        any = any || std::ranges::any_of(directory.invitations(), [&](const events::Invitation& one) {
                  return one.expires_ms() <= now_ms;
              });
    }));
    if (!any) co_return Result<void>();
    co_return co_await collective_->change([=](const Directory&) -> Result<events::CollectiveEvent> {
        events::CollectiveEvent event;
        event.set_sessions_expired_ms(now_ms);
        return event;
    });
}

}  // namespace milpa::members
