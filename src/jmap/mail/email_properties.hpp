// SPDX-License-Identifier: AGPL-3.0-or-later
// What a client wants to know of Emails (RFC 8621 4.1, 4.2), and one Email as JSON. Pure: what must be read
// of the message is said first (EmailView::needs), read by who can (email_reading.hpp), and then told.
//
//     properties = EmailProperties::from(arguments, ...)   once a call
//     view = EmailView(properties, facts, blob_id)         for each message
//     for (need : view.needs()) ... view.give_...          nothing for what lists show
//     view.json(meta)
#pragma once

#include <boost/json/object.hpp>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "jmap/mail/body_parts.hpp"
#include "jmap/mail/body_values.hpp"
#include "jmap/mail/header_forms.hpp"
#include "jmap/method.hpp"

namespace milpa::jmap {

enum class EmailProperty : std::uint8_t {
    id,
    blob_id,
    thread_id,
    mailbox_ids,
    keywords,
    size,
    received_at,
    message_id,
    in_reply_to,
    references,
    sender,
    from,
    to,
    cc,
    bcc,
    reply_to,
    subject,
    sent_at,
    headers,
    body_structure,
    body_values,
    text_body,
    html_body,
    attachments,
    has_attachment,
    preview,
    header,  ///< one of "header:..."
};

enum class PartProperty : std::uint8_t {
    part_id,
    blob_id,
    size,
    name,
    type,
    charset,
    disposition,
    cid,
    language,
    location,
    sub_parts,
    headers,
    header,
};

/// Email/get or Email/parse: what is told where a client does not say what it wants.
enum class EmailDefaults : std::uint8_t { get, parse };

class EmailProperties {
public:
    template <class Property>
    struct Wanted {
        Property property;
        std::string name;  ///< as the client wrote it
        HeaderProperty header = {};
    };

    /// Of the arguments `properties`, `bodyProperties`, `fetch...BodyValues` and `maxBodyValueBytes`, whose
    /// types are checked already. Fails with invalidArguments for what is no property, and for forms that are
    /// forbidden.
    static std::expected<EmailProperties, MethodError> from(const json::object& arguments,
                                                            EmailDefaults defaults);

    const std::vector<Wanted<EmailProperty>>& email() const { return email_; }
    const std::vector<Wanted<PartProperty>>& part() const { return part_; }
    bool wants(EmailProperty property) const;
    bool wants(PartProperty property) const;
    /// Anything that is in the stored facts, and not only in the state of the account.
    bool wants_facts() const;

    bool text_values = false;
    bool html_values = false;
    bool all_values = false;
    std::uint64_t value_octets_max = BodyValueReader::no_limit;

private:
    std::vector<Wanted<EmailProperty>> email_;
    std::vector<Wanted<PartProperty>> part_;
};

/// What the account knows of an Email. Of Email/parse there is none.
struct EmailMeta {
    std::string id;
    std::string blob_id;
    std::string thread_id;
    std::vector<std::string> mailbox_ids;
    std::vector<std::string> keywords;  ///< as JMAP writes them: "$seen"
    std::int64_t received_ms = 0;
};

/// The id of the decoded content of a part of what has the blob id.
std::string part_blob_id(std::string_view blob_id, std::string_view part_id);

class EmailView {
public:
    /// What must be read of a part.
    struct Need {
        const BodyPart* part;
        bool header = false;
        bool size = false;
        bool value = false;
    };

    /// Both outlive the view.
    EmailView(const EmailProperties& properties, const events::MessageFacts& facts, std::string blob_id);
    EmailView(const EmailView&) = delete;
    EmailView& operator=(const EmailView&) = delete;

    /// The message's own header is to be read: octets 0 to header_end().
    bool needs_header() const { return needs_header_; }
    std::uint64_t header_end() const { return facts_.structure().body_begin(); }
    const std::vector<Need>& needs() const { return needs_; }

    void give_header(std::string octets) { header_ = std::move(octets); }
    void give_part_header(const BodyPart& part, std::string octets) { headers_[&part] = std::move(octets); }
    void give_size(const BodyPart& part, std::uint64_t size) { sizes_[&part] = size; }
    void give_value(const BodyPart& part, BodyValue value) { values_[&part] = std::move(value); }

    const EmailProperties& properties() const { return properties_; }

    json::object json(const EmailMeta* meta) const;

private:
    void plan();
    Need& need(const BodyPart& part);
    void plan_part(const BodyPart& part, bool with_sub_parts);
    void plan_values();
    bool is_cut(EmailProperty property) const;
    json::value metadata(EmailProperty property, const EmailMeta* meta) const;
    json::value field(EmailProperty property) const;
    json::value field_of_facts(EmailProperty property) const;
    json::value body(EmailProperty property) const;
    json::value list(const std::vector<const BodyPart*>& parts) const;
    json::object part_json(const BodyPart& part, bool with_sub_parts) const;
    json::value part_property(const BodyPart& part, PartProperty property) const;
    json::object body_values() const;

    const EmailProperties& properties_;
    const events::MessageFacts& facts_;
    const std::string blob_id_;
    BodyPart tree_;
    BodyLists lists_;
    bool needs_header_ = false;
    std::vector<Need> needs_;
    std::string header_;
    std::map<const BodyPart*, std::string> headers_;
    std::map<const BodyPart*, std::uint64_t> sizes_;
    std::map<const BodyPart*, BodyValue> values_;
};

}  // namespace milpa::jmap
