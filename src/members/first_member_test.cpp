// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/first_member.hpp"

#include "members/testing.hpp"

namespace milpa::members {
namespace {

using namespace testing;

class FirstMembers : public ::testing::Test {
protected:
    Result<crypto::SecretText> prepare(std::string address, std::string_view password = "correct horse") {
        settings = {.domain = "Example.org", .name = "Milpa of the Test", .keyholders = 3, .threshold = 2};
        FirstMember first{.address = std::move(address), .name = "Ana", .password = secret(password)};
        first.cost = cheap;
        first.first_events = {to_bytes(std::string_view("one")), to_bytes(std::string_view("two"))};
        return add_first_member(settings, std::move(first), clock.wall(), random);
    }

    SystemRandom random;
    TestClock clock;
    store::FaultEngine engine;
    FoundingSettings settings;
};

TEST_F(FirstMembers, FoundsAndLooksAfterTheCollective) {
    const auto code = prepare("Ana@EXAMPLE.org");
    ASSERT_TRUE(code) << code.error().detail;
    Life life(engine, clock);
    auto shares = net::run_now(found(&life.store, std::move(settings), &life.clock, &life.random));
    ASSERT_TRUE(shares) << shares.error().detail;
    ASSERT_TRUE(life.start() && life.unlock(pick(*shares, {1, 2})));

    const auto login = life.login("ana@example.org", "correct horse");
    ASSERT_TRUE(login) << login.error().detail;
    EXPECT_TRUE(login->member->can_administrate());
    EXPECT_EQ(login->member->data.name(), "Ana");
    EXPECT_TRUE(life.login("ana@example.org", code->view(), Accept::also_recovery));
    EXPECT_EQ(kind_of(life.login("ana@example.org", "wrong horse")), ErrorKind::denied);
    for (const std::string_view duty : duty_addresses) {
        const auto route = life.collective->route(*Address::from(duty, "example.org"));
        ASSERT_TRUE(route) << duty;
        ASSERT_EQ(route->members.size(), 1U);
        EXPECT_EQ(route->members.front()->id, login->id());
    }
    // Nobody has started or unlocked it before the keyholders did.
    const auto starts = life.collective->starts();
    ASSERT_TRUE(starts);
    ASSERT_EQ(starts->size(), 1U);
    const auto acts = life.collective->acts();
    ASSERT_TRUE(acts);
    ASSERT_EQ(acts->size(), 2U);
    EXPECT_EQ((*acts)[0].kind(), events::ACT_FOUNDED);
    EXPECT_EQ((*acts)[1].kind(), events::ACT_UNLOCKED);
    EXPECT_EQ(life.collective->foreign_events().value(), 0U);

    std::uint64_t entries = 0;
    ASSERT_TRUE(engine.scan(store::Space::rows, store::rows::events(login->vault(), 1, 100),
                            store::Direction::forward, [&](ByteView, ByteView) {
                                ++entries;
                                return store::Visit::more;
                            }));
    EXPECT_EQ(entries, 2U);
}

TEST_F(FirstMembers, AreRefusedBeforeAnythingIsWritten) {
    EXPECT_EQ(kind_of(prepare("ana@elsewhere.org")), ErrorKind::missing);
    EXPECT_EQ(kind_of(prepare("ana")), ErrorKind::syntax);
    EXPECT_EQ(kind_of(prepare("postmaster@example.org")), ErrorKind::conflict);
    EXPECT_EQ(kind_of(prepare("Abuse@example.org")), ErrorKind::conflict);
    EXPECT_EQ(kind_of(prepare("ana@example.org", "short")), ErrorKind::syntax);
    EXPECT_TRUE(settings.further.empty() && settings.first_events.empty());
    // What the directory would refuse, the founding does.
    ASSERT_TRUE(prepare("ana+tag@example.org"));
    Life life(engine, clock);
    EXPECT_EQ(kind_of(net::run_now(found(&life.store, std::move(settings), &life.clock, &life.random))),
              ErrorKind::syntax);
    EXPECT_EQ(kind_of(read_founding(life.store)), ErrorKind::missing);
}

}  // namespace
}  // namespace milpa::members
