// SPDX-License-Identifier: AGPL-3.0-or-later
// Pages are sealed, so nobody can change them; still none may crash the server. The first octet chooses the
// reader.
#include "base/ensure.hpp"
#include "mail/account/hot_page.hpp"
#include "mail/account/record_page.hpp"
#include "mail/account/segment.hpp"
#include "mail/account/snapshot_codec.hpp"

using namespace milpa;
using namespace milpa::mail;
using namespace milpa::mail::account;

namespace {

void hot(ByteView page) {
    std::vector<Entry> entries;
    if (decode_entries(page, entries)) {
        for (std::size_t i = 1; i < entries.size(); ++i) ensure(entries[i - 1].uid < entries[i].uid);
        std::vector<Entry> again;
        ensure(decode_entries(encode_entries(entries), again).has_value() && again == entries);
    }
    std::vector<RecordInfo> records;
    if (decode_records(page, records)) {
        std::vector<RecordInfo> again;
        ensure(decode_records(encode_records(records), again).has_value() && again == records);
    }
}

void thread_keys(ByteView page) {
    std::vector<Threads::Key> keys;
    if (!decode_thread_keys(page, keys)) return;
    std::vector<Threads::Key> again;
    ensure(decode_thread_keys(encode_thread_keys(keys), again).has_value() && again == keys);
}

void cold(ByteView bytes) {
    const auto page = RecordPage::parse(bytes);
    if (!page) return;
    for (const auto& item : page->items()) ensure(page->find(item.record)->data() == item.message.data());
}

void dictionary(ByteView bytes) {
    const std::size_t needle = bytes.empty() ? 0 : bytes[0] % 8;
    if (bytes.size() <= needle + 1) return;
    message::Query::Run run{std::string(as_text(bytes.subspan(1, needle))) + "a", (bytes[0] & 16) != 0,
                            (bytes[0] & 32) != 0};
    std::erase(run.text, '\0');
    std::vector<StreamRange> found;
    if (TermPattern(run).scan(bytes.subspan(1 + needle), found)) {
        for (std::size_t i = 1; i < found.size(); ++i) ensure(found[i - 1].end < found[i].begin);
    }
    std::vector<bool> documents(bytes[0]);
    static_cast<void>(mark_documents(bytes.subspan(1), in_any, documents).has_value());
}

void segments(ByteView bytes) {
    // Lengths of pages, an octet each, then the pages: two segments of a head, one dictionary page, one of
    // postings.
    if (bytes.size() < 6) return;
    std::vector<Segment> all(2);
    std::size_t at = 6;
    for (std::size_t i = 0; i < 6; ++i) {
        const std::size_t length = std::min<std::size_t>(bytes[i], bytes.size() - at);
        all[i / 3].pages.push_back(to_bytes(bytes.subspan(at, length)));
        at += length;
    }
    for (auto& segment : all) segment.dictionary_pages = 1;
    const Record dead[] = {2, 3};
    const auto merged = merge_segments(all, dead);
    if (merged && !merged->pages.empty()) {
        // What was written can be read.
        ensure(merge_segments(std::span(&*merged, 1), {})->pages == merged->pages);
    }
}

void snapshot(ByteView bytes) {
    events::MailSnapshot saved;
    if (!saved.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
    State state;
    if (!SnapshotCodec::load(saved, state)) return;
    if (!SnapshotCodec::finish(saved, state)) return;
    events::MailSnapshot again;
    SnapshotCodec::save(state, again);
    ensure(again.mailboxes_size() == saved.mailboxes_size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const ByteView rest(data + 1, size - 1);
    switch (data[0] % 6) {
        case 0: hot(rest); break;
        case 1: cold(rest); break;
        case 2: dictionary(rest); break;
        case 3: segments(rest); break;
        case 4: thread_keys(rest); break;
        default: snapshot(rest);
    }
    return 0;
}
