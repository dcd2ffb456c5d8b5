// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/transfer.hpp"

#include "mail/message/header.hpp"

namespace milpa::mail::message {

namespace {

constexpr std::uint8_t no_digit = 0xff;

constexpr auto base64_digits = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(no_digit);
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return table;
}();

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

bool is_white(char c) { return c == ' ' || c == '\t'; }

struct Name {
    std::string_view name;
    Encoding encoding;
};
constexpr Name names[] = {
    {"", Encoding::identity},       {"7bit", Encoding::identity},
    {"8bit", Encoding::identity},   {"binary", Encoding::identity},
    {"7-bit", Encoding::identity},  {"8-bit", Encoding::identity},
    {"7bits", Encoding::identity},  {"8bits", Encoding::identity},
    {"base64", Encoding::base64},   {"quoted-printable", Encoding::quoted_printable},
    {"base-64", Encoding::base64},  {"quoted_printable", Encoding::quoted_printable},
    {"x-base64", Encoding::base64},
};

}  // namespace

Encoding encoding_of(std::string_view value) {
    std::string_view token = trim(value);
    if (token.starts_with('"')) token.remove_prefix(1);
    token = token.substr(0, token.find_first_of("\"; \t(\r\n"));
    for (const Name& name : names) {
        if (equal_ignoring_case(name.name, token)) return name.encoding;
    }
    return Encoding::unknown;
}

void TransferDecoder::feed(std::string_view in, std::string& out) {
    switch (encoding_) {
        case Encoding::base64: return feed_base64(in, out);
        case Encoding::quoted_printable: return feed_quoted_printable(in, out);
        case Encoding::identity:
        case Encoding::unknown: out += in; return;
    }
}

void TransferDecoder::feed_base64(std::string_view in, std::string& out) {
    for (char c : in) {
        const std::uint8_t digit = base64_digits[static_cast<unsigned char>(c)];
        if (digit == no_digit) {
            // Padding ends a quantum; what follows may be another base64 text, as some programs join them.
            if (c == '=') finish(out);
            continue;
        }
        bits_ = bits_ << 6 | digit;
        if (++count_ == 4) {
            const char octets[3] = {static_cast<char>(bits_ >> 16), static_cast<char>(bits_ >> 8),
                                    static_cast<char>(bits_)};
            out.append(octets, 3);
            bits_ = 0;
            count_ = 0;
        }
    }
}

/// One octet after a "=" that `held_` begins with; on return `held_` is empty if the sequence is decided.
void TransferDecoder::escaped(char c, std::string& out) {
    const char last = held_.back();
    if (held_.size() == 2 && hex_digit(last) >= 0) {
        if (hex_digit(c) >= 0) {
            out += static_cast<char>(hex_digit(last) * 16 + hex_digit(c));
            held_.clear();
            return;
        }
    } else if (c == '\n') {
        held_.clear();  // RFC 2045 6.7 (5): a soft line break, white space after the "=" included
        return;
    } else if (last != '\r' && held_.size() < held_white_space_max &&
               (c == '\r' || is_white(c) || (held_.size() == 1 && hex_digit(c) >= 0))) {
        held_ += c;
        return;
    }
    out += held_;
    held_.clear();
    feed_quoted_printable({&c, 1}, out);
}

void TransferDecoder::feed_quoted_printable(std::string_view in, std::string& out) {
    std::size_t at = 0;
    while (at < in.size()) {
        if (held_.starts_with('=')) {
            escaped(in[at++], out);
            continue;
        }
        const char c = in[at];
        if (held_.empty()) {
            std::size_t end = at;
            while (end < in.size() && in[end] != '=' && !is_white(in[end])) ++end;
            out += in.substr(at, end - at);
            at = end;
            if (at < in.size()) held_ += in[at++];
        } else if (c == '\n') {
            // RFC 2045 6.7 (3): white space at the end of a line was added on the way.
            out += held_.ends_with('\r') ? "\r\n" : "\n";
            held_.clear();
            ++at;
        } else if (!held_.ends_with('\r') &&
                   (c == '\r' || (is_white(c) && held_.size() < held_white_space_max))) {
            held_ += c;
            ++at;
        } else {
            out += held_;
            held_.clear();
        }
    }
}

void TransferDecoder::finish(std::string& out) {
    if (encoding_ == Encoding::base64) {
        if (count_ == 3) out += static_cast<char>(bits_ >> 10);
        if (count_ == 3) out += static_cast<char>(bits_ >> 2);
        if (count_ == 2) out += static_cast<char>(bits_ >> 4);
        bits_ = 0;
        count_ = 0;
    } else if (held_.size() == 2 && held_[0] == '=' && hex_digit(held_[1]) >= 0) {
        out += held_;
    }
    held_.clear();
}

std::string decode_transfer(Encoding encoding, std::string_view body) {
    std::string out;
    TransferDecoder decoder(encoding);
    decoder.feed(body, out);
    decoder.finish(out);
    return out;
}

}  // namespace milpa::mail::message
