// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/text_part.hpp"

#include "mail/message/encoded_word.hpp"

namespace milpa::mail::message {

TextPart::TextPart(const events::Part& part)
    : transfer_(encoding_of(part.encoding())),
      charset_(find_parameter(part.parameters(), "charset").value_or("")) {
    if (part.subtype() == "html") html_.emplace();
}

std::string_view TextPart::feed(std::string_view octets) {
    octets_.clear();
    utf8_.clear();
    text_.clear();
    transfer_.feed(octets, octets_);
    charset_.feed(octets_, utf8_);
    if (!html_) return utf8_;
    html_->feed(utf8_, text_);
    return text_;
}

std::string_view TextPart::finish() {
    octets_.clear();
    utf8_.clear();
    text_.clear();
    transfer_.finish(octets_);
    charset_.feed(octets_, utf8_);
    charset_.finish(utf8_);
    if (!html_) return utf8_;
    html_->feed(utf8_, text_);
    html_->finish(text_);
    return text_;
}

}  // namespace milpa::mail::message
