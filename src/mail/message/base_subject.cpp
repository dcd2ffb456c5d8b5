// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/base_subject.hpp"

#include <algorithm>
#include <array>

#include "mail/message/encoded_word.hpp"
#include "mail/message/words.hpp"

namespace milpa::mail::message {
namespace {

/// Folded. What programs put before the subject of an answer or of something forwarded, in their languages.
constexpr std::array<std::string_view, 36> prefixes{
    "re",  "fw",  "fwd", "aw",  "wg",  "antw", "antwort", "doorst", "sv",   "vs",   "vb",   "vl",
    "tr",  "ref", "rv",  "r",   "rif", "i",    "fs",      "odp",    "pd",   "res",  "enc",  "ynt",
    "ilt", "vá",  "atb", "bls", "trs", "απ",   "σχετ",    "πρθ",    "回复", "回覆", "转发", "轉寄"};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

/// "[list]" in front, unless nothing follows: then it is the subject (RFC 5256 2.1).
bool drop_mark(std::string_view& text) {
    if (!text.starts_with('[')) return false;
    const std::size_t end = text.find_first_of("[]", 1);
    if (end == std::string_view::npos || text[end] == '[') return false;
    const std::string_view rest = trimmed(text.substr(end + 1));
    if (rest.empty()) return false;
    text = rest;
    return true;
}

/// "re:", "re[2]:", "re (3):", "re^2:".
bool drop_prefix(std::string_view& text) {
    const std::size_t colon = text.find(':');  // folding made the wide one of these, too
    if (colon == std::string_view::npos) return false;
    std::string_view word = trimmed(text.substr(0, colon));
    const std::size_t counter = word.find_first_of("[(^*");
    if (counter != std::string_view::npos && counter > 0) {
        if (word.find_first_not_of("[(^*)]0123456789 ", counter) != std::string_view::npos) return false;
        word = trimmed(word.substr(0, counter));
    }
    if (std::ranges::find(prefixes, word) == prefixes.end()) return false;
    text = trimmed(text.substr(colon + 1));
    return true;
}

bool drop_trailer(std::string_view& text) {
    constexpr std::string_view trailer = "(fwd)";
    if (!text.ends_with(trailer)) return false;
    text.remove_suffix(trailer.size());
    text = trimmed(text);
    return true;
}

/// RFC 5256 2.1 (6): "[fwd: ...]" holds a subject.
bool unwrap(std::string_view& text) {
    constexpr std::string_view begin = "[fwd:";
    if (!text.starts_with(begin) || !text.ends_with(']')) return false;
    text = trimmed(text.substr(begin.size(), text.size() - begin.size() - 1));
    return true;
}

}  // namespace

std::string base_subject(std::string_view raw) {
    const std::string folded = fold(decode_words(raw.substr(0, base_subject_octets_max)));
    std::string_view text = trimmed(folded);
    while (drop_trailer(text) || drop_prefix(text) || drop_mark(text) || unwrap(text)) {
    }
    std::string out;
    std::ranges::copy_if(text, std::back_inserter(out), std::not_fn(is_space));
    return out;
}

}  // namespace milpa::mail::message
