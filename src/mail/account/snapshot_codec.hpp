// SPDX-License-Identifier: AGPL-3.0-or-later
// Between the state in memory and a snapshot's pages: what a snapshot consists of, and how a state is loaded
// from it.
#pragma once

#include <map>
#include <vector>

#include "mail/account/state.hpp"
#include "store/vault.hpp"

namespace milpa::mail::account {

/// A page and what it covers: numbers from `first` to before the next page's first.
struct PageRef {
    std::uint32_t first;
    std::uint32_t count;
    store::PageNumber page;
    bool operator==(const PageRef&) const = default;
};

struct SegmentRef {
    store::PageNumber first_page;
    std::uint32_t pages;
    std::uint32_t dictionary_pages;
    std::uint32_t docs;
    Record first;
    Record last;
    std::uint64_t octets;
    bool operator==(const SegmentRef&) const = default;
};

/// Where everything is in the snapshot that is in force. Immutable once it is.
struct Layout {
    std::uint64_t seq = 0;                                  ///< of the state
    std::map<std::uint32_t, std::vector<PageRef>> entries;  ///< by mailbox
    std::vector<PageRef> records;
    std::vector<PageRef> thread_keys;
    Record record_next = 0;  ///< of the state
    std::vector<PageRef> cold;
    std::vector<SegmentRef> segments;
    AnnexPlaces annexes;
    std::vector<store::PageNumber> meta;  ///< pages of the MailSnapshot itself

    /// The page that covers a record, or nothing.
    const PageRef* cold_page_of(Record record) const;
};

/// A root larger than this goes into pages.
inline constexpr std::size_t root_inline_octets_max = 256 * 1024;

class SnapshotCodec {
public:
    /// Everything but pages, tail and dead. Annexes that did not change stay where they are in `annexes`.
    static void save(const State& state, events::MailSnapshot& to, const AnnexPlaces& annexes = {});
    static void save_pages(const std::vector<PageRef>& pages, events::PageRefs& to);
    static void save_layout(const Layout& layout, events::MailSnapshot& to);

    /// The opposite. Fails with `corrupt`. Then entries and records are loaded page by page, in order, and
    /// `finish` counts what is counted.
    static Result<Layout> load(const events::MailSnapshot& from, State& state);
    static Result<void> load_entries(State& state, std::uint32_t mailbox, ByteView page);
    static Result<void> load_records(State& state, ByteView page);
    static Result<void> finish(const events::MailSnapshot& from, State& state);

private:
    static Result<void> load_tombstones(const events::MailSnapshot& from, State& state);
};

}  // namespace milpa::mail::account
