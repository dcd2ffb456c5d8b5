// SPDX-License-Identifier: AGPL-3.0-or-later
#include "portal/bundle.hpp"

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/ensure.hpp"

// Of bundle_octets.S.
extern "C" const char milpa_portal_begin[];
extern "C" const char milpa_portal_end[];

namespace milpa::portal {

namespace {

namespace json = boost::json;

constexpr std::size_t length_octets = 4;

std::optional<std::string_view> text_of(const json::object& entry, std::string_view name) {
    const json::value* const value = entry.if_contains(name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string_view(value->get_string());
}

std::optional<std::string_view> octets_of(const json::value* place, std::string_view body) {
    if (place == nullptr || !place->is_array() || place->get_array().size() != 2) return std::nullopt;
    std::array<std::uint64_t, 2> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        boost::system::error_code error;
        numbers[i] = place->get_array()[i].to_number<std::uint64_t>(error);
        if (error) return std::nullopt;
    }
    const auto [at, length] = numbers;
    if (at > body.size() || length > body.size() - at) return std::nullopt;
    return body.substr(at, length);
}

std::optional<http::Policy> policy_of(std::string_view name) {
    if (name == "page") return http::Policy::page;
    if (name == "asset") return http::Policy::asset;
    if (name == "letter") return http::Policy::letter;
    return std::nullopt;
}

std::optional<File> read_file(const json::value& value, std::string_view body) {
    if (!value.is_object()) return std::nullopt;
    const json::object& entry = value.get_object();
    const auto path = text_of(entry, "path");
    const auto type = text_of(entry, "type");
    const auto policy = policy_of(text_of(entry, "policy").value_or(""));
    const auto plain = octets_of(entry.if_contains("plain"), body);
    if (!path || !type || !policy || !plain) return std::nullopt;
    File file;
    file.path = *path;
    file.type = *type;
    file.policy = *policy;
    file.plain = *plain;
    if (text_of(entry, "keep") == "for_ever") file.keep = http::Keep::for_ever;
    if (const json::value* const packed = entry.if_contains("brotli")) {
        file.brotli = octets_of(packed, body);
        if (!file.brotli) return std::nullopt;
    }
    return file;
}

}  // namespace

Result<std::vector<File>> read_bundle(std::string_view octets) {
    const auto broken = [] { return fail(ErrorKind::corrupt, "the portal's bundle"); };
    if (octets.size() < length_octets) return broken();
    std::size_t length = 0;
    for (std::size_t i = 0; i < length_octets; ++i)
        length |= static_cast<std::size_t>(static_cast<unsigned char>(octets[i])) << (8 * i);
    octets.remove_prefix(length_octets);
    if (length > octets.size()) return broken();
    boost::system::error_code error;
    const json::value header = json::parse(octets.substr(0, length), error);
    if (error || !header.is_array()) return broken();
    std::vector<File> files;
    for (const json::value& entry : header.get_array()) {
        auto file = read_file(entry, octets.substr(length));
        if (!file) return broken();
        files.push_back(std::move(*file));
    }
    return files;
}

const std::vector<File>& files() {
    static const std::vector<File> all = [] {
        auto read = read_bundle({milpa_portal_begin, milpa_portal_end});
        // The build made it.
        ensure(read.has_value());
        return std::move(*read);
    }();
    return all;
}

}  // namespace milpa::portal
