// SPDX-License-Identifier: AGPL-3.0-or-later
// Small things of text that the room's files share.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>

namespace milpa::contacts {

/// Whether one of `range` (seen through `projection`) equals `value`.
template <class Range, class Value, class Projection = std::identity>
bool has(const Range& range, const Value& value, Projection projection = {}) {
    return std::ranges::find(range, value, projection) != std::ranges::end(range);
}

/// ASCII letters only.
std::string lower(std::string_view text);
std::string upper(std::string_view text);
bool equal_fold(std::string_view one, std::string_view other);
bool starts_with_fold(std::string_view text, std::string_view prefix);
/// Whether it may name a property, a parameter or a group of a vCard (RFC 6350 3.3), or "_", which some use.
bool is_vcard_name(std::string_view text);
/// Whether it is UTF-8, without surrogates and overlong forms.
bool is_utf8(std::string_view text);
/// Whether it is of the letters of base64 (RFC 4648 4), as far as that can be seen from each alone.
bool is_base64(std::string_view text);

}  // namespace milpa::contacts
