// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/mime_writer.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "mail/message/address.hpp"
#include "mail/message/charset.hpp"
#include "mail/message/header.hpp"

namespace milpa::jmap {

namespace message = mail::message;

namespace {

/// Where a line is folded, RFC 5322 2.1.1 and RFC 2047 2.
constexpr std::size_t fold_at = 76;
constexpr std::size_t encoded_word_max = 75;
constexpr std::string_view word_begin_q = "=?utf-8?q?";
constexpr std::string_view word_begin_b = "=?utf-8?b?";
/// What one parameter may take of a line before it is written in pieces.
constexpr std::size_t parameter_octets_max = 60;

constexpr std::string_view hex = "0123456789ABCDEF";

bool is_letter_or_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// RFC 2047 5 (3): what may stand for itself in a phrase, too.
bool is_q_plain(char c) {
    return is_letter_or_digit(c) || std::string_view("!*+-/").find(c) != std::string_view::npos;
}

/// Control characters would end a field, or say nothing.
std::string without_controls(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) {
            out += c;
        } else if (!out.empty() && !out.ends_with(' ')) {
            out += ' ';
        }
    }
    return out;
}

std::size_t q_size(std::string_view text) {
    std::size_t size = 0;
    for (const char c : text) size += is_q_plain(c) || c == ' ' ? 1 : 3;
    return size;
}

std::string q_encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (is_q_plain(c)) {
            out += c;
        } else if (c == ' ') {
            out += '_';
        } else {
            const auto octet = static_cast<unsigned char>(c);
            out += '=';
            out += hex[octet >> 4];
            out += hex[octet & 15];
        }
    }
    return out;
}

/// The text as encoded words, none longer than it may be, no character cut.
std::vector<std::string> encoded_words(std::string_view utf8) {
    std::vector<std::string> words;
    const bool base64 = q_size(utf8) > (utf8.size() + 2) / 3 * 4;
    const std::size_t room = encoded_word_max - word_begin_q.size() - 2;
    while (!utf8.empty()) {
        std::string_view piece = message::cut_utf8(utf8, base64 ? room / 4 * 3 : room);
        while (!base64 && q_size(piece) > room) piece = message::cut_utf8(utf8, piece.size() - 1);
        words.push_back(base64 ? std::string(word_begin_b) + to_base64(as_bytes(piece))
                               : std::string(word_begin_q) + q_encode(piece));
        words.back() += "?=";
        utf8.remove_prefix(piece.size());
    }
    return words;
}

/// Puts words one after the other, and a fold before one that would make its line too long.
class Folded {
public:
    explicit Folded(std::string_view name) : out_(std::string(name) + ":") {}

    void word(std::string_view word) {
        const bool fold = column() + 1 + word.size() > fold_at && column() > 1;
        out_ += fold ? "\r\n " : " ";
        out_ += word;
    }
    /// Behind the last word, without white space.
    void close(std::string_view text) { out_ += text; }
    std::string finish() && { return std::move(out_) + "\r\n"; }

private:
    std::size_t column() const {
        const std::size_t line = out_.rfind('\n');
        return line == std::string::npos ? out_.size() : out_.size() - line - 1;
    }
    std::string out_;
};

/// The words of a text as they may be written: all encoded from the first to the last that must be, so that
/// the white space between them is kept.
std::vector<std::string> written_words(const std::string& text) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        words.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    // A word that looks like an encoded one would be taken for it; so would one that cannot be folded.
    const auto must = [](const std::string& word) {
        return !message::is_ascii(word) || word.find("=?") != std::string::npos ||
               word.size() > line_octets_max / 2;
    };
    const auto first = std::ranges::find_if(words, must);
    if (first == words.end()) return words;
    const auto last = std::ranges::find_if(words.rbegin(), words.rend(), must).base();
    std::string encoded;
    for (auto word = first; word != last; ++word) encoded += (encoded.empty() ? "" : " ") + *word;
    std::vector<std::string> out(words.begin(), first);
    for (std::string& word : encoded_words(encoded)) out.push_back(std::move(word));
    out.insert(out.end(), last, words.end());
    return out;
}

