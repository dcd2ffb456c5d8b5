// SPDX-License-Identifier: AGPL-3.0-or-later
// Header fields as JMAP gives them: RFC 8621 4.1.2 (the forms) and 4.1.3 ("header:Name:asForm:all"). Pure.
//
// What always holds:
// - nothing fails, whatever the octets: what cannot be read in a form is null, or the best that it can be;
// - all strings that come out are valid UTF-8 without NUL.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/message/address.hpp"
#include "mail/message/header.hpp"

namespace milpa::jmap {

namespace json = boost::json;

enum class HeaderForm : std::uint8_t { raw, text, addresses, grouped_addresses, message_ids, date, urls };

/// "header:Name[:asForm][:all]", as a property of an Email or an EmailBodyPart.
struct HeaderProperty {
    std::string name;  ///< as it was asked for
    HeaderForm form = HeaderForm::raw;
    bool all = false;

    /// Of the same field, in any case.
    bool is_of(std::string_view field_name) const {
        return mail::message::equal_ignoring_case(name, field_name);
    }
};

/// What begins so is a header property, or a mistake.
inline constexpr std::string_view header_property_prefix = "header:";
/// Nothing for what is none, or has a form that is forbidden for its field.
std::optional<HeaderProperty> parse_header_property(std::string_view property);

/// RFC 8621 4.1.2: whether the field may be fetched and set in that form.
bool is_form_allowed(std::string_view field_name, HeaderForm form);

/// The value of one field (all after the colon, with its folding) in a form.
json::value header_value(HeaderForm form, std::string_view raw_value);
/// The property's value for a header block.
json::value header_property_value(const HeaderProperty& property, std::string_view header);
/// EmailHeader[]: all fields in their order.
json::array all_headers(std::string_view header);

/// RFC 8621 4.1.2.2: encoded words where RFC 2047 allows them decoded, NFC. `unfolded`: no line ends.
std::string text_form(std::string_view unfolded);
/// EmailAddress[]; marks of groups are left out.
json::array addresses_json(const mail::message::AddressList& addresses);
/// EmailAddressGroup[].
json::array address_groups_json(const mail::message::AddressList& addresses);
/// String[] without the angle brackets; null where there is none.
json::value message_ids_json(std::string_view value);

/// Octets that should be UTF-8 as such: what is not becomes U+FFFD; NUL is dropped.
std::string to_clean_utf8(std::string_view octets);
/// Unicode's NFC; what is no UTF-8 stays as it is.
std::string to_nfc(std::string_view utf8);

}  // namespace milpa::jmap
