// SPDX-License-Identifier: AGPL-3.0-or-later
// Looking for text in cards.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace milpa::contacts {

/// NFKC with case folding (UAX 31, as i;unicode-casemap of RFC 5051 means it).
std::string fold_text(std::string_view text);

/// RFC 9610 3.3.1: what stands in quotes is a phrase, all else words; all of them must be found, wherever in
/// the texts. Folded.
std::vector<std::string> read_needles(std::string_view text);
/// `folded`: texts one below the other, folded; so no phrase goes from one into the next.
bool has_all(std::string_view folded, const std::vector<std::string>& needles);

}  // namespace milpa::contacts
