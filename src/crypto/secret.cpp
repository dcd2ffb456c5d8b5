// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/secret.hpp"

#include <sodium.h>
#include <sys/mman.h>

#include <cstring>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/ensure.hpp"

namespace milpa::crypto {

namespace {

// Hands out slots of 32 octets from guarded regions. Regions are kept once made: what was needed at the peak
// of a day is needed again, and a freed slot is wiped at once. The list of free slots lies outside, so
// nothing of it is in the region and a slot that was written too far can break no allocator.
class KeyRegions {
public:
    std::uint8_t* take() {
        std::lock_guard lock(mutex_);
        if (free_.empty()) grow();
        std::uint8_t* slot = free_.back();
        free_.pop_back();
        ++alive_;
        return slot;
    }

    void give_back(std::uint8_t* slot) noexcept {
        sodium_memzero(slot, Key::size);
        std::lock_guard lock(mutex_);
        free_.push_back(slot);  // never allocates: grow() reserved room for every slot there is
        --alive_;
    }

    KeyMemory figures() {
        std::lock_guard lock(mutex_);
        return {alive_, regions_, locked_};
    }

private:
    void grow() {
        init();
        auto* region = static_cast<std::uint8_t*>(sodium_malloc(key_region_bytes));
        ensure(region != nullptr);
        // sodium_malloc locks if it can and does not say whether it could; asking again does.
        locked_ = mlock(region, key_region_bytes) == 0 && locked_;
        ++regions_;
        constexpr std::size_t slots = key_region_bytes / Key::size;
        free_.reserve(regions_ * slots);
        for (std::size_t i = slots; i > 0; --i) free_.push_back(region + (i - 1) * Key::size);
    }

    std::mutex mutex_;
    std::vector<std::uint8_t*> free_;
    std::size_t alive_ = 0;
    std::size_t regions_ = 0;
    bool locked_ = true;
};

// The one thing of the process that keys share, like the heap. It is never destroyed, so that a key may
// outlive main.
KeyRegions& key_regions() {
    static auto* const regions = new KeyRegions;
    return *regions;
}

}  // namespace

void init() {
    static const int ready = sodium_init();
    ensure(ready >= 0);
}

Key Key::random(Random& random) {
    Key key = zero();
    random.fill(key.writable());
    return key;
}

Result<Key> Key::from(ByteView bytes) {
    if (bytes.size() != size) return fail(ErrorKind::corrupt, "a key that is not of 32 bytes");
    Key key = zero();
    std::memcpy(key.slot_, bytes.data(), size);
    return key;
}

Key Key::zero() {
    Key key(key_regions().take());
    sodium_memzero(key.slot_, size);
    return key;
}

Key::Key(Key&& other) noexcept : slot_(std::exchange(other.slot_, nullptr)) {}

Key& Key::operator=(Key&& other) noexcept {
    if (this != &other) {
        if (slot_ != nullptr) key_regions().give_back(slot_);
        slot_ = std::exchange(other.slot_, nullptr);
    }
    return *this;
}

Key::~Key() {
    if (slot_ != nullptr) key_regions().give_back(slot_);
}

Key Key::copy() const {
    Key made = zero();
    std::memcpy(made.slot_, view().data(), size);
    return made;
}

std::span<const std::uint8_t, Key::size> Key::view() const {
    ensure(slot_ != nullptr);
    return std::span<const std::uint8_t, size>(slot_, size);
}

std::span<std::uint8_t, Key::size> Key::writable() {
    ensure(slot_ != nullptr);
    return std::span<std::uint8_t, size>(slot_, size);
}

bool Key::operator==(const Key& other) const {
    return sodium_memcmp(view().data(), other.view().data(), size) == 0;
}

KeyMemory key_memory() { return key_regions().figures(); }

SecretText::SecretText(std::string_view text) : size_(text.size()) {
    if (text.empty()) return;
    init();
    text_ = static_cast<char*>(sodium_malloc(size_));
    ensure(text_ != nullptr);
    std::memcpy(text_, text.data(), size_);
}

SecretText::SecretText(SecretText&& other) noexcept
    : text_(std::exchange(other.text_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SecretText& SecretText::operator=(SecretText&& other) noexcept {
    if (this != &other) {
        sodium_free(text_);
        text_ = std::exchange(other.text_, nullptr);
        size_ = std::exchange(other.size_, 0);
    }
    return *this;
}

SecretText::~SecretText() { sodium_free(text_); }  // wipes; null is allowed

bool SecretText::operator==(const SecretText& other) const {
    if (size_ != other.size_) return false;
    return size_ == 0 || sodium_memcmp(text_, other.text_, size_) == 0;
}

void wipe(std::span<std::uint8_t> bytes) { sodium_memzero(bytes.data(), bytes.size()); }
void wipe(std::string& text) { sodium_memzero(text.data(), text.size()); }

}  // namespace milpa::crypto
