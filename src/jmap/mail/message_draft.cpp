// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/message_draft.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "jmap/mail/draft_fields.hpp"
#include "mail/message/charset.hpp"
#include "mail/message/encoded_word.hpp"
#include "mail/message/extract.hpp"
#include "mail/message/header.hpp"

namespace milpa::jmap {

namespace message = mail::message;

namespace {

/// What an Email has besides its message: others look at these.
constexpr std::array<std::string_view, 3> store_properties{"mailboxIds", "keywords", "receivedAt"};

/// A MIME type: two tokens (RFC 2045 5.1).
bool is_type(std::string_view type) {
    const std::size_t slash = type.find('/');
    if (slash == 0 || slash == std::string_view::npos || slash + 1 == type.size()) return false;
    return std::ranges::all_of(type,
                               [](char c) {
                                   return c > ' ' && c < 0x7f &&
                                          std::string_view("()<>@,;:\\\"[]?=").find(c) ==
                                              std::string_view::npos;
                               }) &&
           type.find('/', slash + 1) == std::string_view::npos;
}

/// The paths of what is wrong, and the fields that are there already.
class Faults {
public:
    void blame(std::string property) {
        if (std::ranges::find(properties_, property) == properties_.end())
            properties_.push_back(std::move(property));
    }
    bool any() const { return !properties_.empty(); }
    SetError error() && {
        return invalid_properties(std::move(properties_), "The message cannot be made of these.");
    }

private:
    std::vector<std::string> properties_;
};

using FieldNames = std::set<std::string>;

bool is_utf8_type(const std::string& field) {
    const events::MessageFacts facts = message::extract(field + "\r\n");
    const auto charset = message::find_parameter(facts.structure().parameters(), "charset");
    return charset && message::equal_ignoring_case(*charset, "utf-8");
}

class PartReader {
public:
    /// `taken`: fields of the message, where the top part shares its header with them.
    PartReader(Faults& faults, const json::object* values, const FieldNames* taken)
        : faults_(faults), values_(values), taken_(taken) {}

    /// `path` names it in errors: "bodyStructure", "attachments/0".
    DraftPart read(const json::value& value, const std::string& path, std::string_view default_type,
                   std::size_t depth = 0) {
        DraftPart part;
        const json::object* object = value.if_object();
        if (object == nullptr || depth > message::nesting_max || ++parts_ > message::parts_max) {
            faults_.blame(path);
            return part;
        }
        FieldNames own;
        disposition_.reset();
        type_is_taken_ = false;
        for (const auto& [name, member] : *object) {
            if (!read_member(part, name, member, own, depth)) faults_.blame(path + "/" + std::string(name));
        }
        end_part(part, *object, path, default_type);
        // Their own members come last: what is kept of this one is written by then.
        if (const json::value* sub = object->if_contains("subParts"); sub != nullptr && sub->is_array()) {
            for (std::size_t i = 0; i < sub->get_array().size(); ++i)
                part.parts.push_back(read(sub->get_array()[i], path + "/subParts/" + std::to_string(i),
                                          "text/plain", depth + 1));
        }
        if (part.is_multipart() == part.parts.empty()) faults_.blame(path + "/subParts");
        return part;
    }

private:
    bool take_field(FieldNames& own, std::string_view field, std::size_t depth) {
        const std::string name = message::lower_case(field);
        // RFC 8621 4.6: the top part and the message share a header.
        if (depth == 0 && taken_ != nullptr && taken_->contains(name)) return false;
        return own.insert(name).second;
    }

    bool read_member(DraftPart& part, std::string_view name, const json::value& value, FieldNames& own,
                     std::size_t depth) {
        if (name.starts_with(header_property_prefix)) return read_header(part, name, value, own, depth);
        if (name == "subParts") return value.is_null() || value.is_array();
        if (name == "size") return value.is_null() || value.is_number();
        if (value.is_null())
            return name == "partId" || name == "blobId" || name == "name" || name == "type" ||
                   name == "charset" || name == "disposition" || name == "cid" || name == "language" ||
                   name == "location";
        if (name == "language") return read_language(part, value, own, depth);
        const json::string* text = value.if_string();
        if (text == nullptr) return false;
        return read_text_member(part, name, std::string(*text), own, depth);
    }

