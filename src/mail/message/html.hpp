// SPDX-License-Identifier: AGPL-3.0-or-later
// The text of an HTML page, for words and previews: tags, comments, scripts and styles left out, entities
// decoded, block elements separated by line ends. Not a sanitizer: what comes out is text, to be shown as
// text only.
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
    enum class State : std::uint8_t {
        text,
        entity,
        tag_open,
        tag_name,
        tag,
        quoted,
        comment,
        declaration,
        raw
    };

    std::size_t step_text(std::string_view html, std::size_t at, std::string& out);
    std::size_t step_tag(std::string_view html, std::size_t at, std::string& out);
    std::size_t step_raw(std::string_view html, std::size_t at);
    void end_entity(std::string& out);
    void end_tag(std::string& out);

    State state_ = State::text;
    char quote_ = 0;
    bool closing_ = false;
    std::string name_;      // of the tag, lower case, or of the entity
    std::string raw_name_;  // the element whose content is skipped
    int dashes_ = 0;        // seen in a comment
};

}  // namespace milpa::mail::message
