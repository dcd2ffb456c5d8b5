// SPDX-License-Identifier: AGPL-3.0-or-later
// Hostile frames, as somebody who writes to the disk would leave them. The first octet chooses:
//   even: the octets are a frame; it must not open in any way (nobody without the key makes one that does).
//   odd:  the octets are a text, sealed and opened again, then changed at one place: only the unchanged
//   opens.
#include "base/ensure.hpp"
#include "crypto/box.hpp"
#include "crypto/padding.hpp"
#include "crypto/seal.hpp"

namespace {

using namespace milpa;
using namespace milpa::crypto;

struct World {
    SeededRandom random{1};
    ManualClock clock;
    Key key = Key::random(random);
    KeyPair pair = KeyPair::generate(random);
    BoxSealer sealer{"fuzz", &clock, &random};
    BoxOpener opener{pair.copy(), "fuzz"};
    AssociatedData place{"fuzz"};
};

void refuse(World& world, const Bytes& frame) {
    Bytes here = frame;
    Bytes room(frame.size());
    ensure(!open(world.key, world.place, frame));
    ensure(!open_into(world.key, world.place, frame, room));
    ensure(!open_in_place(world.key, world.place, here));
    ensure(!open_key(world.key, world.place, frame));
    ensure(!world.opener.open(world.place, frame));
    here = frame;
    ensure(!world.opener.open_in_place(world.place, here));
}

void round_trip(World& world, ByteView text, std::uint8_t choice) {
    const std::size_t at_least = std::size_t{choice} * 7;
    const bool is_box = (choice & 2) != 0;
    const Bytes frame = is_box
                            ? world.sealer.seal(world.pair.public_half, world.place, text, at_least).value()
                            : seal(world.key, world.place, text, world.random, at_least);
    ensure(frame.size() ==
           padded_size(text.size(), at_least) + (is_box ? box_overhead_bytes : seal_overhead_bytes));
    const auto opened = is_box ? world.opener.open(world.place, frame) : open(world.key, world.place, frame);
    ensure(opened && *opened == to_bytes(text));
    Bytes changed = frame;
    changed[world.random.number() % changed.size()] ^= static_cast<std::uint8_t>(1 << (choice >> 5));
    refuse(world, changed);
}

void padding(ByteView octets) {
    const auto text_bytes = unpadded_size(octets);
    if (!text_bytes) return;
    ensure(*text_bytes < octets.size() && octets[*text_bytes] == padding_marker);
    ensure(padded_size(*text_bytes, octets.size()) == octets.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static World world;
    if (size == 0) return 0;
    const ByteView rest(data + 1, size - 1);
    padding(rest);
    if (data[0] % 2 == 0) {
        refuse(world, to_bytes(rest));
    } else {
        round_trip(world, rest, data[0]);
    }
    return 0;
}
