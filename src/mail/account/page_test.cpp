// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include <random>

#include "mail/account/codec.hpp"
#include "mail/account/hot_page.hpp"
#include "mail/account/record_page.hpp"

namespace milpa::mail::account {
namespace {

TEST(Codec, RoundTripsAndNeverLeavesItsBytes) {
    const std::uint64_t numbers[] = {0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_MAX - 1, UINT64_MAX};
    Bytes out;
    for (const auto number : numbers) {
        put_varint(out, number);
        put_signed(out, static_cast<std::int64_t>(number));
    }
    Reader in(out);
    for (const auto number : numbers) {
        EXPECT_EQ(in.varint(), number);
        EXPECT_EQ(in.signed_varint(), static_cast<std::int64_t>(number));
    }
    EXPECT_TRUE(in.finish());
    for (const Bytes& bad : {Bytes{}, Bytes{0x80}, Bytes(11, 0xFF)}) {
        Reader broken(bad);
        broken.varint();
        EXPECT_FALSE(broken.ok());
    }
    const Bytes two{1, 2};
    Reader longer(two);
    longer.octet();
    EXPECT_FALSE(longer.finish());
}

TEST(HotPage, RoundTrips) {
    std::mt19937_64 random(1);
    std::vector<Entry> entries;
    std::vector<RecordInfo> records;
    for (std::size_t i = 0; i < hot_page_items_max; ++i) {
        const Uid uid = (entries.empty() ? 0 : entries.back().uid) + 1 + static_cast<Uid>(random() % 1000);
        entries.push_back({.modseq = random() >> (random() % 64),
                           .uid = uid,
                           .record = static_cast<Record>(random()),
                           .keywords = static_cast<std::uint16_t>(random()),
                           .flags = static_cast<std::uint8_t>(random() & flags_all)});
        records.push_back({.internal_date_ms = static_cast<std::int64_t>(random()),
                           .number = uid,
                           .size = static_cast<std::uint32_t>(random()),
                           .thread = 1 + static_cast<Record>(random() % uid),
                           .added = random() >> 17,
                           .changed = {}});
        records.back().changed = records.back().added + random() % 1000;
    }
    std::vector<Entry> entries_back;
    ASSERT_TRUE(decode_entries(encode_entries(entries), entries_back));
    EXPECT_EQ(entries_back, entries);
    EXPECT_FALSE(decode_entries(encode_entries(entries), entries_back)) << "pages must ascend";
    std::vector<RecordInfo> records_back;
    ASSERT_TRUE(decode_records(encode_records(records), records_back));
    EXPECT_EQ(records_back, records);
    Bytes cut = encode_entries(entries);
    cut.pop_back();
    std::vector<Entry> none;
    EXPECT_FALSE(decode_entries(cut, none));
    EXPECT_FALSE(decode_entries(encode_records(records), none));
}

TEST(RecordPage, RoundTripsWithinItsLimits) {
    RecordPageBuilder builder;
    std::map<Record, Bytes> all;
    std::mt19937 random(2);
    for (Record record = 3; all.size() < 1000; record += 1 + random() % 9) {
        all[record] = Bytes(random() % 5000, static_cast<std::uint8_t>(record));
        builder.add(record, all[record]);
    }
    all[1'000'000] = Bytes(900'000, 7);  // larger than a page should be: alone in one
    builder.add(1'000'000, all[1'000'000]);
    builder.add(1'000'001, all[1'000'001] = Bytes{});
    std::size_t found = 0;
    for (const auto& page : builder.take()) {
        const auto parsed = RecordPage::parse(page.bytes).value();
        EXPECT_EQ(parsed.items().front().record, page.first);
        EXPECT_EQ(parsed.items().size(), page.count);
        EXPECT_LE(page.count, record_page_items_max);
        EXPECT_LE(page.bytes.size(), page.count == 1 ? 1'000'000 : record_page_octets_max + 4096);
        for (const auto& item : parsed.items()) {
            EXPECT_EQ(to_bytes(item.message), all.at(item.record));
            EXPECT_EQ(to_bytes(*parsed.find(item.record)), all.at(item.record));
            ++found;
        }
        EXPECT_FALSE(parsed.find(2));
        Bytes cut = page.bytes;
        cut.push_back(0);
        EXPECT_FALSE(RecordPage::parse(cut));
    }
    EXPECT_EQ(found, all.size());
    EXPECT_TRUE(builder.take().empty());
}

}  // namespace
}  // namespace milpa::mail::account