bool is_atom_text(char c) {
    return is_letter_or_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

/// RFC 5322 3.2.5: a phrase of atoms, a quoted string, or encoded words.
std::vector<std::string> phrase(std::string_view name) {
    const std::string clean(message::trim(without_controls(name)));
    if (clean.empty()) return {};
    if (!message::is_ascii(clean) || clean.find("=?") != std::string::npos ||
        clean.size() > line_octets_max / 2)
        return encoded_words(clean);
    const bool atoms = std::ranges::all_of(clean, [](char c) { return is_atom_text(c) || c == ' '; }) &&
                       clean.find("  ") == std::string::npos;
    if (atoms) return written_words(clean);
    std::string quoted = "\"";
    for (const char c : clean) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return {quoted + '"'};
}

std::vector<std::string> address_words(const WrittenAddress& address) {
    std::vector<std::string> words = phrase(address.name);
    const std::string email = without_controls(address.email);
    words.push_back(words.empty() && !email.empty() ? email : "<" + email + ">");
    return words;
}

bool is_token_value(std::string_view value) {
    return !value.empty() && std::ranges::all_of(value, [](char c) {
        return is_letter_or_digit(c) || std::string_view("!#$&+-.^_`{|}~").find(c) != std::string_view::npos;
    });
}

/// RFC 2231 7 attribute-char.
std::string percent_encode(char c) {
    if (is_letter_or_digit(c) || std::string_view("!#$&+-.^_`{|}~").find(c) != std::string_view::npos)
        return std::string(1, c);
    const auto octet = static_cast<unsigned char>(c);
    return {'%', hex[octet >> 4], hex[octet & 15]};
}

/// One parameter as the pieces that it needs (RFC 2231 3 and 4).
std::vector<std::string> parameter_pieces(const FieldParameter& parameter) {
    const std::string value = without_controls(parameter.value);
    if (message::is_ascii(value) && value.size() <= parameter_octets_max) {
        if (is_token_value(value)) return {parameter.name + "=" + value};
        std::string quoted = parameter.name + "=\"";
        for (const char c : value) {
            if (c == '"' || c == '\\') quoted += '\\';
            quoted += c;
        }
        return {quoted + '"'};
    }
    std::vector<std::string> values{"utf-8''"};
    for (const char c : value) {
        const std::string encoded = percent_encode(c);
        if (values.back().size() + encoded.size() > parameter_octets_max) values.emplace_back();
        values.back() += encoded;
    }
    if (values.size() == 1) return {parameter.name + "*=" + values[0]};
    std::vector<std::string> pieces;
    for (std::size_t i = 0; i < values.size(); ++i)
        pieces.push_back(parameter.name + "*" + std::to_string(i) + "*=" + values[i]);
    return pieces;
}

/// RFC 2045 6.7. `text` has CRLF line ends.
std::string quoted_printable(std::string_view text) {
    std::string out;
    std::size_t column = 0;
    const auto put = [&](std::string_view piece) {
        // One place is kept for the "=" of a soft line end.
        if (column + piece.size() > fold_at - 1) {
            out += "=\r\n";
            column = 0;
        }
        out += piece;
        column += piece.size();
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (text.substr(at, 2) == "\r\n") {
            out += "\r\n";
            column = 0;
            ++at;
            continue;
        }
        const std::string_view rest = text.substr(at + 1);
        const bool ends_line = rest.empty() || rest.starts_with("\r\n");
        const bool white = c == ' ' || c == '\t';
        // "From " at the beginning of a line and a dot alone in one do not survive everywhere.
        const bool fragile = column == 0 && (text.substr(at, 5) == "From " || (c == '.' && ends_line));
        if (((c > ' ' && c < 0x7f && c != '=') || (white && !ends_line)) && !fragile) {
            put({&c, 1});
        } else {
            const auto octet = static_cast<unsigned char>(c);
            const char escaped[3] = {'=', hex[octet >> 4], hex[octet & 15]};
            put({escaped, 3});
        }
    }
    return out;
}

}  // namespace

