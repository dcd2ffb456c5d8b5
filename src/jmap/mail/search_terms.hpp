// SPDX-License-Identifier: AGPL-3.0-or-later
// A String of a filter (RFC 8621 4.4.1) taken apart: words that may stand anywhere, and phrases in quotes.
// And where they stand in a text, for snippets (RFC 8621 5). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace milpa::jmap {

/// What a text is looked for in a search; beyond, words count for nothing.
inline constexpr std::size_t search_terms_max = 30;

/// The words and phrases, each once, as they were written; all must be found. Quotes that are not matched are
/// part of a word.
std::vector<std::string> search_terms(std::string_view text);

/// A text with the terms marked, as HTML: "a <mark>b</mark> &lt; c". Nothing where none of them is in it.
/// `octets_max`: of what comes out; then it is the section around the first hit. 0: all of the text.
std::optional<std::string> marked_text(std::string_view utf8, const std::vector<std::string>& terms,
                                       std::size_t octets_max = 0);

}  // namespace milpa::jmap
