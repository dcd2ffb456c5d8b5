// SPDX-License-Identifier: AGPL-3.0-or-later
// Secrets in memory: keys of 32 bytes and texts that people type. Both are wiped when they go, never copied
// by accident, and lie in pages that are guarded, kept out of core files and locked where the system allows.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.hpp"
#include "base/random.hpp"

namespace milpa::crypto {

/// Makes libsodium ready, once; any thread, any number of times. Whatever in this module needs it calls it.
void init();

/// 32 secret bytes. Many keys share one guarded, locked region (a slot of 32 bytes each), so ten thousand
/// open vaults cost pages, not megabytes of guard pages. Move-only: a copy is asked for with copy().
/// Different keys may be made and destroyed on any threads at once; one key is as thread-safe as an array of
/// bytes.
class Key {
public:
    static constexpr std::size_t size = 32;

    /// Fresh from `random`.
    static Key random(Random& random);
    /// Fails with `corrupt` unless exactly 32 bytes are given. The source is the caller's to wipe.
    static Result<Key> from(ByteView bytes);
    /// 32 zero bytes, to be filled through writable().
    static Key zero();

    Key(Key&& other) noexcept;
    Key& operator=(Key&& other) noexcept;
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;
    ~Key();

    Key copy() const;
    /// Valid until the key is destroyed or moved into; aborts on a key that was moved from.
    std::span<const std::uint8_t, size> view() const;
    std::span<std::uint8_t, size> writable();
    /// In constant time.
    bool operator==(const Key& other) const;

private:
    explicit Key(std::uint8_t* slot) : slot_(slot) {}
    std::uint8_t* slot_;  // null only after a move
};

/// What `status` may show of the memory that holds keys.
struct KeyMemory {
    std::size_t keys = 0;     ///< keys alive
    std::size_t regions = 0;  ///< guarded regions, each of key_region_bytes
    bool locked = true;       ///< every region is locked: never written to swap
};
KeyMemory key_memory();
inline constexpr std::size_t key_region_bytes = 64 * 1024;  // a page multiple on every page size of Linux

/// A password, a code or a share as a person typed it, or as it is shown to one. In guarded memory of its own
/// (three pages and more): short-lived, not for keeping thousands. Move-only; moved-from it is empty.
class SecretText {
public:
    SecretText() = default;
    /// Copies; the source is the caller's to wipe (see wipe()).
    explicit SecretText(std::string_view text);
    SecretText(SecretText&& other) noexcept;
    SecretText& operator=(SecretText&& other) noexcept;
    SecretText(const SecretText&) = delete;
    SecretText& operator=(const SecretText&) = delete;
    ~SecretText();

    SecretText copy() const { return SecretText(view()); }
    std::string_view view() const { return {text_, size_}; }
    bool empty() const { return size_ == 0; }
    /// In constant time for texts of one length; lengths are not secret.
    bool operator==(const SecretText& other) const;

private:
    char* text_ = nullptr;
    std::size_t size_ = 0;
};

/// Overwrites, in a way that no compiler leaves out.
void wipe(std::span<std::uint8_t> bytes);
void wipe(std::string& text);

}  // namespace milpa::crypto
