// SPDX-License-Identifier: AGPL-3.0-or-later
// Rows as a hostile disk may hold them: keys and unsealed values of any shape, and sealed values that are
// none.
#include <cstddef>
#include <cstdint>

#include "base/ensure.hpp"
#include "store/rows.hpp"
#include "store/sealing.hpp"

using namespace milpa;

namespace {

struct World {
    SystemClock clock;
    SystemRandom random;
    store::Sealing sealing{store::SealingMode::sealed, &clock, &random};
    store::VaultKeys keys{crypto::KeyPair::generate(random)};
};

bool same(ByteView a, ByteView b) { return as_text(a) == as_text(b); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static World world;
    const ByteView input(data, size);
    // What is read writes back to the same octets.
    if (const auto key = store::rows::read_event(input))
        ensure(same(store::rows::event(key->vault, key->seq), input));
    if (const auto key = store::rows::read_root(input))
        ensure(same(store::rows::root(key->vault, key->upto, key->generation), input));
    if (const auto object = store::rows::read_intent(input))
        ensure(same(store::rows::intent(*object), input));
    if (const auto count = store::rows::read_count(input)) {
        ensure(!count->references.empty() && count->chunks > 0);
        ensure(same(store::rows::write_count(*count), input));
    }
    if (const auto root = store::rows::read_root_text(input))
        ensure(same(store::rows::write_root(root->next_page, root->root), input));
    // Nobody but who has the key makes a value that opens, and a refused one says `corrupt`.
    const auto opened = world.sealing.open(world.keys.data(), as_bytes("key"), input);
    ensure(!opened && opened.error().kind == ErrorKind::corrupt);
    Bytes copy = to_bytes(input);
    const auto event = world.sealing.open_event_in_place(world.keys, as_bytes("key"), copy);
    ensure(!event && event.error().kind == ErrorKind::corrupt);
    return 0;
}
