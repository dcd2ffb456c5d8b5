// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/encodings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.hpp"
#include "base/ensure.hpp"

namespace milpa::defence {
namespace {

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// The secrets' own letters are all below U+0800.
std::u16string to_utf16(std::string_view text) {
    std::u16string units;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto first = static_cast<unsigned char>(text[i]);
        if (first < 0x80) {
            units += static_cast<char16_t>(first);
            continue;
        }
        ensure((first & 0xE0) == 0xC0 && i + 1 < text.size());
        units += static_cast<char16_t>((first & 0x1F) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3F));
    }
    return units;
}

enum class Order : std::uint8_t { little, big };

std::string octets_of(std::u16string_view units, Order order) {
    std::string octets;
    for (const char16_t unit : units) {
        const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xFF);
        octets += order == Order::big ? high : low;
        octets += order == Order::big ? low : high;
    }
    return octets;
}

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return out;
}

enum class Escape : std::uint8_t { what_must, everything };

std::string escaped(std::string_view text, std::string_view mark, Escape how_much) {
    std::string out;
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (how_much == Escape::everything || octet >= 0x80) {
            out += fmt::format("{}{:02X}", mark, octet);
        } else {
            out += c;
        }
    }
    return out;
}

/// What stands for a letter beyond ASCII when its mark is dropped or set apart (Unicode's normal form D).
struct Plain {
    std::string_view letter, bare, decomposed, capital;
};
constexpr Plain plains[] = {
    {"é", "e", "e\u0301", "É"}, {"ü", "u", "u\u0308", "Ü"}, {"ñ", "n", "n\u0303", "Ñ"}, {"ø", "o", "o", "Ø"}};

std::string replaced(std::string_view text, std::string_view Plain::* by) {
    std::string out(text);
    for (const Plain& plain : plains) {
        for (auto at = out.find(plain.letter); at != out.npos; at = out.find(plain.letter)) {
            out.replace(at, plain.letter.size(), plain.*by);
        }
    }
    return out;
}

/// RFC 3501 5.1.3: runs beyond ASCII as base64 of UTF-16BE, without padding.
std::string modified_utf7(std::u16string_view units) {
    std::string out;
    for (std::size_t i = 0; i < units.size();) {
        if (units[i] < 0x80) {
            out += static_cast<char>(units[i++]);
            continue;
        }
        const std::size_t begin = i;
        while (i < units.size() && units[i] >= 0x80) ++i;
        std::string base64 = to_base64(as_bytes(octets_of(units.substr(begin, i - begin), Order::big)));
        base64.erase(std::ranges::find(base64, '='), base64.end());
        std::ranges::replace(base64, '/', ',');
        out += "&" + base64 + "-";
    }
    return out;
}

class Patterns {
public:
    void add(std::string bytes, Encoding encoding, bool any_case = true) {
        if (bytes.size() < pattern_bytes_min) return;
        const auto same = [&](const Pattern& known) { return known.bytes == bytes; };
        if (std::ranges::none_of(all, same)) all.push_back({std::move(bytes), encoding, any_case});
    }
    void add_base64(std::string_view octets) {
        for (std::size_t alignment = 0; alignment < 3; ++alignment) {
            std::string core = base64_core(octets, alignment);
            std::string for_urls = core;
            std::ranges::replace(for_urls, '+', '-');
            std::ranges::replace(for_urls, '/', '_');
            add(std::move(core), Encoding::base64, false);
            add(std::move(for_urls), Encoding::base64, false);
        }
    }
    std::vector<Pattern> all;
};

}  // namespace

std::string_view to_text(Encoding encoding) {
    constexpr std::array<std::string_view, encodings> names = {
        "raw",    "other case",       "unaccented", "latin-1",        "utf-16",
        "base64", "quoted-printable", "percent",    "modified utf-7", "hexadecimal"};
    return names[static_cast<std::size_t>(encoding)];
}

std::string base64_core(std::string_view bytes, std::size_t alignment) {
    ensure(alignment < 3);
    std::string padded(alignment, '\0');
    padded += bytes;
    padded.resize((padded.size() + 2) / 3 * 3);
    // Digits of six bits: those that lie wholly inside.
    const std::size_t begin = (8 * alignment + 5) / 6;
    const std::size_t end = 8 * (alignment + bytes.size()) / 6;
    return to_base64(as_bytes(padded)).substr(begin, end - begin);
}

std::vector<Pattern> patterns_of(std::string_view secret) {
    ensure(secret.size() >= 12);
    const std::u16string units = to_utf16(secret);
    Patterns patterns;
    patterns.add(std::string(secret), Encoding::raw);
    patterns.add(octets_of(units, Order::little), Encoding::utf16);
    patterns.add(octets_of(units, Order::big), Encoding::utf16);
    patterns.add_base64(secret);
    patterns.add_base64(upper(secret));
    patterns.add_base64(octets_of(units, Order::little));
    patterns.add_base64(octets_of(units, Order::big));
    patterns.add(escaped(secret, "=", Escape::everything), Encoding::quoted_printable);
    patterns.add(escaped(secret, "%", Escape::everything), Encoding::percent);
    patterns.add(to_hex(as_bytes(secret)), Encoding::hexadecimal);
    if (is_ascii(secret)) return patterns.all;

    patterns.add(escaped(secret, "=", Escape::what_must), Encoding::quoted_printable);
    patterns.add(escaped(secret, "%", Escape::what_must), Encoding::percent);
    patterns.add(modified_utf7(units), Encoding::modified_utf7);
    patterns.add(replaced(secret, &Plain::capital), Encoding::other_case);
    std::string latin1;
    for (const char16_t unit : units) latin1 += static_cast<char>(unit);
    patterns.add(escaped(latin1, "=", Escape::what_must), Encoding::quoted_printable);
    patterns.add_base64(latin1);
    patterns.add(std::move(latin1), Encoding::latin1);
    for (const auto form : {&Plain::bare, &Plain::decomposed}) {
        std::string plain = replaced(secret, form);
        patterns.add_base64(plain);
        patterns.add(std::move(plain), Encoding::unaccented);
    }
    return patterns.all;
}

std::vector<Pattern> patterns_of_octets(ByteView secret) {
    ensure(secret.size() >= 12);
    Patterns patterns;
    patterns.add(std::string(as_text(secret)), Encoding::raw, false);
    patterns.add_base64(as_text(secret));
    patterns.add(to_hex(secret), Encoding::hexadecimal);
    return patterns.all;
}

}  // namespace milpa::defence
