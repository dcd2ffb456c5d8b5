// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/directory.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace milpa::members {
namespace {

using events::CollectiveEvent;

std::string text_of(const auto& id) { return std::string(as_text(id.view())); }

events::Opener opener(Random& random, events::OpenerKind kind = events::OPENER_PASSWORD) {
    events::Opener made;
    made.set_id(text_of(random.id<MemberId>()));
    made.set_kind(kind);
    made.set_wrapped_key("wrapped");
    return made;
}

events::MemberVault vault(Random& random) {
    events::MemberVault made;
    made.set_id(text_of(random.id<VaultId>()));
    made.set_public_key(std::string(crypto::PublicKey::size, 'k'));
    *made.add_openers() = opener(random);
    return made;
}

CollectiveEvent founded() {
    CollectiveEvent event;
    event.mutable_founded()->mutable_domain()->set_name("a.org");
    event.mutable_founded()->mutable_act()->set_kind(events::ACT_FOUNDED);
    return event;
}

CollectiveEvent added(Random& random, std::string_view address) {
    CollectiveEvent event;
    auto& member = *event.mutable_member_added();
    member.set_id(text_of(random.id<MemberId>()));
    member.add_addresses(std::string(address));
    *member.mutable_vault() = vault(random);
    return event;
}

CollectiveEvent alias(std::string_view address, std::initializer_list<std::string_view> targets) {
    CollectiveEvent event;
    event.mutable_alias_set()->set_address(std::string(address));
    for (const auto target : targets) {
        event.mutable_alias_set()->add_targets()->set_address(std::string(target));
    }
    return event;
}

Address at(std::string_view text) { return *Address::parse(text); }

class DirectoryTest : public ::testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(directory.apply(founded())); }
    std::string add(std::string_view address) {
        const auto event = added(random, address);
        const auto done = directory.apply(event);
        EXPECT_TRUE(done) << address;
        return event.member_added().id();
    }
    ErrorKind refusal(const CollectiveEvent& event) {
        const auto before = directory.snapshot().SerializeAsString();
        const auto done = directory.apply(event);
        EXPECT_FALSE(done);
        EXPECT_EQ(directory.snapshot().SerializeAsString(), before);
        return done ? ErrorKind::corrupt : done.error().kind;
    }
    SeededRandom random{1};
    Directory directory;
};

TEST_F(DirectoryTest, FindsByEveryWayOfWriting) {
    const auto id = add("ana@a.org");
    for (const auto written : {"ana@a.org", "ANA@A.ORG", "ana+lists@a.org", "\"ana\"@a.org"}) {
        const auto member = directory.find(at(written));
        ASSERT_NE(member, nullptr) << written;
        EXPECT_EQ(member->data.id(), id);
    }
    EXPECT_EQ(directory.find(at("an@a.org")), nullptr);
    EXPECT_EQ(directory.route(at("ana@b.org")).error().kind, ErrorKind::missing);
    EXPECT_EQ(directory.route(at("nobody@a.org")).error().kind, ErrorKind::missing);
    EXPECT_EQ(directory.find_vault(directory.find(at("ana@a.org"))->vault)->data.id(), id);
}

