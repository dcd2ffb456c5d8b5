// SPDX-License-Identifier: AGPL-3.0-or-later
// What one operation wants written, all or nothing: events to any number of vaults, one object or many, rows.
// Made on any thread, handed to Committer::commit() once.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "crypto/box.hpp"
#include "store/engine.hpp"
#include "store/rows.hpp"

namespace milpa::store {

class VaultKeys;
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
};

struct CreateObject {
    ObjectId object;
    rows::Count count;
};
struct AddReferences {
    ObjectId object;
    std::int64_t delta;
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

    /// Changes the reference count of an object that is stored. The batch fails with `missing` when there is
    /// no such object (any more), or when more references go than there are. At zero the object is deleted.
    void add_references(const ObjectId& object, std::int64_t delta);

    /// Used by Appender, ObjectWriter and OpenVault.
    void append(Append append);
    void create_object(const ObjectId& object, rows::Count count);
    void keep(std::shared_ptr<Spill> spill);

    /// Takes over all that `other` holds, behind what is here.
    void add(Batch other);

    const std::vector<Append>& appends() const { return appends_; }
    std::vector<Append> take_appends() { return std::exchange(appends_, {}); }
    const std::vector<CreateObject>& created() const { return created_; }
    const std::vector<AddReferences>& references() const { return references_; }
    const std::vector<std::shared_ptr<Spill>>& spills() const { return spills_; }
    bool empty() const;
    std::size_t bytes() const;

private:
    WriteSet writes_;
    std::vector<Append> appends_;
    std::vector<CreateObject> created_;
    std::vector<AddReferences> references_;
    std::vector<std::shared_ptr<Spill>> spills_;
};

}  // namespace milpa::store
