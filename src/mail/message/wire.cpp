// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/wire.hpp"

#include "base/ensure.hpp"

namespace milpa::mail::message::wire {

void Blocks::append(std::string_view octets) {
    while (!octets.empty()) {
        const std::size_t used = size_ % block_octets;
        if (size_ == blocks_.size() * block_octets) {
            blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_octets));
        }
        const std::string_view taken = octets.substr(0, block_octets - used);
        taken.copy(&blocks_.back()[used], taken.size());
        size_ += taken.size();
        octets.remove_prefix(taken.size());
    }
}

std::size_t Blocks::leave_place() {
    const std::size_t place = size_;
    append(std::string_view("\0\0\0", place_octets));
    return place;
}

void Blocks::fill_place(std::size_t place, std::size_t length) {
    ensure(place + place_octets <= size_ && length < std::size_t{1} << (7 * place_octets));
    for (std::size_t i = 0; i < place_octets; ++i, length >>= 7) {
        const bool more = i + 1 < place_octets;
        at(place + i) = static_cast<char>((length & 0x7f) | (more ? 0x80 : 0));
    }
}

void Blocks::move_onto(std::string& to) {
    for (auto& block : blocks_) {
        to.append(block.get(), std::min(size_, block_octets));
        size_ -= std::min(size_, block_octets);
        block.reset();
    }
    blocks_.clear();
}

}  // namespace milpa::mail::message::wire
