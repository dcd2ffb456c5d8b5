// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "jmap/mail/email_properties.hpp"
#include "jmap/type.hpp"
#include "mail/message/extract.hpp"

namespace milpa::jmap {

namespace message = mail::message;

namespace {

/// The field behind a convenience property, and its form (RFC 8621 4.1.3).
HeaderProperty header_of(EmailProperty property) {
    using enum HeaderForm;
    switch (property) {
        case EmailProperty::message_id: return {"Message-ID", message_ids};
        case EmailProperty::in_reply_to: return {"In-Reply-To", message_ids};
        case EmailProperty::references: return {"References", message_ids};
        case EmailProperty::sender: return {"Sender", addresses};
        case EmailProperty::from: return {"From", addresses};
        case EmailProperty::to: return {"To", addresses};
        case EmailProperty::cc: return {"Cc", addresses};
        case EmailProperty::bcc: return {"Bcc", addresses};
        case EmailProperty::reply_to: return {"Reply-To", addresses};
        case EmailProperty::subject: return {"Subject", text};
        default: return {"Date", date};
    }
}

bool is_field(EmailProperty property) {
    return property >= EmailProperty::message_id && property <= EmailProperty::sent_at;
}

bool is_body(EmailProperty property) {
    return property >= EmailProperty::body_structure && property <= EmailProperty::attachments;
}

json::value address_list(const message::AddressList& list) {
    return list.empty() ? json::value() : json::value(addresses_json(list));
}

/// An Id[Boolean] or String[Boolean].
json::object set_json(const std::vector<std::string>& members) {
    json::object made;
    for (const std::string& member : members) made[member] = true;
    return made;
}

}  // namespace

std::string part_blob_id(std::string_view blob_id, std::string_view part_id) {
    return std::string(blob_id) + "-" + std::string(part_id);
}

EmailView::EmailView(const EmailProperties& properties, const events::MessageFacts& facts,
                     std::string blob_id)
    : properties_(properties), facts_(facts), blob_id_(std::move(blob_id)) {
    plan();
}

void EmailView::plan() {
    bool any_body = false;
    for (const auto& wanted : properties_.email()) {
        any_body |= is_body(wanted.property);
        needs_header_ |= wanted.property == EmailProperty::header ||
                         wanted.property == EmailProperty::headers ||
                         (is_field(wanted.property) && is_cut(wanted.property));
    }
    if (!any_body) return;
    tree_ = body_tree(facts_.structure());
    lists_ = body_lists(tree_);
    if (properties_.wants(EmailProperty::body_structure)) plan_part(tree_, true);
    const auto plan_list = [&](EmailProperty property, const std::vector<const BodyPart*>& parts) {
        if (!properties_.wants(property)) return;
        for (const BodyPart* part : parts) plan_part(*part, false);
    };
    plan_list(EmailProperty::text_body, lists_.text_body);
    plan_list(EmailProperty::html_body, lists_.html_body);
    plan_list(EmailProperty::attachments, lists_.attachments);
    if (properties_.wants(EmailProperty::body_values)) plan_values();
    // The message is read from its beginning to its end.
    std::ranges::sort(needs_, {}, [](const Need& one) { return one.part->part->header_begin(); });
}

EmailView::Need& EmailView::need(const BodyPart& part) {
    const auto found = std::ranges::find(needs_, &part, &Need::part);
    return found != needs_.end() ? *found : needs_.emplace_back(Need{&part});
}

void EmailView::plan_part(const BodyPart& part, bool with_sub_parts) {
    const bool header = properties_.wants(PartProperty::headers) || properties_.wants(PartProperty::header);
    const bool size = properties_.wants(PartProperty::size) && !is_size_known(*part.part);
    if (header) need(part).header = true;
    if (size) need(part).size = true;
    if (!with_sub_parts) return;
    for (const BodyPart& inside : part.parts) plan_part(inside, true);
}

void EmailView::plan_values() {
    const auto plan_texts = [&](bool wanted, const std::vector<const BodyPart*>& parts) {
        for (const BodyPart* part : parts) {
            if (wanted && part->is_text()) need(*part).value = true;
        }
    };
    plan_texts(properties_.text_values, lists_.text_body);
    plan_texts(properties_.html_values, lists_.html_body);
    if (properties_.all_values) plan_texts(true, leaves_of(tree_));
}

/// The facts keep so much of a header and no more (extract.hpp): where a field may be cut, it is read.
bool EmailView::is_cut(EmailProperty property) const {
    if (property == EmailProperty::sent_at) return false;
    if (property == EmailProperty::references)
        return facts_.references().size() + message::message_id_octets_max > message::references_octets_max;
    return facts_.envelope().ByteSizeLong() > message::envelope_octets_max - message::field_octets_max;
}

json::object EmailView::json(const EmailMeta* meta) const {
    json::object made;
    for (const auto& wanted : properties_.email()) {
        json::value& value = made[wanted.name];
        if (wanted.property == EmailProperty::header) {
            value = header_property_value(wanted.header, header_);
        } else if (wanted.property == EmailProperty::headers) {
            value = all_headers(header_);
        } else if (is_field(wanted.property)) {
            value = field(wanted.property);
        } else if (is_body(wanted.property)) {
            value = body(wanted.property);
        } else {
            value = metadata(wanted.property, meta);
        }
    }
    return made;
}

json::value EmailView::metadata(EmailProperty property, const EmailMeta* meta) const {
    switch (property) {
        case EmailProperty::blob_id: return json::value(blob_id_);
        case EmailProperty::size: return facts_.size();
        case EmailProperty::has_attachment: return facts_.has_attachment();
        case EmailProperty::preview: return json::value(to_clean_utf8(facts_.preview()));
        default: break;
    }
    if (meta == nullptr) return nullptr;
    switch (property) {
        case EmailProperty::id: return json::value(meta->id);
        case EmailProperty::thread_id: return json::value(meta->thread_id);
        case EmailProperty::mailbox_ids: return set_json(meta->mailbox_ids);
        case EmailProperty::keywords: return set_json(meta->keywords);
        default: return json::value(utc_date_text(meta->received_ms));
    }
}

json::value EmailView::field(EmailProperty property) const {
    return is_cut(property) ? header_property_value(header_of(property), header_) : field_of_facts(property);
}

json::value EmailView::field_of_facts(EmailProperty property) const {
    const events::Envelope& envelope = facts_.envelope();
    switch (property) {
        case EmailProperty::message_id: return message_ids_json(envelope.message_id());
        case EmailProperty::in_reply_to: return message_ids_json(envelope.in_reply_to());
        case EmailProperty::references: return message_ids_json(facts_.references());
        case EmailProperty::sender: return address_list(envelope.sender());
        case EmailProperty::from: return address_list(envelope.from());
        case EmailProperty::to: return address_list(envelope.to());
        case EmailProperty::cc: return address_list(envelope.cc());
        case EmailProperty::bcc: return address_list(envelope.bcc());
        case EmailProperty::reply_to: return address_list(envelope.reply_to());
        case EmailProperty::subject:
            return envelope.has_subject() ? json::value(text_form(envelope.subject())) : json::value();
        default:
            return facts_.has_sent_ms() ? json::value(date_text(facts_.sent_ms(), facts_.sent_zone_minutes()))
                                        : json::value();
    }
}

json::value EmailView::body(EmailProperty property) const {
    switch (property) {
        case EmailProperty::body_structure: return part_json(tree_, true);
        case EmailProperty::text_body: return list(lists_.text_body);
        case EmailProperty::html_body: return list(lists_.html_body);
        case EmailProperty::attachments: return list(lists_.attachments);
        default: return body_values();
    }
}

json::value EmailView::list(const std::vector<const BodyPart*>& parts) const {
    json::array made;
    for (const BodyPart* part : parts) made.push_back(part_json(*part, false));
    return made;
}

json::object EmailView::part_json(const BodyPart& part, bool with_sub_parts) const {
    json::object made;
    for (const auto& wanted : properties_.part()) {
        if (wanted.property == PartProperty::sub_parts) continue;
        json::value& value = made[wanted.name];
        if (wanted.property == PartProperty::header) {
            const auto header = headers_.find(&part);
            value = header_property_value(wanted.header, header != headers_.end() ? header->second : "");
        } else {
            value = part_property(part, wanted.property);
        }
    }
    // A structure without its parts would be none, whatever was asked for.
    if (with_sub_parts && part.is_multipart()) {
        json::array inside;
        for (const BodyPart& sub : part.parts) inside.push_back(part_json(sub, true));
        made["subParts"] = std::move(inside);
    } else if (properties_.wants(PartProperty::sub_parts)) {
        made["subParts"] = nullptr;
    }
    return made;
}

json::value EmailView::part_property(const BodyPart& part, PartProperty property) const {
    const events::Part& facts = *part.part;
    switch (property) {
        case PartProperty::part_id: return part.is_multipart() ? json::value() : json::value(part.id);
        case PartProperty::blob_id:
            return part.is_multipart() ? json::value() : json::value(part_blob_id(blob_id_, part.id));
        case PartProperty::size: {
            const auto size = sizes_.find(&part);
            return size != sizes_.end() ? size->second : facts.body_end() - facts.body_begin();
        }
        case PartProperty::name: return part_name_json(facts);
        case PartProperty::type: return json::value(to_clean_utf8(part.type()));
        case PartProperty::charset: return part_charset_json(facts);
        case PartProperty::disposition: return part_disposition_json(facts);
        case PartProperty::cid: return part_cid_json(facts);
        case PartProperty::language: return part_language_json(facts);
        case PartProperty::location: return part_location_json(facts);
        default: {
            const auto header = headers_.find(&part);
            return header != headers_.end() ? all_headers(header->second) : json::array();
        }
    }
}

json::object EmailView::body_values() const {
    json::object made;
    for (const auto& [part, value] : values_) {
        json::object& one = made[part->id].emplace_object();
        one["value"] = value.value;
        one["isEncodingProblem"] = value.is_encoding_problem;
        one["isTruncated"] = value.is_truncated;
    }
    return made;
}

}  // namespace milpa::jmap
