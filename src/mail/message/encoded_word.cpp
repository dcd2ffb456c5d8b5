// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/encoded_word.hpp"

#include "mail/message/charset.hpp"
#include "mail/message/header.hpp"
#include "mail/message/transfer.hpp"

namespace milpa::mail::message {

namespace {

/// RFC 2047 2 allows 75 for a whole word; a longer name is no charset.
constexpr std::size_t charset_octets_max = 60;
/// Pieces of one RFC 2231 parameter; more are ignored.
constexpr unsigned pieces_max = 1000;

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

/// "=XX" or "%XX" undone; a mark without two digits stands for itself.
std::string decode_hex(std::string_view text, char mark, bool underscore_is_space) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == mark && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
            hex_digit(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            out += underscore_is_space && text[i] == '_' ? ' ' : text[i];
        }
    }
    return out;
}

struct Word {
    std::string charset;
    std::string_view text;
    bool base64;
    std::size_t end;
};

/// Text is decoded in slices of this size, so that a long value does not become long buffers.
constexpr std::size_t slice_octets = 1024;

/// The next slice of a text in "Q" (RFC 2047 4.2): no "=XX" is cut.
std::string_view hex_slice(std::string_view text) {
    std::size_t size = std::min(text.size(), slice_octets);
    if (size == text.size()) return text;
    for (const std::size_t back : {1, 2}) {
        const std::size_t at = size - back;
        if (text[at] == '=' && at + 2 < text.size() && hex_digit(text[at + 1]) >= 0 &&
            hex_digit(text[at + 2]) >= 0) {
            size = at;
            break;
        }
    }
    return text.substr(0, size);
}

/// A run of octets in one charset to text, slice by slice.
class Decoding {
public:
    explicit Decoding(const std::function<void(std::string_view)>& give) : give_(give) {}

    void plain(std::string_view text) {
        end();
        begin("");
        for (; !text.empty(); text.remove_prefix(std::min(text.size(), slice_octets)))
            take(text.substr(0, slice_octets));
        end();
    }
    void word(const Word& word) {
        if (!decoder_ || word.charset != charset_) {
            end();
            begin(word.charset);
        }
        std::string_view text = word.text;
        std::string octets;
        TransferDecoder base64(Encoding::base64);
        while (!text.empty()) {
            const std::string_view slice = word.base64 ? text.substr(0, slice_octets) : hex_slice(text);
            octets.clear();
            word.base64 ? base64.feed(slice, octets) : void(octets = decode_hex(slice, '=', true));
            take(octets);
            text.remove_prefix(slice.size());
        }
        octets.clear();
        base64.finish(octets);
        take(octets);
    }
    void end() {
        if (!decoder_) return;
        utf8_.clear();
        decoder_->finish(utf8_);
        if (!utf8_.empty()) give_(utf8_);
        decoder_.reset();
    }

private:
    void begin(std::string_view charset) {
        charset_ = charset;
        decoder_.emplace(charset);
    }
    void take(std::string_view octets) {
        utf8_.clear();
        decoder_->feed(octets, utf8_);
        if (!utf8_.empty()) give_(utf8_);
    }

    const std::function<void(std::string_view)>& give_;
    std::optional<CharsetDecoder> decoder_;
    std::string charset_;
    std::string utf8_;
};

/// Reads words of one value. The search for "?=" is never repeated in vain, so the whole is linear.
class WordReader {
public:
    explicit WordReader(std::string_view value) : value_(value) {}

