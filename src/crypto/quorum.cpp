// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/quorum.hpp"

#include <botan/exceptn.h>
#include <botan/rng.h>
#include <botan/tss.h>

#include <algorithm>
#include <cstring>

#include "base/ensure.hpp"
#include "crypto/code_text.hpp"
#include "crypto/kdf.hpp"

namespace milpa::crypto {

namespace {

constexpr std::uint8_t share_format = 1;
constexpr std::size_t checksum_bytes = 4;
constexpr std::size_t share_bytes = 50;
constexpr std::size_t share_letters = share_bytes / 5 * 8;
constexpr std::size_t share_group = 5;
static_assert(1 + sizeof(CollectiveTag) + 2 + 1 + sizeof(QuorumCheck) + Key::size + checksum_bytes ==
              share_bytes);

// draft-mcgrew-tss-03: a share of Botan's is a header, its number, and one octet for each of the secret. The
// header follows from threshold and length, so shares for people leave it out.
constexpr std::size_t rtss_header_bytes = 20;
constexpr std::size_t rtss_share_bytes = rtss_header_bytes + 1 + Key::size;

class BotanRandom final : public Botan::RandomNumberGenerator {
public:
    explicit BotanRandom(Random& random) : random_(random) {}

    void randomize(std::uint8_t out[], std::size_t bytes) override { random_.fill({out, bytes}); }
    bool accepts_input() const override { return false; }
    void add_entropy(const std::uint8_t[], std::size_t) override {}
    std::string name() const override { return "milpa"; }
    void clear() override {}
    bool is_seeded() const override { return true; }

private:
    Random& random_;
};

// Without RTSS' own hash: QuorumCheck says whether the right key came out, and shares stay short.
std::vector<Botan::RTSS_Share> split_rtss(const Key& key, std::uint8_t threshold, std::uint8_t keyholders,
                                          Random& random) {
    BotanRandom rng(random);
    static const std::vector<std::uint8_t> identifier(16, 0);
    return Botan::RTSS_Share::split(threshold, keyholders, key.view().data(), Key::size, identifier, "None",
                                    rng);
}

struct NoRandom final : Random {
    void fill(std::span<std::uint8_t> out) override { std::ranges::fill(out, std::uint8_t{0}); }
};

// The header that Botan gives to every share of this threshold: asked of it, so it fits its version.
Botan::secure_vector<std::uint8_t> rtss_header(std::uint8_t threshold) {
    NoRandom none;
    const auto shares = split_rtss(Key::zero(), threshold, threshold, none);
    const auto& whole = shares.front().data();
    ensure(whole.size() == rtss_share_bytes);
    return {whole.begin(), whole.begin() + rtss_header_bytes};
}

// Fails for shares that do not belong together; both sentences and kinds are those of the header.
Result<void> check_same_quorum(const Quorum& one, const Quorum& other) {
    if (one.collective != other.collective) {
        return fail(ErrorKind::conflict, std::string(share_errors::mixed_collectives));
    }
    if (one.generation != other.generation) {
        return fail(ErrorKind::conflict, std::string(share_errors::mixed_generations));
    }
    if (one != other) return fail(ErrorKind::conflict, std::string(share_errors::mixed_splits));
    return {};
}

Result<void> check_set(std::span<const Share> shares) {
    if (shares.empty()) return fail(ErrorKind::missing, std::string(share_errors::too_few));
    std::array<bool, keyholders_max + 1> seen{};
    for (const Share& share : shares) {
        CHECK(check_same_quorum(shares.front().quorum, share.quorum));
        if (share.number == 0 || share.number > keyholders_max) {
            return fail(ErrorKind::corrupt, std::string(share_errors::false_share));
        }
        if (std::exchange(seen[share.number], true)) {
            return fail(ErrorKind::conflict, std::string(share_errors::twice));
        }
    }
    const std::uint8_t threshold = shares.front().quorum.threshold;
    if (threshold == 0 || threshold > keyholders_max) {
        return fail(ErrorKind::corrupt, std::string(share_errors::false_share));
    }
    if (shares.size() < threshold) return fail(ErrorKind::missing, std::string(share_errors::too_few));
    return {};
}

Result<Key> combine_rtss(std::span<const Share> shares) {
    const auto header = rtss_header(shares.front().quorum.threshold);
    std::vector<Botan::RTSS_Share> parts;
    for (const Share& share : shares) {
        Botan::secure_vector<std::uint8_t> whole = header;
        whole.push_back(share.number);
        whole.insert(whole.end(), share.part.view().begin(), share.part.view().end());
        parts.emplace_back(whole.data(), whole.size());
    }
    try {
        const auto combined = Botan::RTSS_Share::reconstruct(parts);
        return Key::from(ByteView(combined.data(), combined.size()));
    } catch (const Botan::Exception&) {
        return fail(ErrorKind::corrupt, std::string(share_errors::false_share));
    }
}

Bytes checksum_of(ByteView share) {
    Bytes summed = to_bytes("share checksum");
    append(summed, share);
    Bytes sum = hash(summed);
    wipe(summed);
    sum.resize(checksum_bytes);
    return sum;
}

// Of a threshold of 1 (a polynomial without slope) every share is the key; Botan leaves that case to its
// caller.
std::vector<Key> parts_of(const Key& key, std::uint8_t keyholders, std::uint8_t threshold, Random& random) {
    std::vector<Key> parts;
    if (threshold == 1) {
        for (std::uint8_t i = 0; i < keyholders; ++i) parts.push_back(key.copy());
        return parts;
    }
    for (const Botan::RTSS_Share& share : split_rtss(key, threshold, keyholders, random)) {
        // Botan numbers them 1, 2, ... in this order.
        ensure(share.size() == rtss_share_bytes && share.share_id() == parts.size() + 1);
        parts.push_back(Key::from(ByteView(share.data().data(), share.size()).last(Key::size)).value());
    }
    return parts;
}

Result<Key> combine_parts(std::span<const Share> shares) {
    if (shares.front().quorum.threshold > 1) return combine_rtss(shares);
    for (const Share& share : shares) {
        if (!(share.part == shares.front().part)) {
            return fail(ErrorKind::corrupt, std::string(share_errors::false_share));
        }
    }
    return shares.front().part.copy();
}

// Reads the octets one field after the other.
class Fields {
public:
    explicit Fields(ByteView octets) : rest_(octets) {}
    ByteView take(std::size_t bytes) {
        const ByteView field = rest_.first(bytes);
        rest_ = rest_.subspan(bytes);
        return field;
    }

private:
    ByteView rest_;
};

}  // namespace

QuorumCheck quorum_check(const Key& key, CollectiveTag collective, std::uint16_t generation,
                         std::uint8_t threshold) {
    Bytes said = to_bytes("quorum check");
    append(said, collective);
    append_u32(said, generation);
    said.push_back(threshold);
    const Bytes whole = keyed_hash(key, said);
    QuorumCheck check;
    std::memcpy(check.data(), whole.data(), check.size());
    return check;
}

Result<Split> split(const Key& key, std::uint8_t keyholders, std::uint8_t threshold, CollectiveTag collective,
                    std::uint16_t generation, Random& random) {
    if (threshold == 0 || threshold > keyholders || keyholders > keyholders_max || generation == 0) {
        return fail(ErrorKind::limit, "a quorum out of bounds");
    }
    const Quorum quorum{collective, generation, threshold,
                        quorum_check(key, collective, generation, threshold)};
    Split made{quorum, {}};
    for (Key& part : parts_of(key, keyholders, threshold, random)) {
        const auto number = static_cast<std::uint8_t>(made.shares.size() + 1);
        made.shares.push_back({quorum, number, std::move(part)});
    }
    return made;
}

Result<void> check_share(const Share& share, const Quorum& expected) {
    if (share.quorum.collective != expected.collective) {
        return fail(ErrorKind::denied, std::string(share_errors::other_collective));
    }
    if (share.quorum.generation < expected.generation) {
        return fail(ErrorKind::denied, std::string(share_errors::older_generation));
    }
    if (share.quorum.generation > expected.generation) {
        return fail(ErrorKind::denied, std::string(share_errors::newer_generation));
    }
    if (share.quorum != expected) return fail(ErrorKind::conflict, std::string(share_errors::other_split));
    return {};
}

Result<Key> combine(std::span<const Share> shares) {
    CHECK(check_set(shares));
    const Quorum& quorum = shares.front().quorum;
    // All shares at once, also those beyond the threshold: a false one among them spoils the result and so is
    // seen.
    TRY(Key key, combine_parts(shares));
    const QuorumCheck found = quorum_check(key, quorum.collective, quorum.generation, quorum.threshold);
    if (!equal(found, quorum.check)) return fail(ErrorKind::corrupt, std::string(share_errors::false_share));
    return key;
}

SecretText to_text(const Share& share) {
    const Quorum& quorum = share.quorum;
    ensure(quorum.threshold >= 1 && quorum.threshold <= keyholders_max);
    ensure(share.number >= 1 && share.number <= keyholders_max);
    Bytes octets;
    octets.reserve(share_bytes);  // so that growing leaves no copy behind
    octets.push_back(share_format);
    append(octets, quorum.collective);
    octets.push_back(static_cast<std::uint8_t>(quorum.generation >> 8));
    octets.push_back(static_cast<std::uint8_t>(quorum.generation));
    octets.push_back(static_cast<std::uint8_t>((quorum.threshold - 1) << 4 | (share.number - 1)));
    append(octets, quorum.check);
    append(octets, share.part.view());
    append(octets, checksum_of(octets));
    const SecretText letters = encode_code(octets);
    wipe(octets);
    return in_groups(letters.view(), share_group);
}

Result<Share> share_from_text(const SecretText& typed) {
    const auto letters = normalise_code(typed.view());
    if (!letters) return fail(ErrorKind::syntax, std::string(share_errors::foreign_letters));
    if (letters->view().size() < share_letters) {
        return fail(ErrorKind::syntax, std::string(share_errors::too_short));
    }
    if (letters->view().size() > share_letters) {
        return fail(ErrorKind::syntax, std::string(share_errors::too_long));
    }
    std::array<std::uint8_t, share_bytes> octets;
    decode_code(letters->view(), octets);

    const ByteView summed = ByteView(octets).first(share_bytes - checksum_bytes);
    const bool as_written = equal(checksum_of(summed), ByteView(octets).last(checksum_bytes));
    Fields fields(summed);
    const bool known = fields.take(1)[0] == share_format;
    Share share{{}, 1, Key::zero()};
    std::ranges::copy(fields.take(sizeof(CollectiveTag)), share.quorum.collective.begin());
    const ByteView generation = fields.take(2);
    share.quorum.generation = static_cast<std::uint16_t>(generation[0] << 8 | generation[1]);
    const std::uint8_t both = fields.take(1)[0];
    share.quorum.threshold = static_cast<std::uint8_t>((both >> 4) + 1);
    share.number = static_cast<std::uint8_t>((both & 15) + 1);
    std::ranges::copy(fields.take(sizeof(QuorumCheck)), share.quorum.check.begin());
    std::ranges::copy(fields.take(Key::size), share.part.writable().begin());
    wipe(octets);

    if (!as_written) return fail(ErrorKind::syntax, std::string(share_errors::mistyped));
    if (!known) return fail(ErrorKind::syntax, std::string(share_errors::unknown_format));
    return share;
}

}  // namespace milpa::crypto
