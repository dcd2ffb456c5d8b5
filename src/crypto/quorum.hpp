// SPDX-License-Identifier: AGPL-3.0-or-later
// The quorum: a key split among n keyholders, any k of whom bring it back while fewer know nothing (Shamir;
// Botan's RTSS). A share says whose it is, of which generation, and is guarded against typing slips, so every
// mistake of a keyholder gets its own clear error before anything is combined. All functions are thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "crypto/secret.hpp"

namespace milpa::crypto {

inline constexpr std::uint8_t keyholders_max = 16;  // number and threshold fit one octet of a share

/// The `detail` of every error about shares is one of these sentences, without secrets: a page for keyholders
/// may tell them apart and say them in its own language.
namespace share_errors {
inline constexpr std::string_view foreign_letters =
    "the share has a letter that no share has, or is far too long";
inline constexpr std::string_view too_short = "the share is too short: something is missing";
inline constexpr std::string_view too_long = "the share is too long: something was typed twice";
inline constexpr std::string_view mistyped = "the share was mistyped: its checksum differs";
inline constexpr std::string_view unknown_format = "the share is of a format that this version does not know";
inline constexpr std::string_view other_collective = "the share belongs to another collective";
inline constexpr std::string_view older_generation =
    "the share is out of date: keyholders have changed since";
inline constexpr std::string_view newer_generation = "the share is newer than this server's quorum";
inline constexpr std::string_view other_split = "the share belongs to another splitting of a key";
inline constexpr std::string_view mixed_collectives = "the shares belong to different collectives";
inline constexpr std::string_view mixed_generations = "the shares are of different generations";
inline constexpr std::string_view mixed_splits = "the shares belong to different splittings of a key";
inline constexpr std::string_view twice = "the same share was given twice";
inline constexpr std::string_view too_few = "more shares are needed";
inline constexpr std::string_view false_share = "the shares do not give the key: one of them is false";
}  // namespace share_errors

/// Drawn at founding; not secret. Tells the shares of one collective from those of another.
using CollectiveTag = std::array<std::uint8_t, 4>;
/// A few octets that only the right key gives (a keyed hash); not secret.
using QuorumCheck = std::array<std::uint8_t, 6>;

/// What is known of a quorum without its key: to be stored in the clear.
struct Quorum {
    CollectiveTag collective{};
    std::uint16_t generation = 1;  ///< one more each time that keyholders change; older shares are refused
    std::uint8_t threshold = 1;    ///< k
    QuorumCheck check{};

    bool operator==(const Quorum&) const = default;
};

/// What one keyholder keeps. With a threshold of 1 a share is the key itself.
struct Share {
    Quorum quorum;
    std::uint8_t number = 1;  ///< 1 to n
    Key part;
};

struct Split {
    Quorum quorum;
    std::vector<Share> shares;
};

/// Shares 1 to `keyholders`, any `threshold` of which combine. Fails with `limit` unless
/// 1 <= threshold <= keyholders <= keyholders_max and generation > 0.
Result<Split> split(const Key& key, std::uint8_t keyholders, std::uint8_t threshold, CollectiveTag collective,
                    std::uint16_t generation, Random& random);

/// The value that `key` must give for this collective, generation and threshold.
QuorumCheck quorum_check(const Key& key, CollectiveTag collective, std::uint16_t generation,
                         std::uint8_t threshold);

/// Whether a share that was just typed belongs to the quorum that the server knows. Fails with `denied`: of
/// another collective; of an older (or newer) generation; `conflict`: of another split.
Result<void> check_share(const Share& share, const Quorum& expected);

/// The key, from at least `threshold` shares (those beyond are checked too). Fails with `missing` (too few),
/// `conflict` (the same share twice; shares of different collectives, generations or splits), `corrupt`
/// (together they do not give the key: one of them is false).
Result<Key> combine(std::span<const Share> shares);

/// For people: 80 letters and digits in 16 groups of 5, in the alphabet of code_text.hpp. Octets: format 1 |
/// collective 4 | generation 2 | threshold-1, number-1 of 4 bits each | check 6 | part 32 | checksum 4.
SecretText to_text(const Share& share);
/// Reads either case, any spacing and hyphens, look-alike letters as one. Fails with `syntax`: too short, too
/// long, a letter that no share has, a wrong checksum (mistyped), or a format that this program does not
/// know.
Result<Share> share_from_text(const SecretText& typed);

}  // namespace milpa::crypto