    std::optional<Word> read(std::size_t begin) {
        const std::size_t charset_end = value_.substr(0, begin + 2 + charset_octets_max).find('?', begin + 2);
        if (charset_end == std::string_view::npos || charset_end + 2 >= value_.size()) return std::nullopt;
        const char kind = value_[charset_end + 1];
        const bool base64 = kind == 'B' || kind == 'b';
        if ((!base64 && kind != 'Q' && kind != 'q') || value_[charset_end + 2] != '?') return std::nullopt;
        const std::size_t text_begin = charset_end + 3;
        if (text_begin >= no_end_after_) return std::nullopt;
        const std::size_t text_end = value_.find("?=", text_begin);
        if (text_end == std::string_view::npos) {
            no_end_after_ = text_begin;
            return std::nullopt;
        }
        const std::string_view text = value_.substr(text_begin, text_end - text_begin);
        std::string_view charset = value_.substr(begin + 2, charset_end - begin - 2);
        charset = charset.substr(0, charset.find('*'));  // RFC 2231 5: a language may follow
        return Word{.charset = lower_case(charset), .text = text, .base64 = base64, .end = text_end + 2};
    }

private:
    std::string_view value_;
    std::size_t no_end_after_ = std::string_view::npos;
};

/// "name*2*" is piece 2, encoded; "name*" is piece 0, encoded; "name" has no number.
struct PieceName {
    std::string base;
    std::optional<unsigned> number;
    bool encoded = false;
};

/// One parameter, as far as it was read. The views point into the list.
struct Pieces {
    std::map<unsigned, std::pair<std::string_view, bool>> numbered;  // value, percent-encoded
    std::optional<std::string_view> plain;

    void add(const PieceName& name, std::string_view value) {
        if (!name.number) {
            if (!plain) plain = value;
        } else if (*name.number < pieces_max) {
            numbered.try_emplace(*name.number, value, name.encoded);
        }
    }
};

/// RFC 2231 4: charset'language'text, the first two possibly empty.
void take_charset(std::string_view& value, std::string_view& charset) {
    const std::size_t first = value.find('\'');
    if (first == std::string_view::npos) return;
    const std::size_t second = value.find('\'', first + 1);
    if (second == std::string_view::npos) return;
    charset = value.substr(0, first);
    value.remove_prefix(second + 1);
}

/// The RFC 2231 form wins over the plain one.
std::string join(const Pieces& pieces) {
    if (!pieces.numbered.contains(0) && pieces.plain) return decode_words(*pieces.plain);
    std::string octets;
    std::string_view charset;
    unsigned expected = 0;
    for (const auto& [number, piece] : pieces.numbered) {
        if (number != expected++) break;  // RFC 2231 3: a piece is missing, what follows has no meaning
        auto [value, encoded] = piece;
        if (number == 0 && encoded) take_charset(value, charset);
        octets += encoded ? decode_hex(value, '%', false) : std::string(value);
    }
    return to_utf8(charset, octets);
}

PieceName split_name(std::string_view name) {
    PieceName made;
    made.encoded = name.size() > 1 && name.ends_with('*');
    if (made.encoded) {
        name.remove_suffix(1);
        made.number = 0;
    }
    const std::size_t star = name.rfind('*');
    if (star != std::string_view::npos && star > 0 && star + 1 < name.size() && name.size() - star <= 5) {
        unsigned value = 0;
        bool digits = true;
        for (char c : name.substr(star + 1)) {
            digits = digits && c >= '0' && c <= '9';
            value = value * 10 + static_cast<unsigned>(c - '0');
        }
        if (digits) {
            made.number = value;
            name = name.substr(0, star);
        }
    }
    made.base = lower_case(name);
    return made;
}

