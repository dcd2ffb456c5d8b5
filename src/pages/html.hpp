// SPDX-License-Identifier: AGPL-3.0-or-later
// HTML that cannot say what it was not meant to: a page is built of elements, and whatever is a text is
// escaped as it becomes a part of one. There is no way to put octets in as they are.
//
//     element("p", {{"class", "hint"}}, "Who are you, ", element("b", {}, name), "?")
//
// What always holds
// - names of elements and attributes are literals, checked as the source is compiled: none that runs
//   (script, style, on...), none whose text is read by other rules;
// - what is fetched or gone to (href, src, action) is a Url, and a Url is a path of our own, an address of
// the
//   web or of mail that was checked, or a picture that we drew;
// - what is no UTF-8 and what no HTML may hold (control characters) comes out as U+FFFD.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/wiped.hpp"

namespace milpa::pages {

/// Longer addresses are shown, and lead nowhere.
inline constexpr std::size_t outward_octets_max = 4096;

/// Where a link or a form leads, or what a picture is of.
class Url {
public:
    using Parameters = std::initializer_list<std::pair<std::string_view, std::string_view>>;
    /// Of our own: "/plain/mail" with percent-encoded parameters; empty values are left out.
    static Url own(std::string_view path, Parameters parameters = {});
    /// A place on this page.
    static Url place(std::string_view id);
    /// What somebody wrote, if it is an absolute http, https or mailto URL (RFC 3986); nothing else leads
    /// out.
    static std::optional<Url> outward(std::string_view text);
    /// A picture as `data:` (RFC 2397).
    static Url picture(std::string_view svg);

    std::string_view text() const { return text_; }

private:
    explicit Url(crypto::WipingString text) : text_(std::move(text)) {}
    crypto::WipingString text_;
};

namespace detail {
constexpr bool is_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}
constexpr bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
}
/// Not constexpr: whoever calls it does not compile.
void not_allowed_in_html();
}  // namespace detail

/// Its name as a literal.
struct Tag {
    // NOLINTNEXTLINE(google-explicit-constructor): it stands where an element is made.
    consteval Tag(const char* literal) : name(literal) {
        using detail::is_one_of;
        if (!detail::is_name(name) || is_one_of(name, {"script", "style", "iframe", "object", "embed", "base",
                                                       "svg", "math", "template", "noscript", "xmp",
                                                       "plaintext", "noembed", "noframes", "frame", "html"}))
            detail::not_allowed_in_html();
    }
    constexpr bool is_void() const {
        return detail::is_one_of(name, {"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"});
    }
    std::string_view name;
};

/// Of an attribute whose value is a text.
struct TextName {
    // NOLINTNEXTLINE(google-explicit-constructor): it stands where an attribute is made.
    consteval TextName(const char* literal) : name(literal) {
        using detail::is_one_of;
        if (!detail::is_name(name) || name.starts_with("on") ||
            is_one_of(name, {"style", "srcdoc", "href", "src", "action", "formaction", "srcset", "background",
                             "ping", "poster", "cite", "data"}))
            detail::not_allowed_in_html();
    }
    std::string_view name;
};
struct UrlName {
    // NOLINTNEXTLINE(google-explicit-constructor): it stands where an attribute is made.
    consteval UrlName(const char* literal) : name(literal) {
        if (!detail::is_one_of(name, {"href", "src", "action", "formaction"})) detail::not_allowed_in_html();
    }
    std::string_view name;
};

class Attribute {
public:
    Attribute(TextName name, std::string_view value) : name_(name.name), value_(value) {}
    Attribute(TextName name, const char* value) : Attribute(name, std::string_view(value)) {}
    Attribute(TextName name, const std::string& value) : Attribute(name, std::string_view(value)) {}
    /// `disabled`, `checked`: there or not.
    Attribute(TextName name, bool is_there)
        : name_(is_there ? name.name : std::string_view()), is_flag_(true) {}
    Attribute(UrlName name, const Url& url) : name_(name.name), value_(url.text()) {}

private:
    friend class Markup;
    std::string_view name_;  // a literal; empty: left out
    crypto::WipingString value_;
    bool is_flag_ = false;
};
using Attributes = std::vector<Attribute>;

/// A piece of a page. What it is made of are texts, which are escaped, and other pieces.
class Markup {
public:
    Markup() = default;
    // NOLINTBEGIN(google-explicit-constructor): a text may stand wherever a piece may; it is escaped.
    Markup(std::string_view text);
    Markup(const char* text) : Markup(std::string_view(text)) {}
    Markup(const std::string& text) : Markup(std::string_view(text)) {}
    // NOLINTEND(google-explicit-constructor)

    Markup& operator+=(const Markup& more) {
        octets_ += more.octets_;
        return *this;
    }
    bool empty() const { return octets_.empty(); }
    std::string_view octets() const { return octets_; }

    /// The whole of a document: "<!doctype html>" and <html>.
    static Markup document(std::string_view language, std::string_view direction, const Markup& head,
                           const Markup& body);

private:
    template <class... Pieces>
    friend Markup element(Tag tag, const Attributes& attributes, const Pieces&... pieces);
    void open(Tag tag, const Attributes& attributes);
    void close(Tag tag);
    void escape(std::string_view text);

    crypto::WipingString octets_;
};

template <class... Pieces>
Markup element(Tag tag, const Attributes& attributes, const Pieces&... pieces) {
    Markup made;
    made.open(tag, attributes);
    ((made += pieces), ...);
    made.close(tag);
    return made;
}

}  // namespace milpa::pages
