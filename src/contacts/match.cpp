// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contacts/match.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <algorithm>

#include "base/ensure.hpp"

namespace milpa::contacts {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::string fold_text(std::string_view text) {
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(error);
    ensure(folding != nullptr);
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    folding->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink,
                           nullptr, error);
    return U_FAILURE(error) != 0 ? std::string(text) : out;
}

std::vector<std::string> read_needles(std::string_view text) {
    std::vector<std::string> out;
    std::size_t at = 0;
    while (at < text.size()) {
        if (is_space(text[at])) {
            ++at;
            continue;
        }
        const char quote = text[at];
        const std::size_t begin = at;
        std::string piece;
        if (quote == '"' || quote == '\'') {
            for (++at; at < text.size() && text[at] != quote; ++at) {
                if (text[at] == '\\' && at + 1 < text.size()) {
                    ++at;
                }
                piece += text[at];
            }
            if (at < text.size()) {
                ++at;
                if (!piece.empty()) {
                    out.push_back(fold_text(piece));
                }
                continue;
            }
            at = begin;  // no end: the quote is a letter as any other
            piece.clear();
        }
        for (; at < text.size() && !is_space(text[at]); ++at) {
            piece += text[at];
        }
        out.push_back(fold_text(piece));
    }
    return out;
}

bool has_all(std::string_view folded, const std::vector<std::string>& needles) {
    return std::ranges::all_of(
        needles, [&](const std::string& needle) { return folded.find(needle) != std::string_view::npos; });
}

}  // namespace milpa::contacts
