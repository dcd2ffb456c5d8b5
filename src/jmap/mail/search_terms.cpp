// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/search_terms.hpp"

#include <unicode/utf8.h>

#include <algorithm>

#include "mail/message/charset.hpp"
#include "mail/message/words.hpp"

namespace milpa::jmap {

namespace message = mail::message;

namespace {

constexpr std::string_view mark_begin = "<mark>";
constexpr std::string_view mark_end = "</mark>";
constexpr std::string_view ellipsis = "\xe2\x80\xa6";

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// A phrase that begins with a quote at `at`: its text, and one past its end. Nothing without a closing one.
std::optional<std::pair<std::string, std::size_t>> read_phrase(std::string_view text, std::size_t at) {
    const char quote = text[at];
    std::string phrase;
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            phrase += text[++i];
        } else if (text[i] == quote) {
            return std::pair(std::move(phrase), i + 1);
        } else {
            phrase += text[i];
        }
    }
    return std::nullopt;
}

/// A text folded as searches fold it, character by character, so that each folded octet knows where it comes
/// from; white space becomes one space.
struct Folding {
    std::string folded;
    std::vector<std::size_t> from;  // beside `folded`; one more at the end

    explicit Folding(std::string_view text) {
        const auto size = static_cast<std::int32_t>(text.size());
        for (std::int32_t at = 0; at < size;) {
            const std::int32_t begin = at;
            U8_FWD_1(text.data(), at, size);
            const std::string_view character =
                text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
            if (is_space(character[0])) {
                if (!folded.ends_with(' ')) put(" ", begin);
            } else {
                put(message::fold(character), begin);
            }
        }
        from.push_back(text.size());
    }

private:
    void put(std::string_view octets, std::int32_t begin) {
        folded += octets;
        from.resize(folded.size(), static_cast<std::size_t>(begin));
    }
};

struct Hit {
    std::size_t begin, end;
};

/// Where the terms stand, in order, none in another.
std::vector<Hit> find_hits(std::string_view text, const std::vector<std::string>& terms) {
    const Folding folding(text);
    std::vector<Hit> hits;
    for (const std::string& term : terms) {
        const std::string needle = Folding(term).folded;
        if (needle.empty()) continue;
        for (std::size_t at = 0; (at = folding.folded.find(needle, at)) != std::string::npos;
             at += needle.size()) {
            // A hit that ends inside of what one character became takes all of it.
            std::size_t end = at + needle.size();
            while (end < folding.folded.size() && folding.from[end] == folding.from[end - 1]) ++end;
            hits.push_back({folding.from[at], folding.from[end]});
        }
    }
    std::ranges::sort(hits, {}, &Hit::begin);
    std::vector<Hit> apart;
    for (const Hit& hit : hits) {
        if (apart.empty() || hit.begin >= apart.back().end) {
            apart.push_back(hit);
        } else {
            apart.back().end = std::max(apart.back().end, hit.end);
        }
    }
    return apart;
}

std::string escape(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            default: out += c;
        }
    }
    return out;
}

/// Words of the text around a hit: how far it may go to either side.
std::size_t begin_of_section(std::string_view text, std::size_t hit, std::size_t before) {
    if (hit <= before) return 0;
    std::size_t at = hit - before;
    while (at < hit && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
    const std::size_t space = text.find(' ', at);
    return space < hit ? space + 1 : at;
}

/// The marked text from `begin` on, as much as fits.
std::string write_section(std::string_view text, const std::vector<Hit>& hits, std::size_t begin,
                          std::size_t octets_max) {
    std::string out(begin > 0 ? ellipsis : std::string_view());
    const auto fits = [&](std::string_view piece) {
        return octets_max == 0 || out.size() + piece.size() + ellipsis.size() <= octets_max;
    };
    /// Plain text, a word after the other; false when there was no room.
    const auto put_plain = [&](std::string_view plain) {
        while (!plain.empty()) {
            const std::size_t size = std::min(plain.find(' ', 1), plain.size());
            const std::string word = escape(plain.substr(0, size));
            if (!fits(word)) return false;
            out += word;
            plain.remove_prefix(size);
        }
        return true;
    };
    std::size_t at = begin;
    for (const Hit& hit : hits) {
        if (hit.begin < at) continue;
        const std::string marked = std::string(mark_begin) +
                                   escape(text.substr(hit.begin, hit.end - hit.begin)) +
                                   std::string(mark_end);
        if (!put_plain(text.substr(at, hit.begin - at)) || !fits(marked)) return out + std::string(ellipsis);
        out += marked;
        at = hit.end;
    }
    return put_plain(text.substr(at)) ? out : out + std::string(ellipsis);
}

}  // namespace

std::vector<std::string> search_terms(std::string_view text) {
    std::vector<std::string> terms;
    const auto add = [&](std::string term) {
        if (!term.empty() && terms.size() < search_terms_max && std::ranges::find(terms, term) == terms.end())
            terms.push_back(std::move(term));
    };
    std::string word;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (word.empty() && (c == '"' || c == '\'')) {
            if (auto phrase = read_phrase(text, at)) {
                add(std::move(phrase->first));
                at = phrase->second;
                continue;
            }
        }
        if (is_space(c)) {
            add(std::exchange(word, {}));
        } else {
            word += c;
        }
        ++at;
    }
    add(std::move(word));
    return terms;
}

std::optional<std::string> marked_text(std::string_view utf8, const std::vector<std::string>& terms,
                                       std::size_t octets_max) {
    const std::vector<Hit> hits = find_hits(utf8, terms);
    if (hits.empty()) return std::nullopt;
    // A third of the room for what leads to the hit.
    const std::size_t begin = octets_max == 0 ? 0 : begin_of_section(utf8, hits[0].begin, octets_max / 3);
    std::string out = write_section(utf8, hits, begin, octets_max);
    if (out.find(mark_begin) == std::string::npos) out = write_section(utf8, hits, hits[0].begin, octets_max);
    // A hit longer than the room is of no use to anybody.
    return out.find(mark_begin) == std::string::npos ? std::nullopt : std::optional(std::move(out));
}

}  // namespace milpa::jmap
