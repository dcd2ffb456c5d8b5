// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/form.hpp"

#include <algorithm>
#include <optional>

#include "http/target.hpp"
#include "jmap/mail/header_forms.hpp"

namespace milpa::pages {

namespace {

constexpr std::string_view line_end = "\r\n";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool equal_without_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// One parameter of a field: `name=value`, the value perhaps in quotes. Taken off `rest`.
struct Parameter {
    std::string_view name;
    std::string value;
};
std::optional<Parameter> take_parameter(std::string_view& rest) {
    rest.remove_prefix(std::min(rest.find_first_not_of("; \t"), rest.size()));
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    Parameter found{.name = trim(rest.substr(0, equals)), .value = {}};
    rest.remove_prefix(equals + 1);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    if (!rest.starts_with('"')) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        found.value = trim(rest.substr(0, end));
        rest.remove_prefix(end);
        return found;
    }
    rest.remove_prefix(1);
    while (!rest.empty() && rest.front() != '"') {
        // A quote in a name comes as %22 (HTML 4.10.21.8), from some as \".
        if (rest.starts_with("\\\"")) rest.remove_prefix(1);
        found.value += rest.front();
        rest.remove_prefix(1);
    }
    if (!rest.empty()) rest.remove_prefix(1);
    return found;
}

/// HTML 4.10.21.8: these three alone are encoded in the names of fields and files.
std::string decode_name(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string_view three = text.substr(at, 3);
        const bool quote = three == "%22";
        if (quote || equal_without_case(three, "%0d") || equal_without_case(three, "%0a")) {
            out += quote ? '"' : ' ';
            at += 2;
        } else {
            out += text[at];
        }
    }
    return out;
}

/// Without folders, which some browsers of old tell; not longer than a file's name may be.
std::string file_name(std::string_view text) {
    std::string name = jmap::to_clean_utf8(decode_name(text));
    const std::size_t slash = name.find_last_of("/\\");
    if (slash != std::string::npos) name.erase(0, slash + 1);
    if (name.size() <= file_name_octets_max) return name;
    std::size_t end = file_name_octets_max;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end;
    name.resize(end);
    return name;
}

}  // namespace

std::string_view Form::text(std::string_view name) const {
    const auto found = std::ranges::find(fields_, name, &Field::name);
    return found == fields_.end() ? std::string_view() : std::string_view(found->value);
}

bool Form::has(std::string_view name) const {
    return std::ranges::find(fields_, name, &Field::name) != fields_.end();
}

std::vector<std::string_view> Form::all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const Field& field : fields_)
        if (field.name == name) values.emplace_back(field.value);
    return values;
}

Result<void> Form::add(std::string_view name, std::string_view value) {
    if (fields_.size() >= fields_max || name.size() > field_name_octets_max)
        return fail(ErrorKind::limit, "more fields than a form of ours has");
    octets_ += name.size() + value.size();
    if (octets_ > texts_octets_max) return fail(ErrorKind::limit, "more text than a form takes");
    std::string clean = jmap::to_clean_utf8(value);
    fields_.push_back({std::string(name), crypto::WipingString(clean)});
    crypto::wipe(clean);
    return {};
}

Result<Form> read_urlencoded(std::string_view octets) {
    Form form;
    while (!octets.empty()) {
        const std::size_t end = std::min(octets.find('&'), octets.size());
        const std::string_view pair = octets.substr(0, end);
        octets.remove_prefix(std::min(end + 1, octets.size()));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        std::string value = http::decode_form(pair.substr(std::min(equals + 1, pair.size())));
        const auto added = form.add(http::decode_form(pair.substr(0, equals)), value);
        crypto::wipe(value);
        CHECK(added);
    }
    return form;
}

bool is_urlencoded(std::string_view content_type) {
    return equal_without_case(trim(content_type.substr(0, content_type.find(';'))),
                              "application/x-www-form-urlencoded");
}

Result<std::string> multipart_boundary(std::string_view content_type) {
    const std::size_t semicolon = std::min(content_type.find(';'), content_type.size());
    if (!equal_without_case(trim(content_type.substr(0, semicolon)), "multipart/form-data"))
        return fail(ErrorKind::syntax, "not multipart/form-data");
    std::string_view rest = content_type.substr(semicolon);
    while (auto parameter = take_parameter(rest)) {
        if (!equal_without_case(parameter->name, "boundary")) continue;
        if (parameter->value.empty() || parameter->value.size() > boundary_octets_max) break;
        return std::move(parameter->value);
    }
    return fail(ErrorKind::syntax, "no boundary");
}

MultipartReader::MultipartReader(std::string boundary) : delimiter_("\r\n--" + std::move(boundary)) {
    // RFC 2046 5.1.1: the first one may stand at the very beginning, without a line end before it.
    buffer_ = line_end;
}

Result<std::vector<MultipartReader::Event>> MultipartReader::feed(std::string_view octets) {
    std::vector<Event> events;
    if (state_ == State::after) return events;
    buffer_ += octets;
    for (;;) {
        TRY(const bool goes_on, step(events));
        if (!goes_on) return events;
    }
}

