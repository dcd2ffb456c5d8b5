// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/draft_fields.hpp"

#include <algorithm>
#include <array>

#include "jmap/mail/mime_writer.hpp"
#include "jmap/type.hpp"
#include "mail/message/date.hpp"

namespace milpa::jmap {

namespace message = mail::message;

namespace {

struct Convenience {
    std::string_view property;
    std::string_view field;
    HeaderForm form;
};
constexpr std::array conveniences{
    Convenience{"messageId", "Message-ID", HeaderForm::message_ids},
    Convenience{"inReplyTo", "In-Reply-To", HeaderForm::message_ids},
    Convenience{"references", "References", HeaderForm::message_ids},
    Convenience{"sender", "Sender", HeaderForm::addresses},
    Convenience{"from", "From", HeaderForm::addresses},
    Convenience{"to", "To", HeaderForm::addresses},
    Convenience{"cc", "Cc", HeaderForm::addresses},
    Convenience{"bcc", "Bcc", HeaderForm::addresses},
    Convenience{"replyTo", "Reply-To", HeaderForm::addresses},
    Convenience{"subject", "Subject", HeaderForm::text},
    Convenience{"sentAt", "Date", HeaderForm::date},
};

bool has_control(std::string_view text) {
    return std::ranges::any_of(text,
                               [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// RFC 5322 2.2: lines that go on with white space, none empty, none too long, nothing but tabs and text.
bool is_raw_value(std::string_view value, std::size_t name_octets) {
    std::size_t line = name_octets + 1;
    bool blank = false;
    for (std::size_t at = 0; at < value.size(); ++at) {
        const auto c = static_cast<unsigned char>(value[at]);
        if (value.substr(at, 2) == "\r\n") {
            const char next = at + 2 < value.size() ? value[at + 2] : '\0';
            if ((next != ' ' && next != '\t') || blank) return false;
            line = 0;
            blank = true;
            ++at;
            continue;
        }
        if ((c < 0x20 && c != '\t') || c == 0x7f || ++line > line_octets_max) return false;
        blank &= c == ' ' || c == '\t';
    }
    return !(blank && line > 0);
}

std::optional<WrittenAddress> read_address(const json::value& value) {
    const json::object* object = value.if_object();
    if (object == nullptr) return std::nullopt;
    WrittenAddress made;
    for (const auto& [name, member] : *object) {
        if (name == "name" && member.is_null()) continue;
        if (!member.is_string() || (name != "name" && name != "email")) return std::nullopt;
        (name == "name" ? made.name : made.email) = member.get_string();
    }
    if (made.email.empty() || has_control(made.email) || made.email.find_first_of("<>") != std::string::npos)
        return std::nullopt;
    return made;
}

std::optional<std::vector<WrittenAddress>> read_addresses(const json::value& value) {
    const json::array* list = value.if_array();
    if (list == nullptr) return std::nullopt;
    std::vector<WrittenAddress> made;
    for (const json::value& one : *list) {
        auto address = read_address(one);
        if (!address) return std::nullopt;
        made.push_back(std::move(*address));
    }
    return made;
}

std::optional<std::vector<WrittenGroup>> read_groups(const json::value& value) {
    const json::array* list = value.if_array();
    if (list == nullptr) return std::nullopt;
    std::vector<WrittenGroup> made;
    for (const json::value& one : *list) {
        const json::object* object = one.if_object();
        if (object == nullptr || !object->contains("addresses")) return std::nullopt;
        WrittenGroup group;
        auto addresses = read_addresses(object->at("addresses"));
        if (!addresses) return std::nullopt;
        group.addresses = std::move(*addresses);
        const json::value* name = object->if_contains("name");
        group.is_group = name != nullptr && name->is_string();
        if (group.is_group) group.name = name->get_string();
        if (name != nullptr && !group.is_group && !name->is_null()) return std::nullopt;
        // A list that is empty and in no group would be written as nothing.
        if (group.is_group || !group.addresses.empty()) made.push_back(std::move(group));
    }
    return made;
}

/// String[], each of which `is_right`.
template <class IsRight>
std::optional<std::vector<std::string>> read_texts(const json::value& value, IsRight is_right) {
    const json::array* list = value.if_array();
    if (list == nullptr) return std::nullopt;
    std::vector<std::string> made;
    for (const json::value& one : *list) {
        const json::string* text = one.if_string();
        if (text == nullptr || text->empty() || !is_right(std::string_view(*text))) return std::nullopt;
        made.push_back("<" + std::string(*text) + ">");
    }
    return made;
}

bool is_without_brackets(std::string_view text) {
    return !has_control(text) && text.find_first_of("<> \t") == std::string_view::npos &&
           text.size() < line_octets_max - 2;
}

/// The offset of a Date as RFC 3339 writes it; Z is 0.
int zone_minutes(std::string_view date) {
    if (date.size() < 6 || date.ends_with('Z') || date.ends_with('z')) return 0;
    const std::string_view zone = date.substr(date.size() - 6);
    const auto number = [&](std::size_t at) { return (zone[at] - '0') * 10 + (zone[at + 1] - '0'); };
    const int minutes = number(1) * 60 + number(4);
    return zone[0] == '-' ? -minutes : minutes;
}

std::optional<std::string> date_field(std::string_view name, const json::value& value) {
    const json::string* text = value.if_string();
    const auto ms = text != nullptr ? read_date(*text) : std::nullopt;
    if (!ms) return std::nullopt;
    // Years that a message cannot have.
    constexpr std::int64_t first_ms = -2'208'988'800'000;  // 1900
    constexpr std::int64_t end_ms = 253'402'214'400'000;   // 9999, less a day for any zone
    if (*ms < first_ms + 86'400'000 || *ms >= end_ms) return std::nullopt;
    const WallTime when{std::chrono::milliseconds(*ms)};
    return std::string(name) + ": " + message::format_date(when, zone_minutes(*text)) + "\r\n";
}

/// One field. An empty list of addresses is no field: there is no way to write it.
std::optional<std::string> written_field(const HeaderProperty& property, const json::value& value) {
    const std::string& name = property.name;
    if (value.is_null()) return "";
    switch (property.form) {
        case HeaderForm::raw: {
            const json::string* text = value.if_string();
            if (text == nullptr || !is_raw_value(*text, name.size())) return std::nullopt;
            return name + ":" + std::string(*text) + "\r\n";
        }
        case HeaderForm::text: {
            const json::string* text = value.if_string();
            return text != nullptr ? std::optional(text_field(name, *text)) : std::nullopt;
        }
        case HeaderForm::addresses: {
            auto addresses = read_addresses(value);
            if (!addresses || addresses->empty())
                return addresses ? std::optional<std::string>("") : std::nullopt;
            return address_field(name, {WrittenGroup{.addresses = std::move(*addresses)}});
        }
        case HeaderForm::grouped_addresses: {
            const auto groups = read_groups(value);
            if (!groups || groups->empty()) return groups ? std::optional<std::string>("") : std::nullopt;
            return address_field(name, *groups);
        }
        case HeaderForm::message_ids: {
            const auto ids = read_texts(value, is_without_brackets);
            if (!ids || ids->empty()) return ids ? std::optional<std::string>("") : std::nullopt;
            return list_field(name, *ids, "");
        }
        case HeaderForm::date: return date_field(name, value);
        case HeaderForm::urls: {
            const auto urls = read_texts(value, is_without_brackets);
            if (!urls || urls->empty()) return urls ? std::optional<std::string>("") : std::nullopt;
            return list_field(name, *urls, ",");
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<HeaderProperty> convenience_field(std::string_view property) {
    const auto* found = std::ranges::find(conveniences, property, &Convenience::property);
    if (found == conveniences.end()) return std::nullopt;
    return HeaderProperty{.name = std::string(found->field), .form = found->form};
}

std::optional<std::string> written_fields(const HeaderProperty& property, const json::value& value) {
    if (!property.all) return written_field(property, value);
    const json::array* list = value.if_array();
    if (list == nullptr) return value.is_null() ? std::optional<std::string>("") : std::nullopt;
    std::string fields;
    for (const json::value& one : *list) {
        const auto field = written_field(property, one);
        if (!field) return std::nullopt;
        fields += *field;
    }
    return fields;
}

}  // namespace milpa::jmap
