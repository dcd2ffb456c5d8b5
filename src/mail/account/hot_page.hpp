// SPDX-License-Identifier: AGPL-3.0-or-later
// Hot pages of a snapshot: entries of a mailbox, and what is in memory of records, in columns that load at
// some 100 million octets a second. Pure.
#pragma once

#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "mail/account/mailbox.hpp"

namespace milpa::mail::account {

/// Entries (records) of a page: about 60 KiB, so that a changed flag costs little to write.
inline constexpr std::size_t hot_page_items_max = 8192;

Bytes encode_entries(std::span<const Entry> entries);
/// Appends to `to`. Fails with `corrupt`: not of the format, uids that do not ascend (also after the last of
/// `to`), more than hot_page_items_max.
Result<void> decode_entries(ByteView page, std::vector<Entry>& to);

/// Places and `shown` are not written: they are known when entries are loaded. All have their threads.
Bytes encode_records(std::span<const RecordInfo> records);
Result<void> decode_records(ByteView page, std::vector<RecordInfo>& to);

}  // namespace milpa::mail::account
