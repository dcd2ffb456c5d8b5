// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contacts/media.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "contacts/text.hpp"
#include "crypto/digest.hpp"
#include "mail/message/transfer.hpp"

namespace milpa::contacts {

namespace {

constexpr std::string_view scheme = "data:";
constexpr std::string_view base64_mark = ";base64";
/// RFC 2397 2: of a URI that names none.
constexpr std::string_view default_type = "text/plain";
/// RFC 6838 4.2.
constexpr std::size_t type_name_octets_max = 127;

std::optional<unsigned> digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return std::nullopt;
}

/// RFC 3986 2.1.
std::optional<std::string> unescaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const auto high = i + 2 < text.size() ? digit(text[i + 1]) : std::nullopt;
        const auto low = i + 2 < text.size() ? digit(text[i + 2]) : std::nullopt;
        if (!high || !low) return std::nullopt;
        out += static_cast<char>(*high * 16 + *low);
        i += 2;
    }
    return out;
}

bool is_type_name(std::string_view name) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return !name.empty() && name.size() <= type_name_octets_max && is_letter(name.front()) &&
           std::ranges::all_of(name, [&](char c) {
               return is_letter(c) || std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
           });
}

}  // namespace

bool is_media_type(std::string_view text) {
    const std::size_t slash = text.find('/');
    return slash != std::string_view::npos && is_type_name(text.substr(0, slash)) &&
           is_type_name(text.substr(slash + 1));
}

std::optional<DataUri> read_data_uri(std::string_view uri) {
    const std::size_t comma = uri.find(',');
    if (!starts_with_fold(uri, scheme) || comma == std::string_view::npos) return std::nullopt;
    std::string head = lower(uri.substr(scheme.size(), comma - scheme.size()));
    const bool in_base64 = head.ends_with(base64_mark);
    if (in_base64) head.resize(head.size() - base64_mark.size());
    std::string type = head.substr(0, head.find(';'));
    if (type.empty()) type = default_type;
    auto octets = unescaped(uri.substr(comma + 1));
    if (!octets || !is_media_type(type)) return std::nullopt;
    if (!in_base64) return DataUri{std::move(type), std::move(*octets)};
    if (!is_base64(*octets)) return std::nullopt;
    std::string decoded;
    mail::message::TransferDecoder decoder(mail::message::Encoding::base64);
    decoder.feed(*octets, decoded);
    decoder.finish(decoded);
    return DataUri{std::move(type), std::move(decoded)};
}

std::string data_uri(std::string_view type, std::string_view octets) {
    std::string uri(scheme);
    uri += type;
    uri += base64_mark;
    uri += ',';
    uri += to_base64(as_bytes(octets));
    return uri;
}

std::string_view image_type(std::string_view octets) {
    using namespace std::string_view_literals;
    struct Mark {
        std::string_view begins;
        std::string_view then;
        std::size_t at;
        std::string_view type;
    };
    static constexpr Mark marks[] = {
        {"\x89PNG\r\n\x1A\n"sv, ""sv, 0, "image/png"sv},
        {"\xFF\xD8\xFF"sv, ""sv, 0, "image/jpeg"sv},
        {"GIF87a"sv, ""sv, 0, "image/gif"sv},
        {"GIF89a"sv, ""sv, 0, "image/gif"sv},
        {"RIFF"sv, "WEBP"sv, 8, "image/webp"sv},
        {"BM"sv, "\0\0\0\0"sv, 6, "image/bmp"sv},
        {"II*\0"sv, ""sv, 0, "image/tiff"sv},
        {"MM\0*"sv, ""sv, 0, "image/tiff"sv},
        {""sv, "ftypavif"sv, 4, "image/avif"sv},
        {""sv, "ftypavis"sv, 4, "image/avif"sv},
        {""sv, "ftypheic"sv, 4, "image/heic"sv},
        {""sv, "ftypheix"sv, 4, "image/heic"sv},
        {""sv, "ftypmif1"sv, 4, "image/heif"sv},
        {"\0\0\x01\0"sv, ""sv, 0, "image/vnd.microsoft.icon"sv},
    };
    for (const Mark& mark : marks) {
        if (octets.starts_with(mark.begins) && octets.size() >= mark.at &&
            octets.substr(mark.at).starts_with(mark.then)) {
            return mark.type;
        }
    }
    return {};
}

std::string media_digest(std::string_view octets) {
    crypto::Digest digest(crypto::DigestAlgorithm::sha256);
    digest.add(as_bytes(octets));
    return to_hex(digest.finish());
}

void each_of_media(json::object& card, const std::function<void(json::object& entry, DataUri data)>& found) {
    json::value* const media = card.if_contains("media");
    if (media == nullptr || !media->is_object()) return;
    for (auto& [id, entry] : media->get_object()) {
        const json::value* const uri = entry.is_object() ? entry.get_object().if_contains("uri") : nullptr;
        if (uri == nullptr || !uri->is_string()) continue;
        if (auto data = read_data_uri(uri->get_string())) found(entry.get_object(), std::move(*data));
    }
}

std::optional<std::string> find_media(json::object card, std::string_view digest) {
    std::optional<std::string> octets;
    each_of_media(card, [&](json::object&, DataUri data) {
        if (!octets && media_digest(data.octets) == digest) octets = std::move(data.octets);
    });
    return octets;
}

}  // namespace milpa::contacts
