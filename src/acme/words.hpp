// SPDX-License-Identifier: AGPL-3.0-or-later
// What went wrong with a certificate, in words that say what to do about it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "acme/messages.hpp"
#include "base/result.hpp"

namespace milpa::acme {

/// A problem that the authority told, about `name` (may be empty). The authority's own words come last, in
/// quotation marks.
std::string explain(const Problem& problem, std::string_view name);
/// Why the authority could not be asked, or not be understood.
std::string explain(const Error& error);
/// Whose decision it was, for those who only look at kinds: `limit` for rates, `io` for the authority's own
/// failures, else `denied`.
ErrorKind kind_of(const Problem& problem);

}  // namespace milpa::acme