std::string text_field(std::string_view name, std::string_view utf8) {
    Folded field(name);
    for (const std::string& word : written_words(without_controls(utf8))) field.word(word);
    return std::move(field).finish();
}

std::string address_field(std::string_view name, const std::vector<WrittenGroup>& groups) {
    Folded field(name);
    bool first = true;
    for (const WrittenGroup& group : groups) {
        if (!std::exchange(first, false)) field.close(",");
        if (group.is_group) {
            const auto words = phrase(group.name);
            for (const std::string& word : words) field.word(word);
            if (words.empty()) field.word("\"\"");
            field.close(":");
        }
        for (std::size_t i = 0; i < group.addresses.size(); ++i) {
            if (i > 0) field.close(",");
            for (const std::string& word : address_words(group.addresses[i])) field.word(word);
        }
        if (group.is_group) field.close(";");
    }
    return std::move(field).finish();
}

std::string list_field(std::string_view name, const std::vector<std::string>& items,
                       std::string_view separator) {
    Folded field(name);
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) field.close(separator);
        field.word(without_controls(items[i]));
    }
    return std::move(field).finish();
}

std::string parameter_field(std::string_view name, std::string_view value,
                            const std::vector<FieldParameter>& parameters) {
    Folded field(name);
    field.word(without_controls(value));
    for (const FieldParameter& parameter : parameters) {
        for (const std::string& piece : parameter_pieces(parameter)) {
            field.close(";");
            field.word(piece);
        }
    }
    return std::move(field).finish();
}

TextEncoding encoding_for(std::string_view text) {
    bool plain = message::is_ascii(text) && text.find('\0') == std::string_view::npos &&
                 !text.starts_with("From ") && text.find("\r\nFrom ") == std::string_view::npos;
    std::size_t special = 0;
    std::size_t line = 0;
    for (const char c : text) {
        line = c == '\n' ? 0 : line + 1;
        // With its CR.
        plain &= line <= line_octets_max + 1;
        special += static_cast<unsigned char>(c) >= 0x80 ? 1 : 0;
    }
    if (plain) return TextEncoding::seven_bit;
    // An octet that is not ASCII costs two more, in base64 each third one more.
    return special * 6 > text.size() ? TextEncoding::base64 : TextEncoding::quoted_printable;
}

std::string_view to_text(TextEncoding encoding) {
    switch (encoding) {
        case TextEncoding::seven_bit: return "7bit";
        case TextEncoding::quoted_printable: return "quoted-printable";
        case TextEncoding::base64: return "base64";
    }
    return {};
}

std::string encode_text(TextEncoding encoding, std::string_view text) {
    if (encoding == TextEncoding::quoted_printable) return quoted_printable(text);
    std::string out(encoding == TextEncoding::seven_bit ? text : std::string_view());
    if (encoding == TextEncoding::base64) {
        Base64Lines lines;
        lines.feed(text, out);
        lines.finish(out);
    }
    return out;
}

std::string to_crlf(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 32);
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') continue;
        if (text[at] == '\r' || text[at] == '\n') {
            out += "\r\n";
        } else {
            out += text[at];
        }
    }
    return out;
}

void Base64Lines::feed(std::string_view octets, std::string& out) {
    while (!octets.empty()) {
        const std::string_view taken = octets.substr(0, line_octets - held_.size());
        held_ += taken;
        octets.remove_prefix(taken.size());
        if (held_.size() < line_octets) return;
        out += to_base64(as_bytes(held_)) + "\r\n";
        held_.clear();
    }
}

void Base64Lines::finish(std::string& out) {
    if (!held_.empty()) out += to_base64(as_bytes(held_)) + "\r\n";
    held_.clear();
}

}  // namespace milpa::jmap
