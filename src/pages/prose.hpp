// SPDX-License-Identifier: AGPL-3.0-or-later
// Texts of people, as plain text and as HTML: their addresses of the web become links that show where they
// lead; what answers quote is set apart. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pages/html.hpp"

namespace milpa::pages {

/// Quotes within quotes beyond this are shown at this depth.
inline constexpr std::size_t quote_depth_max = 8;
/// Of one text; further addresses are shown as text.
inline constexpr std::size_t links_max = 2'000;

/// A text with links, on one line or several: https://..., http://..., mailto:..., and addresses of mail
/// where they stand alone.
Markup with_links(std::string_view text);
/// Paragraphs, parted by empty lines.
Markup paragraphs(std::string_view text);
/// A letter: its lines as they are, what stands behind ">" in blocks.
Markup letter_text(std::string_view text);

/// As the answer to a letter quotes it: "> " before each line.
std::string quoted(std::string_view text);

/// What one reads of a page of HTML, as text: blocks on lines of their own, lists with marks, quotes with
/// ">", and behind each link where it leads. Nothing of it runs, nothing is loaded; pictures are their words.
std::string text_of_html(std::string_view html);

}  // namespace milpa::pages