    bool read_text_member(DraftPart& part, std::string_view name, std::string text, FieldNames& own,
                          std::size_t depth) {
        if (name == "partId") {
            const json::value* value = values_ != nullptr ? values_->if_contains(text) : nullptr;
            if (value == nullptr || !value->is_object()) return false;
            const json::value* content = value->get_object().if_contains("value");
            if (content == nullptr || !content->is_string()) return false;
            part.text = to_crlf(content->get_string());
            return true;
        }
        if (name == "blobId") {
            part.blob_id = std::move(text);
            return true;
        }
        if (name == "type") {
            part.type = message::lower_case(text);
            return is_type(text) && take_type(own, depth);
        }
        if (name == "charset" || name == "name") {
            part.type_parameters.push_back({std::string(name), std::move(text)});
            return name == "name" || take_type(own, depth);
        }
        if (name == "disposition") {
            disposition_ = message::lower_case(text);
            return is_type("x/" + text) && take_field(own, "Content-Disposition", depth);
        }
        if (name == "cid")
            return add_raw(part, "Content-ID", text.empty() ? "" : " <" + text + ">", own, depth) &&
                   text.find_first_of("<> ") == std::string::npos;
        if (name == "location") return add_raw(part, "Content-Location", " " + text, own, depth);
        return false;
    }

    /// `type` and `charset` are of one field.
    bool take_type(FieldNames& own, std::size_t depth) {
        return std::exchange(type_is_taken_, true) || take_field(own, "Content-Type", depth);
    }

    bool add_raw(DraftPart& part, std::string_view field, const std::string& value, FieldNames& own,
                 std::size_t depth) {
        if (!take_field(own, field, depth)) return false;
        const auto written = written_fields({.name = std::string(field)}, json::value(value));
        if (written && !value.empty()) part.fields += *written;
        return written.has_value();
    }

    bool read_language(DraftPart& part, const json::value& value, FieldNames& own, std::size_t depth) {
        const json::array* list = value.if_array();
        if (list == nullptr) return false;
        std::vector<std::string> tags;
        for (const json::value& one : *list) {
            if (!one.is_string() || !is_type("x/" + std::string(one.get_string()))) return false;
            tags.emplace_back(one.get_string());
        }
        if (!tags.empty()) part.fields += list_field("Content-Language", tags, ",");
        return take_field(own, "Content-Language", depth);
    }

    bool read_header(DraftPart& part, std::string_view name, const json::value& value, FieldNames& own,
                     std::size_t depth) {
        const auto property = parse_header_property(name);
        if (!property || property->is_of("Content-Transfer-Encoding") || property->is_of("MIME-Version"))
            return false;
        const auto fields = written_fields(*property, value);
        if (!fields || !take_field(own, property->name, depth)) return false;
        if (!property->is_of("Content-Type")) {
            part.fields += *fields;
            return true;
        }
        if (property->all || fields->empty()) return fields->empty();
        const events::MessageFacts facts = message::extract(*fields + "\r\n");
        part.raw_type = *fields;
        part.type = facts.structure().type() + "/" + facts.structure().subtype();
        return !part.is_multipart();
    }

    void end_part(DraftPart& part, const json::object& object, const std::string& path,
                  std::string_view default_type) {
        if (part.type.empty())
            part.type = object.contains("subParts") && !object.at("subParts").is_null()
                            ? "multipart/mixed"
                            : std::string(default_type);
        const bool has_charset = object.contains("charset") && !object.at("charset").is_null();
        if (part.text) {
            if (part.blob_id) faults_.blame(path + "/blobId");
            if (has_charset) faults_.blame(path + "/charset");
            if (object.contains("size") && !object.at("size").is_null()) faults_.blame(path + "/size");
            if (!part.type.starts_with("text/")) faults_.blame(path + "/type");
            if (!part.raw_type) {
                part.type_parameters.insert(part.type_parameters.begin(), {"charset", "utf-8"});
            } else if (!message::is_ascii(*part.text) && !is_utf8_type(*part.raw_type)) {
                faults_.blame(path + "/header:Content-Type");
            }
        } else if (!part.blob_id && !part.is_multipart()) {
            faults_.blame(path + "/partId");
        }
        if (part.is_multipart() && (part.text || part.blob_id)) faults_.blame(path + "/type");
        write_disposition(part);
        if (part.raw_type && !part.type_parameters.empty()) faults_.blame(path + "/name");
    }

