// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/target.hpp"

#include <algorithm>
#include <charconv>

namespace milpa::http {

namespace {

constexpr std::string_view unwise = "\"#<>\\";  // never in a URI; some programs take '\' for '/'

bool is_visible(char c) { return c > 0x20 && c < 0x7f; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    const char low = lower(c);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/// Of the '%' at `at`; -1 where no two digits follow.
int escaped(std::string_view text, std::size_t at) {
    if (at + 2 >= text.size()) return -1;
    const int high = hex_value(text[at + 1]);
    const int low = hex_value(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

Error malformed(const char* what) { return fail(ErrorKind::syntax, what); }

/// Segments as a file system would read them must not exist.
bool has_bad_segment(std::string_view path) {
    path.remove_prefix(1);
    while (true) {
        const auto end = path.find('/');
        const std::string_view segment = path.substr(0, end);
        if (segment == "." || segment == "..") return true;
        if (end == std::string_view::npos) return false;
        if (segment.empty()) return true;
        path.remove_prefix(end + 1);
    }
}

Result<std::string> read_ipv6(std::string_view text) {
    // As much as tells it from a name; whether it is an address that exists nobody needs to know.
    const std::string_view inside = text.substr(1, text.size() - 2);
    const bool plausible =
        !inside.empty() && inside.size() <= 45 && inside.contains(':') &&
        std::ranges::all_of(inside, [](char c) { return hex_value(c) >= 0 || c == ':' || c == '.'; });
    if (!plausible) return malformed("no address in brackets");
    std::string host(text);
    std::ranges::transform(host, host.begin(), lower);
    return host;
}

Result<std::string> read_name(std::string_view text) {
    if (text.ends_with('.')) text.remove_suffix(1);
    const bool good = !text.empty() && text.size() <= host_octets_max && !text.starts_with('.') &&
                      !text.ends_with('.') && !text.contains("..") && std::ranges::all_of(text, [](char c) {
                          return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
                      });
    if (!good) return malformed("no name of a host");
    std::string host(text);
    std::ranges::transform(host, host.begin(), lower);
    return host;
}

bool has_prefix(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() &&
           std::ranges::equal(text.substr(0, prefix.size()), prefix, {}, lower);
}

}  // namespace

Result<Authority> read_authority(std::string_view text) {
    std::string_view host = text;
    std::string_view port;
    const auto bracket = text.starts_with('[') ? text.find(']') : 0;
    if (bracket == std::string_view::npos) return malformed("a bracket that does not end");
    if (const auto colon = text.find(':', bracket); colon != std::string_view::npos) {
        host = text.substr(0, colon);
        port = text.substr(colon + 1);
    }
    Authority authority;
    if (bracket > 0) {
        if (host.size() != bracket + 1) return malformed("something behind an address");
        TRY(authority.host, read_ipv6(host));
    } else {
        TRY(authority.host, read_name(host));
    }
    // RFC 3986 3.2.3: nothing behind the colon is the default port.
    if (!port.empty()) {
        std::uint16_t number = 0;
        const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
        if (error != std::errc() || end != port.data() + port.size()) return malformed("no port");
        authority.port = number;
    }
    return authority;
}

bool is_address(std::string_view host) {
    return host.starts_with('[') ||
           (!host.empty() && std::ranges::all_of(host, [](char c) { return is_digit(c) || c == '.'; }));
}

Result<std::string> read_path(std::string_view text) {
    if (!text.starts_with('/')) return malformed("a path begins with a slash");
    std::string path;
    path.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (!is_visible(c) || unwise.contains(c)) return malformed("a character that no URI has");
        if (c == '%') {
            const int value = escaped(text, i);
            // RFC 3986 7.3: what is encoded may be any octet, but no control characters reach a handler.
            if (value < 0x20 || value == 0x7f) return malformed("an escape that is none, or may not be");
            c = static_cast<char>(value);
            i += 2;
        }
        path += c;
    }
    if (has_bad_segment(path)) return malformed("a segment that is empty or leads upwards");
    return path;
}

Result<Target> read_target(std::string_view text) {
    if (text.size() > target_octets_max) return fail(ErrorKind::limit, "a target that is too long");
    Target target;
    if (text == "*") {
        target.asterisk = true;
        target.path = "/";
        return target;
    }
    if (!text.starts_with('/')) {
        // RFC 9112 3.2.2: the absolute form, which proxies get.
        target.secure = has_prefix(text, "https://");
        if (!target.secure && !has_prefix(text, "http://")) return malformed("no form of a target");
        text.remove_prefix(target.secure ? 8 : 7);
        const std::string_view authority = text.substr(0, text.find_first_of("/?"));
        TRY(target.authority, read_authority(authority));
        text.remove_prefix(authority.size());
    }
    const auto mark = text.find('?');
    const std::string_view path = text.substr(0, mark);
    if (mark != std::string_view::npos) {
        const std::string_view query = text.substr(mark + 1);
        const bool good = std::ranges::all_of(query, [](char c) { return is_visible(c) && c != '#'; });
        if (!good) return malformed("a query with what no URI has");
        target.query = query;
    }
    // RFC 9112 3.2.1: an absolute URI without a path means "/".
    TRY(target.path, read_path(path.empty() && target.authority ? "/" : path));
    return target;
}

std::string decode_form(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int value = text[i] == '%' ? escaped(text, i) : -1;
        if (value >= 0) {
            decoded += static_cast<char>(value);
            i += 2;
        } else {
            decoded += text[i] == '+' ? ' ' : text[i];
        }
    }
    return decoded;
}

std::string encode_segment(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view marks = "-._~";
    std::string encoded;
    for (const char c : text) {
        if (is_letter(c) || is_digit(c) || marks.contains(c)) {
            encoded += c;
            continue;
        }
        const auto octet = static_cast<unsigned char>(c);
        encoded += {'%', digits[octet >> 4], digits[octet & 0xf]};
    }
    return encoded;
}

}  // namespace milpa::http
