// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/entry.hpp"

#include "base/ensure.hpp"
#include "crypto/kdf.hpp"

namespace milpa::members {

namespace {

/// It says when, and nothing that only an unlocked server knows: neither sessions nor why.
bool is_bare(const events::Start& start) {
    events::Start bare;
    bare.set_started_ms(start.started_ms());
    return bare.SerializeAsString() == start.SerializeAsString();
}

bool needs_no_tag(const events::CollectiveEvent& event) {
    return (event.has_started() && is_bare(event.started())) ||
           event.kind_case() == events::CollectiveEvent::kLocked;
}

Bytes bytes_of(const events::CollectiveEntry& entry) { return to_bytes(entry.SerializeAsString()); }

}  // namespace

Bytes write_untagged(const events::CollectiveEvent& event) {
    ensure(needs_no_tag(event));
    events::CollectiveEntry entry;
    entry.set_event(event.SerializeAsString());
    return bytes_of(entry);
}

EntryTagger::EntryTagger(const crypto::Key& directory_private_half)
    : key_(crypto::derive(directory_private_half, "collective entry")) {}

Bytes EntryTagger::write(const events::CollectiveEvent& event) const {
    events::CollectiveEntry entry;
    entry.set_event(event.SerializeAsString());
    entry.set_tag(std::string(as_text(crypto::keyed_hash(key_, as_bytes(entry.event())))));
    return bytes_of(entry);
}

std::optional<events::CollectiveEvent> EntryTagger::read(ByteView bytes) const {
    events::CollectiveEntry entry;
    events::CollectiveEvent event;
    if (!entry.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return {};
    if (!event.ParseFromString(entry.event())) return {};
    if (entry.tag().empty()) return needs_no_tag(event) ? std::optional(std::move(event)) : std::nullopt;
    if (!crypto::equal(crypto::keyed_hash(key_, as_bytes(entry.event())), as_bytes(entry.tag()))) return {};
    return event;
}

}  // namespace milpa::members
