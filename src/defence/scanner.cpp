// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/scanner.hpp"

#include <bit>
#include <cstring>

#include "base/ensure.hpp"

namespace milpa::defence {
namespace {

constexpr std::size_t window_bytes = 8;
static_assert(window_bytes <= pattern_bytes_min);
/// 2^24 bits, 2 MiB: stays in the second cache; 10,000 secrets fill 2 % of it.
constexpr unsigned bitmap_bits = 24;
/// Odd, without a pattern of its own: Fibonacci hashing.
constexpr std::uint64_t multiplier = 0x9E37'79B9'7F4A'7C15;

std::uint64_t load(const std::uint8_t* from) {
    std::uint64_t window;
    std::memcpy(&window, from, sizeof window);
    return window;
}

std::uint64_t hash(std::uint64_t window, unsigned bits) { return (window * multiplier) >> (64 - bits); }

std::uint8_t fold(std::uint8_t octet) {
    return static_cast<std::uint8_t>(octet | ((octet >= 'A' && octet <= 'Z') ? 0x20 : 0));
}

/// A shorter run between other octets is no text that was broken into lines.
constexpr std::size_t text_bytes_min = 32;

bool is_text(std::uint8_t octet) {
    return octet >= ' ' ? octet != 0x7F : octet == '\n' || octet == '\r' || octet == '\t';
}

/// Without ends of lines.
void join_lines(ByteView text, Bytes& joined) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r' && text[i] != '\n') {
            joined.push_back(text[i]);
            continue;
        }
        if (!joined.empty() && joined.back() == '=') joined.pop_back();
        while (i + 1 < text.size() && (text[i + 1] == '\r' || text[i + 1] == '\n')) ++i;
        if (i + 1 < text.size() && (text[i + 1] == ' ' || text[i + 1] == '\t')) ++i;
    }
    joined.push_back(0);
}

/// All text of several lines that there is, each with its lines joined.
void join_texts(ByteView bytes, Bytes& joined) {
    joined.clear();
    for (std::size_t begin = 0; begin < bytes.size();) {
        const auto end = static_cast<std::size_t>(
            std::find_if_not(bytes.begin() + static_cast<std::ptrdiff_t>(begin), bytes.end(), is_text) -
            bytes.begin());
        const ByteView text = bytes.subspan(begin, end - begin);
        if (text.size() >= text_bytes_min && std::memchr(text.data(), '\n', text.size()) != nullptr) {
            join_lines(text, joined);
        }
        begin = end + 1;
    }
}

}  // namespace

Scanner::Scanner(std::span<const Secret> secrets) : bitmap_((std::size_t{1} << bitmap_bits) / 64) {
    patterns_.reserve(secrets.size() * 24);
    std::vector<std::pair<std::uint32_t, Pattern>> all;
    for (std::uint32_t i = 0; i < secrets.size(); ++i) {
        const std::string& text = secrets[i].text;
        auto patterns =
            secrets[i].form == Form::text ? patterns_of(text) : patterns_of_octets(as_bytes(text));
        for (Pattern& pattern : patterns) all.emplace_back(i, std::move(pattern));
    }
    table_.resize(std::bit_ceil(all.size() * 2 + 1));
    for (auto& [secret, pattern] : all) add(secret, std::move(pattern));
}

Scanner::Slot& Scanner::slot_of(std::uint64_t window) {
    const auto bits = static_cast<unsigned>(std::countr_zero(table_.size()));
    for (std::size_t at = hash(window, bits);; at = (at + 1) & (table_.size() - 1)) {
        if (table_[at].first == 0 || table_[at].window == window) return table_[at];
    }
}

void Scanner::add(std::uint32_t secret, Pattern pattern) {
    ensure(pattern.bytes.size() >= window_bytes);
    std::string folded = pattern.bytes;
    for (char& c : folded) c = static_cast<char>(fold(static_cast<std::uint8_t>(c)));
    const std::uint64_t window = load(as_bytes(folded).data());
    Slot& slot = slot_of(window);
    patterns_.push_back({secret, slot.first, std::move(pattern), std::move(folded)});
    slot = {window, static_cast<std::uint32_t>(patterns_.size())};
    const std::uint64_t bit = hash(window, bitmap_bits);
    bitmap_[bit / 64] |= std::uint64_t{1} << (bit % 64);
}

void Scanner::compare(ByteView bytes, std::size_t at, std::uint64_t window, Shell shell, Findings& found) {
    const Slot& slot = slot_of(window);
    for (std::uint32_t n = slot.first; n != 0; n = patterns_[n - 1].next) {
        const Entry& entry = patterns_[n - 1];
        const std::size_t size = entry.folded.size();
        if (bytes.size() - at < size || std::memcmp(&folded_[at], entry.folded.data(), size) != 0) continue;
        const bool exact = std::memcmp(&bytes[at], entry.pattern.bytes.data(), size) == 0;
        if (!exact && !entry.pattern.any_case) continue;
        const bool turned = !exact && entry.pattern.encoding == Encoding::raw;
        found.insert({entry.secret, turned ? Encoding::other_case : entry.pattern.encoding, shell});
    }
}

void Scanner::search(ByteView bytes, std::size_t begins_within, Shell shell, Findings& found) {
    if (bytes.size() < window_bytes) return;
    folded_.resize(bytes.size());
    std::ranges::transform(bytes, folded_.begin(), fold);
    const std::size_t end = std::min(begins_within, bytes.size() - window_bytes + 1);
    const std::uint8_t* const folded = folded_.data();
    const std::uint64_t* const bitmap = bitmap_.data();
    for (std::size_t at = 0; at < end; ++at) {
        const std::uint64_t window = load(folded + at);
        const std::uint64_t bit = hash(window, bitmap_bits);
        if ((bitmap[bit / 64] >> (bit % 64) & 1) != 0) [[unlikely]]
            compare(bytes, at, window, shell, found);
    }
}

void Scanner::search_both(ByteView bytes, std::size_t begins_within, Shell shell, Findings& found) {
    search(bytes, begins_within, shell, found);
    // What is beyond `begins_within` is looked at twice: once here, once with its own piece.
    join_texts(bytes, joined_);
    search(joined_, joined_.size(), shell, found);
}

void Scanner::scan(ByteView bytes, std::size_t begins_within, Findings& found) {
    search_both(bytes, begins_within, Shell::none, found);
    inflater_.find_blocks(bytes, begins_within, [&](ByteView block) {
        search_both(block, block.size(), Shell::compressed, found);
    });
}

}  // namespace milpa::defence
