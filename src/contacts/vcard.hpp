// SPDX-License-Identifier: AGPL-3.0-or-later
// vCards as text: 4.0 (RFC 6350), 3.0 (RFC 2426, what most phones send) and 2.1 (read only). Lines and their
// parts, not yet what they mean: that is jscontact.hpp.
//
// What always holds of a VCard that read_vcard() gives
// - all text is UTF-8 without control characters but tab and newline; quoted-printable and foreign character
//   sets of 2.1 are undone;
// - names of properties and parameters are in upper case, groups as they were written;
// - values are unfolded, and escaped as they were (RFC 6350 3.4): only who knows the property may unescape;
// - BEGIN, END and VERSION are not among the properties; unknown properties and parameters are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace milpa::contacts {

/// A card with a picture that a phone took and shrank; it is parsed in memory.
inline constexpr std::size_t card_octets_max = 256 * 1024;
/// People with hundreds of entries exist; one line each.
inline constexpr std::size_t card_properties_max = 2'000;
/// TYPE=... several times, and what programs add.
inline constexpr std::size_t property_parameters_max = 64;
/// Values of one parameter, all together with its siblings.
inline constexpr std::size_t parameter_values_max = 256;

enum class VCardVersion : std::uint8_t { v21, v30, v40 };
/// "4.0"
std::string_view to_text(VCardVersion version);

struct Parameter {
    std::string name;
    std::vector<std::string> values;  ///< without quotes and carets (RFC 6868)
    bool operator==(const Parameter&) const = default;
};

struct Property {
    std::string group = {};
    std::string name;
    std::vector<Parameter> parameters = {};
    std::string value = {};
    bool operator==(const Property&) const = default;

    const Parameter* find(std::string_view wanted) const;
    /// The first value of it, or nothing.
    std::optional<std::string_view> parameter(std::string_view wanted) const;
    /// Adds to it, or makes it.
    void add(std::string_view parameter, std::string one);
};

struct VCard {
    VCardVersion version = VCardVersion::v40;
    std::vector<Property> properties;
    bool operator==(const VCard&) const = default;

    /// The first of that name, or null.
    const Property* find(std::string_view name) const;
};

/// Exactly one vCard. Fails with `syntax`, and with `limit` beyond the numbers above. Lines that are no
/// properties, which some programs leave in, are a `syntax` error: dropping them would lose something.
Result<VCard> read_vcard(std::string_view octets);
/// Lines of at most 75 octets (RFC 6350 3.2), never folded inside a character. 2.1 is not written. Whatever
/// the strings hold, each property stays one line: names that are none are left out, control characters too.
std::string write_vcard(const VCard& card);

// ---- values ----

/// RFC 6350 3.4 undone: \n, \, and whatever else stands behind a backslash.
std::string unescape_text(std::string_view value);
/// RFC 6350 3.4: newlines, backslashes, commas; semicolons too (a component of a structured value).
std::string escape_text(std::string_view text);
/// A URI holds none of what text escapes, but for what is no URI: a backslash comes back as it was.
std::string escape_uri(std::string_view uri);
/// At the separators that no backslash stands before; the pieces are unescaped. Never empty.
std::vector<std::string> split_text(std::string_view value, char separator);
/// A structured value: its components by ';', their values by ','.
std::vector<std::vector<std::string>> split_structured(std::string_view value);
std::string join_structured(const std::vector<std::vector<std::string>>& components);

}  // namespace milpa::contacts
