// SPDX-License-Identifier: AGPL-3.0-or-later
#include "dav/target.hpp"

#include <fmt/format.h>

#include <vector>

namespace milpa::dav {

namespace {

constexpr std::string_view top = "dav";
constexpr std::string_view home = "contacts";
constexpr std::size_t levels = 5;

bool is_unreserved(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~' || c == '@';
}

std::string encode(std::string_view segment) {
    std::string out;
    for (const char c : segment) {
        if (is_unreserved(c)) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::optional<std::string> decode(std::string_view segment) {
    std::string out;
    for (std::size_t i = 0; i < segment.size(); ++i) {
        if (segment[i] != '%') {
            out += segment[i];
            continue;
        }
        const int high = i + 2 < segment.size() ? hex_digit(segment[i + 1]) : -1;
        const int low = high >= 0 ? hex_digit(segment[i + 2]) : -1;
        const char octet = static_cast<char>(high * 16 + low);
        if (high < 0 || low < 0 || octet == '/' || octet == '\0') {
            return std::nullopt;
        }
        out += octet;
        i += 2;
    }
    return out;
}

std::optional<Target> target_of(const std::vector<std::string>& segments) {
    if (segments.empty() || segments.size() > levels || segments[0] != top ||
        (segments.size() > 2 && segments[2] != home)) {
        return std::nullopt;
    }
    for (const std::string& segment : segments) {
        if (segment.empty() || segment == "." || segment == "..") {
            return std::nullopt;
        }
    }
    Target target{.level = static_cast<Level>(segments.size() - 1), .account = {}, .book = {}, .card = {}};
    target.account = segments.size() > 1 ? segments[1] : "";
    target.book = segments.size() > 3 ? segments[3] : "";
    target.card = segments.size() > 4 ? segments[4] : "";
    return target;
}

std::vector<std::string_view> cut(std::string_view path) {
    std::vector<std::string_view> out;
    if (path.starts_with('/')) {
        path.remove_prefix(1);
    }
    if (path.ends_with('/')) {
        path.remove_suffix(1);
    }
    while (true) {
        const std::size_t slash = path.find('/');
        out.push_back(path.substr(0, slash));
        if (slash == std::string_view::npos) {
            return out;
        }
        path.remove_prefix(slash + 1);
    }
}

}  // namespace

std::optional<Target> read_target(std::string_view path) {
    const auto pieces = cut(path);
    return target_of({pieces.begin(), pieces.end()});
}

std::optional<Target> read_href(std::string_view href) {
    // "https://host/dav/..." or "/dav/...": the authority is the one that the request came to.
    if (const std::size_t scheme = href.find("://");
        scheme != std::string_view::npos && !href.starts_with('/')) {
        const std::size_t path = href.find('/', scheme + 3);
        if (path == std::string_view::npos) {
            return std::nullopt;
        }
        href.remove_prefix(path);
    }
    std::vector<std::string> segments;
    for (const std::string_view piece : cut(href.substr(0, href.find_first_of("?#")))) {
        auto decoded = decode(piece);
        if (!decoded) {
            return std::nullopt;
        }
        segments.push_back(std::move(*decoded));
    }
    return target_of(segments);
}

std::string href_of(const Target& target) {
    std::string out = "/" + std::string(top) + "/";
    if (target.level >= Level::principal) {
        out += encode(target.account) + "/";
    }
    if (target.level >= Level::home) {
        out += std::string(home) + "/";
    }
    if (target.level >= Level::book) {
        out += encode(target.book) + "/";
    }
    if (target.level >= Level::card) {
        out += encode(target.card);
    }
    return out;
}

}  // namespace milpa::dav
