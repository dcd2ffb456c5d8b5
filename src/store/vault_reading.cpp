// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/vault_reading.hpp"

namespace milpa::store {

Result<EventSlice> VaultReading::read_slice(Seq from, Seq to) const {
    EventSlice slice;
    Result<void> opened;
    Seq expected = from;
    const auto take = [&](ByteView key, ByteView value) -> Result<void> {
        TRY(const auto place, rows::read_event(key));
        if (place.seq != expected) return fail(ErrorKind::corrupt, "a gap in the log");
        const std::size_t start = slice.arena.size();
        append(slice.arena, value);
        TRY(const auto opened_event,
            sealing->open_event_in_place(*keys, key, std::span(slice.arena).subspan(start)));
        const auto& text = opened_event.text;
        slice.pieces.push_back({place.seq, static_cast<std::size_t>(text.data() - slice.arena.data()),
                                text.size(), opened_event.author});
        ++expected;
        return {};
    };
    CHECK(engine->scan(
        Space::rows, rows::events(vault, from, to), Direction::forward, [&](ByteView key, ByteView value) {
            opened = take(key, value);
            const bool full =
                slice.pieces.size() >= slice_events_max || slice.arena.size() >= slice_bytes_max;
            return opened && !full ? Visit::more : Visit::stop;
        }));
    CHECK(std::move(opened));
    return slice;
}

Result<std::optional<VaultReading::LoadedRoot>> VaultReading::read_root() const {
    std::vector<Row> found;
    CHECK(
        engine->scan(Space::rows, rows::roots(vault), Direction::backward, [&](ByteView key, ByteView value) {
            found.emplace_back(to_bytes(key), to_bytes(value));
            return found.size() < 2 ? Visit::more : Visit::stop;
        }));
    if (found.empty()) return std::optional<LoadedRoot>();
    // The batch that writes one deletes the other: an old one was put back.
    if (found.size() > 1) return fail(ErrorKind::corrupt, "a vault with two roots");
    TRY(const auto place, rows::read_root(found[0].key));
    TRY(const auto text, sealing->open(keys->data(), found[0].key, found[0].value));
    TRY(auto root, rows::read_root_text(text));
    return LoadedRoot{std::move(found[0].key), place.upto, place.generation, std::move(root)};
}

Result<void> VaultReading::erase_orphans(PageNumber next_page) const {
    WriteSet writes;
    KeyRange range = rows::pages(vault);
    range.from = rows::page(vault, next_page);
    CHECK(engine->scan(Space::objects, range, Direction::forward, [&writes](ByteView key, ByteView) {
        writes.erase(Space::objects, to_bytes(key));
        return Visit::more;
    }));
    if (writes.empty()) return {};
    return engine->write_early(writes);
}

Result<std::vector<Bytes>> VaultReading::read_pages(const std::vector<PageNumber>& pages) const {
    std::vector<Bytes> place;
    place.reserve(pages.size());
    for (const PageNumber page : pages) place.push_back(rows::page(vault, page));
    TRY(auto stored, engine->multi_find(Space::objects, place));
    std::vector<Bytes> opened;
    opened.reserve(pages.size());
    for (std::size_t i = 0; i < pages.size(); ++i) {
        if (!stored[i]) return fail(ErrorKind::missing, "a page is not there");
        TRY(auto page, sealing->open(keys->data(), place[i], *stored[i]));
        stored[i].reset();
        opened.push_back(std::move(page));
    }
    return opened;
}

Result<void> VaultReading::write_page(const Page& page) const {
    WriteSet writes;
    auto place = rows::page(vault, page.number);
    auto sealed = sealing->seal(keys->data(), place, page.bytes);
    writes.put(Space::objects, std::move(place), std::move(sealed), Demand::must_be_new);
    return engine->write_early(writes);
}

}  // namespace milpa::store
