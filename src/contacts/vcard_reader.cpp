// SPDX-License-Identifier: AGPL-3.0-or-later
// From octets to lines, from lines to properties. Folds are undone on octets, since programs fold inside
// characters (RFC 6350 3.2 allows it); only then is it looked whether the whole is UTF-8.
#include <unicode/ucnv.h>

#include <algorithm>
#include <ranges>

#include "contacts/text.hpp"
#include "contacts/vcard.hpp"

namespace milpa::contacts {

namespace {

bool is_name_octet(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/// Lines without their ends and folds; empty ones are left out.
class Lines {
public:
    explicit Lines(std::string_view octets) : rest_(octets) {
        if (rest_.starts_with("\xEF\xBB\xBF")) {
            rest_.remove_prefix(3);
        }
    }

    /// Nothing at the end.
    std::optional<std::string> next() {
        while (!rest_.empty()) {
            std::string line = std::string(take());
            while (rest_.starts_with(' ') || rest_.starts_with('\t')) {
                rest_.remove_prefix(1);
                line += take();
            }
            if (!line.empty()) {
                return line;
            }
        }
        return std::nullopt;
    }
    /// The physical line that follows: where a soft break of quoted-printable ends the last one.
    std::string_view take() {
        const std::size_t end = rest_.find('\n');
        std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        return line;
    }
    bool ended() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

/// RFC 6868.
std::string undo_carets(std::string_view value) {
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char next = i + 1 < value.size() ? value[i + 1] : '\0';
        if (value[i] != '^' || (next != 'n' && next != '^' && next != '\'')) {
            out += value[i];
            continue;
        }
        ++i;
        out += next == 'n' ? '\n' : next == '^' ? '^' : '"';
    }
    return out;
}

/// One property's line, from left to right.
class PropertyReader {
public:
    explicit PropertyReader(std::string_view line) : line_(line) {}

    Result<Property> read() {
        Property property{.name = std::string(take_name())};
        if (line_.starts_with('.')) {
            line_.remove_prefix(1);
            property.group = std::exchange(property.name, std::string(take_name()));
            if (!is_vcard_name(property.group)) {
                return fail(ErrorKind::syntax, "no group");
            }
        }
        if (!is_vcard_name(property.name)) {
            return fail(ErrorKind::syntax, "no property");
        }
        property.name = upper(property.name);
        while (line_.starts_with(';')) {
            line_.remove_prefix(1);
            CHECK(read_parameter(property));
        }
        if (!line_.starts_with(':')) {
            return fail(ErrorKind::syntax, "no value");
        }
        property.value = line_.substr(1);
        return property;
    }

private:
    std::string_view take_name() {
        const auto end = std::ranges::find_if_not(line_, is_name_octet);
        const std::string_view name = line_.substr(0, static_cast<std::size_t>(end - line_.begin()));
        line_.remove_prefix(name.size());
        return name;
    }

    Result<void> read_parameter(Property& property) {
        const std::string name = upper(take_name());
        if (!line_.starts_with('=')) {
            // 2.1: TEL;HOME;VOICE, and ENCODING without its name. Also an empty one (";:"), which is nothing.
            if (!name.empty()) {
                const bool encoding = name == "QUOTED-PRINTABLE" || name == "BASE64";
                property.add(encoding ? "ENCODING" : "TYPE", lower(name));
            }
            return limits(property);
        }
        if (name.empty()) {
            return fail(ErrorKind::syntax, "no parameter");
        }
        do {
            line_.remove_prefix(1);
            TRY(std::string value, take_value());
            // TYPE="home,voice": a list that was quoted as a whole. Parameters know no backslash (RFC 6868),
            // and a type without letters is none.
            if (name == "TYPE") {
                for (const auto piece : std::views::split(value, ',')) {
                    const std::string_view type(piece);
                    if (!type.empty()) property.add(name, std::string(type));
                }
            } else {
                property.add(name, std::move(value));
            }
            CHECK(limits(property));
        } while (line_.starts_with(','));
        return {};
    }

    Result<std::string> take_value() {
        std::string value;
        if (line_.starts_with('"')) {
            const std::size_t end = line_.find('"', 1);
            if (end == std::string_view::npos) {
                return fail(ErrorKind::syntax, "open quote");
            }
            value = undo_carets(line_.substr(1, end - 1));
            line_.remove_prefix(end + 1);
            return value;
        }
        const std::size_t end = std::min(line_.find_first_of(",;:"), line_.size());
        value = undo_carets(line_.substr(0, end));
        line_.remove_prefix(end);
        return value;
    }

    static Result<void> limits(const Property& property) {
        std::size_t values = 0;
        for (const Parameter& parameter : property.parameters) {
            values += parameter.values.size();
        }
        if (property.parameters.size() > property_parameters_max || values > parameter_values_max) {
            return fail(ErrorKind::limit, "parameters");
        }
        return {};
    }

    std::string_view line_;
};

int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string undo_quoted_printable(std::string_view value) {
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const int high = value[i] == '=' && i + 2 < value.size() ? hex_digit(value[i + 1]) : -1;
        const int low = high >= 0 ? hex_digit(value[i + 2]) : -1;
        if (low < 0) {
            out += value[i];
            continue;
        }
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

Result<std::string> to_utf8(std::string_view octets, const std::string& charset) {
    UErrorCode error = U_ZERO_ERROR;
    std::string out(octets.size() * 4 + 4, '\0');
    const std::int32_t size =
        ucnv_convert("UTF-8", charset.c_str(), out.data(), static_cast<std::int32_t>(out.size()),
                     octets.data(), static_cast<std::int32_t>(octets.size()), &error);
    if (U_FAILURE(error) != 0 || size < 0 || static_cast<std::size_t>(size) > out.size()) {
        return fail(ErrorKind::syntax, "character set");
    }
    out.resize(static_cast<std::size_t>(size));
    return out;
}

/// A newline may come out of quoted-printable: in a value it stands escaped.
std::string escape_newlines(std::string_view value) {
    std::string out;
    for (const char c : value) {
        if (c == '\n') {
            out += "\\n";
        } else if (c != '\r') {
            out += c;
        }
    }
    return out;
}

/// 2.1 (and 3.0 of some programs): what is encoded becomes plain UTF-8.
Result<void> undo_encoding(Property& property, Lines& lines) {
    const auto encoding = property.parameter("ENCODING");
    if (encoding && equal_fold(*encoding, "QUOTED-PRINTABLE")) {
        while (property.value.ends_with('=') && !lines.ended()) {
            property.value.pop_back();
            property.value += lines.take();
            if (property.value.size() > card_octets_max) {
                return fail(ErrorKind::limit, "value");
            }
        }
        property.value = undo_quoted_printable(property.value);
        std::erase_if(property.parameters, [](const Parameter& one) { return one.name == "ENCODING"; });
    }
    if (const auto charset = property.parameter("CHARSET")) {
        if (!equal_fold(*charset, "UTF-8")) {
            TRY(property.value, to_utf8(property.value, std::string(*charset)));
        }
        std::erase_if(property.parameters, [](const Parameter& one) { return one.name == "CHARSET"; });
    }
    property.value = escape_newlines(property.value);
    return {};
}

bool is_clean(std::string_view text) {
    return is_utf8(text) && std::ranges::none_of(text, [](char c) {
               const auto octet = static_cast<unsigned char>(c);
               return (octet < 0x20 && c != '\t' && c != '\n') || octet == 0x7F;
           });
}

Result<void> check_clean(const Property& property) {
    bool clean = is_clean(property.value);
    for (const Parameter& parameter : property.parameters) {
        clean = clean && std::ranges::all_of(parameter.values, [](const auto& v) { return is_clean(v); });
    }
    return clean ? Result<void>() : fail(ErrorKind::syntax, "not UTF-8, or a control character");
}

Result<VCardVersion> read_version(std::string_view text) {
    for (const VCardVersion version : {VCardVersion::v40, VCardVersion::v30, VCardVersion::v21}) {
        if (text == to_text(version)) {
            return version;
        }
    }
    return fail(ErrorKind::syntax, "unknown version");
}

bool is_line(const Property& property, std::string_view name) {
    return property.name == name && equal_fold(unescape_text(property.value), "VCARD");
}

}  // namespace

Result<VCard> read_vcard(std::string_view octets) {
    if (octets.size() > card_octets_max) {
        return fail(ErrorKind::limit, "octets");
    }
    Lines lines(octets);
    VCard card;
    std::optional<VCardVersion> version;
    bool begun = false;
    bool ended = false;
    while (auto line = lines.next()) {
        TRY(Property property, PropertyReader(*line).read());
        CHECK(undo_encoding(property, lines));
        CHECK(check_clean(property));
        if (ended || begun == is_line(property, "BEGIN")) {
            // Nothing behind the card, nothing before it, and none inside (the AGENT of 2.1).
            return fail(ErrorKind::syntax, "not one vCard");
        }
        begun = true;
        if (property.name == "BEGIN") {
            continue;
        }
        if (is_line(property, "END")) {
            ended = true;
        } else if (property.name == "VERSION") {
            TRY(const VCardVersion found, read_version(property.value));
            version = version.value_or(found);
        } else if (card.properties.size() == card_properties_max) {
            return fail(ErrorKind::limit, "properties");
        } else {
            card.properties.push_back(std::move(property));
        }
    }
    if (!ended || !version) {
        return fail(ErrorKind::syntax, begun ? "no end or no version" : "no vCard");
    }
    card.version = *version;
    return card;
}

}  // namespace milpa::contacts
