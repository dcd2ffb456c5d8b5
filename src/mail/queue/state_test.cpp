// SPDX-License-Identifier: AGPL-3.0-or-later
// The fold's property: events one by one, or a snapshot of some and the rest, come to the same.
#include "mail/queue/state.hpp"

#include <gtest/gtest.h>

namespace milpa::mail::queue {
namespace {

std::map<std::string, std::string> picture(const State& state) {
    std::map<std::string, std::string> rows;
    for (const auto& [id, item] : state.items()) rows[id.hex()] = to_row(item).SerializeAsString();
    return rows;
}

Item item_of(Random& random) {
    Item item{.id = random.id<MessageId>(),
              .object = {random.id<ObjectId>(), crypto::Key::random(random), 5'000}};
    if (random.number() % 4 != 0) item.sender = Mailbox{"ana", "milpa.test"};
    const auto count = 1 + random.number() % 5;
    for (std::uint64_t i = 0; i < count; ++i) {
        item.recipients.emplace_back().address = {fmt::format("bob{}", i), i % 2 == 0 ? "a.test" : "B.test"};
        if (random.number() % 4 == 0) item.recipients.back().written_to = Mailbox{"team", "milpa.test"};
    }
    item.return_path_octets = random.number() % 100;
    if (random.number() % 2 == 0) item.utf8 = smtp::Utf8::yes;
    if (random.number() % 2 == 0) item.eight_bit = smtp::Eight::yes;
    if (random.number() % 2 == 0) item.member = random.id<MemberId>();
    item.queued_ms = static_cast<std::int64_t>(random.number() % 1'000'000);
    return item;
}

class Story {
public:
    explicit Story(std::uint64_t seed) : random_(seed) {}

    events::QueueEvent next() {
        events::QueueEvent event;
        const auto kind = random_.number() % 8;
        if (ids_.empty() || kind < 2) {
            const Item item = item_of(random_);
            ids_.emplace_back(std::string(as_text(item.id.view())), item.recipients.size());
            *event.mutable_queued() = to_event(item);
            return event;
        }
        const std::size_t which = random_.number() % ids_.size();
        const auto [id, recipients] = ids_[which];
        const auto index = static_cast<std::uint32_t>(random_.number() % recipients);
        if (kind < 5) {
            Recipient result;
            result.stage = static_cast<Stage>(random_.number() % 3);
            result.next_ms = static_cast<std::int64_t>(random_.number() % 1'000);
            result.last = {
                .reason = Reason::deferred, .code = 451, .status = {4, 2, 1}, .text = "no", .host = "mx"};
            event.mutable_attempted()->set_id(id);
            event.mutable_attempted()->set_at_ms(77);
            *event.mutable_attempted()->add_outcomes() = to_event(index, result);
        } else if (kind == 5) {
            event.mutable_delay_notified()->set_id(id);
        } else if (kind == 6) {
            event.mutable_failure_reported()->set_id(id);
            event.mutable_failure_reported()->add_recipients(index);
        } else {
            event.mutable_finished()->set_id(id);
            // Later events about it may still come: they mean nothing.
            if (random_.number() % 2 == 0) ids_.erase(ids_.begin() + static_cast<std::ptrdiff_t>(which));
        }
        return event;
    }

private:
    SeededRandom random_;
    std::vector<std::pair<std::string, std::size_t>> ids_;
};

TEST(QueueState, SnapshotsComeToTheSame) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        SCOPED_TRACE(seed);
        Story story(seed);
        std::vector<events::QueueEvent> events;
        for (int i = 0; i < 200; ++i) events.push_back(story.next());
        const auto whole_counts = std::make_shared<Counts>();
        State whole(whole_counts);
        for (const auto& event : events) ASSERT_TRUE(whole.apply(event));
        const std::size_t cut = seed * 6;
        State first(std::make_shared<Counts>());
        for (std::size_t i = 0; i < cut; ++i) ASSERT_TRUE(first.apply(events[i]));
        const auto counts = std::make_shared<Counts>();
        State second(counts);
        for (const auto& page : first.write_pages(2'000)) ASSERT_TRUE(second.read_page(page));
        ASSERT_EQ(picture(second), picture(first));
        for (std::size_t i = cut; i < events.size(); ++i) ASSERT_TRUE(second.apply(events[i]));
        EXPECT_EQ(picture(second), picture(whole));
        EXPECT_EQ(counts->messages(), whole_counts->messages());
        EXPECT_EQ(counts->messages(), second.items().size());
    }
}

TEST(QueueState, WhatIsNoEventIsRefused) {
    SeededRandom random(3);
    State state(std::make_shared<Counts>());
    events::QueueEvent event;
    EXPECT_FALSE(state.apply(event));
    const Item item = item_of(random);
    *event.mutable_queued() = to_event(item);
    ASSERT_TRUE(state.apply(event));
    EXPECT_FALSE(state.apply(event));  // twice
    auto broken = event;
    broken.mutable_queued()->set_id(std::string(16, 'x'));
    broken.mutable_queued()->clear_recipients();
    EXPECT_FALSE(state.apply(broken));
    broken = event;
    broken.mutable_queued()->set_id("short");
    EXPECT_FALSE(state.apply(broken));
    events::QueueEvent beyond;
    beyond.mutable_failure_reported()->set_id(event.queued().id());
    beyond.mutable_failure_reported()->add_recipients(1'000);
    EXPECT_FALSE(state.apply(beyond));
}

TEST(QueueState, CountsByMember) {
    SeededRandom random(4);
    const auto counts = std::make_shared<Counts>();
    State state(counts);
    Item item = item_of(random);
    item.member = random.id<MemberId>();
    const MemberId member = *item.member;
    events::QueueEvent event;
    *event.mutable_queued() = to_event(item);
    ASSERT_TRUE(state.apply(event));
    EXPECT_EQ(counts->of(member), 1U);
    events::QueueEvent end;
    end.mutable_finished()->set_id(event.queued().id());
    ASSERT_TRUE(state.apply(end));
    EXPECT_EQ(counts->of(member), 0U);
    EXPECT_EQ(counts->messages(), 0U);
}

TEST(Tagger, OnlyTheKeyMakesTags) {
    SeededRandom random(5);
    const auto key = crypto::Key::random(random);
    events::QueueEvent event;
    event.mutable_finished()->set_id(std::string(16, 'i'));
    Bytes entry = Tagger(key).write(event);
    ASSERT_TRUE(Tagger(key).read(entry));
    EXPECT_EQ(Tagger(key).read(entry)->SerializeAsString(), event.SerializeAsString());
    EXPECT_FALSE(Tagger(crypto::Key::random(random)).read(entry));
    for (std::size_t i = 0; i < entry.size(); ++i) {
        entry[i] ^= 1;
        EXPECT_FALSE(Tagger(key).read(entry)) << i;
        entry[i] ^= 1;
    }
    EXPECT_FALSE(Tagger(key).read({}));
}

}  // namespace
}  // namespace milpa::mail::queue
