// SPDX-License-Identifier: AGPL-3.0-or-later
// Record pages of a snapshot: the cold facts of up to 256 messages, serialized StoredMessages without words.
// Pure.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "mail/account/mailbox.hpp"

namespace milpa::mail::account {

/// One envelope costs reading (and opening) its page; a list of envelopes wants large ones.
inline constexpr std::size_t record_page_items_max = 256;
inline constexpr std::size_t record_page_octets_max = 256 * 1024;

/// Collects records in ascending order into pages.
class RecordPageBuilder {
public:
    struct Built {
        Record first;
        std::uint32_t count;
        Bytes bytes;
    };

    /// `message`: a serialized StoredMessage.
    void add(Record record, ByteView message);
    /// Ends the page that is begun, if one is.
    void flush();
    std::vector<Built> take();

private:
    std::vector<std::pair<Record, std::size_t>> items_;  // record, length
    Bytes body_;
    std::vector<Built> built_;
};

/// A page, taken apart; views into the bytes.
class RecordPage {
public:
    /// Fails with `corrupt`.
    static Result<RecordPage> parse(ByteView page);
    struct Item {
        Record record;
        ByteView message;
    };
    const std::vector<Item>& items() const { return items_; }
    std::optional<ByteView> find(Record record) const;

private:
    std::vector<Item> items_;
};

}  // namespace milpa::mail::account