/// RFC 2231 7: of an encoded value, these stand for themselves.
bool is_attribute_char(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$&+-.^_`{|}~").find(c) != std::string_view::npos;
}

/// The pieces of one parameter, by their place in the list.
struct Continuation {
    std::map<unsigned, int> places;
    unsigned count = 0;  // from piece 0 on without a gap
    bool encoded = false;
};

std::map<std::string, Continuation> find_continuations(const ParameterList& parameters) {
    std::map<std::string, Continuation> found;
    for (int place = 0; place < parameters.size(); ++place) {
        const PieceName name = split_name(parameters[place].name());
        if (name.number && *name.number < pieces_max)
            found[name.base].places.try_emplace(*name.number, place);
    }
    for (auto& [name, continuation] : found) {
        for (const auto& [number, place] : continuation.places) {
            if (number != continuation.count) break;
            ++continuation.count;
            continuation.encoded |= parameters[place].name().ends_with('*');
        }
    }
    return found;
}

std::string join_pieces(const ParameterList& parameters, const Continuation& pieces) {
    std::string value;
    for (unsigned number = 0; number < pieces.count; ++number) {
        const events::Parameter& piece = parameters[pieces.places.at(number)];
        if (!pieces.encoded || piece.name().ends_with('*')) {
            value += piece.value();
            continue;
        }
        // Where one piece is encoded, the whole is; it begins with the names of charset and language.
        if (number == 0) value = "''";
        for (const char c : piece.value()) {
            if (is_attribute_char(c)) {
                value += c;
            } else {
                constexpr std::string_view digits = "0123456789ABCDEF";
                const auto octet = static_cast<unsigned char>(c);
                value += {'%', digits[octet >> 4U], digits[octet & 15U]};
            }
        }
    }
    return value;
}

}  // namespace

ParameterList join_continuations(const ParameterList& parameters) {
    const std::map<std::string, Continuation> found = find_continuations(parameters);
    ParameterList made;
    for (int place = 0; place < parameters.size(); ++place) {
        const events::Parameter& parameter = parameters[place];
        const PieceName split = split_name(parameter.name());
        const auto at = found.find(split.base);
        const Continuation* const pieces = at == found.end() ? nullptr : &at->second;
        if (pieces != nullptr && split.number && *split.number < pieces->count) {
            if (pieces->places.at(0) != place) continue;
            const std::string_view name = std::string_view(parameter.name()).substr(0, split.base.size());
            made.Add()->set_name(std::string(name) + (pieces->encoded ? "*" : ""));
            made.rbegin()->set_value(join_pieces(parameters, *pieces));
        } else if (split.number || pieces == nullptr || pieces->count == 0 || pieces->encoded) {
            *made.Add() = parameter;
        }
    }
    return made;
}

void decode_words(std::string_view value, const std::function<void(std::string_view)>& give) {
    Decoding decoding(give);
    WordReader reader(value);
    std::size_t plain = 0, at = 0;
    bool after_word = false;
    while ((at = value.find("=?", at)) != std::string_view::npos) {
        const auto word = reader.read(at);
        if (!word) {
            at += 2;
            continue;
        }
        const std::string_view between = value.substr(plain, at - plain);
        // RFC 2047 6.2: white space between two words is not shown.
        if (!after_word || !trim(between).empty()) decoding.plain(between);
        decoding.word(*word);
        at = plain = word->end;
        after_word = true;
    }
    decoding.plain(value.substr(plain));
}

std::string decode_words(std::string_view value) {
    std::string out;
    decode_words(value, [&](std::string_view piece) { out += piece; });
    return out;
}

std::vector<DecodedParameter> decode_parameters(const ParameterList& parameters) {
    std::map<std::string, Pieces> found;
    std::vector<std::string> order;
    for (const events::Parameter& parameter : parameters) {
        const PieceName name = split_name(parameter.name());
        const auto [at, first] = found.try_emplace(name.base);
        if (first) order.push_back(name.base);
        at->second.add(name, parameter.value());
    }
    std::vector<DecodedParameter> made;
    for (std::string& name : order) {
        std::string value = join(found[name]);
        made.push_back({.name = std::move(name), .value = std::move(value)});
    }
    return made;
}

std::optional<std::string> find_parameter(const ParameterList& parameters, std::string_view name) {
    Pieces pieces;
    bool found = false;
    for (const events::Parameter& parameter : parameters) {
        const PieceName piece = split_name(parameter.name());
        if (piece.base != name) continue;
        found = true;
        pieces.add(piece, parameter.value());
    }
    if (!found) return std::nullopt;
    return join(pieces);
}

std::optional<std::string> file_name(const events::Part& part) {
    if (auto name = find_parameter(part.disposition_parameters(), "filename")) return name;
    return find_parameter(part.parameters(), "name");
}

}  // namespace milpa::mail::message