TEST_F(DirectoryTest, RefusesWhatWouldBreakIt) {
    const auto id = add("ana@a.org");
    EXPECT_EQ(refusal(founded()), ErrorKind::conflict);
    EXPECT_EQ(refusal(CollectiveEvent()), ErrorKind::syntax);
    EXPECT_EQ(refusal(added(random, "ana@a.org")), ErrorKind::conflict);
    EXPECT_EQ(refusal(added(random, "Ben@a.org")), ErrorKind::syntax);
    EXPECT_EQ(refusal(added(random, "ben+x@a.org")), ErrorKind::syntax);
    EXPECT_EQ(refusal(added(random, "ben@b.org")), ErrorKind::missing);
    EXPECT_EQ(refusal(alias("ana@a.org", {"x@b.org"})), ErrorKind::conflict);
    EXPECT_EQ(refusal(alias("team@b.org", {"x@b.org"})), ErrorKind::missing);
    EXPECT_EQ(refusal(alias("team@a.org", {})), ErrorKind::syntax);
    EXPECT_EQ(refusal(alias("team@a.org", {"not an address"})), ErrorKind::syntax);
    auto without_key = added(random, "ben@a.org");
    without_key.mutable_member_added()->mutable_vault()->set_public_key("short");
    EXPECT_EQ(refusal(without_key), ErrorKind::syntax);
    auto same_vault = added(random, "ben@a.org");
    same_vault.mutable_member_added()->mutable_vault()->set_id(
        text_of(directory.find(at("ana@a.org"))->vault));
    EXPECT_EQ(refusal(same_vault), ErrorKind::conflict);
    CollectiveEvent last_opener;
    last_opener.mutable_openers_changed()->set_member(id);
    last_opener.mutable_openers_changed()->add_removed(
        directory.find(at("ana@a.org"))->data.vault().openers(0).id());
    EXPECT_EQ(refusal(last_opener), ErrorKind::conflict);
    CollectiveEvent many_openers;
    many_openers.mutable_openers_changed()->set_member(id);
    for (std::size_t i = 0; i < openers_max; ++i) {
        *many_openers.mutable_openers_changed()->add_added() = opener(random, events::OPENER_APP_PASSWORD);
    }
    EXPECT_EQ(refusal(many_openers), ErrorKind::limit);
    CollectiveEvent control_label = many_openers;
    control_label.mutable_openers_changed()->clear_added();
    *control_label.mutable_openers_changed()->add_added() = opener(random);
    control_label.mutable_openers_changed()->mutable_added(0)->set_label("a\nb");
    EXPECT_EQ(refusal(control_label), ErrorKind::syntax);
    CollectiveEvent no_member;
    no_member.mutable_member_name()->set_member(text_of(random.id<MemberId>()));
    EXPECT_EQ(refusal(no_member), ErrorKind::missing);
    CollectiveEvent domain;
    domain.set_domain_removed("a.org");
    EXPECT_EQ(refusal(domain), ErrorKind::conflict);
}

TEST_F(DirectoryTest, AliasesLeadThroughAliasesAndEnd) {
    const auto ana = add("ana@a.org");
    add("ben@a.org");
    ASSERT_TRUE(directory.apply(alias("team@a.org", {"ana@a.org", "ben+x@a.org", "far@b.org"})));
    ASSERT_TRUE(directory.apply(alias("all@a.org", {"team@a.org", "ana@a.org", "all@a.org", "gone@a.org"})));
    const auto route = directory.route(at("all+tag@a.org"));
    ASSERT_TRUE(route);
    EXPECT_EQ(route->members.size(), 2U);
    EXPECT_EQ(route->outside, std::vector<std::string>{"far@b.org"});
    const auto of_ana = directory.aliases_of(*MemberId::from(ana));
    ASSERT_EQ(of_ana.size(), 2U);
    EXPECT_EQ(of_ana[0].address(), "all@a.org");
    ASSERT_TRUE(directory.apply(alias("loop@a.org", {"loop@a.org"})));
    EXPECT_EQ(directory.route(at("loop@a.org")).error().kind, ErrorKind::missing);
    for (int i = 0; i < 12; ++i) {
        ASSERT_TRUE(directory.apply(alias(fmt::format("n{}@a.org", i), {fmt::format("n{}@a.org", i + 1)})));
    }
    EXPECT_EQ(directory.route(at("n0@a.org")).error().kind, ErrorKind::limit);
}

