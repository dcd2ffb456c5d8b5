// SPDX-License-Identifier: AGPL-3.0-or-later
// The types of JMAP as RFC 8620 1.1 to 1.5 writes them, read from their notation and checked against a value:
// what a method or a data type declares is what is checked, and what the reference of the API prints.
//
//     String  Boolean  Int  UnsignedInt  Number  Id  Date  UTCDate  Object  *        any JSON: *
//     T[]     a list          Id[T], String[T]     a map          T|null    or null          PatchObject
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace milpa::jmap {

/// RFC 8620 1.3: whole numbers from -2^53+1 to 2^53-1.
inline constexpr std::int64_t int_max = (std::int64_t{1} << 53) - 1;
/// RFC 8620 1.2: 1 to 255 octets of A-Z a-z 0-9 - _.
inline constexpr std::size_t id_octets_max = 255;

/// What may stand where an Id is asked for: RFC 8620 5.3 lets "#k1" stand for what was created as "k1".
enum class Ids : std::uint8_t { real, or_created };

/// Whether the value is of the type. Aborts on a notation that is none: types are literals of the source.
bool is_of(std::string_view type, const boost::json::value& value, Ids ids = Ids::real);
/// Whether the text is a type's notation.
bool is_notation(std::string_view type);
bool is_id(std::string_view text);
/// Goes through every Id that the type has in the value (in lists, as keys of maps) and puts in its place
/// what `id_for` gives for it. False, and the value half changed, where that gave nothing for one. The value
/// need not be of the type: what is not is left as it is.
bool replace_ids(std::string_view type, boost::json::value& value,
                 const std::function<std::optional<std::string>(std::string_view)>& id_for);
/// RFC 8620 1.4: "2014-10-30T06:12:00Z", as milliseconds since 1970. Nothing for what is none; a Date may
/// have any offset, a UTCDate only Z.
std::optional<std::int64_t> read_utc_date(std::string_view text);
std::optional<std::int64_t> read_date(std::string_view text);
/// Without a fraction where it is zero (RFC 8620 1.4).
std::string utc_date_text(std::int64_t ms);
/// With the offset that it was written with (minutes east).
std::string date_text(std::int64_t ms, int zone_minutes);

}  // namespace milpa::jmap
