// SPDX-License-Identifier: AGPL-3.0-or-later
// What one operation wants written, all or nothing: events to any number of vaults, one object or many, rows.
// Made on any thread, handed to Committer::commit() once.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/box.hpp"
#include "store/engine.hpp"
#include "store/rows.hpp"
#include "store/sealing.hpp"

namespace milpa::store {

class Spill;

/// Where to deliver: known of every vault, also while it is closed.
struct VaultAddress {
    VaultId vault;
    crypto::PublicKey to;

    bool operator==(const VaultAddress&) const = default;
};

/// An event on its way into a log. The committer gives it its seq and seals it for that place.
struct Append {
    VaultAddress address;
    Bytes event;
    /// Of an open vault: sealed under its data key, which is cheaper than a box.
    std::shared_ptr<const VaultKeys> keys;
    /// When set, the batch fails with `conflict` unless the event gets this very seq.
    std::optional<Seq> expected;
    /// What follows `event` where the events of several vaults end alike: in memory once until it is sealed.
    std::shared_ptr<const std::string> shared = nullptr;

    std::size_t event_bytes() const { return event.size() + (shared ? shared->size() : 0); }
    /// `event` and what follows it.
    Bytes whole() const;
    Author author() const { return keys ? Author::owner : Author::anyone; }
};

struct CreateObject {
    ObjectId object;
    rows::Count count;
};
/// What opens an object; kept only inside sealed events.
struct ObjectRef {
    ObjectId id;
    crypto::Key key;
    std::uint64_t size = 0;   ///< octets of the text
    ReferenceId reference{};  ///< which gives this reference back; none for one that counts for nothing

    ObjectRef copy() const { return {id, key.copy(), size, reference}; }
};

/// A reference that goes: made by Batch::refer() once.
struct HeldReference {
    ObjectId object;
    ReferenceId reference;

    auto operator<=>(const HeldReference&) const = default;
};
struct ChangeReference {
    enum class How : std::uint8_t { add, release } how;
    HeldReference held;
};

/// Move-only. A batch that is dropped uncommitted leaves nothing behind (spilled chunks are removed).
class Batch {
public:
    Batch();
    Batch(Batch&&) noexcept;
    Batch& operator=(Batch&&) noexcept;
    ~Batch();

    /// Plain writes; values must be sealed already.
    WriteSet& writes() { return writes_; }
    const WriteSet& writes() const { return writes_; }

    /// One more reference to an object that this batch creates, or that is stored: what is returned goes into
    /// the event that refers to it. The batch fails with `missing` when there is no such object (any more),
    /// with `limit` when it has references_max.
    ObjectRef refer(const ObjectRef& object, Random& random);
    /// Gives one reference back; with its last one the object is deleted. One that was never given, or is
    /// given back already, changes nothing: events are not believed to know.
    void release(const HeldReference& held);

    /// Used by Appender, ObjectWriter and OpenVault. An object gets its first reference in the same batch
    /// (else aborts).
    void append(Append append);
    void create_object(const ObjectId& object, std::uint32_t chunks);
    void keep(std::shared_ptr<Spill> spill);

    /// Takes over all that `other` holds, behind what is here.
    void add(Batch other);

    const std::vector<Append>& appends() const { return appends_; }
    std::vector<Append> take_appends() { return std::exchange(appends_, {}); }
    const std::vector<CreateObject>& created() const { return created_; }
    const std::vector<ChangeReference>& references() const { return references_; }
    const std::vector<std::shared_ptr<Spill>>& spills() const { return spills_; }
    bool empty() const;
    std::size_t bytes() const;

private:
    WriteSet writes_;
    std::vector<Append> appends_;
    std::vector<CreateObject> created_;
    std::vector<ChangeReference> references_;
    std::vector<std::shared_ptr<Spill>> spills_;
};

}  // namespace milpa::store
