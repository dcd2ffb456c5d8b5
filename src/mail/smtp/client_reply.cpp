// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/client_reply.hpp"

#include <charconv>
#include <utility>

namespace milpa::mail::smtp {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// 1 to 3 digits at the front, taken off (RFC 3463 2).
std::optional<std::uint16_t> take_number(std::string_view& text) {
    std::size_t size = 0;
    while (size < text.size() && size < 4 && is_digit(text[size])) ++size;
    if (size == 0 || size > 3) return std::nullopt;
    std::uint16_t number = 0;
    std::from_chars(text.begin(), text.begin() + size, number);
    text.remove_prefix(size);
    return number;
}

/// An enhanced code at the front, taken off with the space behind it; only one that agrees with the reply.
Status take_status(std::string_view& text, std::uint16_t code) {
    std::string_view rest = text;
    const auto kind = take_number(rest);
    if (!kind || *kind != code / 100 || (*kind != 2 && *kind != 4 && *kind != 5)) return {};
    if (!rest.starts_with('.')) return {};
    rest.remove_prefix(1);
    const auto subject = take_number(rest);
    if (!subject || !rest.starts_with('.')) return {};
    rest.remove_prefix(1);
    const auto detail = take_number(rest);
    if (!detail || (!rest.empty() && rest.front() != ' ')) return {};
    text = rest.empty() ? rest : rest.substr(1);
    return {static_cast<std::uint8_t>(*kind), *subject, *detail};
}

std::string without_controls(std::string_view text) {
    std::string clean(text);
    for (char& c : clean) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    }
    return clean;
}

}  // namespace

std::string ServerReply::text() const {
    std::string joined;
    for (const std::string& line : lines) {
        if (!joined.empty()) joined += ' ';
        joined += line;
    }
    return joined;
}

Result<std::optional<ServerReply>> ReplyParser::line(std::string_view line) {
    const auto is_code = [](std::string_view text) {
        return text.size() >= 3 && text[0] >= '2' && text[0] <= '5' && is_digit(text[1]) && is_digit(text[2]);
    };
    if (!is_code(line)) return fail(ErrorKind::syntax, "a reply without a code");
    if (line.size() > reply_line_octets_max) return fail(ErrorKind::limit, "a line of a reply is too long");
    const auto code =
        static_cast<std::uint16_t>((line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0'));
    line.remove_prefix(3);
    // RFC 5321 4.2: "250" alone ends a reply, and "250-" does not.
    const bool is_last = !line.starts_with('-');
    if (is_last && !line.empty() && line.front() != ' ')
        return fail(ErrorKind::syntax, "a code and no space");
    if (!line.empty()) line.remove_prefix(1);

    if (lines_ > 0 && code != reply_.code) return fail(ErrorKind::syntax, "two codes in one reply");
    if (++lines_ > reply_lines_max) return fail(ErrorKind::limit, "a reply without end");
    reply_.code = code;
    const Status status = take_status(line, code);
    if (lines_ == 1) reply_.status = status;
    const std::size_t room = reply_text_octets_max - octets_;
    reply_.lines.push_back(without_controls(line.substr(0, room)));
    octets_ += reply_.lines.back().size();
    if (!is_last) return std::optional<ServerReply>();
    lines_ = octets_ = 0;
    return std::optional<ServerReply>(std::exchange(reply_, {}));
}

}  // namespace milpa::mail::smtp
