// SPDX-License-Identifier: AGPL-3.0-or-later
// The fields of a raw header block (RFC 5322 2.2), whatever its line ends. Pure; nothing here fails: a line
// that is no field is given as one without a name, so that octets are never lost.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace milpa::mail::message {

/// One field as it stands. The views point into the header given to Fields.
struct Field {
    std::string_view name;  ///< without white space before the colon; empty when the line has no colon
    std::string_view
        value;  ///< all after the colon with its folding, without the line end that closes the field
    std::size_t begin = 0;  ///< first octet of the field in the header
    std::size_t end = 0;    ///< one past its line end
};

/// Walks over the fields in order, up to the empty line or the end. The header must outlive it.
class Fields {
public:
    explicit Fields(std::string_view header) : header_(header) {}
    std::optional<Field> next();
    /// Where the next field would begin: after the last one, the offset of the empty line (or the end).
    std::size_t position() const { return position_; }

private:
    std::string_view header_;
    std::size_t position_ = 0;
};

/// ASCII only, as names and tokens are compared.
bool equal_ignoring_case(std::string_view a, std::string_view b);
std::string lower_case(std::string_view text);
/// Without white space and line ends at both ends.
std::string_view trim(std::string_view text);

/// RFC 5322 2.2.3: line ends are removed, the white space after them stays; trimmed. NUL octets are dropped:
/// IMAP could not show them.
std::string unfold(std::string_view raw_value);

/// The value of the first field of that name, unfolded.
std::optional<std::string> find_field(std::string_view header, std::string_view name);

/// RFC 9051 6.4.5.1 HEADER.FIELDS: the octets of the fields with one of these names, in the header's order,
/// then the empty line if the header has one. `inverted` (HEADER.FIELDS.NOT): of the fields with none of
/// these names.
std::string select_fields(std::string_view header, std::span<const std::string> names, bool inverted);

/// The message ids in a Message-ID, In-Reply-To or References value, in order, each as "<...>" without white
/// space. Words without angle brackets that hold an @ are taken too. At most `message_ids_max` (the first
/// ones).
inline constexpr std::size_t message_ids_max = 1000;
std::vector<std::string> message_ids(std::string_view value);

/// The same ids one after the other, all of them, save those longer than message_id_octets_max.
class MessageIds {
public:
    explicit MessageIds(std::string_view value) : value_(value) {}
    /// Nothing at the end. The view lives until the next call.
    std::optional<std::string_view> next();

private:
    std::string_view value_;
    std::size_t at_ = 0;
    std::string id_;
};
/// RFC 5322 2.1.1: a line has 998 octets, and an id is not folded.
inline constexpr std::size_t message_id_octets_max = 1000;

}  // namespace milpa::mail::message
