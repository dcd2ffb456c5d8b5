// SPDX-License-Identifier: AGPL-3.0-or-later
// The text of an HTML page, for words and previews: tags, comments, scripts, styles and the title left out,
// entities decoded, block elements separated by line ends. Not a sanitizer: what comes out is text, to be
// shown as text only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace milpa::mail::message {

/// Streams UTF-8; output is a function of all the input, however it is cut. Holds under 100 octets.
class HtmlText {
public:
    /// Appends text to `out`.
    void feed(std::string_view html, std::string& out);
    void finish(std::string& out);

private:
    // text -> entity -> text                                    "&", then ";" or what is no name
    // text -> open -> name -> tag <-> quoted -> text or raw     "<", a letter or "/", white space, ="..."
    // text -> open -> declaration -> comment -> text            "<!", "--"
    // raw -> raw_open -> tag -> text                            "</", and the name of the element that is
    // skipped
    enum class State : std::uint8_t {
        text,
        entity,
        open,
        name,
        tag,
        quoted,
        declaration,
        comment,
        raw,
        raw_open
    };

    std::size_t take_text(std::string_view html, std::size_t at, std::string& out);
    std::size_t take_entity(std::string_view html, std::size_t at, std::string& out);
    std::size_t take_open(std::string_view html, std::size_t at, std::string& out);
    std::size_t take_name(std::string_view html, std::size_t at, std::string& out);
    std::size_t take_tag(std::string_view html, std::size_t at, std::string& out);
    std::size_t take_declaration(std::string_view html, std::size_t at);
    std::size_t take_comment(std::string_view html, std::size_t at);
    std::size_t take_raw(std::string_view html, std::size_t at);
    void end_entity(bool closed, std::string& out);
    void end_tag(std::string& out);

    State state_ = State::text;
    char quote_ = 0;
    bool closing_ = false;       // the tag began with "</"
    bool after_equals_ = false;  // a quote here begins a value
    int dashes_ = 0;             // just seen in a declaration or comment
    std::string name_;           // of the tag (lower case) or the entity, as far as names go
    std::string raw_name_;       // the element whose content is skipped
};

}  // namespace milpa::mail::message
