// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/code_text.hpp"

#include <algorithm>

#include "base/ensure.hpp"

namespace milpa::crypto {

namespace {

constexpr std::size_t bytes_a_block = 5;
constexpr std::size_t letters_a_block = 8;
constexpr unsigned bits_a_letter = 5;

char plain_letter(char typed) {
    const char lower = typed >= 'A' && typed <= 'Z' ? static_cast<char>(typed - 'A' + 'a') : typed;
    switch (lower) {
        case 'o': return '0';
        case 'i':
        case 'l': return '1';
        default: return lower;
    }
}

bool is_spacing(char typed) {
    return typed == ' ' || typed == '-' || typed == '\t' || typed == '\r' || typed == '\n';
}

}  // namespace

char code_letter(std::uint8_t value) {
    ensure(value < code_alphabet.size());
    return code_alphabet[value];
}

std::uint8_t code_value(char letter) {
    const auto at = code_alphabet.find(letter);
    ensure(at != std::string_view::npos);
    return static_cast<std::uint8_t>(at);
}

SecretText encode_code(ByteView bytes) {
    ensure(bytes.size() % bytes_a_block == 0);
    WipedString made(bytes.size() / bytes_a_block * letters_a_block);
    for (std::size_t at = 0; at < bytes.size(); at += bytes_a_block) {
        std::uint64_t block = 0;
        for (const std::uint8_t byte : bytes.subspan(at, bytes_a_block)) block = block << 8 | byte;
        for (unsigned i = letters_a_block; i > 0; --i) {
            made.text.push_back(code_letter((block >> ((i - 1) * bits_a_letter)) & 31));
        }
    }
    return SecretText(made.text);
}

void decode_code(std::string_view letters, std::span<std::uint8_t> out) {
    ensure(letters.size() % letters_a_block == 0);
    ensure(out.size() == letters.size() / letters_a_block * bytes_a_block);
    for (std::size_t block_at = 0; block_at * letters_a_block < letters.size(); ++block_at) {
        std::uint64_t block = 0;
        for (const char letter : letters.substr(block_at * letters_a_block, letters_a_block)) {
            block = block << bits_a_letter | code_value(letter);
        }
        for (std::size_t i = 0; i < bytes_a_block; ++i) {
            out[block_at * bytes_a_block + i] =
                static_cast<std::uint8_t>(block >> (8 * (bytes_a_block - 1 - i)));
        }
    }
}

std::optional<SecretText> normalise_code(std::string_view typed) {
    if (typed.size() > typed_code_bytes_max) return std::nullopt;
    WipedString made(typed.size());
    while (!typed.empty() && is_spacing(typed.front())) typed.remove_prefix(1);
    if (typed.size() >= code_scheme.size() &&
        std::ranges::equal(typed.substr(0, code_scheme.size()), code_scheme,
                           [](char a, char b) { return (a | 0x20) == (b | 0x20); }))
        typed.remove_prefix(code_scheme.size());
    for (const char letter : typed) {
        if (is_spacing(letter)) continue;
        const char plain = plain_letter(letter);
        if (code_alphabet.find(plain) == std::string_view::npos) return std::nullopt;
        made.text.push_back(plain);
    }
    return SecretText(made.text);
}

SecretText in_groups(std::string_view letters, std::size_t group) {
    ensure(group > 0);
    WipedString made(letters.size() + letters.size() / group);
    for (std::size_t at = 0; at < letters.size(); ++at) {
        if (at > 0 && at % group == 0) made.text.push_back('-');
        made.text.push_back(letters[at]);
    }
    return SecretText(made.text);
}

}  // namespace milpa::crypto