TEST_F(DirectoryTest, RemovedMembersLeaveNothing) {
    const auto ana = add("ana@a.org");
    CollectiveEvent to_member;
    to_member.mutable_alias_set()->set_address("team@a.org");
    to_member.mutable_alias_set()->add_targets()->set_member(ana);
    ASSERT_TRUE(directory.apply(to_member));
    const VaultId vault = directory.find(at("ana@a.org"))->vault;
    CollectiveEvent removed;
    removed.mutable_member_removed()->set_member(ana);
    removed.mutable_member_removed()->set_ballast_bytes(7);
    ASSERT_TRUE(directory.apply(removed));
    EXPECT_EQ(directory.find(at("ana@a.org")), nullptr);
    EXPECT_EQ(directory.find_vault(vault), nullptr);
    EXPECT_EQ(directory.find_alias("team@a.org"), nullptr);
    EXPECT_EQ(directory.ballast_bytes(), 7U);
    EXPECT_EQ(directory.member_count(), 0U);
    add("ana@a.org");
}

TEST_F(DirectoryTest, StartsAreCountedWhenTooMany) {
    for (std::size_t i = 0; i < starts_max + 3; ++i) {
        CollectiveEvent event;
        event.mutable_started()->set_started_ms(static_cast<std::int64_t>(i));
        ASSERT_TRUE(directory.apply(event));
    }
    EXPECT_EQ(directory.starts().size(), starts_max);
    EXPECT_EQ(directory.starts().front().started_ms(), 3);
    EXPECT_EQ(directory.starts_forgotten(), 3U);
}

TEST_F(DirectoryTest, StartsAreExplainedByTheirNumbers) {
    for (std::size_t i = 0; i < starts_max + 2; ++i) {
        CollectiveEvent event;
        event.mutable_started()->set_started_ms(static_cast<std::int64_t>(i));
        ASSERT_TRUE(directory.apply(event));
    }
    const auto explain = [&](std::uint64_t number, std::string text, std::string by = {}) {
        CollectiveEvent event;
        event.set_at_ms(77);
        event.mutable_start_explained()->set_number(number);
        event.mutable_start_explained()->set_explanation(std::move(text));
        event.mutable_start_explained()->set_by(std::move(by));
        return directory.apply(event);
    };
    const std::string ana = add("ana@a.org");
    ASSERT_TRUE(explain(2, "first that is kept") && explain(starts_max + 1, "the last\nof all", ana));
    EXPECT_EQ(directory.starts().front().explanation(), "first that is kept");
    EXPECT_EQ(directory.starts().back().explanation(), "the last\nof all");
    EXPECT_EQ(directory.starts().back().explained_by(), ana);
    EXPECT_EQ(directory.starts().back().explained_ms(), 77);
    for (const std::uint64_t none : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{starts_max + 2},
                                     std::numeric_limits<std::uint64_t>::max()})
        EXPECT_EQ(explain(none, "x").error().kind, ErrorKind::missing) << none;
    EXPECT_EQ(explain(5, "x", std::string(16, 'n')).error().kind, ErrorKind::missing);
    std::string letters;
    for (std::size_t i = 0; i < explanation_letters_max; ++i) letters += "\u00e9";
    EXPECT_TRUE(explain(5, letters));
    EXPECT_EQ(explain(5, letters + "x").error().kind, ErrorKind::limit);
    for (const std::string_view bad : {"a\tb", "a\r\nb", "\x7f", "\xff"})
        EXPECT_EQ(explain(5, std::string(bad)).error().kind, ErrorKind::syntax);
    EXPECT_EQ(directory.starts().at(3).explanation(), letters);
    ASSERT_TRUE(explain(5, ""));
    EXPECT_EQ(directory.starts().at(3).SerializeAsString(), [] {
        events::Start bare;
        bare.set_started_ms(5);
        return bare.SerializeAsString();
    }());
}

// A random walk over all sorts of events, many of which do not fit.
class Walk {
public:
    explicit Walk(std::uint64_t seed) : random_(seed) {}

