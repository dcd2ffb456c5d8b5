// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/directory_fold.hpp"

namespace milpa::members {

namespace {

/// Of the directory's state in one page of a snapshot; well below what a page may have.
constexpr std::size_t state_page_bytes = 512 * 1024;
static_assert(state_page_bytes <= store::page_bytes_max);

}  // namespace

Result<void> DirectoryFold::load(ByteView root_bytes) {
    events::CollectiveRoot root;
    if (!root.ParseFromArray(root_bytes.data(), static_cast<int>(root_bytes.size())) ||
        root.pages().empty()) {
        return fail(ErrorKind::corrupt, "the directory's root");
    }
    pages_.assign(root.pages().begin(), root.pages().end());
    return {};
}

Task<Result<events::CollectiveState>> DirectoryFold::read_snapshot() {
    CO_TRY(const auto contents, co_await vault_->read_pages(pages_));
    Bytes joined;
    for (const auto& page : contents) append(joined, page);
    events::CollectiveState state;
    if (!state.ParseFromArray(joined.data(), static_cast<int>(joined.size()))) {
        co_return fail(ErrorKind::corrupt, "the directory's snapshot");
    }
    co_return state;
}

Task<Result<void>> DirectoryFold::load_pages() {
    CO_TRY(const events::CollectiveState state, co_await read_snapshot());
    CO_TRY(Directory loaded, Directory::from(state));
    shared_->write([&](Directory& directory) { directory = std::move(loaded); });
    co_return Result<void>();
}

Result<void> DirectoryFold::apply(store::Seq, ByteView bytes, store::Author, store::Arrival) {
    // What a locked server writes comes in boxes: what may come so is told by the tag (entry.hpp).
    const auto event = shared_->tagger().read(bytes);
    return shared_->write([&](Directory& directory) -> Result<void> {
        if (!event) {
            directory.count_foreign_event();
            return {};
        }
        // Ours was checked before it was written; one that does not fit now means that the log is not ours.
        if (auto applied = directory.apply(*event); !applied) {
            return fail(ErrorKind::corrupt, "an event that does not fit: " + applied.error().detail);
        }
        return {};
    });
}

Task<Result<void>> DirectoryFold::write_snapshot() {
    const auto state = shared_->read([](const Directory& directory) { return directory.snapshot(); });
    const std::string text = state.SerializeAsString();
    store::Snapshot snapshot;
    events::CollectiveRoot root;
    for (std::size_t at = 0; at < text.size(); at += state_page_bytes) {
        const store::PageNumber number = vault_->new_page();
        root.add_pages(number);
        snapshot.added.push_back({number, to_bytes(std::string_view(text).substr(at, state_page_bytes))});
    }
    snapshot.upto = vault_->seq();
    snapshot.root = to_bytes(root.SerializeAsString());
    snapshot.dropped = pages_;
    CO_CHECK(co_await vault_->write_snapshot(std::move(snapshot)));
    pages_.assign(root.pages().begin(), root.pages().end());
    co_return Result<void>();
}

}  // namespace milpa::members