Result<bool> MultipartReader::step(std::vector<Event>& events) {
    switch (state_) {
        case State::before: {
            const std::size_t at = buffer_.find(delimiter_);
            if (at > part_header_octets_max) {
                if (may_come(at, delimiter_.size())) return false;
                return fail(ErrorKind::syntax, "no boundary");
            }
            buffer_.erase(0, at + delimiter_.size());
            state_ = State::line;
            return true;
        }
        case State::line: return take_line();
        case State::header: return take_header();
        case State::text:
        case State::file: return take_content(events);
        case State::after: buffer_.clear(); return false;
    }
    return false;
}

/// Of what was not found: whether it may still come within part_header_octets_max.
bool MultipartReader::may_come(std::size_t found, std::size_t length) const {
    return found == crypto::WipingString::npos && buffer_.size() < part_header_octets_max + length;
}

/// The rest of the line of a boundary: "--" ends the whole.
Result<bool> MultipartReader::take_line() {
    if (buffer_.starts_with("--")) {
        state_ = State::after;
        return true;
    }
    const std::size_t end = buffer_.find(line_end);
    if (end > part_header_octets_max) {
        if (may_come(end, line_end.size())) return false;
        return fail(ErrorKind::syntax, "a boundary's line");
    }
    if (!trim(std::string_view(buffer_).substr(0, end)).empty())
        return fail(ErrorKind::syntax, "something behind a boundary");
    // The line end stays: the header's end is found as two of them also where there is no field.
    buffer_.erase(0, end);
    state_ = State::header;
    return true;
}

Result<bool> MultipartReader::take_header() {
    const std::size_t end = buffer_.find("\r\n\r\n");
    if (end > part_header_octets_max) {
        if (may_come(end, 2 * line_end.size())) return false;
        return fail(ErrorKind::limit, "a long header of a part");
    }
    name_.clear();
    file_.clear();
    type_.clear();
    value_.clear();
    told_ = false;
    bool is_file = false, has_name = false;
    std::string_view header = std::string_view(buffer_).substr(0, end);
    while (!header.empty()) {
        header.remove_prefix(line_end.size());
        const std::size_t line_length = std::min(header.find(line_end), header.size());
        const std::string_view line = header.substr(0, line_length);
        header.remove_prefix(line_length);
        const std::size_t colon = std::min(line.find(':'), line.size());
        const std::string_view field = trim(line.substr(0, colon));
        std::string_view value = line.substr(std::min(colon + 1, line.size()));
        if (equal_without_case(field, "content-type")) type_ = jmap::to_clean_utf8(trim(value));
        if (!equal_without_case(field, "content-disposition")) continue;
        value.remove_prefix(std::min(value.find(';'), value.size()));
        while (auto parameter = take_parameter(value)) {
            if (equal_without_case(parameter->name, "name")) {
                name_ = decode_name(parameter->value);
                has_name = true;
            }
            if (equal_without_case(parameter->name, "filename")) {
                file_ = file_name(parameter->value);
                is_file = true;
            }
        }
    }
    if (!has_name || name_.size() > field_name_octets_max)
        return fail(ErrorKind::syntax, "a part without a name");
    // Two octets stay: the content may be empty, and the boundary's own line end is the header's last.
    buffer_.erase(0, end + line_end.size());
    state_ = is_file ? State::file : State::text;
    value_ = {};
    return true;
}

Result<bool> MultipartReader::take_content(std::vector<Event>& events) {
    // The line end behind the header stands in front, where nothing of the content came out yet.
    const std::size_t at = buffer_.find(delimiter_);
    const bool ends = at != crypto::WipingString::npos;
    const std::size_t keep = delimiter_.size() - 1;
    const std::size_t count = ends ? at : buffer_.size() > keep ? buffer_.size() - keep : 0;
    std::string_view content = std::string_view(buffer_).substr(0, count);
    if (!ends && count == 0) return false;
    if (state_ == State::text) {
        if (value_.size() + content.size() > texts_octets_max) return fail(ErrorKind::limit, "a long text");
        value_ += content;
    } else {
        tell_file(std::string(content), events);
        if (files_ > files_max) return fail(ErrorKind::limit, "more files than a form takes");
    }
    buffer_.erase(0, count);
    if (!ends) return false;
    CHECK(end_part(events));
    buffer_.erase(0, delimiter_.size());
    state_ = State::line;
    return true;
}

void MultipartReader::tell_file(std::string octets, std::vector<Event>& events) {
    // The first piece begins with the header's own line end.
    if (value_.size() < line_end.size()) {
        const std::size_t missing = std::min(line_end.size() - value_.size(), octets.size());
        value_.append(octets, 0, missing);
        octets.erase(0, missing);
    }
    if (octets.empty()) return;
    if (!told_) {
        told_ = true;
        ++files_;
        events.push_back({.kind = Event::Kind::file_begins, .name = name_, .file = file_, .type = type_});
    }
    events.push_back({.kind = Event::Kind::file_goes_on, .octets = std::move(octets)});
}

Result<void> MultipartReader::end_part(std::vector<Event>& events) {
    if (state_ == State::text) {
        std::string_view value = value_;
        value.remove_prefix(std::min(line_end.size(), value.size()));
        return form_.add(name_, value);
    }
    if (!told_ && file_.empty()) return {};
    if (!told_) {
        ++files_;
        events.push_back({.kind = Event::Kind::file_begins, .name = name_, .file = file_, .type = type_});
    }
    events.push_back({.kind = Event::Kind::file_ends});
    return {};
}

}  // namespace milpa::pages
