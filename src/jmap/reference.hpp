// SPDX-License-Identifier: AGPL-3.0-or-later
// Arguments that are taken from the answers before (RFC 8620 3.7).
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <expected>
#include <string_view>

#include "jmap/json_text.hpp"
#include "jmap/method.hpp"

namespace milpa::jmap {

/// What all references of one request may bring in, together: a call that refers twice to the call before
/// doubles it, and 64 of these would make more than there are atoms.
struct ReferenceBudget {
    std::size_t values = json_values_max;
    std::size_t octets = 10'000'000;  ///< as much as a request may have
};

/// Puts what they refer to in place of all arguments whose names begin with '#'. `responses` are those so
/// far: lists of name, arguments and call's id. Fails with invalidResultReference (nothing there, or beyond
/// the budget), invalidArguments (no reference, or the argument is there already).
std::expected<void, MethodError> resolve_references(json::object& arguments, const json::array& responses,
                                                    ReferenceBudget& budget);

/// RFC 6901 with '*' (RFC 8620 3.7). Nothing where the path leads nowhere or the budget does not reach.
std::optional<json::value> evaluate_path(const json::value& value, std::string_view path,
                                         ReferenceBudget& budget);

/// RFC 6901 4: "~1" is '/', "~0" is '~'. Nothing where another character follows a '~'.
std::optional<std::string> unescape_pointer_token(std::string_view token);

}  // namespace milpa::jmap