    CollectiveEvent next(const Directory& directory) {
        CollectiveEvent event;
        event.set_at_ms(static_cast<std::int64_t>(random_.number() >> 20));
        const auto members = directory.members();
        const std::string member = members.empty() || pick(20) == 0
                                       ? text_of(random_.id<MemberId>())
                                       : members[pick(members.size())]->data.id();
        switch (pick(15)) {
            case 0: return founded();
            case 1:
            case 2: return added(random_, address());
            case 3:
                event.mutable_member_suspension()->set_member(member);
                event.mutable_member_suspension()->set_suspended(pick(2) == 0);
                return event;
            case 4: event.mutable_member_removed()->set_member(member); return event;
            case 5:
                event.mutable_member_addresses()->set_member(member);
                for (std::size_t i = pick(3); i > 0; --i) {
                    event.mutable_member_addresses()->add_addresses(address());
                }
                return event;
            case 6:
                event.mutable_openers_changed()->set_member(member);
                *event.mutable_openers_changed()->add_added() = opener(random_);
                if (const auto id = MemberId::from(member); directory.find(*id) && pick(2) == 0) {
                    event.mutable_openers_changed()->add_removed(
                        directory.find(*id)->data.vault().openers(0).id());
                }
                return event;
            case 7:
                event.mutable_member_reset()->set_member(member);
                *event.mutable_member_reset()->mutable_vault() = vault(random_);
                return event;
            case 8: {
                const auto id = MemberId::from(member);
                event.mutable_former_vault_closed()->set_member(member);
                if (const auto found = directory.find(*id); found && found->data.former_vaults_size() > 0) {
                    event.mutable_former_vault_closed()->set_vault(found->data.former_vaults(0).id());
                }
                return event;
            }
            case 9: return alias(address(), {address(), "far@b.org"});
            case 10: event.set_alias_removed(address()); return event;
            case 11: event.mutable_started()->set_started_ms(1); return event;
            case 13:
                event.mutable_start_explained()->set_number(pick(8));
                event.mutable_start_explained()->set_explanation(pick(3) == 0 ? "" : "a storm");
                if (pick(2) == 0) event.mutable_start_explained()->set_by(member);
                return event;
            case 12: event.mutable_unlocked()->set_kind(events::ACT_UNLOCKED); return event;
            default: event.set_locked(true); return event;
        }
    }
    std::size_t pick(std::size_t count) { return static_cast<std::size_t>(random_.number() % count); }

private:
    std::string address() { return fmt::format("m{}@a.org", pick(12)); }
    SeededRandom random_;
};

TEST(DirectoryProperty, AFoldFromASnapshotIsTheFoldOfTheLog) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        Walk walk(seed);
        Directory whole;
        Directory resumed;
        std::size_t applied = 0;
        for (int step = 0; step < 200; ++step) {
            const auto event = walk.next(whole);
            const bool checked = whole.check(event).has_value();
            const auto before = whole.snapshot().SerializeAsString();
            const bool taken = whole.apply(event).has_value();
            ASSERT_EQ(checked, taken);
            if (!taken) {
                ASSERT_EQ(whole.snapshot().SerializeAsString(), before);
            }
            applied += taken ? 1 : 0;
            ASSERT_EQ(resumed.apply(event).has_value(), taken);
            if (walk.pick(10) == 0) {
                auto from = Directory::from(resumed.snapshot());
                ASSERT_TRUE(from) << from.error().detail;
                resumed = std::move(*from);
            }
            ASSERT_EQ(whole.snapshot().SerializeAsString(), resumed.snapshot().SerializeAsString());
        }
        EXPECT_GT(applied, 40U);
        for (const auto& member : whole.members()) {
            for (const auto& address : member->data.addresses()) {
                EXPECT_EQ(whole.find(at(address)), member);
            }
            EXPECT_EQ(whole.find_vault(member->vault), member);
        }
    }
}

TEST_F(DirectoryTest, ASnapshotThatContradictsItselfIsRefused) {
    add("ana@a.org");
    auto state = directory.snapshot();
    *state.add_members() = state.members(0);
    const auto from = Directory::from(state);
    ASSERT_FALSE(from);
    EXPECT_EQ(from.error().kind, ErrorKind::corrupt);
}

}  // namespace
}  // namespace milpa::members
