// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/email_properties.hpp"

#include <algorithm>
#include <array>

namespace milpa::jmap {

namespace {

template <class Property>
struct Name {
    std::string_view name;
    Property property;
};

constexpr std::array email_names{
    Name{"id", EmailProperty::id},
    Name{"blobId", EmailProperty::blob_id},
    Name{"threadId", EmailProperty::thread_id},
    Name{"mailboxIds", EmailProperty::mailbox_ids},
    Name{"keywords", EmailProperty::keywords},
    Name{"size", EmailProperty::size},
    Name{"receivedAt", EmailProperty::received_at},
    Name{"messageId", EmailProperty::message_id},
    Name{"inReplyTo", EmailProperty::in_reply_to},
    Name{"references", EmailProperty::references},
    Name{"sender", EmailProperty::sender},
    Name{"from", EmailProperty::from},
    Name{"to", EmailProperty::to},
    Name{"cc", EmailProperty::cc},
    Name{"bcc", EmailProperty::bcc},
    Name{"replyTo", EmailProperty::reply_to},
    Name{"subject", EmailProperty::subject},
    Name{"sentAt", EmailProperty::sent_at},
    Name{"headers", EmailProperty::headers},
    Name{"bodyStructure", EmailProperty::body_structure},
    Name{"bodyValues", EmailProperty::body_values},
    Name{"textBody", EmailProperty::text_body},
    Name{"htmlBody", EmailProperty::html_body},
    Name{"attachments", EmailProperty::attachments},
    Name{"hasAttachment", EmailProperty::has_attachment},
    Name{"preview", EmailProperty::preview},
};

constexpr std::array part_names{
    Name{"partId", PartProperty::part_id},
    Name{"blobId", PartProperty::blob_id},
    Name{"size", PartProperty::size},
    Name{"name", PartProperty::name},
    Name{"type", PartProperty::type},
    Name{"charset", PartProperty::charset},
    Name{"disposition", PartProperty::disposition},
    Name{"cid", PartProperty::cid},
    Name{"language", PartProperty::language},
    Name{"location", PartProperty::location},
    Name{"subParts", PartProperty::sub_parts},
    Name{"headers", PartProperty::headers},
};

/// RFC 8621 4.2.
constexpr std::array<std::string_view, 24> get_defaults{
    "id",        "blobId",    "threadId",    "mailboxIds", "keywords",      "size",    "receivedAt",
    "messageId", "inReplyTo", "references",  "sender",     "from",          "to",      "cc",
    "bcc",       "replyTo",   "subject",     "sentAt",     "hasAttachment", "preview", "bodyValues",
    "textBody",  "htmlBody",  "attachments",
};
/// RFC 8621 4.9.
constexpr std::array<std::string_view, 17> parse_defaults{
    "messageId", "inReplyTo",  "references", "sender",   "from",        "to",
    "cc",        "bcc",        "replyTo",    "subject",  "sentAt",      "hasAttachment",
    "preview",   "bodyValues", "textBody",   "htmlBody", "attachments",
};
constexpr std::array<std::string_view, 10> part_defaults{
    "partId", "blobId", "size", "name", "type", "charset", "disposition", "cid", "language", "location",
};

/// Nothing for what is no property.
template <class Property, std::size_t n>
std::optional<EmailProperties::Wanted<Property>> find_wanted(const std::array<Name<Property>, n>& names,
                                                             std::string_view name) {
    if (const auto header = parse_header_property(name))
        return EmailProperties::Wanted<Property>{Property::header, std::string(name), *header};
    const auto* found = std::ranges::find(names, name, &Name<Property>::name);
    if (found == names.end()) return std::nullopt;
    return EmailProperties::Wanted<Property>{found->property, std::string(name)};
}

MethodError no_property(std::string_view name) {
    return {"invalidArguments",
            "\"" + to_clean_utf8(name) + "\" is no property, or a form that is not allowed for the field"};
}

/// The names that a list gives, or the default ones.
std::vector<std::string> names_of(const json::object& arguments, std::string_view argument,
                                  std::span<const std::string_view> defaults) {
    std::vector<std::string> names;
    const json::value* given = arguments.if_contains(argument);
    if (given == nullptr || !given->is_array()) {
        names.assign(defaults.begin(), defaults.end());
    } else {
        for (const json::value& name : given->get_array()) {
            if (std::ranges::find(names, std::string_view(name.get_string())) == names.end())
                names.emplace_back(name.get_string());
        }
    }
    return names;
}

bool flag(const json::object& arguments, std::string_view name) {
    const json::value* given = arguments.if_contains(name);
    return given != nullptr && given->is_bool() && given->get_bool();
}

}  // namespace

std::expected<EmailProperties, MethodError> EmailProperties::from(const json::object& arguments,
                                                                  EmailDefaults defaults) {
    EmailProperties made;
    const std::span<const std::string_view> email_defaults =
        defaults == EmailDefaults::get ? std::span<const std::string_view>(get_defaults)
                                       : std::span<const std::string_view>(parse_defaults);
    for (const std::string& name : names_of(arguments, "properties", email_defaults)) {
        auto wanted = find_wanted(email_names, name);
        if (!wanted) return std::unexpected(no_property(name));
        made.email_.push_back(std::move(*wanted));
    }
    for (const std::string& name : names_of(arguments, "bodyProperties", part_defaults)) {
        auto wanted = find_wanted(part_names, name);
        if (!wanted) return std::unexpected(no_property(name));
        made.part_.push_back(std::move(*wanted));
    }
    made.text_values = flag(arguments, "fetchTextBodyValues");
    made.html_values = flag(arguments, "fetchHTMLBodyValues");
    made.all_values = flag(arguments, "fetchAllBodyValues");
    const json::value* octets = arguments.if_contains("maxBodyValueBytes");
    if (octets != nullptr && octets->is_number()) {
        const auto given = octets->to_number<std::uint64_t>();
        if (given > 0) made.value_octets_max = given;
    }
    return made;
}

bool EmailProperties::wants(EmailProperty property) const {
    return std::ranges::find(email_, property, &Wanted<EmailProperty>::property) != email_.end();
}

bool EmailProperties::wants(PartProperty property) const {
    return std::ranges::find(part_, property, &Wanted<PartProperty>::property) != part_.end();
}

bool EmailProperties::wants_facts() const {
    // The blob needs them too: they say where the octets lie.
    return std::ranges::any_of(email_, [](const Wanted<EmailProperty>& wanted) {
        return wanted.property > EmailProperty::received_at;
    });
}

}  // namespace milpa::jmap
