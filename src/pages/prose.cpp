// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/prose.hpp"

#include <algorithm>
#include <optional>

namespace milpa::pages {

namespace {

constexpr std::string_view schemes[] = {"https://", "http://", "mailto:"};

bool is_white(char c) { return static_cast<unsigned char>(c) <= 0x20; }

bool starts_with_scheme(std::string_view text) {
    return std::ranges::any_of(schemes, [&](std::string_view scheme) {
        return text.size() >= scheme.size() &&
               std::ranges::equal(text.substr(0, scheme.size()), scheme, [](char a, char b) {
                   return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
               });
    });
}

/// Of an address in a sentence: what ends it may belong to the sentence.
std::size_t url_length(std::string_view text) {
    std::size_t end = 0;
    // One that is too long leads nowhere, wherever it ends: who looks at all of a text for each that begins
    // in it looks for ever.
    text = text.substr(0, outward_octets_max + 1);
    while (end < text.size() && !is_white(text[end]) && text[end] != '<' && text[end] != '>' &&
           text[end] != '"')
        ++end;
    if (end > outward_octets_max) return end;
    const std::string_view whole = text.substr(0, end);
    const auto opened = std::ranges::count(whole, '(');
    auto closed = std::ranges::count(whole, ')');
    for (bool more = true; more && end > 0;) {
        const char last = text[end - 1];
        const bool closes_another = last == ')' && opened < closed;
        more = std::string_view(".,;:!?'*_").contains(last) || closes_another ||
               (last == ']' && !whole.contains('['));
        if (closes_another) --closed;
        if (more) --end;
    }
    return end;
}

/// Where a word may begin that is an address.
bool is_word_start(std::string_view text, std::size_t at) {
    if (at == 0) return true;
    const char before = text[at - 1];
    return !((before >= '0' && before <= '9') || (before >= 'a' && before <= 'z') ||
             (before >= 'A' && before <= 'Z'));
}

struct Line {
    std::size_t depth = 0;
    std::string_view text;
};

/// "> > text": how deep, and the rest.
Line read_line(std::string_view line) {
    Line read{.text = line};
    while (read.text.starts_with('>') && read.depth < quote_depth_max) {
        read.text.remove_prefix(1);
        ++read.depth;
        if (read.text.starts_with(' ')) read.text.remove_prefix(1);
    }
    return read;
}

std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// Lines of one depth and deeper, from `at` on, which is moved behind them.
Markup blocks(const std::vector<Line>& lines, std::size_t& at, std::size_t depth) {
    Markup made;
    std::string run;
    const auto flush = [&] {
        if (run.find_first_not_of(" \t\n") != std::string::npos)
            made += element("p", {{"dir", "auto"}},
                            with_links(std::string_view(run).substr(0, run.find_last_not_of('\n') + 1)));
        run.clear();
    };
    for (; at < lines.size() && lines[at].depth >= depth;) {
        if (lines[at].depth > depth) {
            flush();
            made += element("blockquote", {}, blocks(lines, at, depth + 1));
            continue;
        }
        if (lines[at].text.find_first_not_of(" \t") == std::string_view::npos) {
            flush();
        } else {
            run += lines[at].text;
            run += '\n';
        }
        ++at;
    }
    flush();
    return made;
}

}  // namespace

Markup with_links(std::string_view text) {
    Markup made;
    std::size_t shown = 0, links = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at] | 0x20;
        if ((c != 'h' && c != 'm') || links >= links_max || !is_word_start(text, at)) continue;
        const std::string_view rest = text.substr(at);
        if (!starts_with_scheme(rest)) continue;
        const std::string_view address = rest.substr(0, url_length(rest));
        if (address.size() > outward_octets_max) {
            at += address.size() - 1;
            continue;
        }
        const auto url = Url::outward(address);
        if (!url) continue;
        made += Markup(text.substr(shown, at - shown));
        made +=
            element("a", {{"href", *url}, {"rel", "noreferrer noopener nofollow"}, {"dir", "ltr"}}, address);
        shown = at + address.size();
        at = shown - 1;
        ++links;
    }
    made += Markup(text.substr(shown));
    return made;
}

Markup paragraphs(std::string_view text) {
    std::vector<Line> lines;
    while (!text.empty()) lines.push_back({.text = take_line(text)});
    std::size_t at = 0;
    return blocks(lines, at, 0);
}

Markup letter_text(std::string_view text) {
    std::vector<Line> lines;
    while (!text.empty()) lines.push_back(read_line(take_line(text)));
    std::size_t at = 0;
    return element("div", {{"class", "letter"}}, blocks(lines, at, 0));
}

std::string quoted(std::string_view text) {
    std::string made;
    while (!text.empty()) {
        const std::string_view line = take_line(text);
        made += line.empty() || line.starts_with('>') ? ">" : "> ";
        made += line;
        made += '\n';
    }
    return made;
}

}  // namespace milpa::pages
