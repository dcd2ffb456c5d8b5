// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/terms.hpp"

#include <bit>

#include "base/ensure.hpp"
#include "mail/message/extract.hpp"
#include "mail/message/wire.hpp"
#include "mail/message/words.hpp"

namespace milpa::mail::message {

namespace {

constexpr std::size_t slots_at_first = 512;
constexpr std::size_t octets_at_first = 2048;

// A code point has up to 4 octets, and folding one code point gives whole code points. So a length has one
// octet or two.
constexpr std::size_t term_octets_max = term_code_points_max * 4;
static_assert(term_octets_max < 1 << 14);
constexpr std::size_t head_octets_max = 3;
constexpr std::size_t octets_full = terms_octets_max + terms_max * head_octets_max;
static_assert(octets_full < 0xffff, "a slot has 16 bits");

constexpr char tag_of(int field) { return static_cast<char>(field << 3 | 2); }
static_assert(events::Words::kBodyFieldNumber < 16, "a tag has one octet");

char tag_of(TextKind kind) {
    switch (kind) {
        case TextKind::subject: return tag_of(events::Words::kSubjectFieldNumber);
        case TextKind::from: return tag_of(events::Words::kFromFieldNumber);
        case TextKind::to: return tag_of(events::Words::kToFieldNumber);
        case TextKind::cc: return tag_of(events::Words::kCcFieldNumber);
        case TextKind::bcc: return tag_of(events::Words::kBccFieldNumber);
        case TextKind::header: return tag_of(events::Words::kHeaderFieldNumber);
        case TextKind::body: return tag_of(events::Words::kBodyFieldNumber);
    }
    ensure(false);
}

std::uint64_t load(const char* from, std::size_t octets) {
    std::uint64_t value = 0;
    std::memcpy(&value, from, octets);
    return value;
}

/// The first eight octets. Of lengths known to the compiler, for calling memcpy would cost more than all else
/// here.
std::uint64_t first_octets(std::string_view term) {
    const char* at = term.data();
    switch (term.size()) {
        case 0: return 0;
        case 1: return load(at, 1);
        case 2: return load(at, 2);
        case 3: return load(at, 2) | load(at + 2, 1) << 16;
        case 4: return load(at, 4);
        case 5: return load(at, 4) | load(at + 4, 1) << 32;
        case 6: return load(at, 4) | load(at + 4, 2) << 32;
        case 7: return load(at, 4) | load(at + 3, 4) << 24;
        default: return load(at, 8);
    }
}
static_assert(std::endian::native == std::endian::little, "else the shifts above go the other way");

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    const auto product = static_cast<unsigned __int128>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace

TermSet::Entry TermSet::entry(std::size_t begin) const {
    const char* at = octets_.data() + begin;
    const auto low = static_cast<unsigned char>(at[1]);
    if (low < 0x80) return {at[0], {at + 2, low}, begin + 2 + low};
    const std::size_t size = (low & 0x7fU) | static_cast<std::size_t>(static_cast<unsigned char>(at[2])) << 7;
    return {at[0], {at + 3, size}, begin + 3 + size};
}

/// Where this set lies in memory is not known outside: so nobody can send words that all fall into one slot.
std::uint64_t TermSet::hash(char tag, std::string_view term) const {
    const auto place = reinterpret_cast<std::uintptr_t>(this);
    std::uint64_t value =
        mix(place ^ 0x9e3779b97f4a7c15, 0xbf58476d1ce4e5b9 + static_cast<std::uint64_t>(tag));
    for (std::size_t at = 0; at < term.size(); at += 8) {
        value = mix(value ^ first_octets(term.substr(at)), 0xa0761d6478bd642f ^ value);
    }
    return mix(value ^ term.size(), 0xe7037ed1a0b428db);
}

/// Where the term is, or where it would be.
std::size_t TermSet::free_slot(char tag, std::string_view term) const {
    std::size_t slot = hash(tag, term) & (slots_.size() - 1);
    for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
        const Entry there = entry(slots_[slot] - 1U);
        if (there.tag == tag && there.term == term) break;
    }
    return slot;
}

void TermSet::grow() {
    slots_.assign(std::max(slots_at_first, slots_.size() * 2), 0);
    for (std::size_t at = 0; at < octets_.size();) {
        const Entry next = entry(at);
        slots_[free_slot(next.tag, next.term)] = static_cast<std::uint16_t>(at + 1);
        at = next.end;
    }
}

bool TermSet::add(TextKind kind, std::string_view term) {
    if (full_) return false;
    ensure(term.size() <= term_octets_max);
    if (count_ * 3 >= slots_.size() * 2) grow();
    const char tag = tag_of(kind);
    const std::size_t slot = free_slot(tag, term);
    if (slots_[slot] != 0) return true;
    if (count_ == terms_max || term_octets_ + term.size() > terms_octets_max) {
        full_ = true;
        return false;
    }
    slots_[slot] = static_cast<std::uint16_t>(octets_.size() + 1);
    const std::size_t needed = octets_.size() + head_octets_max + term.size();
    // Two steps up to the most that it can be: doubling would take more than that.
    if (needed > octets_.capacity()) {
        octets_.reserve(needed <= octets_at_first       ? octets_at_first
                        : needed <= 4 * octets_at_first ? 4 * octets_at_first
                                                        : octets_full);
    }
    octets_ += tag;
    wire::append_varint(octets_, term.size());
    octets_ += term;
    ++count_;
    term_octets_ += term.size();
    return true;
}

void TermSet::give_up() {
    octets_ = {};
    slots_ = {};
    count_ = term_octets_ = 0;
    full_ = true;
}

void TermSet::move_onto(std::string& to) {
    std::erase(slots_, 0);
    std::ranges::sort(slots_, [this](std::uint16_t a, std::uint16_t b) {
        const Entry left = entry(a - 1U), right = entry(b - 1U);
        if (left.tag != right.tag) return left.tag < right.tag;
        const std::uint64_t left_first = __builtin_bswap64(first_octets(left.term));
        const std::uint64_t right_first = __builtin_bswap64(first_octets(right.term));
        return left_first != right_first ? left_first < right_first : left.term < right.term;
    });
    for (const std::uint16_t slot : slots_) {
        const std::size_t begin = slot - 1U;
        to.append(octets_, begin, entry(begin).end - begin);
    }
    octets_ = {};
    slots_ = {};
    count_ = term_octets_ = 0;
}

}  // namespace milpa::mail::message
