// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/body_values.hpp"

#include <algorithm>

#include "mail/message/encoded_word.hpp"
#include "mail/message/header.hpp"

namespace milpa::jmap {

namespace message = mail::message;

namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

std::string charset_of(const events::Part& part) {
    return message::lower_case(message::find_parameter(part.parameters(), "charset").value_or(""));
}

bool is_ascii_name(std::string_view charset) {
    return charset.empty() || charset == "us-ascii" || charset == "ascii" || charset == "ansi_x3.4-1968";
}

std::uint64_t count_replacements(std::string_view text) {
    std::uint64_t count = 0;
    for (std::size_t at = 0; (at = text.find(replacement, at)) != std::string_view::npos; ++count)
        at += replacement.size();
    return count;
}

}  // namespace

BodyValueReader::BodyValueReader(const events::Part& part, std::uint64_t octets_max)
    : octets_max_(octets_max),
      is_html_(part.subtype() == "html"),
      assumed_ascii_(is_ascii_name(charset_of(part))),
      transfer_(message::encoding_of(part.encoding())),
      charset_(charset_of(part)) {
    problem_ = !charset_.known() || message::encoding_of(part.encoding()) == message::Encoding::unknown;
}

void BodyValueReader::feed(std::string_view octets) {
    if (is_full()) return;
    decoded_.clear();
    transfer_.feed(octets, decoded_);
    take(decoded_);
}

void BodyValueReader::take(std::string_view decoded) {
    problem_ |= assumed_ascii_ && !message::is_ascii(decoded);
    before_ += decoded;
    replaced_in_ += count_replacements(before_);
    // Two octets may be the beginning of one; three would be counted twice.
    before_.erase(0, before_.size() - std::min<std::size_t>(before_.size(), replacement.size() - 1));
    utf8_.clear();
    charset_.feed(decoded, utf8_);
    put(utf8_);
}

void BodyValueReader::put(std::string_view utf8) {
    replaced_out_ += count_replacements(utf8);
    for (const char c : utf8) {
        if (after_cr_ && c != '\n') value_ += '\r';
        after_cr_ = c == '\r';
        // NUL is no text.
        if (!after_cr_ && c != '\0') value_ += c;
    }
}

void BodyValueReader::cut() {
    value_.resize(message::cut_utf8(value_, octets_max_).size());
    if (!is_html_) return;
    const std::size_t open = value_.rfind('<');
    const std::size_t close = value_.rfind('>');
    if (open == std::string::npos || (close != std::string::npos && close > open)) return;
    const char next = open + 1 < value_.size() ? value_[open + 1] : 'a';
    const bool is_tag = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '/' ||
                        next == '!' || next == '?';
    if (is_tag) value_.resize(open);
}

BodyValue BodyValueReader::finish() {
    if (!is_full()) {
        decoded_.clear();
        transfer_.finish(decoded_);
        take(decoded_);
        utf8_.clear();
        charset_.finish(utf8_);
        put(utf8_);
        if (after_cr_) value_ += '\r';
    }
    BodyValue made;
    made.is_truncated = is_full();
    if (made.is_truncated) cut();
    made.is_encoding_problem = problem_ || replaced_out_ > replaced_in_;
    made.value = std::move(value_);
    return made;
}

bool is_size_known(const events::Part& part) {
    const message::Encoding encoding = message::encoding_of(part.encoding());
    return part.type() == "multipart" || encoding == message::Encoding::identity ||
           encoding == message::Encoding::unknown;
}

}  // namespace milpa::jmap
