// SPDX-License-Identifier: AGPL-3.0-or-later
// Sealing into a vault that is closed: to its public half (X25519, RFC 7748), so that only its private half
// opens. The frame is drawn in seal.hpp; the key is
//     BLAKE2b(key = X25519(ephemeral private, recipient public); context, ephemeral public, recipient
//     public).
// Two things that somebody with the disk can do, and that those who use boxes must bear in mind:
// - The sealer is anonymous. Public halves lie in the clear, so whoever can write to the disk can seal to
// them:
//   a fold takes from a box only what anybody may send (a message arrived), never a setting or a rule.
// - Frames with the same ephemeral public half were sealed to one vault within ephemeral_life.
#pragma once

#include <array>
#include <chrono>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/lent.hpp"
#include "base/random.hpp"
#include "crypto/seal.hpp"
#include "crypto/secret.hpp"

namespace milpa::crypto {

struct PublicKey {
    static constexpr std::size_t size = 32;
    std::array<std::uint8_t, size> bytes{};

    auto operator<=>(const PublicKey&) const = default;
    ByteView view() const { return bytes; }
    /// Fails with `corrupt` unless exactly 32 bytes are given.
    static Result<PublicKey> from(ByteView bytes);
};

struct KeyPair {
    PublicKey public_half;
    Key private_half;

    static KeyPair generate(Random& random);
    /// The public half is computed.
    static KeyPair from_private(Key private_half);
    KeyPair copy() const { return {public_half, private_half.copy()}; }
};

/// What a box frame adds to the padded text.
inline constexpr std::size_t box_overhead_bytes = seal_overhead_bytes + PublicKey::size;
/// How long the key made for a recipient is used again: delivery pays X25519 for a vault and five minutes,
/// not for each message. Whoever reads this memory within that time reads what was sealed within it, and no
/// more: the ephemeral private half itself is forgotten at once.
inline constexpr std::chrono::minutes ephemeral_life{5};
/// Uses of one ephemeral key, so that a vault under a flood still changes it.
inline constexpr std::uint32_t ephemeral_uses_max = 10'000;
/// Recipients remembered at once; beyond, the oldest is forgotten. 64 octets of key and some
/// 200 of bookkeeping each.
inline constexpr std::size_t ephemeral_recipients_max = 16'384;

/// Seals to public halves. Thread-safe if its `random` and `clock` are. An ephemeral key is never shared
/// between recipients, so frames of different vaults cannot be linked by it.
class BoxSealer {
public:
    /// `context` names the use ("vault event"): the opener must say the same.
    BoxSealer(std::string_view context, Lent<const Clock> clock, Lent<Random> random);

    /// Fails with `denied` when the public half is no real one (of small order: the shared secret would be
    /// all zero). Limits and padding as in seal().
    Result<Bytes> seal(const PublicKey& to, ByteView associated_data, ByteView text,
                       std::size_t pad_to_at_least = padded_bytes_min);

    /// Forgets the keys whose life is over. seal() does it too; a timer that calls this every minute keeps
    /// the promise of ephemeral_life when nothing is sealed.
    void forget_expired();
    /// Forgets every remembered key, as when the server is locked.
    void forget_all();

private:
    struct Remembered {
        PublicKey recipient;
        PublicKey ephemeral;
        Key shared;
        SteadyTime expires;
        std::uint32_t uses_left;
    };
    struct Chosen {
        PublicKey ephemeral;
        Key shared;
    };
    struct PublicKeyHash {
        std::size_t operator()(const PublicKey& key) const noexcept;
    };
    Result<Chosen> choose(const PublicKey& to);
    void drop(std::list<Remembered>::iterator which);
    void drop_expired_before(SteadyTime now);

    const std::string context_;
    const Lent<const Clock> clock_;
    const Lent<Random> random_;
    std::mutex mutex_;                  // guards what follows
    std::list<Remembered> remembered_;  // the oldest first
    std::unordered_map<PublicKey, std::list<Remembered>::iterator, PublicKeyHash> by_recipient_;
};

/// Opens what was sealed to its key pair. Thread-safe. It remembers the keys of the last few ephemeral halves
/// that opened something, so a run of events costs one X25519.
class BoxOpener {
public:
    static constexpr std::size_t remembered_max = 8;

    BoxOpener(KeyPair pair, std::string_view context);

    const PublicKey& public_half() const { return pair_.public_half; }
    /// Fails with `corrupt`, as open() of seal.hpp does; also where the shared secret would be all zero.
    Result<Bytes> open(ByteView associated_data, ByteView sealed);
    /// As open_in_place() of seal.hpp.
    Result<std::span<std::uint8_t>> open_in_place(ByteView associated_data, std::span<std::uint8_t> sealed);

private:
    struct Remembered {
        PublicKey ephemeral;
        Key shared;
    };
    struct Shared {
        PublicKey ephemeral;
        Key key;
        bool is_new;
    };
    Result<Shared> shared_for(ByteView sealed);
    void remember(const Shared& shared);

    const KeyPair pair_;
    const std::string context_;
    std::mutex mutex_;  // guards what follows
    std::vector<Remembered> remembered_;
    std::size_t oldest_ = 0;
};

}  // namespace milpa::crypto