    /// A name stands in the disposition where there is one, else beside the type.
    void write_disposition(DraftPart& part) {
        if (!disposition_) return;
        std::vector<FieldParameter> parameters;
        const auto name = std::ranges::find(part.type_parameters, "name", &FieldParameter::name);
        if (name != part.type_parameters.end()) {
            parameters.push_back({"filename", std::move(name->value)});
            part.type_parameters.erase(name);
        }
        part.fields += parameter_field("Content-Disposition", *disposition_, parameters);
    }

    Faults& faults_;
    const json::object* values_;
    const FieldNames* taken_;
    std::size_t parts_ = 0;
    // Of the part that is being read:
    bool type_is_taken_ = false;
    std::optional<std::string> disposition_;
};

DraftPart container(std::string_view subtype, std::vector<DraftPart> parts) {
    DraftPart made;
    made.type = "multipart/" + std::string(subtype);
    made.parts = std::move(parts);
    return made;
}

/// What an attachment is when the client does not say: shown where the page refers to it, else a file.
json::object with_disposition(json::object attachment, std::string_view html) {
    const json::value* given = attachment.if_contains("disposition");
    if ((given != nullptr && !given->is_null()) || attachment.contains("header:Content-Disposition"))
        return attachment;
    const json::value* cid = attachment.if_contains("cid");
    const bool shown = cid != nullptr && cid->is_string() && !cid->get_string().empty() &&
                       html.find("cid:" + std::string(cid->get_string())) != std::string_view::npos;
    attachment["disposition"] = shown ? "inline" : "attachment";
    return attachment;
}

/// textBody, htmlBody and attachments as one tree.
class Assembly {
public:
    Assembly(Faults& faults, PartReader& reader, const json::object& email)
        : faults_(faults), reader_(reader), email_(email) {}

    DraftPart make() {
        auto text = read_one("textBody", "text/plain");
        auto html = read_one("htmlBody", "text/html");
        std::vector<DraftPart> related;
        std::vector<DraftPart> attached;
        read_attachments(html && html->text ? *html->text : "", related, attached);
        if (html && !related.empty()) {
            related.insert(related.begin(), std::move(*html));
            html = container("related", std::move(related));
        }
        std::vector<DraftPart> body;
        if (text && html) {
            std::vector<DraftPart> both;
            both.push_back(std::move(*text));
            both.push_back(std::move(*html));
            body.push_back(container("alternative", std::move(both)));
        } else if (text || html) {
            body.push_back(text ? std::move(*text) : std::move(*html));
        }
        if (attached.empty()) return body.empty() ? empty_text() : std::move(body[0]);
        for (DraftPart& part : attached) body.push_back(std::move(part));
        return container("mixed", std::move(body));
    }

private:
    static DraftPart empty_text() {
        DraftPart made;
        made.type = "text/plain";
        made.type_parameters.push_back({"charset", "utf-8"});
        made.text = "";
        return made;
    }

    const json::array* list(std::string_view name) {
        const json::value* value = email_.if_contains(name);
        if (value == nullptr || value->is_null()) return nullptr;
        if (!value->is_array()) faults_.blame(std::string(name));
        return value->if_array();
    }

    /// RFC 8621 4.6: exactly one part, of that type.
    std::optional<DraftPart> read_one(std::string_view name, std::string_view type) {
        const json::array* parts = list(name);
        if (parts == nullptr) return std::nullopt;
        if (parts->size() != 1) {
            faults_.blame(std::string(name));
            return std::nullopt;
        }
        DraftPart part = reader_.read((*parts)[0], std::string(name) + "/0", type);
        if (part.type != type) faults_.blame(std::string(name) + "/0/type");
        return part;
    }

