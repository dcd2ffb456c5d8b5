// SPDX-License-Identifier: AGPL-3.0-or-later
// A page: version | count | column after column, each number as its difference from the one before.
#include "mail/account/hot_page.hpp"

#include "mail/account/codec.hpp"

namespace milpa::mail::account {
namespace {

constexpr std::uint8_t entries_version = 1;
constexpr std::uint8_t records_version = 6;

Error broken() { return fail(ErrorKind::corrupt, "a hot page that is not of its format"); }

/// Makes room for a page's items; gives the first.
template <class T>
Result<T*> begin_page(Reader& in, std::uint8_t version, std::vector<T>& to, std::size_t& count) {
    if (in.octet() != version) return broken();
    count = static_cast<std::size_t>(in.bounded(hot_page_items_max));
    if (!in.ok() || count > in.left()) return broken();
    // Pages come one after another: grow as the fold does, not by doubling.
    const std::size_t before = to.size();
    if (to.capacity() < before + count) to.reserve(before + count + before / 8);
    to.resize(before + count);
    return to.data() + before;
}

}  // namespace

Bytes encode_entries(std::span<const Entry> entries) {
    Bytes out;
    out.reserve(16 + entries.size() * 8);
    out.push_back(entries_version);
    put_varint(out, entries.size());
    Uid uid = 0;
    for (const Entry& entry : entries) {
        put_varint(out, entry.uid - uid);
        uid = entry.uid;
    }
    std::int64_t record = 0;
    for (const Entry& entry : entries) {
        put_signed(out, entry.record - record);
        record = entry.record;
    }
    for (const Entry& entry : entries) out.push_back(entry.flags);
    for (const Entry& entry : entries) put_varint(out, entry.keywords);
    std::uint64_t modseq = 0;  // modulo 2^64: any number goes
    for (const Entry& entry : entries) {
        put_signed(out, static_cast<std::int64_t>(entry.modseq - modseq));
        modseq = entry.modseq;
    }
    return out;
}

Result<void> decode_entries(ByteView page, std::vector<Entry>& to) {
    Reader in(page);
    std::uint64_t uid = to.empty() ? 0 : to.back().uid;
    const Uid last_uid = static_cast<Uid>(uid);
    std::size_t count = 0;
    TRY(Entry * items, begin_page(in, entries_version, to, count));
    uid = 0;
    bool good = true;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t gap = in.bounded(UINT32_MAX);
        uid += gap;
        good = good && gap > 0 && uid <= UINT32_MAX && uid > last_uid;
        items[i].uid = static_cast<Uid>(uid);
    }
    std::uint64_t record = 0;
    for (std::size_t i = 0; i < count; ++i) {
        record += static_cast<std::uint64_t>(in.signed_varint());
        good = good && record <= UINT32_MAX;
        items[i].record = static_cast<Record>(record);
    }
    for (std::size_t i = 0; i < count; ++i) {
        items[i].flags = in.octet();
        good = good && (items[i].flags & ~flags_all) == 0;
    }
    for (std::size_t i = 0; i < count; ++i) {
        items[i].keywords = static_cast<std::uint16_t>(in.bounded(UINT16_MAX));
    }
    std::uint64_t modseq = 0;
    for (std::size_t i = 0; i < count; ++i) {
        modseq += static_cast<std::uint64_t>(in.signed_varint());
        items[i].modseq = modseq;
    }
    if (!good) return broken();
    return in.finish();
}

Bytes encode_records(std::span<const RecordInfo> records) {
    Bytes out;
    out.reserve(16 + records.size() * 8);
    out.push_back(records_version);
    put_varint(out, records.size());
    Record number = 0;
    for (const RecordInfo& info : records) {
        put_varint(out, info.number - number);
        number = info.number;
    }
    for (const RecordInfo& info : records) put_varint(out, info.size);
    std::uint64_t date = 0;  // modulo 2^64: any date goes
    for (const RecordInfo& info : records) {
        put_signed(out, static_cast<std::int64_t>(static_cast<std::uint64_t>(info.internal_date_ms) - date));
        date = static_cast<std::uint64_t>(info.internal_date_ms);
    }
    for (const RecordInfo& info : records) put_varint(out, info.number - info.thread);
    std::uint64_t added = 0;
    for (const RecordInfo& info : records) {
        put_signed(out, static_cast<std::int64_t>(info.added - added));
        added = info.added;
    }
    for (const RecordInfo& info : records) put_varint(out, info.changed - info.added);
    return out;
}

Result<void> decode_records(ByteView page, std::vector<RecordInfo>& to) {
    Reader in(page);
    const Record last = to.empty() ? 0 : to.back().number;
    std::size_t count = 0;
    TRY(RecordInfo * items, begin_page(in, records_version, to, count));
    std::uint64_t number = 0;
    bool good = true;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t gap = in.bounded(UINT32_MAX);
        number += gap;
        good = good && gap > 0 && number <= UINT32_MAX && number > last;
        items[i].number = static_cast<Record>(number);
    }
    for (std::size_t i = 0; i < count; ++i) {
        items[i].size = static_cast<std::uint32_t>(in.bounded(UINT32_MAX));
    }
    std::uint64_t date = 0;
    for (std::size_t i = 0; i < count; ++i) {
        date += static_cast<std::uint64_t>(in.signed_varint());
        items[i].internal_date_ms = static_cast<std::int64_t>(date);
    }
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t back = in.bounded(UINT32_MAX);
        good = good && back < items[i].number;
        items[i].thread = items[i].number - static_cast<Record>(back);
    }
    std::uint64_t added = 0;
    for (std::size_t i = 0; i < count; ++i) {
        added += static_cast<std::uint64_t>(in.signed_varint());
        good = good && added <= StoredSeq::max;
        items[i].added = added;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t changed = items[i].added + in.bounded(StoredSeq::max);
        good = good && changed <= StoredSeq::max;
        items[i].changed = changed;
    }
    if (!good) return broken();
    return in.finish();
}

}  // namespace milpa::mail::account
