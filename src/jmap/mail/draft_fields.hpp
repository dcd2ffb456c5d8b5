// SPDX-License-Identifier: AGPL-3.0-or-later
// Header fields from the properties of an Email or an EmailBodyPart that is to be created (RFC 8621 4.6): the
// way back of header_forms.hpp. Pure.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "jmap/mail/header_forms.hpp"

namespace milpa::jmap {

/// The header property that a convenience property stands for: "from" is "header:From:asAddresses".
std::optional<HeaderProperty> convenience_field(std::string_view property);

/// The fields, each with its CRLF. Nothing where the value is not of the form, or would break the header: a
/// raw value must be folded as RFC 5322 2.2.3 wants it, an address has no control characters and no angle
/// brackets. `null` is no field.
std::optional<std::string> written_fields(const HeaderProperty& property, const json::value& value);

}  // namespace milpa::jmap