    void read_attachments(std::string_view html, std::vector<DraftPart>& related,
                          std::vector<DraftPart>& attached) {
        const json::array* parts = list("attachments");
        for (std::size_t i = 0; parts != nullptr && i < parts->size(); ++i) {
            const std::string path = "attachments/" + std::to_string(i);
            if (!(*parts)[i].is_object()) {
                faults_.blame(path);
                continue;
            }
            json::object with = with_disposition((*parts)[i].get_object(), html);
            const json::value* disposition = with.if_contains("disposition");
            const json::value* cid = with.if_contains("cid");
            const bool is_related = !html.empty() && cid != nullptr && cid->is_string() &&
                                    disposition != nullptr && *disposition == json::value("inline");
            DraftPart part = reader_.read(json::value(std::move(with)), path, "application/octet-stream");
            (is_related ? related : attached).push_back(std::move(part));
        }
    }

    Faults& faults_;
    PartReader& reader_;
    const json::object& email_;
};

bool is_body_property(std::string_view name) {
    return name == "bodyStructure" || name == "textBody" || name == "htmlBody" || name == "attachments" ||
           name == "bodyValues";
}

void read_fields(const json::object& email, MessageDraft& draft, FieldNames& names, Faults& faults) {
    for (const auto& [key, value] : email) {
        const std::string name(key);
        if (is_body_property(name) || std::ranges::find(store_properties, name) != store_properties.end())
            continue;
        auto property = convenience_field(name);
        if (!property) property = parse_header_property(name);
        const bool ours = property && (message::lower_case(property->name).starts_with("content-") ||
                                       property->is_of("MIME-Version"));
        const auto fields = property && !ours ? written_fields(*property, value) : std::nullopt;
        if (!fields || (!value.is_null() && !names.insert(message::lower_case(property->name)).second)) {
            faults.blame(name);
            continue;
        }
        draft.fields += *fields;
        draft.has_message_id |= property->is_of("Message-ID") && !fields->empty();
        draft.has_date |= property->is_of("Date") && !fields->empty();
    }
}

const json::object* read_values(const json::object& email, Faults& faults) {
    const json::value* values = email.if_contains("bodyValues");
    if (values == nullptr || values->is_null()) return nullptr;
    const json::object* object = values->if_object();
    if (object == nullptr) faults.blame("bodyValues");
    for (std::size_t i = 0; object != nullptr && i < object->size(); ++i) {
        const auto& [id, value] = *(object->begin() + i);
        const json::object* one = value.if_object();
        bool right = one != nullptr && one->contains("value") && one->at("value").is_string();
        for (const char* flag : {"isEncodingProblem", "isTruncated"}) {
            const json::value* given = right ? one->if_contains(flag) : nullptr;
            right = right && (given == nullptr || *given == json::value(false));
        }
        if (!right) faults.blame("bodyValues/" + std::string(id));
    }
    return object;
}

void collect_blobs(const DraftPart& part, std::vector<std::string>& to) {
    if (part.blob_id && std::ranges::find(to, *part.blob_id) == to.end()) to.push_back(*part.blob_id);
    for (const DraftPart& inside : part.parts) collect_blobs(inside, to);
}

}  // namespace

std::expected<MessageDraft, SetError> read_draft(const json::object& email) {
    MessageDraft draft;
    Faults faults;
    FieldNames names;
    read_fields(email, draft, names, faults);
    const json::value* structure = email.if_contains("bodyStructure");
    const bool has_structure = structure != nullptr && !structure->is_null();
    PartReader reader(faults, read_values(email, faults), has_structure ? &names : nullptr);
    if (has_structure) {
        for (const char* other : {"textBody", "htmlBody", "attachments"}) {
            const json::value* given = email.if_contains(other);
            if (given != nullptr && !given->is_null()) faults.blame(other);
        }
        draft.body = reader.read(*structure, "bodyStructure", "text/plain");
    } else {
        draft.body = Assembly(faults, reader, email).make();
    }
    if (faults.any()) return std::unexpected(std::move(faults).error());
    return draft;
}

std::vector<std::string> blobs_of(const MessageDraft& draft) {
    std::vector<std::string> blobs;
    collect_blobs(draft.body, blobs);
    return blobs;
}

}  // namespace milpa::jmap
