// SPDX-License-Identifier: AGPL-3.0-or-later
// A page: version | count | (gap of record, length) each | the messages.
#include "mail/account/record_page.hpp"

#include <algorithm>

#include "base/ensure.hpp"
#include "mail/account/codec.hpp"

namespace milpa::mail::account {
namespace {

constexpr std::uint8_t version = 3;

}  // namespace

void RecordPageBuilder::add(Record record, ByteView message) {
    ensure(items_.empty() || items_.back().first < record);
    if (!items_.empty() && body_.size() + message.size() > record_page_octets_max) flush();
    items_.emplace_back(record, message.size());
    append(body_, message);
    if (items_.size() >= record_page_items_max) flush();
}

void RecordPageBuilder::flush() {
    if (items_.empty()) return;
    Built page{
        .first = items_.front().first, .count = static_cast<std::uint32_t>(items_.size()), .bytes = {}};
    page.bytes.reserve(body_.size() + items_.size() * 4 + 8);
    page.bytes.push_back(version);
    put_varint(page.bytes, items_.size());
    Record before = 0;
    for (const auto& [record, length] : items_) {
        put_varint(page.bytes, record - before);
        put_varint(page.bytes, length);
        before = record;
    }
    append(page.bytes, body_);
    built_.push_back(std::move(page));
    items_.clear();
    body_.clear();
}

std::vector<RecordPageBuilder::Built> RecordPageBuilder::take() {
    flush();
    return std::exchange(built_, {});
}

Result<RecordPage> RecordPage::parse(ByteView bytes) {
    const auto broken = [] { return fail(ErrorKind::corrupt, "a record page that is not of its format"); };
    Reader in(bytes);
    if (in.octet() != version) return broken();
    const std::uint64_t count = in.bounded(record_page_items_max);
    RecordPage page;
    page.items_.reserve(count);
    std::vector<std::uint64_t> lengths(count);
    std::uint64_t record = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t gap = in.bounded(UINT32_MAX);
        record += gap;
        if (!in.ok() || gap == 0 || record > UINT32_MAX) return broken();
        page.items_.push_back({static_cast<Record>(record), {}});
        lengths[i] = in.varint();
    }
    for (std::uint64_t i = 0; i < count; ++i) page.items_[i].message = in.bytes(lengths[i]);
    CHECK(in.finish());
    return page;
}

std::optional<ByteView> RecordPage::find(Record record) const {
    const auto at = std::ranges::lower_bound(items_, record, {}, &Item::record);
    if (at == items_.end() || at->record != record) return std::nullopt;
    return at->message;
}

}  // namespace milpa::mail::account
