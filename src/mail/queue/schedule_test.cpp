// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/queue/schedule.hpp"

#include <gtest/gtest.h>

#include "mail/queue/running.hpp"

namespace milpa::mail::queue {
namespace {

using Opening = Schedule::Opening;

MessageId id_of(std::uint8_t number) {
    MessageId id;
    id.bytes[0] = number;
    return id;
}

TEST(Schedule, TheLongestDueComesFirst) {
    Schedule schedule(2);
    schedule.put("a", id_of(1), 30);
    schedule.put("b", id_of(2), 10);
    schedule.put("a", id_of(3), 20);
    EXPECT_EQ(schedule.next_ms(), 10);
    EXPECT_FALSE(schedule.open_lane(9));
    EXPECT_EQ(schedule.open_lane(25), (Opening{"b", id_of(2)}));
    EXPECT_FALSE(schedule.take("b", 25));
    EXPECT_EQ(schedule.open_lane(25), (Opening{"a", id_of(3)}));
    EXPECT_FALSE(schedule.take("a", 25));
    EXPECT_EQ(schedule.next_ms(), 30);
}

TEST(Schedule, ADomainHasItsShareOfConnectionsAndNoMore) {
    Schedule schedule(2);
    for (std::uint8_t i = 0; i < 5; ++i) schedule.put("a", id_of(i), i);
    schedule.put("b", id_of(9), 50);
    EXPECT_EQ(schedule.open_lane(100), (Opening{"a", id_of(0)}));
    EXPECT_EQ(schedule.open_lane(100), (Opening{"a", id_of(1)}));
    EXPECT_EQ(schedule.open_lane(100), (Opening{"b", id_of(9)}));
    EXPECT_FALSE(schedule.open_lane(100));
    EXPECT_FALSE(schedule.next_ms());
    EXPECT_EQ(schedule.first_due_ms(), 2);
    EXPECT_EQ(schedule.take("a", 100), id_of(2));
    schedule.release("a");
    EXPECT_EQ(schedule.open_lane(100), (Opening{"a", id_of(3)}));
}

TEST(Schedule, PutMovesAndAllDueHurries) {
    Schedule schedule(1);
    schedule.put("a", id_of(1), 10);
    schedule.put("a", id_of(1), 90);
    EXPECT_EQ(schedule.next_ms(), 90);
    schedule.put("b", id_of(2), 5);
    schedule.all_due(40);
    EXPECT_EQ(schedule.open_lane(40), (Opening{"b", id_of(2)}));  // it was due before
    EXPECT_EQ(schedule.open_lane(40), (Opening{"a", id_of(1)}));
    EXPECT_FALSE(schedule.take("a", 1'000));
    schedule.put("a", id_of(1), 70);
    EXPECT_FALSE(schedule.next_ms());  // no connection to spare
    schedule.release("a");
    schedule.release("b");
    EXPECT_EQ(schedule.next_ms(), 70);
}

TEST(RetryPause, DoublesToItsLimitWithChance) {
    using namespace std::chrono_literals;
    const auto middle = [](std::uint32_t attempts) { return retry_pause(300s, 4h, attempts, 200); };
    EXPECT_EQ(middle(1), 300s);
    EXPECT_EQ(middle(2), 600s);
    EXPECT_EQ(middle(6), 9'600s);
    EXPECT_EQ(middle(7), 4h);
    EXPECT_EQ(middle(4'000'000'000), 4h);
    EXPECT_EQ(retry_pause(300s, 4h, 1, 0), 240s);
    EXPECT_EQ(retry_pause(300s, 4h, 1, 400), 360s);
    EXPECT_EQ(retry_pause(300s, 60s, 1, 200), 60s);
}

}  // namespace
}  // namespace milpa::mail::queue
