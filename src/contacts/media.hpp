// SPDX-License-Identifier: AGPL-3.0-or-later
// What lies in a card itself: pictures, logos and sounds as data: URIs (RFC 2397), and what they are called
// where they are fetched apart from it (RFC 9610 3).
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace milpa::contacts {

namespace json = boost::json;

struct DataUri {
    std::string type;    ///< "image/png", in small letters, without parameters
    std::string octets;  ///< decoded
};
/// Nothing for another URI, and for one whose octets are not what it says (RFC 2397 3, RFC 4648 4).
std::optional<DataUri> read_data_uri(std::string_view uri);
/// `type` is one that is_media_type() has nothing against.
std::string data_uri(std::string_view type, std::string_view octets);
/// RFC 6838 4.2, without parameters.
bool is_media_type(std::string_view text);

/// The type of a picture by its first octets: what browsers show, but for SVG, which is a program. Empty
/// where it is none that is known.
std::string_view image_type(std::string_view octets);

/// SHA-256 in lower hex: other octets have another one.
std::string media_digest(std::string_view octets);
inline constexpr std::size_t media_digest_digits = 64;

/// Calls `found` with each entry of `media` that lies in the card; what it does to the entry stays.
void each_of_media(json::object& card, const std::function<void(json::object& entry, DataUri data)>& found);
/// Nothing where no such octets lie in the card's `media`.
std::optional<std::string> find_media(json::object card, std::string_view digest);

}  // namespace milpa::contacts
