// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/segment.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace milpa::mail::account {
namespace {

using Documents = std::map<Record, std::map<std::uint8_t, std::set<std::string>>>;  // words by field

events::MessageFacts facts_of(const std::map<std::uint8_t, std::set<std::string>>& lists, bool cut = false) {
    events::MessageFacts facts;
    for (const auto& [field, terms] : lists) {
        for (const auto& term : terms) {
            if (field == in_subject) facts.mutable_words()->add_subject(term);
            if (field == in_from) facts.mutable_words()->add_from(term);
            if (field == in_header) facts.mutable_words()->add_header(term);
            if (field == in_body) facts.mutable_words()->add_body(term);
        }
    }
    facts.set_words_cut(cut);
    return facts;
}

std::set<Record> find(const Segment& segment, const TermPattern& pattern, std::uint8_t fields) {
    const auto records = parse_head(segment.pages[0]).value();
    std::vector<StreamRange> ranges;
    for (std::uint32_t i = 1; i <= segment.dictionary_pages; ++i) {
        EXPECT_TRUE(pattern.scan(segment.pages[i], ranges));
    }
    Bytes stream;
    for (std::size_t i = segment.dictionary_pages + 1; i < segment.pages.size(); ++i) {
        append(stream, segment.pages[i]);
    }
    std::vector<bool> marked(records.size(), false);
    for (const auto& range : ranges) {
        EXPECT_LE(range.end, stream.size());
        EXPECT_TRUE(
            mark_documents(ByteView(stream).subspan(range.begin, range.end - range.begin), fields, marked));
    }
    std::set<Record> out;
    for (std::size_t i = 0; i < marked.size(); ++i) {
        if (marked[i]) out.insert(records[i]);
    }
    return out;
}

std::set<Record> scan(const Documents& documents, const message::Query::Run& run, std::uint8_t fields) {
    std::set<Record> out;
    for (const auto& [record, lists] : documents) {
        for (const auto& [field, terms] : lists) {
            if ((field & fields) == 0) continue;
            for (const auto& term : terms) {
                if (run.matches(term)) out.insert(record);
            }
        }
    }
    return out;
}

class SegmentTest : public ::testing::Test {
protected:
    std::mt19937 random_{3};

    std::string word() {
        static const std::string letters[] = {"a", "b", "c", "é", "水"};
        std::string out;
        for (std::size_t n = 1 + random_() % 5; n > 0; --n) out += letters[random_() % 5];
        return out;
    }
    Documents documents(Record first, std::size_t count) {
        Documents out;
        Record record = first;
        for (std::size_t i = 0; i < count; ++i, record += 1 + random_() % 3) {
            for (const std::uint8_t field : {in_subject, in_from, in_header, in_body}) {
                for (std::size_t n = random_() % 6; n > 0; --n) out[record][field].insert(word());
            }
            out[record];
        }
        return out;
    }
    static Segment build(const Documents& documents) {
        SegmentBuilder builder;
        for (const auto& [record, lists] : documents) builder.add(record, facts_of(lists));
        return builder.build();
    }
    void expect_finds(const Segment& segment, const Documents& documents) {
        for (int i = 0; i < 60; ++i) {
            const message::Query::Run run{word(), random_() % 2 == 0, random_() % 2 == 0};
            const auto fields = static_cast<std::uint8_t>(1 + random_() % 127);
            ASSERT_EQ(find(segment, TermPattern(run), fields), scan(documents, run, fields)) << run.text;
        }
    }
};

TEST_F(SegmentTest, FindsWhatIsThere) {
    for (int round = 0; round < 10; ++round) {
        const Documents some = documents(5, 40);
        const Segment segment = build(some);
        EXPECT_EQ(segment.first, some.begin()->first);
        EXPECT_EQ(segment.last, some.rbegin()->first);
        EXPECT_EQ(segment.docs, some.size());
        expect_finds(segment, some);
    }
}

TEST_F(SegmentTest, MergesAndForgets) {
    for (int round = 0; round < 10; ++round) {
        Documents all;
        std::vector<Segment> segments;
        Record first = 1;
        for (int i = 0; i < 3; ++i) {
            const Documents some = documents(first, 1 + random_() % 30);
            segments.push_back(build(some));
            first = some.rbegin()->first + 1;
            all.insert(some.begin(), some.end());
        }
        std::vector<Record> dead;
        for (const auto& [record, lists] : all) {
            if (random_() % 4 == 0) dead.push_back(record);
        }
        const std::size_t before = all.size();
        for (const Record record : dead) all.erase(record);
        const auto merged = merge_segments(segments, dead);
        ASSERT_TRUE(merged);
        if (all.empty()) continue;
        EXPECT_EQ(merged->docs, before - dead.size());
        expect_finds(*merged, all);
        // Byte for byte as if the dead had never been: no term of theirs is left anywhere.
        EXPECT_EQ(merged->pages, build(all).pages);
    }
    EXPECT_TRUE(merge_segments(std::vector{build(documents(1, 1))}, std::vector<Record>{1})->pages.empty());
}

TEST_F(SegmentTest, SpansManyPages) {
    SegmentBuilder builder;
    Documents all;
    for (Record record = 1; record <= 3000; ++record) {
        auto& body = all[record][in_body];
        for (int i = 0; i < 12; ++i) body.insert(fmt::format("unique{}x{}", record * 7919 % 3001, i));
        for (int i = 0; i < 20; ++i) body.insert(fmt::format("common{}", random_() % 300));
        builder.add(record, facts_of(all[record]));
    }
    const Segment segment = builder.build();
    EXPECT_GT(segment.dictionary_pages, 1U);
    EXPECT_GT(segment.pages.size() - segment.dictionary_pages - 1, 2U);
    for (const Bytes& page : segment.pages) EXPECT_LE(page.size(), dictionary_page_octets * 3 / 2);
    for (const char* text : {"common7", "unique300x", "x11", "e", "common299", "none"}) {
        for (const bool open : {false, true}) {
            const message::Query::Run run{text, open, open};
            ASSERT_EQ(find(segment, TermPattern(run), in_any), scan(all, run, in_any)) << text;
        }
    }
}

TEST_F(SegmentTest, KnowsWhichWordsWereCut) {
    SegmentBuilder builder;
    builder.add(1, facts_of({{in_body, {"a"}}}));
    builder.add(2, facts_of({{in_body, {"a"}}}, /*cut=*/true));
    builder.add(3, facts_of({}, /*cut=*/true));
    const Segment segment = builder.build();
    EXPECT_EQ(find(segment, TermPattern::cut_documents(), in_any), (std::set<Record>{2, 3}));
    EXPECT_EQ(find(build(documents(1, 9)), TermPattern::cut_documents(), in_any), std::set<Record>());
}

TEST_F(SegmentTest, PassesOverTermsThatAreNone) {
    SegmentBuilder builder;
    builder.add(1, facts_of({{in_body, {std::string("a\0b", 3), "", "\x01", "ok"}}}));
    const Segment segment = builder.build();
    EXPECT_EQ(find(segment, TermPattern(message::Query::Run{"ok", false, false}), in_any),
              std::set<Record>{1});
    EXPECT_TRUE(find(segment, TermPattern::cut_documents(), in_any).empty());
}

}  // namespace
}  // namespace milpa::mail::account
