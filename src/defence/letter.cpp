// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/letter.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/bytes.hpp"

namespace milpa::defence {
namespace {

// RFC 2045 6.7 and 6.8: 76 characters a line.
constexpr std::size_t line_octets = 76;

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string in_lines(std::string_view base64) {
    std::string lines;
    for (std::size_t at = 0; at < base64.size(); at += line_octets) {
        lines += base64.substr(at, line_octets);
        lines += "\r\n";
    }
    return lines;
}

std::string quoted_printable(std::string_view text) {
    std::string out;
    std::size_t column = 0;
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        const std::string piece =
            octet >= 0x80 || c == '=' ? fmt::format("={:02X}", octet) : std::string(1, c);
        if (c == '\n') {
            column = 0;
        } else if (c != '\r' && column + piece.size() >= line_octets) {
            out += "=\r\n";
            column = 0;
        }
        out += piece;
        column += piece.size();
    }
    return out;
}

/// RFC 2047, B or Q in turn, or as it is.
std::string in_header(std::string_view text) {
    if (is_ascii(text)) return std::string(text);
    if (text.front() % 2 == 0) return fmt::format("=?utf-8?B?{}?=", to_base64(as_bytes(text)));
    return fmt::format("=?utf-8?Q?{}?=", quoted_printable(text));
}

/// RFC 2231 4 for names beyond ASCII.
std::string file_name(std::string_view name) {
    if (is_ascii(name)) return fmt::format("filename=\"{}.pdf\"", name);
    std::string value;
    for (const char c : name) {
        const auto octet = static_cast<unsigned char>(c);
        value += octet >= 0x80 ? fmt::format("%{:02X}", octet) : std::string(1, c);
    }
    return fmt::format("filename*=utf-8''{}.pdf", value);
}

std::string person(const Letter& letter, std::size_t place, std::string_view address) {
    if (place >= letter.names.size()) return fmt::format("<{}>", address);
    const std::string name = in_header(letter.names[place]);
    return is_ascii(letter.names[place]) ? fmt::format("\"{}\" <{}>", name, address)
                                         : fmt::format("{} <{}>", name, address);
}

std::string text_part(const Letter& letter) {
    std::string text = "Dear all,\r\n\r\nthe words of today are these:\r\n";
    for (const auto& word : letter.body) text += "here comes " + word + " among others.\r\n";
    const std::string type = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ";
    switch (letter.form) {
        case BodyForm::eight_bit: return type + "8bit\r\n\r\n" + text;
        case BodyForm::quoted_printable: return type + "quoted-printable\r\n\r\n" + quoted_printable(text);
        case BodyForm::base64: return type + "base64\r\n\r\n" + in_lines(to_base64(as_bytes(text)));
    }
    return {};
}

std::string attachments(const Letter& letter) {
    const std::size_t count = std::max<std::size_t>(
        {letter.attachment_names.size(), letter.attachment_words.empty() ? std::size_t{0} : std::size_t{1}});
    std::string parts;
    for (std::size_t i = 0; i < count; ++i) {
        std::string content = "%PDF-1.4 not really\n";
        for (std::size_t n = i; n < letter.attachment_words.size(); n += count) {
            content += fmt::format("<{}>\n", letter.attachment_words[n]);
        }
        const std::string name = i < letter.attachment_names.size() ? letter.attachment_names[i] : "plan";
        parts += fmt::format(
            "--edge\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; {}\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\n{}",
            file_name(name), in_lines(to_base64(as_bytes(content))));
    }
    return parts;
}

}  // namespace

std::string compose(const Letter& letter) {
    std::string head = "From: " + person(letter, 0, letter.sender) + "\r\n";
    for (std::size_t i = 0; i < letter.recipients.size(); ++i) {
        // One To, then one Cc with all others, folded (RFC 5322 2.2.3).
        head += i == 0 ? "To: " : i == 1 ? "Cc: " : ",\r\n ";
        head += person(letter, i + 1, letter.recipients[i]);
        if (i == 0 || i + 1 == letter.recipients.size()) head += "\r\n";
    }
    // Names for whom no address is left are words of another field of people's own making.
    for (std::size_t i = letter.recipients.size() + 1; i < letter.names.size(); ++i) {
        head += fmt::format("Keywords: {}\r\n", in_header(letter.names[i]));
    }
    std::vector<std::string> words;
    for (const auto& word : letter.subject) words.push_back(in_header(word));
    head += fmt::format("Subject: {}\r\n", words.empty() ? "news" : fmt::format("{}", fmt::join(words, " ")));
    for (std::size_t i = 0; i < letter.message_ids.size(); ++i) {
        head += fmt::format("{}: <{}@letters.test>\r\n", i == 0 ? "Message-ID" : "References",
                            letter.message_ids[i]);
    }
    head += "Date: Mon, 02 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n";
    const std::string more = attachments(letter);
    if (more.empty()) return head + text_part(letter);
    return fmt::format("{}Content-Type: multipart/mixed; boundary=edge\r\n\r\n--edge\r\n{}{}--edge--\r\n",
                       head, text_part(letter), more);
}

}  // namespace milpa::defence
