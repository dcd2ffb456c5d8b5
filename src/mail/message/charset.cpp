// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/charset.hpp"

#include <unicode/ucnv.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "mail/message/header.hpp"

namespace milpa::mail::message {

namespace {

/// A name longer than that is none.
constexpr std::size_t charset_name_octets_max = 60;

constexpr std::string_view replacement = "\xef\xbf\xbd";

/// 0x80 to 0x9f of windows-1252; its five holes stand for the control characters, as in browsers.
constexpr char16_t windows_1252[32] = {0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                       0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,   0x017d, 0x8f,
                                       0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                       0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};

enum class Kind : std::uint8_t { guess, utf8, single, icu };

/// What a name means in mail, where it is another converter than ICU's of that name: programs write the
/// subset's name and use the superset.
struct Known {
    std::string_view name;
    Kind kind;
    const char* converter = nullptr;
};
constexpr Known known_names[] = {
    {"", Kind::guess},
    {"us-ascii", Kind::guess},
    {"ascii", Kind::guess},
    {"ansi_x3.4-1968", Kind::guess},
    {"utf-8", Kind::utf8},
    {"utf8", Kind::utf8},
    {"iso-8859-1", Kind::single},
    {"iso8859-1", Kind::single},
    {"latin1", Kind::single},
    {"windows-1252", Kind::single},
    {"cp1252", Kind::single},
    {"gb2312", Kind::icu, "gb18030"},
    {"gbk", Kind::icu, "gb18030"},
    {"ks_c_5601-1987", Kind::icu, "windows-949"},
    {"euc-kr", Kind::icu, "windows-949"},
    {"shift_jis", Kind::icu, "windows-31j"},
    {"shift-jis", Kind::icu, "windows-31j"},
    {"sjis", Kind::icu, "windows-31j"},
    {"iso-8859-9", Kind::icu, "windows-1254"},
    {"iso-8859-11", Kind::icu, "windows-874"},
    {"tis-620", Kind::icu, "windows-874"},
};

void append_code_point(char32_t code_point, std::string& out) {
    char octets[4];
    std::int32_t size = 0;
    UBool failed = false;
    U8_APPEND(octets, size, 4, static_cast<UChar32>(code_point), failed);
    if (failed) {
        out += replacement;
    } else {
        out.append(octets, static_cast<std::size_t>(size));
    }
}

void append_single(char octet, std::string& out) {
    const auto value = static_cast<unsigned char>(octet);
    if (value < 0x80) {
        out += octet;
    } else {
        append_code_point(value < 0xa0 ? windows_1252[value - 0x80] : value, out);
    }
}

enum class Sequence : std::uint8_t { whole, broken, unfinished };

/// The character that begins `text` (not ASCII, not empty); `size` is set where it is whole.
Sequence character_at(std::string_view text, std::size_t& size) {
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0xc2 || first > 0xf4) return Sequence::broken;
    size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    for (std::size_t i = 1; i < size; ++i) {
        if (i >= text.size()) return Sequence::unfinished;
        const auto next = static_cast<unsigned char>(text[i]);
        unsigned char low = 0x80, high = 0xbf;
        if (i == 1) {
            if (first == 0xe0) low = 0xa0;
            if (first == 0xed) high = 0x9f;
            if (first == 0xf0) low = 0x90;
            if (first == 0xf4) high = 0x8f;
        }
        if (next < low || next > high) return Sequence::broken;
    }
    return Sequence::whole;
}

/// ISO-2022 that leaves ASCII in the moment in which it comes back to it: texts that were joined look so,
/// words of a header among them (RFC 2047 3). ICU reports that (UCNV_IRREGULAR) as it may hide something from
/// a filter; nothing is lost by going on.
void on_undecodable(const void* context, UConverterToUnicodeArgs* arguments, const char* octets,
                    std::int32_t length, UConverterCallbackReason reason, UErrorCode* status) {
    if (reason == UCNV_IRREGULAR) {
        *status = U_ZERO_ERROR;
    } else {
        UCNV_TO_U_CALLBACK_SUBSTITUTE(context, arguments, octets, length, reason, status);
    }
}

/// Only names that ICU lists are opened: no file is looked for by a name from a message.
UConverter* open_converter(const std::string& name) {
    if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_:") != std::string::npos)
        return nullptr;
    UErrorCode status = U_ZERO_ERROR;
    if (ucnv_countAliases(name.c_str(), &status) == 0 || U_FAILURE(status)) return nullptr;
    // ICU caches what it loads: opening again costs under a microsecond.
    UConverter* converter = ucnv_open(name.c_str(), &status);
    if (U_FAILURE(status)) return nullptr;
    ucnv_setToUCallBack(converter, on_undecodable, nullptr, nullptr, nullptr, &status);
    return converter;
}

}  // namespace

void CharsetDecoder::Close::operator()(UConverter* converter) const { ucnv_close(converter); }

