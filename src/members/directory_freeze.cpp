// SPDX-License-Identifier: AGPL-3.0-or-later
// The directory's events about trusted groups and frozen accounts.
//
//     thawed ──MemberFrozen (any one of the group)──> frozen ──ThawWanted (the k-th)──> thawed
//        ^                                              │ └──MemberThawed (keyholders, where fewer than k
//        │                                              │     of the group can act)──> thawed
//        └────MemberReset: a new vault; the old ones stay frozen
//
// Frozen is a property of vaults: a reset account is thawed, and what it had before is not.
#include <set>

#include "base/ensure.hpp"
#include "members/directory_rules.hpp"

namespace milpa::members {

namespace {

bool contains(const auto& all, const auto& one) { return std::ranges::find(all, one) != all.end(); }

bool any_vault_frozen(const events::Member& member) {
    return member.vault().frozen() ||
           std::ranges::any_of(member.former_vaults(), &events::MemberVault::frozen);
}

void set_all_frozen(events::Member& member, bool frozen) {
    member.mutable_vault()->set_frozen(frozen);
    for (auto& former : *member.mutable_former_vaults()) former.set_frozen(frozen);
}

void record(events::Member& member, events::FreezeStep step, std::int64_t at_ms, std::string by) {
    auto& added = *member.add_freeze_records();
    added.set_step(step);
    added.set_at_ms(at_ms);
    added.set_by(std::move(by));
    if (member.vault().frozen()) added.set_vault(member.vault().id());
    auto& all = *member.mutable_freeze_records();
    if (static_cast<std::size_t>(all.size()) > freeze_records_max) all.erase(all.begin());
}

void thaw(events::Member& member) {
    set_all_frozen(member, false);
    member.clear_freeze();
    if (member.trusted().members().empty()) member.clear_trusted();
}

void make_wait(events::Member& member, const std::string& who, std::int64_t at_ms) {
    auto& overruled = *member.mutable_overruled();
    remove_where(overruled, [&](const events::Overruled& one) {
        return one.member() == who || one.until_ms() <= at_ms;
    });
    auto& added = *overruled.Add();
    added.set_member(who);
    added.set_until_ms(at_ms + std::chrono::milliseconds(refreeze_wait).count());
}

bool froze_more_than_once(const events::Member& member, std::string_view who, std::int64_t at_ms) {
    const std::int64_t since = at_ms - std::chrono::milliseconds(refreeze_wait).count();
    return std::ranges::count_if(member.freeze_records(), [&](const events::FreezeRecord& one) {
               return one.step() == events::FREEZE_FROZEN && one.by() == who && one.at_ms() > since;
           }) > 1;
}

void want_thaw(events::Member& member, const events::ThawWanted& wish, std::int64_t at_ms) {
    auto& thaws = *member.mutable_freeze()->mutable_thaws();
    if (!wish.wanted()) {
        remove_where(thaws, [&](const std::string& one) { return one == wish.by(); });
        return record(member, events::FREEZE_THAW_WITHDRAWN, at_ms, wish.by());
    }
    *thaws.Add() = wish.by();
    if (static_cast<std::uint32_t>(thaws.size()) < member.trusted().threshold()) {
        return record(member, events::FREEZE_THAW_WANTED, at_ms, wish.by());
    }
    // Their own wish among those of others is no regret: who means harm adds it right after the freeze.
    const std::string& frozen_by = member.freeze().by();
    const bool alone = std::ranges::all_of(thaws, [&](const std::string& one) { return one == frozen_by; });
    if (!alone || froze_more_than_once(member, frozen_by, at_ms)) make_wait(member, frozen_by, at_ms);
    record(member, events::FREEZE_THAWED, at_ms, wish.by());
    thaw(member);
}

}  // namespace

std::size_t Directory::able_to_thaw(const events::Member& member) const {
    return static_cast<std::size_t>(std::ranges::count_if(member.trusted().members(), [&](const auto& bytes) {
        const auto id = MemberId::from(bytes);
        const auto one = id ? find(*id) : nullptr;
        return one && !one->suspended() && !one->frozen();
    }));
}

std::vector<MemberPointer> Directory::trusting(const MemberId& id) const {
    std::vector<MemberPointer> all;
    for (const auto& one : order_) {
        const auto& member = members_.at(one);
        if (contains(member->data.trusted().members(), as_text(id.view()))) all.push_back(member);
    }
    return all;
}

void Directory::take_out_of_groups(const MemberId& id) {
    const auto text = as_text(id.view());
    for (const auto& trusting_one : trusting(id)) {
        change(trusting_one->data.id(), [&](events::Member& member) {
            const auto is = [&](const std::string& one) { return one == text; };
            remove_where(*member.mutable_trusted()->mutable_members(), is);
            if (member.has_freeze()) {
                remove_where(*member.mutable_freeze()->mutable_thaws(), is);
            } else if (member.trusted().members().empty()) {
                member.clear_trusted();
            }
        });
    }
}

// ---- what is taken

Result<void> Directory::check_trusted(const events::TrustedGroupSet& event) const {
    TRY(const auto member, read_thawed(event.member()));
    if (any_vault_frozen(member->data)) return fail(ErrorKind::conflict, "a former vault is frozen");
    const auto& group = event.group();
    const auto count = static_cast<std::size_t>(group.members_size());
    if (count == 0) return {};
    if (count > trusted_max) return fail(ErrorKind::limit, "too many in the trusted group");
    if (group.threshold() < 1 || group.threshold() > count) {
        return fail(ErrorKind::limit, "more or fewer than the group has");
    }
    std::set<std::string_view> seen;
    for (const auto& one : group.members()) {
        CHECK(read(one));
        if (one == event.member()) return fail(ErrorKind::conflict, "nobody stands in their own group");
        if (!seen.insert(one).second) return fail(ErrorKind::conflict, "a member twice");
    }
    return {};
}

bool Directory::must_wait(const events::Member& member, const MemberId& who, std::int64_t at_ms) {
    return std::ranges::any_of(member.overruled(), [&](const events::Overruled& one) {
        return one.member() == as_text(who.view()) && one.until_ms() > at_ms;
    });
}

Result<void> Directory::check_frozen(const events::MemberFrozen& event) const {
    TRY(const auto member, read_thawed(event.member()));
    if (!contains(member->data.trusted().members(), event.by())) {
        return fail(ErrorKind::denied, "not of the trusted group");
    }
    return {};
}

Result<void> Directory::check_thaw_wanted(const events::ThawWanted& event) const {
    TRY(const auto member, read(event.member()));
    if (!contains(member->data.trusted().members(), event.by())) {
        return fail(ErrorKind::denied, "not of the trusted group");
    }
    if (!member->data.has_freeze()) return fail(ErrorKind::missing, "nothing is frozen");
    if (contains(member->data.freeze().thaws(), event.by()) == event.wanted()) {
        return fail(ErrorKind::conflict, "so it is already");
    }
    return {};
}

Result<void> Directory::check_thawed(const events::MemberThawed& event) const {
    TRY(const auto member, read(event.member()));
    if (!member->data.has_freeze()) return fail(ErrorKind::missing, "nothing is frozen");
    if (able_to_thaw(member->data) >= member->data.trusted().threshold()) {
        return fail(ErrorKind::conflict, "the trusted group can thaw it");
    }
    return {};
}

// ---- what it does

void Directory::apply_freeze(const events::CollectiveEvent& event) {
    using Event = events::CollectiveEvent;
    const std::int64_t at_ms = event.at_ms();
    switch (event.kind_case()) {
        case Event::kTrustedGroupSet:
            return change(event.trusted_group_set().member(), [&](events::Member& member) {
                member.clear_trusted();
                const auto& group = event.trusted_group_set().group();
                if (!group.members().empty()) *member.mutable_trusted() = group;
            });
        case Event::kMemberFrozen:
            return change(event.member_frozen().member(), [&](events::Member& member) {
                set_all_frozen(member, true);
                member.mutable_freeze()->Clear();
                member.mutable_freeze()->set_by(event.member_frozen().by());
                member.mutable_freeze()->set_at_ms(at_ms);
                remove_where(*member.mutable_vault()->mutable_openers(),
                             [](const events::Opener& one) { return one.kind() == events::OPENER_SESSION; });
                record(member, events::FREEZE_FROZEN, at_ms, event.member_frozen().by());
            });
        case Event::kThawWanted:
            return change(event.thaw_wanted().member(),
                          [&](events::Member& member) { want_thaw(member, event.thaw_wanted(), at_ms); });
        case Event::kMemberThawed:
            change(event.member_thawed().member(), [&](events::Member& member) {
                record(member, events::FREEZE_THAWED_BY_KEYHOLDERS, at_ms, {});
                make_wait(member, member.freeze().by(), at_ms);
                thaw(member);
            });
            return add_act(event.member_thawed().act());
        default: ensure(false);  // check() lets no other pass
    }
}

}  // namespace milpa::members
