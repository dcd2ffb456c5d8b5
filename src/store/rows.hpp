// SPDX-License-Identifier: AGPL-3.0-or-later
// The keys of everything stored: what lies on disk in the clear, and nothing else does.
//
//     rows     e | vault 16 | seq 8                   an event                       write-once
//              r | vault 16 | upto 8 | generation 8   the root of a snapshot         write-once, one a vault
//              c | object 16                          its references and chunks      store key
//              i | object 16                          intent: chunks were spilled before their object is
//                                                     referred to
//              s | kind 1 | id                        a small mutable row            store key
//              w | kind 1 | id                        a small mutable row, wrapped by who wrote it
//     objects  o | object 16 | chunk 4                  a chunk                         write-once
//              p | vault 16 | page 8                    a page of a snapshot            write-once
//
// Numbers are big-endian. The associated data of every sealed value is its whole key, so that a value opens
// only where it was put; a write-once key never holds two different values, so that it cannot be replayed
// either.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "store/engine.hpp"

namespace milpa::store {

/// The number of an event in its vault's log: 1, 2, 3 ... without gaps. 0: before the first.
using Seq = std::uint64_t;
/// One reference to an object: drawn when it is made, kept in the event that refers to the object and in the
/// object's count. Only who knows it can give the reference back.
using ReferenceId = Id<struct ReferenceTag>;
/// The number of a page in its vault; never used twice.
using PageNumber = std::uint64_t;

namespace rows {

inline constexpr std::size_t row_id_bytes_max = 64;

Bytes event(const VaultId& vault, Seq seq);
/// Events `from` to `to`, both included.
KeyRange events(const VaultId& vault, Seq from, Seq to);
/// What the keys of all events of a vault begin with.
Bytes event_prefix(const VaultId& vault);
Bytes root(const VaultId& vault, Seq upto, std::uint64_t generation);
KeyRange roots(const VaultId& vault);
Bytes page(const VaultId& vault, PageNumber page);
KeyRange pages(const VaultId& vault);
Bytes count(const ObjectId& object);
Bytes intent(const ObjectId& object);
KeyRange intents();
Bytes chunk(const ObjectId& object, std::uint32_t index);
KeyRange chunks(const ObjectId& object);
/// `family` is 's' or 'w'; `id` has at most row_id_bytes_max octets (else aborts).
Bytes keyed(char family, std::uint8_t kind, ByteView id);
KeyRange keyed_of(char family, std::uint8_t kind);

struct EventKey {
    VaultId vault;
    Seq seq;
};
struct RootKey {
    VaultId vault;
    Seq upto;
    std::uint64_t generation;
};
/// Each fails with `corrupt` when the key is not of that shape.
Result<EventKey> read_event(ByteView key);
Result<RootKey> read_root(ByteView key);
Result<ObjectId> read_intent(ByteView key);

/// What a count row holds, unsealed: chunks 4 | one id of 16 a reference, ascending. Whose a reference is
/// does not stand there: who has the store's key must not see which members have the same message.
struct Count {
    std::uint32_t chunks = 0;
    std::vector<ReferenceId> references;

    bool operator==(const Count&) const = default;
    /// False when it is there already.
    bool add(const ReferenceId& reference);
    /// False when it is not there.
    bool remove(const ReferenceId& reference);
};
Bytes write_count(const Count& count);
Result<Count> read_count(ByteView text);

/// What a root row holds, unsealed: next page number 8 | the fold's root.
struct Root {
    PageNumber next_page = 1;
    Bytes root;
};
Bytes write_root(PageNumber next_page, ByteView root);
Result<Root> read_root_text(ByteView text);

}  // namespace rows
}  // namespace milpa::store
