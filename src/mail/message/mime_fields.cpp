// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/mime_fields.hpp"

#include "mail/message/address.hpp"
#include "mail/message/encoded_word.hpp"
#include "mail/message/header.hpp"

namespace milpa::mail::message {

namespace {

/// Languages of one part.
constexpr int languages_max = 20;
/// What an address or a parameter costs beside its octets.
constexpr std::size_t entry_octets = 32;

bool is_white(char c) { return c == ' ' || c == '\t'; }

/// RFC 2045 5.1 token; 8-bit octets pass, for there are such names of files.
bool is_token(char c) {
    return static_cast<unsigned char>(c) > ' ' && c != 0x7f &&
           std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
}

/// Reads the pieces of a structured field.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    bool more() const { return at_ < text_.size(); }
    char peek() const { return more() ? text_[at_] : '\0'; }
    void skip() { ++at_; }

    void skip_white() {
        while (more()) {
            if (text_[at_] == '(') {
                skip_comment();
            } else if (is_white(text_[at_])) {
                ++at_;
            } else {
                return;
            }
        }
    }
    std::string_view token() {
        const std::size_t begin = at_;
        while (more() && is_token(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }
    std::string quoted() {
        std::string out;
        for (++at_; more() && text_[at_] != '"'; ++at_) {
            if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
            out += text_[at_];
        }
        if (more()) ++at_;
        return out;
    }
    /// A value without quotes, though it may need them: up to the semicolon, and without white space if not
    /// `spaced`.
    std::string_view bare(bool spaced) {
        const std::size_t begin = at_;
        while (more() && text_[at_] != ';' && (spaced || !is_white(text_[at_]))) ++at_;
        return trim(text_.substr(begin, at_ - begin));
    }
    /// To the next parameter, passing over what is none.
    void next_parameter() {
        skip_white();
        while (more() && !is_token(text_[at_])) {
            text_[at_] == '"' ? void(quoted()) : skip();
            skip_white();
        }
    }

private:
    void skip_comment() {
        int depth = 0;
        for (; more(); ++at_) {
            if (text_[at_] == '\\') {
                ++at_;
            } else if (text_[at_] == '(') {
                ++depth;
            } else if (text_[at_] == ')' && --depth == 0) {
                ++at_;
                return;
            }
        }
        at_ = text_.size();
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

void read_parameters(Reader& reader, ParameterList& to, Budget& budget) {
    reader.next_parameter();
    while (reader.more() && to.size() < parameters_max) {
        const std::string_view name = reader.token();
        reader.skip_white();
        if (reader.peek() == '=') {
            reader.skip();
            reader.skip_white();
            // Names of files are often written with spaces and without quotes.
            const bool spaced = equal_ignoring_case(name, "name") || equal_ignoring_case(name, "filename");
            const std::string value =
                reader.peek() == '"' ? reader.quoted() : std::string(reader.bare(spaced));
            if (!budget.take(name.size() + value.size() + entry_octets)) return;
            events::Parameter* parameter = to.Add();
            parameter->set_name(std::string(name));
            parameter->set_value(value);
        }
        reader.next_parameter();
    }
}

void read_content_type(std::string_view value, events::Part& part, Budget& budget) {
    Reader reader(value);
    reader.skip_white();
    const std::string_view type = reader.token();
    reader.skip_white();
    if (type.empty() || reader.peek() != '/') return;
    reader.skip();
    reader.skip_white();
    const std::string_view subtype = reader.token();
    if (subtype.empty() || !budget.take(type.size() + subtype.size())) return;
    part.set_type(lower_case(type));
    part.set_subtype(lower_case(subtype));
    read_parameters(reader, *part.mutable_parameters(), budget);
}

void read_disposition(std::string_view value, events::Part& part, Budget& budget) {
    Reader reader(value);
    reader.skip_white();
    const std::string_view disposition = reader.token();
    if (disposition.empty() || !budget.take(disposition.size())) return;
    part.set_disposition(lower_case(disposition));
    read_parameters(reader, *part.mutable_disposition_parameters(), budget);
}

void read_languages(std::string_view value, events::Part& part, Budget& budget) {
    Reader reader(value);
    reader.skip_white();
    while (reader.more() && part.language_size() < languages_max) {
        const std::string_view language = reader.token();
        if (language.empty()) {
            reader.skip();
        } else if (budget.take(language.size() + entry_octets)) {
            part.add_language(std::string(language));
        }
        reader.skip_white();
    }
}

void set_addresses(std::string_view value, AddressList& to, bool joined, Budget& budget) {
    // Of a field that may stand once, the first counts; of To, Cc and Bcc programs write several.
    if (!joined && !to.empty()) return;
    AddressList found;
    parse_address_list(value, found);
    bool group_open = false;
    for (events::Address& address : found) {
        const std::size_t octets =
            address.name().size() + address.route().size() + address.local().size() + address.domain().size();
        // The end of a group is there exactly if its beginning is.
        const bool end_of_group = !address.has_local();
        if (end_of_group ? !group_open : !budget.take(octets + entry_octets)) continue;
        if (!address.has_domain()) group_open = !end_of_group;
        *to.Add() = std::move(address);
    }
}

}  // namespace

void set_envelope_field(std::string_view name, std::string_view value, events::Envelope& envelope,
                        Budget& budget) {
    const auto set = [&](bool has, std::string* (events::Envelope::*field)()) {
        if (!has && budget.take(value.size())) *(envelope.*field)() = value;
    };
    if (name == "subject") return set(envelope.has_subject(), &events::Envelope::mutable_subject);
    if (name == "date") return set(envelope.has_date(), &events::Envelope::mutable_date);
    if (name == "message-id") return set(envelope.has_message_id(), &events::Envelope::mutable_message_id);
    if (name == "in-reply-to") return set(envelope.has_in_reply_to(), &events::Envelope::mutable_in_reply_to);
    if (name == "from") return set_addresses(value, *envelope.mutable_from(), false, budget);
    if (name == "sender") return set_addresses(value, *envelope.mutable_sender(), false, budget);
    if (name == "reply-to") return set_addresses(value, *envelope.mutable_reply_to(), false, budget);
    if (name == "to") return set_addresses(value, *envelope.mutable_to(), true, budget);
    if (name == "cc") return set_addresses(value, *envelope.mutable_cc(), true, budget);
    if (name == "bcc") return set_addresses(value, *envelope.mutable_bcc(), true, budget);
}

void set_part_field(std::string_view name, std::string_view value, events::Part& part, Budget& budget) {
    const auto set = [&](bool has, std::string* (events::Part::*field)()) {
        if (!has && budget.take(value.size())) *(part.*field)() = value;
    };
    if (name == "content-type") {
        if (part.type().empty()) read_content_type(value, part, budget);
    } else if (name == "content-transfer-encoding") {
        const std::string_view token = value.substr(0, value.find_first_of("; \t("));
        if (part.encoding().empty() && budget.take(token.size())) part.set_encoding(lower_case(token));
    } else if (name == "content-disposition") {
        if (!part.has_disposition()) read_disposition(value, part, budget);
    } else if (name == "content-language") {
        if (part.language().empty()) read_languages(value, part, budget);
    } else if (name == "content-id") {
        set(part.has_id(), &events::Part::mutable_id);
    } else if (name == "content-description") {
        set(part.has_description(), &events::Part::mutable_description);
    } else if (name == "content-md5") {
        set(part.has_md5(), &events::Part::mutable_md5);
    } else if (name == "content-location") {
        set(part.has_location(), &events::Part::mutable_location);
    }
}

void complete_part(events::Part& part, bool in_digest) {
    if (part.encoding().empty()) part.set_encoding("7bit");
    if (part.type().empty()) {
        // RFC 2046 5.1.5.
        part.set_type(in_digest ? "message" : "text");
        part.set_subtype(in_digest ? "rfc822" : "plain");
    }
    if (part.type() != "text") return;
    for (const events::Parameter& parameter : part.parameters()) {
        const std::string name = lower_case(parameter.name());
        if (name == "charset" || name.starts_with("charset*")) return;
    }
    events::Parameter* charset = part.add_parameters();
    charset->set_name("charset");
    charset->set_value("us-ascii");
}

bool is_attachment(const events::Part& part) {
    const std::string& type = part.type();
    const std::string& subtype = part.subtype();
    if (type == "application" && (subtype == "pgp-signature" || subtype == "pgp-encrypted" ||
                                  subtype == "pkcs7-signature" || subtype == "x-pkcs7-signature")) {
        return false;
    }
    if (type == "message" && (subtype == "delivery-status" || subtype == "disposition-notification"))
        return false;
    if (part.disposition() == "attachment") return true;
    if (type == "text") return part.disposition() != "inline" && file_name(part).has_value();
    return !part.has_id() || (part.disposition() != "inline" && type != "image");
}

}  // namespace milpa::mail::message
