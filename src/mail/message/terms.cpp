// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/terms.hpp"

#include <bit>

#include "mail/message/extract.hpp"
#include "mail/message/words.hpp"

namespace milpa::mail::message {

namespace {

constexpr std::size_t slots_at_first = 1024;
constexpr std::size_t entries_at_first = slots_at_first / 2;
constexpr std::size_t octets_at_first = 4096;

static_assert(terms_max < 0xffff);
// A code point has up to 4 octets, and folding one code point gives whole code points.
static_assert(term_code_points_max * 4 < 0xffff);

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

/// A number that sorts as the first octets do.
std::uint64_t prefix(std::string_view term) { return __builtin_bswap64(first_octets(term)); }

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    const auto product = static_cast<unsigned __int128>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace

/// Where this set lies in memory is not known outside: so nobody can send words that all fall into one slot.
std::uint64_t TermSet::hash(TextKind kind, std::string_view term) const {
    const auto place = reinterpret_cast<std::uintptr_t>(this);
    std::uint64_t value =
        mix(place ^ 0x9e3779b97f4a7c15, 0xbf58476d1ce4e5b9 + static_cast<std::uint64_t>(kind));
    for (std::size_t at = 0; at < term.size(); at += 8) {
        value = mix(value ^ first_octets(term.substr(at)), 0xa0761d6478bd642f ^ value);
    }
    return mix(value ^ term.size(), 0xe7037ed1a0b428db);
}

void TermSet::grow() {
    if (slots_.empty()) {
        entries_.reserve(entries_at_first);
        octets_.reserve(octets_at_first);
    }
    slots_.assign(std::max(slots_at_first, slots_.size() * 2), 0);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        std::size_t slot = hash(entries_[i].kind, text(entries_[i])) & (slots_.size() - 1);
        while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
        slots_[slot] = static_cast<std::uint16_t>(i + 1);
    }
}

bool TermSet::add(TextKind kind, std::string_view term) {
    if (full_) return false;
    if (entries_.size() * 3 >= slots_.size() * 2) grow();
    const std::uint64_t hashed = hash(kind, term);
    const auto tag = static_cast<std::uint8_t>(hashed >> 56);
    std::size_t slot = hashed & (slots_.size() - 1);
    for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
        const Entry& entry = entries_[slots_[slot] - 1u];
        if (entry.tag == tag && entry.kind == kind && text(entry) == term) return true;
    }
    if (entries_.size() == terms_max || octets_.size() + term.size() > terms_octets_max) {
        full_ = true;
        return false;
    }
    entries_.push_back({.begin = static_cast<std::uint32_t>(octets_.size()),
                        .size = static_cast<std::uint16_t>(term.size()),
                        .kind = kind,
                        .tag = tag});
    octets_ += term;
    slots_[slot] = static_cast<std::uint16_t>(entries_.size());
    return true;
}

void TermSet::write(events::Words& words) const {
    struct Sorted {
        std::uint64_t first;
        std::string_view term;
        bool operator<(const Sorted& other) const {
            return first != other.first ? first < other.first : term < other.term;
        }
    };
    constexpr std::size_t kinds = 7;
    std::vector<Sorted> lists[kinds];
    for (const Entry& entry : entries_) {
        lists[static_cast<std::size_t>(entry.kind)].push_back({prefix(text(entry)), text(entry)});
    }
    google::protobuf::RepeatedPtrField<std::string>* const to[kinds] = {
        words.mutable_subject(), words.mutable_from(),   words.mutable_to(),  words.mutable_cc(),
        words.mutable_bcc(),     words.mutable_header(), words.mutable_body()};
    for (std::size_t i = 0; i < kinds; ++i) {
        std::sort(lists[i].begin(), lists[i].end());
        to[i]->Reserve(static_cast<int>(lists[i].size()));
        for (const Sorted& sorted : lists[i]) to[i]->Add()->assign(sorted.term);
    }
}

}  // namespace milpa::mail::message
