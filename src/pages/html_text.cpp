// SPDX-License-Identifier: AGPL-3.0-or-later
// HTML of strangers as text (prose.hpp). Not a sanitizer: what comes out is text. Elements are found as
// HTML's own tokenizer finds them, so that nothing that a browser would hide is read as text, or the other
// way round, in more than what is cosmetic.
#include <algorithm>
#include <optional>

#include "mail/message/html.hpp"
#include "pages/prose.hpp"

namespace milpa::pages {

namespace {

constexpr std::size_t name_octets_max = 16;
constexpr std::size_t attribute_octets_max = 4096;
constexpr std::size_t list_depth_max = 8;

template <std::size_t N>
bool is_one_of(const std::string_view (&names)[N], std::string_view name) {
    return std::ranges::find(names, name) != std::end(names);
}
/// What is between their tags is not to be read.
constexpr std::string_view unread[] = {"script",   "style",  "title",   "template", "noscript",
                                       "textarea", "iframe", "noembed", "noframes", "xmp"};
constexpr std::string_view paragraphs_of[] = {"p",  "h1", "h2",    "h3",  "h4", "h5", "h6",    "blockquote",
                                              "ul", "ol", "table", "pre", "hr", "dl", "figure"};
constexpr std::string_view lines_of[] = {"div",     "li",      "tr",       "dt",      "dd",
                                         "section", "article", "header",   "footer",  "address",
                                         "center",  "form",    "fieldset", "caption", "body"};

bool is_white(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

/// Entities of a text without tags.
std::string decode(std::string_view text) {
    mail::message::HtmlText html;
    std::string safe, out;
    for (const char c : text) {
        if (c == '<') {
            safe += "&lt;";
        } else {
            safe += c;
        }
    }
    html.feed(safe, out);
    html.finish(out);
    return out;
}

struct Element {
    std::string name;
    bool closing = false;
    std::string href, alt;
};

class HtmlReader {
public:
    explicit HtmlReader(std::string_view html) : rest_(html) {}
    std::string read() {
        while (!rest_.empty()) step();
        end_link();
        while (out_.ends_with('\n') || out_.ends_with(' ')) out_.pop_back();
        if (!out_.empty()) out_ += '\n';
        return std::move(out_);
    }

private:
    void step();
    void take_tag();
    std::optional<Element> read_tag();
    void skip_to(std::string_view end);
    void skip_unread(std::string_view name);
    void open(const Element& element);
    void close(const Element& element);
    void show(std::string_view text);
    void show_as_is(std::string_view text);
    void line(std::size_t empty_lines);
    void begin_line();
    void end_link();

    std::string_view rest_;
    std::string out_;
    std::size_t quotes_ = 0, pre_ = 0;
    std::vector<std::size_t> lists_;  // 0: without numbers; else the next one
    std::string href_;
    std::size_t href_at_ = 0;
    bool at_start_ = true;  // of a line
    bool space_ = false;    // wanted before the next word
};

void HtmlReader::step() {
    const std::size_t end = std::min(rest_.find('<'), rest_.size());
    if (end > 0) {
        show(decode(rest_.substr(0, end)));
        rest_.remove_prefix(end);
        return;
    }
    const char next = rest_.size() > 1 ? rest_[1] : ' ';
    if (is_letter(next) || (next == '/' && rest_.size() > 2 && is_letter(rest_[2]))) {
        take_tag();
    } else if (rest_.starts_with("<!--")) {
        rest_.remove_prefix(2);
        skip_to("-->");
    } else if (next == '!' || next == '?' || next == '/') {
        skip_to(">");
    } else {
        show("<");
        rest_.remove_prefix(1);
    }
}

void HtmlReader::skip_to(std::string_view end) {
    const std::size_t at = rest_.find(end);
    rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at + end.size());
}

/// Raw text ends with its own end tag alone.
void HtmlReader::skip_unread(std::string_view name) {
    while (!rest_.empty()) {
        const std::size_t at = rest_.find("</");
        if (at == std::string_view::npos) {
            rest_ = {};
            return;
        }
        rest_.remove_prefix(at + 2);
        const bool same = rest_.size() > name.size() &&
                          std::ranges::equal(rest_.substr(0, name.size()), name, {}, lower) &&
                          !is_letter(rest_[name.size()]);
        if (!same) continue;
        skip_to(">");
        return;
    }
}

std::optional<Element> HtmlReader::read_tag() {
    Element made;
    std::size_t at = 1;
    if (rest_[at] == '/') {
        made.closing = true;
        ++at;
    }
    for (; at < rest_.size() && !is_white(rest_[at]) && rest_[at] != '/' && rest_[at] != '>'; ++at)
        if (made.name.size() < name_octets_max) made.name += lower(rest_[at]);
    while (at < rest_.size() && rest_[at] != '>') {
        if (is_white(rest_[at]) || rest_[at] == '/') {
            ++at;
            continue;
        }
        std::string name, value;
        do {
            if (name.size() < name_octets_max) name += lower(rest_[at]);
            ++at;
        } while (at < rest_.size() && !is_white(rest_[at]) && rest_[at] != '=' && rest_[at] != '/' &&
                 rest_[at] != '>');
        while (at < rest_.size() && is_white(rest_[at])) ++at;
        if (at < rest_.size() && rest_[at] == '=') {
            ++at;
            while (at < rest_.size() && is_white(rest_[at])) ++at;
            const char quote = at < rest_.size() ? rest_[at] : ' ';
            const bool is_quoted = quote == '"' || quote == '\'';
            if (is_quoted) ++at;
            const std::size_t begin = at;
            while (at < rest_.size() &&
                   (is_quoted ? rest_[at] != quote : !is_white(rest_[at]) && rest_[at] != '>'))
                ++at;
            value = decode(rest_.substr(begin, std::min(at - begin, attribute_octets_max)));
            if (is_quoted && at < rest_.size()) ++at;
        }
        if (name == "href" && made.href.empty()) made.href = value;
        if (name == "alt" && made.alt.empty()) made.alt = value;
    }
    // A tag that does not end is no tag, and nothing of it is shown.
    if (at >= rest_.size()) return std::nullopt;
    rest_.remove_prefix(at + 1);
    return made;
}

void HtmlReader::take_tag() {
    const auto element = read_tag();
    if (!element) {
        rest_ = {};
        return;
    }
    if (!element->closing && is_one_of(unread, element->name)) {
        skip_unread(element->name);
        return;
    }
    if (element->closing) {
        close(*element);
    } else {
        open(*element);
    }
}

void HtmlReader::open(const Element& element) {
    const std::string_view name = element.name;
    if (is_one_of(paragraphs_of, name)) line(1);
    if (is_one_of(lines_of, name)) line(0);
    if (name == "br") {
        // The second one in a row is an empty line.
        if (at_start_ && !out_.empty() && !out_.ends_with("\n\n")) out_.append(quotes_, '>') += '\n';
        begin_line();
    }
    if (name == "td" || name == "th") space_ = true;
    if (name == "blockquote") quotes_ = std::min(quotes_ + 1, quote_depth_max);
    if (name == "pre") ++pre_;
    if ((name == "ul" || name == "ol") && lists_.size() < list_depth_max)
        lists_.push_back(name == "ol" ? 1 : 0);
    if (name == "li") {
        begin_line();
        out_.append(lists_.empty() ? 0 : (lists_.size() - 1) * 2, ' ');
        show_as_is(lists_.empty() || lists_.back() == 0 ? "•" : std::to_string(lists_.back()++) + ".");
        space_ = true;
    }
    if (name == "hr") {
        begin_line();
        show_as_is("———");
        line(1);
    }
    if (name == "img" && !element.alt.empty()) show("[" + element.alt + "]");
    if (name == "a") {
        end_link();
        if (Url::outward(element.href)) {
            href_ = element.href;
            href_at_ = out_.size();
        }
    }
}

void HtmlReader::close(const Element& element) {
    const std::string_view name = element.name;
    if (name == "a") end_link();
    if (name == "blockquote" && quotes_ > 0) {
        line(0);
        // An empty line at its end is none of the quote.
        const std::size_t last = out_.find_last_not_of(">\n");
        if (last != std::string::npos) out_.resize(out_.find('\n', last) + 1);
        --quotes_;
    }
    if (name == "pre" && pre_ > 0) --pre_;
    if ((name == "ul" || name == "ol") && !lists_.empty()) lists_.pop_back();
    if (is_one_of(paragraphs_of, name)) line(1);
    if (is_one_of(lines_of, name)) line(0);
}

/// Where it leads stands behind the words, unless they say it themselves.
void HtmlReader::end_link() {
    if (href_.empty()) return;
    const std::string href = std::exchange(href_, {});
    const std::string_view words = std::string_view(out_).substr(std::min(href_at_, out_.size()));
    const std::string_view address = href.starts_with("mailto:") ? std::string_view(href).substr(7) : href;
    const std::size_t first = words.find_first_not_of(" \n");
    const std::size_t last = words.find_last_not_of(" \n");
    if (first != std::string_view::npos && words.substr(first, last - first + 1) == address) return;
    show(" <" + href + ">");
}

/// The next text stands on a line of its own, behind so many empty ones.
void HtmlReader::line(std::size_t empty_lines) {
    while (out_.ends_with(' ')) out_.pop_back();
    if (out_.empty()) return;
    if (!at_start_) {
        out_ += '\n';
        at_start_ = true;
    }
    space_ = false;
    // One empty line at most, whatever stands beside each other.
    if (empty_lines == 0 || out_.ends_with("\n\n")) return;
    const std::size_t before = out_.rfind('\n', out_.size() - 2);
    const std::string_view last = std::string_view(out_).substr(before == std::string::npos ? 0 : before + 1);
    if (last.find_first_not_of("> \n") == std::string_view::npos) return;
    out_.append(quotes_, '>');
    out_ += '\n';
}

void HtmlReader::begin_line() {
    if (at_start_ && !out_.empty() && !out_.ends_with('\n')) return;
    if (!at_start_) {
        while (out_.ends_with(' ')) out_.pop_back();
        out_ += '\n';
        at_start_ = true;
    }
    space_ = false;
}

void HtmlReader::show_as_is(std::string_view text) {
    if (at_start_ && quotes_ > 0) {
        out_.append(quotes_, '>');
        out_ += ' ';
    }
    at_start_ = false;
    out_ += text;
}

void HtmlReader::show(std::string_view text) {
    while (!text.empty()) {
        if (pre_ > 0) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            if (end > 0) show_as_is(text.substr(0, end));
            if (end < text.size()) {
                out_ += '\n';
                at_start_ = true;
            }
            text.remove_prefix(std::min(end + 1, text.size()));
            continue;
        }
        const std::size_t white = std::min(
            static_cast<std::size_t>(std::ranges::find_if_not(text, is_white) - text.begin()), text.size());
        if (white > 0) {
            space_ = space_ || !at_start_;
            text.remove_prefix(white);
            continue;
        }
        const std::size_t end = static_cast<std::size_t>(std::ranges::find_if(text, is_white) - text.begin());
        if (space_ && !at_start_) out_ += ' ';
        space_ = false;
        show_as_is(text.substr(0, end));
        text.remove_prefix(end);
    }
}

}  // namespace

std::string text_of_html(std::string_view html) { return HtmlReader(html).read(); }

}  // namespace milpa::pages
