// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/dns_rdata.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace milpa::net::rdata {

namespace {

/// RFC 1035 3.3: a character-string's length is one byte.
constexpr std::size_t string_bytes_max = 255;

/// Takes the next word off.
std::string_view next_word(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    return word;
}

template <class Number>
Result<Number> to_number(std::string_view text) {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
        return fail(ErrorKind::syntax, "not a number of that size");
    }
    return number;
}

Result<void> write_name(Bytes& to, std::string_view text) {
    TRY(const std::string name, normalize_name(text));
    std::string_view rest = name;
    while (!rest.empty()) {
        const std::string_view label = rest.substr(0, rest.find('.'));
        to.push_back(static_cast<std::uint8_t>(label.size()));
        append(to, as_bytes(label));
        rest.remove_prefix(std::min(label.size() + 1, rest.size()));
    }
    to.push_back(0);
    return {};
}

}  // namespace

Result<std::string> normalize_name(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    if (name.size() > name_bytes_max) return fail(ErrorKind::syntax, "a name that is too long");
    std::string lower;
    std::size_t label = 0;
    for (const char c : name) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool fits = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (c == '.' ? label == 0 : !fits) return fail(ErrorKind::syntax, "a character that no name has");
        label = c == '.' ? 0 : label + 1;
        if (label > label_bytes_max) return fail(ErrorKind::syntax, "a label that is too long");
        lower.push_back(upper ? static_cast<char>(c - 'A' + 'a') : c);
    }
    if (!name.empty() && label == 0) return fail(ErrorKind::syntax, "an empty label");
    return lower;
}

Result<std::string> read_name(ByteView from) {
    std::string name;
    while (!from.empty() && from[0] != 0) {
        const std::size_t length = from[0];
        if (length > label_bytes_max || from.size() < length + 1) {
            return fail(ErrorKind::syntax, "a label that is cut off or compressed");
        }
        if (!name.empty()) name += '.';
        name += as_text(from.subspan(1, length));
        // A dot within a label would pass for two labels.
        if (std::ranges::count(as_text(from.subspan(1, length)), '.') != 0) {
            return fail(ErrorKind::syntax, "a character that no name has");
        }
        from = from.subspan(1 + length);
    }
    if (from.size() != 1) return fail(ErrorKind::syntax, "a name that does not end where it should");
    return normalize_name(name);
}

Result<MxRecord> read_mx(ByteView from) {
    constexpr std::size_t preference_bytes = 2;
    if (from.size() < preference_bytes) return fail(ErrorKind::syntax, "an MX that is cut off");
    MxRecord record;
    record.preference = static_cast<std::uint16_t>(from[0] << 8 | from[1]);
    TRY(record.host, read_name(from.subspan(preference_bytes)));
    return record;
}

Result<SrvRecord> read_srv(ByteView from) {
    constexpr std::size_t numbers_bytes = 6;
    if (from.size() < numbers_bytes) return fail(ErrorKind::syntax, "a SRV that is cut off");
    const auto number = [&](std::size_t at) {
        return static_cast<std::uint16_t>(from[at] << 8 | from[at + 1]);
    };
    SrvRecord record{.priority = number(0), .weight = number(2), .port = number(4), .host = {}};
    TRY(record.host, read_name(from.subspan(numbers_bytes)));
    return record;
}

Result<std::string> read_txt(ByteView from) {
    std::string text;
    while (!from.empty()) {
        const std::size_t length = from[0];
        if (from.size() < length + 1) return fail(ErrorKind::syntax, "a string that is cut off");
        text += as_text(from.subspan(1, length));
        from = from.subspan(1 + length);
    }
    return text;
}

Result<TlsaRecord> read_tlsa(ByteView from) {
    constexpr std::size_t fields = 3;
    if (from.size() <= fields) return fail(ErrorKind::syntax, "a TLSA that is cut off");
    return TlsaRecord{
        .usage = from[0], .selector = from[1], .matching = from[2], .data = to_bytes(from.subspan(fields))};
}

Result<PeerAddress> read_address(ByteView from) {
    if (from.size() == 4) return PeerAddress::from_bytes(from.first<4>());
    if (from.size() == 16) return PeerAddress::from_bytes(from.first<16>());
    return fail(ErrorKind::syntax, "an address of another size");
}

Result<Bytes> write(RecordType type, std::string_view text) {
    Bytes made;
    switch (type) {
        case RecordType::a:
        case RecordType::aaaa: {
            TRY(const PeerAddress address, PeerAddress::parse(text));
            if (address.is_v4() != (type == RecordType::a))
                return fail(ErrorKind::syntax, "of the other family");
            return to_bytes(address.bytes());
        }
        case RecordType::ptr: CHECK(write_name(made, text)); return made;
        case RecordType::mx: {
            TRY(const auto preference, to_number<std::uint16_t>(next_word(text)));
            made.push_back(static_cast<std::uint8_t>(preference >> 8));
            made.push_back(static_cast<std::uint8_t>(preference));
            CHECK(write_name(made, next_word(text)));
            return made;
        }
        case RecordType::srv: {
            for (int field = 0; field < 3; ++field) {
                TRY(const auto number, to_number<std::uint16_t>(next_word(text)));
                made.push_back(static_cast<std::uint8_t>(number >> 8));
                made.push_back(static_cast<std::uint8_t>(number));
            }
            CHECK(write_name(made, next_word(text)));
            return made;
        }
        case RecordType::txt:
            do {
                const std::string_view part = text.substr(0, string_bytes_max);
                made.push_back(static_cast<std::uint8_t>(part.size()));
                append(made, as_bytes(part));
                text.remove_prefix(part.size());
            } while (!text.empty());
            return made;
        case RecordType::tlsa: {
            for (int field = 0; field < 3; ++field) {
                TRY(const auto number, to_number<std::uint8_t>(next_word(text)));
                made.push_back(number);
            }
            TRY(const Bytes data, from_hex(next_word(text)));
            append(made, data);
            return made;
        }
    }
    return fail(ErrorKind::syntax, "a type that is not known");
}

std::string reverse_name(const PeerAddress& address) {
    const ByteView bytes = address.bytes();
    std::string name;
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) {
        if (address.is_v4()) {
            name += fmt::format("{}.", *byte);
        } else {
            name += fmt::format("{:x}.{:x}.", *byte & 0xf, *byte >> 4);
        }
    }
    return name + (address.is_v4() ? "in-addr.arpa" : "ip6.arpa");
}

}  // namespace milpa::net::rdata
