// SPDX-License-Identifier: AGPL-3.0-or-later
// All sealing of the store goes through one object. It can be made to store plaintext in the same layout:
// used only by the control run of the seize drill, which must find there what it must not find in a real
// store.
#pragma once

#include <memory>

#include "base/clock.hpp"
#include "base/lent.hpp"
#include "base/random.hpp"
#include "crypto/box.hpp"
#include "crypto/secret.hpp"

namespace milpa::store {

enum class SealingMode : std::uint8_t { sealed, plaintext_for_drill };

/// Who can have written an event: told by how it is sealed, not by what it says.
enum class Author : std::uint8_t {
    owner,   ///< under the vault's data key: the program, while the owner's key was in memory
    anyone,  ///< in a box: whoever knows the public half and can write to the disk
};

/// What opens a vault, while its owner's key is in memory. Wiped when the last user of it is gone.
class VaultKeys {
public:
    explicit VaultKeys(crypto::KeyPair pair);

    /// Seals what the open vault writes itself: pages, roots, its own events.
    const crypto::Key& data() const { return data_; }
    crypto::BoxOpener& boxes() const { return boxes_; }
    const crypto::PublicKey& public_half() const { return boxes_.public_half(); }

private:
    const crypto::Key data_;
    mutable crypto::BoxOpener boxes_;
};

/// Thread-safe.
class Sealing {
public:
    Sealing(SealingMode mode, Lent<const Clock> clock, Lent<Random> random);

    /// `row_key` is the place: the value opens only with the same one.
    Bytes seal(const crypto::Key& key, ByteView row_key, ByteView text);
    /// The same without a second buffer: `text` stands behind `room_bytes` octets of no meaning.
    Bytes seal_in_place(const crypto::Key& key, ByteView row_key, Bytes text);
    static constexpr std::size_t room_bytes = crypto::seal_room_bytes;
    /// Fails with `corrupt`: another key, another place, changed or cut.
    Result<Bytes> open(const crypto::Key& key, ByteView row_key, ByteView sealed) const;

    /// Into a closed vault. Fails with `denied` when `to` is no real public half.
    Result<Bytes> seal_to(const crypto::PublicKey& to, ByteView row_key, ByteView text);
    /// Does the expensive part of seal_to() ahead, on the caller's thread.
    Result<void> warm(const crypto::PublicKey& to);
    /// An event of either kind, opened where it lies: the text is a part of `sealed`. Fails with `corrupt`.
    struct OpenedEvent {
        std::span<std::uint8_t> text;
        Author author;
    };
    Result<OpenedEvent> open_event_in_place(const VaultKeys& keys, ByteView row_key,
                                            std::span<std::uint8_t> sealed) const;

    /// Forgets the keys that seal_to() remembers: those whose time is over (call it every minute), or all, as
    /// when the server is locked.
    void forget_expired();
    void forget_all();

    Random& random() const { return *random_; }

private:
    const SealingMode mode_;
    const Lent<Random> random_;
    crypto::BoxSealer boxes_;
};

/// The key under which the store seals what belongs to no vault: derived from the quorum key, given at
/// unlock, forgotten at lock. Thread-safe.
class StoreKey {
public:
    void unlock(const crypto::Key& quorum_key);
    void lock();
    bool locked() const;
    /// Null while locked. The holder must not keep it for longer than one operation.
    std::shared_ptr<const crypto::Key> get() const;

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const crypto::Key> key_;
};

}  // namespace milpa::store