CharsetDecoder::CharsetDecoder(std::string_view charset) {
    std::string_view token = trim(charset);
    while (token.starts_with('"') || token.starts_with('\'')) token.remove_prefix(1);
    while (token.ends_with('"') || token.ends_with('\'')) token.remove_suffix(1);
    if (token.size() > charset_name_octets_max) token = "?";
    const std::string name = lower_case(token);
    for (const Known& known : known_names) {
        if (known.name != name) continue;
        guess_ = known.kind == Kind::guess;
        single_ = known.kind == Kind::single;
        if (known.kind == Kind::icu) {
            converter_.reset(open_converter(known.converter));
            if (!converter_) break;
        }
        return;
    }
    converter_.reset(open_converter(name));
    known_ = converter_ != nullptr;
    guess_ = !known_;
}

CharsetDecoder::~CharsetDecoder() = default;
CharsetDecoder::CharsetDecoder(CharsetDecoder&&) noexcept = default;
CharsetDecoder& CharsetDecoder::operator=(CharsetDecoder&&) noexcept = default;

void CharsetDecoder::feed(std::string_view in, std::string& out) {
    if (converter_) return feed_icu(in, false, out);
    if (!single_) return feed_utf8(in, out);
    while (!in.empty()) {
        const std::size_t ascii = ascii_length(in);
        out += in.substr(0, ascii);
        in.remove_prefix(ascii);
        if (in.empty()) return;
        append_single(in[0], out);
        in.remove_prefix(1);
    }
}

void CharsetDecoder::feed_utf8(std::string_view in, std::string& out) {
    std::size_t size = 0;
    while (!pending_.empty()) {
        // Few octets: one more at a time, until the first character is decided.
        const Sequence sequence = character_at(pending_, size);
        if (sequence == Sequence::unfinished) {
            if (in.empty()) return;
            pending_ += in[0];
            in.remove_prefix(1);
            continue;
        }
        if (sequence == Sequence::broken) {
            size = 1;
            guess_ ? append_single(pending_[0], out) : void(out += replacement);
        } else {
            out.append(pending_, 0, size);
        }
        pending_.erase(0, size);
        const std::size_t ascii = ascii_length(pending_);
        out.append(pending_, 0, ascii);
        pending_.erase(0, ascii);
    }
    while (!in.empty()) {
        const std::size_t ascii = ascii_length(in);
        out += in.substr(0, ascii);
        in.remove_prefix(ascii);
        if (in.empty()) return;
        const Sequence sequence = character_at(in, size);
        if (sequence == Sequence::unfinished) {
            pending_ = in;
            return;
        }
        if (sequence == Sequence::broken) {
            size = 1;
            guess_ ? append_single(in[0], out) : void(out += replacement);
        } else {
            out += in.substr(0, size);
        }
        in.remove_prefix(size);
    }
}

void CharsetDecoder::feed_icu(std::string_view in, bool last, std::string& out) {
    const char* source = in.data();
    const char* const end = source + in.size();
    UErrorCode status = U_BUFFER_OVERFLOW_ERROR;
    while (status == U_BUFFER_OVERFLOW_ERROR) {
        status = U_ZERO_ERROR;
        char16_t units[512];
        char16_t* target = units;
        ucnv_toUnicode(converter_.get(), &target, units + std::size(units), &source, end, nullptr, last,
                       &status);
        for (const char16_t* at = units; at != target; ++at) {
            if (U16_IS_TRAIL(*at) && lead_ != 0) {
                append_code_point(static_cast<char32_t>(U16_GET_SUPPLEMENTARY(lead_, *at)), out);
                lead_ = 0;
                continue;
            }
            if (lead_ != 0) out += replacement;
            lead_ = U16_IS_LEAD(*at) ? *at : u'\0';
            if (lead_ == 0) append_code_point(*at, out);
        }
    }
}

void CharsetDecoder::finish(std::string& out) {
    if (converter_) {
        feed_icu({}, true, out);
        if (lead_ != 0) out += replacement;
        lead_ = 0;
        ucnv_reset(converter_.get());
    }
    while (!pending_.empty()) {
        // Unfinished: none of its octets is a character, but after the first there may be one.
        guess_ ? append_single(pending_[0], out) : void(out += replacement);
        pending_.erase(0, 1);
        std::string rest = std::exchange(pending_, {});
        feed_utf8(rest, out);
    }
}

std::string to_utf8(std::string_view charset, std::string_view text) {
    std::string out;
    CharsetDecoder decoder(charset);
    decoder.feed(text, out);
    decoder.finish(out);
    return out;
}

bool is_utf8(std::string_view text) {
    std::size_t size = 0;
    while (!text.empty()) {
        text.remove_prefix(ascii_length(text));
        if (text.empty()) break;
        if (character_at(text, size) != Sequence::whole) return false;
        text.remove_prefix(size);
    }
    return true;
}

std::size_t ascii_length(std::string_view text) {
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t eight;
        std::memcpy(&eight, text.data() + at, 8);
        if ((eight & 0x8080808080808080) != 0) break;
    }
    while (at < text.size() && static_cast<signed char>(text[at]) >= 0) ++at;
    return at;
}

bool is_ascii(std::string_view text) { return ascii_length(text) == text.size(); }

std::string_view cut_utf8(std::string_view text, std::size_t octets_max) {
    if (text.size() <= octets_max) return text;
    std::size_t end = octets_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end);
}

}  // namespace milpa::mail::message
