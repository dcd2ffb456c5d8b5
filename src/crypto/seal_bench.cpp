// SPDX-License-Identifier: AGPL-3.0-or-later
// What sealing costs on one core. Build it in a release folder: `ninja crypto_seal_bench`.
#include <sodium.h>

#include <chrono>
#include <cstdio>

#include "crypto/box.hpp"
#include "crypto/kdf.hpp"
#include "crypto/password.hpp"
#include "crypto/seal.hpp"

namespace {

using namespace milpa;
using namespace milpa::crypto;

constexpr std::chrono::milliseconds run_time{400};

// Microseconds a call: the best of five runs, so that what else the machine does counts little.
template <class Step>
double microseconds(Step step) {
    using Steady = std::chrono::steady_clock;
    double best = 1e18;
    for (int run = 0; run < 5; ++run) {
        const auto begin = Steady::now();
        std::uint64_t calls = 0;
        auto now = begin;
        do {
            step();
            ++calls;
            now = Steady::now();
        } while (now - begin < run_time / 5);
        const std::chrono::duration<double, std::micro> took = now - begin;
        best = std::min(best, took.count() / static_cast<double>(calls));
    }
    return best;
}

void tell(const char* what, double each_us, std::size_t bytes = 0) {
    fmt::print("{:<44} {:>10.2f} us", what, each_us);
    if (bytes > 0) fmt::print(" {:>8.0f} MB/s", static_cast<double>(bytes) / each_us);
    fmt::print("\n");
}

struct World {
    SystemRandom random;
    SystemClock clock;
    Key key = Key::random(random);
    KeyPair pair = KeyPair::generate(random);
    BoxSealer sealer{"bench", &clock, &random};
    BoxOpener opener{pair.copy(), "bench"};
    AssociatedData place = AssociatedData("event").number(7);
};

void symmetric(World& world, const char* name, std::size_t bytes) {
    Bytes text(bytes, 'x'), out;
    const Bytes sealed = seal(world.key, world.place, text, world.random);
    Bytes room(sealed.size());
    fmt::print("{}\n", name);
    tell("  seal", microseconds([&] { (void)seal(world.key, world.place, text, world.random); }), bytes);
    tell("  seal_onto, memory used again", microseconds([&] {
             out.clear();
             seal_onto(out, world.key, world.place, text, world.random);
         }),
         bytes);
    tell("  open", microseconds([&] { (void)open(world.key, world.place, sealed).value(); }), bytes);
    tell("  open_into", microseconds([&] { (void)open_into(world.key, world.place, sealed, room).value(); }),
         bytes);
    tell("  libsodium alone, into the same memory", microseconds([&] {
             crypto_aead_xchacha20poly1305_ietf_encrypt(room.data(), nullptr, text.data(), text.size(),
                                                        nullptr, 0, nullptr, sealed.data(),
                                                        world.key.view().data());
         }),
         bytes);
}

void boxes(World& world) {
    const Bytes text(1024, 'x');
    const auto seal_one = [&] {
        return world.sealer.seal(world.pair.public_half, world.place, text).value();
    };
    fmt::print("box, 1 KiB\n");
    tell("  seal, ephemeral key remembered", microseconds([&] { (void)seal_one(); }));
    tell("  seal, ephemeral key fresh", microseconds([&] {
             world.sealer.forget_all();
             (void)seal_one();
         }));
    const Bytes known = seal_one();
    tell("  open, ephemeral key remembered",
         microseconds([&] { (void)world.opener.open(world.place, known).value(); }));
    std::vector<Bytes> frames;
    for (std::size_t i = 0; i < 4 * BoxOpener::remembered_max; ++i) {
        world.sealer.forget_all();
        frames.push_back(seal_one());
    }
    std::size_t next = 0;
    tell("  open, ephemeral key new",
         microseconds([&] { (void)world.opener.open(world.place, frames[next++ % frames.size()]).value(); }));
}

void keys(World& world) {
    fmt::print("keys\n");
    tell("  derive", microseconds([&] { (void)derive(world.key, "bench"); }));
    tell("  make and wipe a key", microseconds([&] { (void)Key::zero(); }));
    const SecretText code = generate_app_password(world.random);
    const WrappedKey row = wrap_by_code(world.key, code, world.place, world.random).value();
    tell("  unwrap by an app password",
         microseconds([&] { (void)unwrap_by_code(row, code, world.place).value(); }));
    const WrappedKey slow = wrap_by_password(world.key, code, {}, world.place, world.random).value();
    tell("  unwrap by a password (64 MiB, 3 passes)",
         microseconds([&] { (void)unwrap_by_password(slow, code, world.place).value(); }));
}

}  // namespace

int main() {
    init();
    World world;
    symmetric(world, "1 KiB", 1024);
    symmetric(world, "64 KiB", 64 * 1024);
    symmetric(world, "1 MiB", chunk_text_bytes);
    boxes(world);
    keys(world);
    return 0;
}
