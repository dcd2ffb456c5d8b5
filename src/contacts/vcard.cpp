// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contacts/vcard.hpp"

#include <algorithm>

#include "contacts/text.hpp"

namespace milpa::contacts {

namespace {

/// RFC 6350 3.2: octets of a line, without its end.
constexpr std::size_t line_octets = 75;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

bool is_control(char c) {
    const auto octet = static_cast<unsigned char>(c);
    return (octet < 0x20 && c != '\t') || octet == 0x7F;
}

/// A line folded into pieces, each begun with a space but the first.
void put_folded(std::string& out, std::string_view line) {
    std::size_t room = line_octets;
    while (line.size() > room) {
        std::size_t cut = room;
        while (cut > 0 && is_continuation(line[cut])) {
            --cut;
        }
        if (cut == 0) {  // no character is so long: whatever it is goes on
            cut = room;
        }
        out += line.substr(0, cut);
        out += "\r\n ";
        line.remove_prefix(cut);
        room = line_octets - 1;
    }
    out += line;
    out += "\r\n";
}

/// RFC 6868. A quoted string holds no quote and no line end.
void put_parameter_value(std::string& out, std::string_view value) {
    const bool quoted = value.find_first_of(",;:") != std::string_view::npos;
    if (quoted) {
        out += '"';
    }
    for (const char c : value) {
        switch (c) {
            case '^': out += "^^"; break;
            case '"': out += "^'"; break;
            case '\n': out += "^n"; break;
            default: out += is_control(c) ? ' ' : c;
        }
    }
    if (quoted) {
        out += '"';
    }
}

/// Whatever the parts hold, it stays one line: what a line cannot hold is escaped or left out.
std::string line_of(const Property& property) {
    std::string line;
    if (is_vcard_name(property.group)) {
        line += property.group;
        line += '.';
    }
    line += property.name;
    for (const Parameter& parameter : property.parameters) {
        if (parameter.values.empty() || !is_vcard_name(parameter.name)) {
            continue;
        }
        line += ';';
        line += parameter.name;
        char before = '=';
        for (const std::string& value : parameter.values) {
            line += before;
            put_parameter_value(line, value);
            before = ',';
        }
    }
    line += ':';
    for (const char c : property.value) {
        if (c == '\n') {
            line += "\\n";
        } else if (!is_control(c)) {
            line += c;
        }
    }
    return line;
}

}  // namespace

std::string_view to_text(VCardVersion version) {
    switch (version) {
        case VCardVersion::v21: return "2.1";
        case VCardVersion::v30: return "3.0";
        case VCardVersion::v40: break;
    }
    return "4.0";
}

const Parameter* Property::find(std::string_view wanted) const {
    const auto found = std::ranges::find(parameters, wanted, &Parameter::name);
    return found == parameters.end() ? nullptr : &*found;
}

std::optional<std::string_view> Property::parameter(std::string_view wanted) const {
    const Parameter* found = find(wanted);
    if (found == nullptr || found->values.empty()) {
        return std::nullopt;
    }
    return found->values.front();
}

void Property::add(std::string_view parameter, std::string one) {
    const auto found = std::ranges::find(parameters, parameter, &Parameter::name);
    if (found != parameters.end()) {
        found->values.push_back(std::move(one));
        return;
    }
    parameters.push_back({std::string(parameter), {}});
    parameters.back().values.push_back(std::move(one));
}

const Property* VCard::find(std::string_view name) const {
    const auto found = std::ranges::find(properties, name, &Property::name);
    return found == properties.end() ? nullptr : &*found;
}

std::string write_vcard(const VCard& card) {
    std::string out = "BEGIN:VCARD\r\nVERSION:";
    out += to_text(card.version == VCardVersion::v40 ? VCardVersion::v40 : VCardVersion::v30);
    out += "\r\n";
    for (const Property& property : card.properties) {
        if (!is_vcard_name(property.name)) {
            continue;
        }
        put_folded(out, line_of(property));
    }
    out += "END:VCARD\r\n";
    return out;
}

std::string unescape_text(std::string_view value) {
    std::string out;
    out.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] != '\\' || i + 1 == value.size()) {
            out += value[i];
            continue;
        }
        ++i;
        out += value[i] == 'n' || value[i] == 'N' ? '\n' : value[i];
    }
    return out;
}

std::string escape_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '\n': out += "\\n"; break;
            case '\r': break;
            case '\\':
            case ',':
            case ';': out += '\\'; [[fallthrough]];
            default: out += c;
        }
    }
    return out;
}

std::string escape_uri(std::string_view uri) {
    std::string out;
    out.reserve(uri.size());
    for (const char c : uri) {
        if (c == '\\') out += '\\';
        out += c;
    }
    return out;
}

namespace {

/// As they are escaped.
std::vector<std::string_view> cut_at(std::string_view value, char separator) {
    std::vector<std::string_view> pieces;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\\') {
            ++i;
        } else if (value[i] == separator) {
            pieces.push_back(value.substr(begin, i - begin));
            begin = i + 1;
        }
    }
    pieces.push_back(value.substr(begin));
    return pieces;
}

}  // namespace

std::vector<std::string> split_text(std::string_view value, char separator) {
    std::vector<std::string> out;
    for (const std::string_view piece : cut_at(value, separator)) {
        out.push_back(unescape_text(piece));
    }
    return out;
}

std::vector<std::vector<std::string>> split_structured(std::string_view value) {
    std::vector<std::vector<std::string>> out;
    for (const std::string_view component : cut_at(value, ';')) {
        out.push_back(split_text(component, ','));
    }
    return out;
}

std::string join_structured(const std::vector<std::vector<std::string>>& components) {
    std::string out;
    for (std::size_t i = 0; i < components.size(); ++i) {
        if (i > 0) {
            out += ';';
        }
        for (std::size_t k = 0; k < components[i].size(); ++k) {
            if (k > 0) {
                out += ',';
            }
            out += escape_text(components[i][k]);
        }
    }
    return out;
}

}  // namespace milpa::contacts
