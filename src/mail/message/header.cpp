// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/header.hpp"

namespace milpa::mail::message {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// The offset after the line that begins at `at`.
std::size_t after_line(std::string_view header, std::size_t at) {
    const std::size_t found = header.find('\n', at);
    return found == std::string_view::npos ? header.size() : found + 1;
}

bool is_empty_line(std::string_view header, std::size_t at) {
    return header[at] == '\n' || header.substr(at, 2) == "\r\n";
}

/// RFC 5322 3.6.8: a name is printable ASCII; RFC 5322 4.5 lets white space follow it. Else the line is no
/// field (the "From " line of an mbox file, say).
std::string_view name_before(std::string_view line, std::size_t colon) {
    std::string_view name = line.substr(0, colon);
    while (!name.empty() && (name.back() == ' ' || name.back() == '\t')) name.remove_suffix(1);
    for (char c : name) {
        if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f) return {};
    }
    return name;
}

}  // namespace

std::optional<Field> Fields::next() {
    if (position_ >= header_.size() || is_empty_line(header_, position_)) return std::nullopt;
    Field field;
    field.begin = position_;
    const std::size_t first_line = after_line(header_, position_);
    field.end = first_line;
    while (field.end < header_.size() && (header_[field.end] == ' ' || header_[field.end] == '\t')) {
        field.end = after_line(header_, field.end);
    }
    position_ = field.end;
    std::string_view whole = header_.substr(field.begin, field.end - field.begin);
    const std::size_t colon = whole.substr(0, first_line - field.begin).find(':');
    if (whole.ends_with('\n')) whole.remove_suffix(1);
    if (whole.ends_with('\r')) whole.remove_suffix(1);
    if (colon != std::string_view::npos) field.name = name_before(whole, colon);
    field.value = field.name.empty() ? whole : whole.substr(colon + 1);
    return field;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

std::string lower_case(std::string_view text) {
    std::string made(text);
    for (char& c : made) c = lower(c);
    return made;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::string unfold(std::string_view raw_value) {
    std::string made(trim(raw_value));
    std::erase_if(made, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
    return made;
}

std::optional<std::string> find_field(std::string_view header, std::string_view name) {
    Fields fields(header);
    while (const auto field = fields.next()) {
        if (!field->name.empty() && equal_ignoring_case(field->name, name)) return unfold(field->value);
    }
    return std::nullopt;
}

std::string select_fields(std::string_view header, std::span<const std::string> names, bool inverted) {
    std::string made;
    Fields fields(header);
    while (const auto field = fields.next()) {
        const bool named = !field->name.empty() && std::ranges::any_of(names, [&](const std::string& name) {
            return equal_ignoring_case(name, field->name);
        });
        if (named != inverted) made += header.substr(field->begin, field->end - field->begin);
    }
    // RFC 9051 6.4.5.1: subsetting does not affect the empty line.
    const std::size_t at = fields.position();
    if (at < header.size()) made += header.substr(at, after_line(header, at) - at);
    return made;
}

std::optional<std::string_view> MessageIds::next() {
    while (at_ < value_.size()) {
        if (is_space(value_[at_]) || value_[at_] == ',') {
            ++at_;
            continue;
        }
        const bool bracket = value_[at_] == '<';
        if (bracket) ++at_;
        id_ = "<";
        bool has_at = false;
        for (; at_ < value_.size() && value_[at_] != '>' && value_[at_] != '<'; ++at_) {
            if (is_space(value_[at_]) || value_[at_] == '\0') {
                if (bracket) continue;
                break;
            }
            has_at |= value_[at_] == '@';
            if (id_.size() <= message_id_octets_max) id_ += value_[at_];
        }
        if (at_ < value_.size() && value_[at_] == '>') ++at_;
        id_ += '>';
        if (id_.size() > 2 && id_.size() <= message_id_octets_max && (bracket || has_at)) return id_;
    }
    return std::nullopt;
}

std::vector<std::string> message_ids(std::string_view value) {
    std::vector<std::string> ids;
    MessageIds all(value);
    while (ids.size() < message_ids_max) {
        const auto id = all.next();
        if (!id) break;
        ids.emplace_back(*id);
    }
    return ids;
}

}  // namespace milpa::mail::message
