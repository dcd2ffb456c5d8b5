// SPDX-License-Identifier: AGPL-3.0-or-later
// Trusted groups, frozen accounts, and duties.
#include "members/members.hpp"
#include "members/proof.hpp"

namespace milpa::members {

namespace {

std::string text_of(const auto& id) { return std::string(as_text(id.view())); }

}  // namespace

Task<Result<void>> Members::set_trusted_group(Login login, std::vector<MemberId> group,
                                              std::uint32_t threshold) {
    CO_CHECK(check_proven(login));
    // Who freezes must not be needed to thaw: they may be the one who means harm.
    if (group.size() > 1 && threshold >= group.size())
        co_return fail(ErrorKind::limit, "each could keep the owner out");
    co_return co_await collective_->change(
        [&](const Directory& directory) -> Result<events::CollectiveEvent> {
            CHECK(check_present(directory, login));
            events::CollectiveEvent event;
            auto& set = *event.mutable_trusted_group_set();
            set.set_member(text_of(login.id()));
            for (const MemberId& one : group) set.mutable_group()->add_members(text_of(one));
            set.mutable_group()->set_threshold(threshold);
            return event;
        });
}

Task<Result<void>> Members::freeze(Login by, MemberId member) {
    CO_CHECK(logins_->check(by));
    const std::int64_t at_ms = to_unix_ms(collective_->world().clock->wall());
    CO_CHECK(co_await collective_->change([&](const Directory& directory) -> Result<events::CollectiveEvent> {
        CHECK(check_present(directory, by));
        const auto owner = directory.find(member);
        if (owner && Directory::must_wait(owner->data, by.id(), at_ms)) {
            return fail(ErrorKind::denied, "overruled not long ago");
        }
        events::CollectiveEvent event;
        event.mutable_member_frozen()->set_member(text_of(member));
        event.mutable_member_frozen()->set_by(text_of(by.id()));
        return event;
    }));
    // Behind the change: who logs in now is refused, and who was in has nothing any more.
    CO_TRY(const auto now, collective_->read_member(member));
    revoke(now->vault);
    for (const auto& former : now->data.former_vaults()) {
        CO_TRY(const auto id, VaultId::from(former.id()));
        revoke(id);
    }
    co_return Result<void>();
}

Task<Result<void>> Members::want_thaw(Login by, MemberId member, ThawWish wish) {
    CO_CHECK(check_proven(by));
    co_return co_await collective_->change(
        [&](const Directory& directory) -> Result<events::CollectiveEvent> {
            CHECK(check_present(directory, by));
            events::CollectiveEvent event;
            auto& wanted = *event.mutable_thaw_wanted();
            wanted.set_member(text_of(member));
            wanted.set_by(text_of(by.id()));
            wanted.set_wanted(wish == ThawWish::wanted);
            return event;
        });
}

Result<std::vector<Trusting>> Members::trusting(const Login& login) const {
    CHECK(logins_->check(login));
    std::vector<Trusting> all;
    const std::int64_t now = to_unix_ms(collective_->world().clock->wall());
    CHECK(collective_->look([&](const Directory& directory) {
        for (auto& member : directory.trusting(login.id())) {
            const auto& data = member->data;
            Trusting one{.member = member,
                         .frozen = data.has_freeze(),
                         .may_freeze = !member->frozen() && !Directory::must_wait(data, login.id(), now),
                         .threshold = data.trusted().threshold()};
            for (const auto& thaw : data.freeze().thaws()) {
                if (const auto id = MemberId::from(thaw)) one.thaws.push_back(*id);
            }
            all.push_back(std::move(one));
        }
    }));
    return all;
}

Task<Result<void>> Members::thaw_by_keyholders(MemberId member, std::vector<crypto::Share> shares) {
    CO_CHECK(collective_->verify(shares));
    const events::Act act = act_of(events::ACT_MEMBER_THAWED, member, shares);
    co_return co_await collective_->change([&](const Directory&) -> Result<events::CollectiveEvent> {
        events::CollectiveEvent event;
        event.set_at_ms(act.at_ms());
        event.mutable_member_thawed()->set_member(text_of(member));
        *event.mutable_member_thawed()->mutable_act() = act;
        return event;
    });
}

Task<Result<void>> Members::set_duties(MemberId member, std::vector<events::Duty> duties,
                                       LastAdministrator last) {
    co_return co_await collective_->change(
        [&](const Directory& directory) -> Result<events::CollectiveEvent> {
            const auto others = [&](const MemberPointer& one) {
                return one->id != member && one->can_administrate();
            };
            const auto now = directory.find(member);
            const bool gives_up = now && now->bears(events::DUTY_ADMINISTRATOR) &&
                                  std::ranges::count(duties, events::DUTY_ADMINISTRATOR) == 0;
            if (last == LastAdministrator::stays && gives_up &&
                std::ranges::none_of(directory.members(), others)) {
                return fail(ErrorKind::conflict, "the last administrator");
            }
            events::CollectiveEvent event;
            event.mutable_member_duties()->set_member(text_of(member));
            for (const auto duty : duties) event.mutable_member_duties()->add_duties(duty);
            return event;
        });
}

}  // namespace milpa::members
