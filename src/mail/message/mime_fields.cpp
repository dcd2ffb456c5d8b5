// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/mime_fields.hpp"

#include "mail/message/address.hpp"
#include "mail/message/encoded_word.hpp"
#include "mail/message/extract.hpp"
#include "mail/message/header.hpp"
#include "mail/message/wire.hpp"

namespace milpa::mail::message {

namespace {

/// Languages of one part.
constexpr int languages_max = 20;
/// What a string, or a parameter, costs beside its octets when it is stored: a tag and a length each.
constexpr std::size_t string_octets = 5;
constexpr std::size_t parameter_octets = 3 * string_octets;

/// What may still be stored of a part and of the whole message.
struct PartBudget {
    Budget& part;
    Budget& message;
    bool take(std::size_t octets) {
        return part.has(octets) && message.has(octets) && part.take(octets) && message.take(octets);
    }
};

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
            if (out.size() < part_value_octets_max) out += text_[at_];
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

std::string_view cut(std::string_view value) { return value.substr(0, part_value_octets_max); }

void read_parameters(Reader& reader, ParameterList& to, PartBudget& budget) {
    reader.next_parameter();
    while (reader.more() && to.size() < parameters_max) {
        const std::string_view name = cut(reader.token());
        reader.skip_white();
        if (reader.peek() == '=') {
            reader.skip();
            reader.skip_white();
            // Names of files are often written with spaces and without quotes.
            const bool spaced = equal_ignoring_case(name, "name") || equal_ignoring_case(name, "filename");
            const std::string value =
                reader.peek() == '"' ? reader.quoted() : std::string(cut(reader.bare(spaced)));
            if (!budget.take(name.size() + value.size() + parameter_octets)) return;
            events::Parameter* parameter = to.Add();
            parameter->set_name(std::string(name));
            parameter->set_value(value);
        }
        reader.next_parameter();
    }
}

void read_content_type(std::string_view value, events::Part& part, PartBudget& budget) {
    Reader reader(value);
    reader.skip_white();
    const std::string_view type = cut(reader.token());
    reader.skip_white();
    if (type.empty() || reader.peek() != '/') return;
    reader.skip();
    reader.skip_white();
    const std::string_view subtype = cut(reader.token());
    if (subtype.empty() || !budget.take(type.size() + subtype.size())) return;
    part.set_type(lower_case(type));
    part.set_subtype(lower_case(subtype));
    read_parameters(reader, *part.mutable_parameters(), budget);
}

void read_disposition(std::string_view value, events::Part& part, PartBudget& budget) {
    Reader reader(value);
    reader.skip_white();
    const std::string_view disposition = cut(reader.token());
    if (disposition.empty() || !budget.take(disposition.size() + string_octets)) return;
    part.set_disposition(lower_case(disposition));
    read_parameters(reader, *part.mutable_disposition_parameters(), budget);
}

void read_languages(std::string_view value, events::Part& part, PartBudget& budget) {
    Reader reader(value);
    reader.skip_white();
    while (reader.more() && part.language_size() < languages_max) {
        const std::string_view language = cut(reader.token());
        if (language.empty()) {
            reader.skip();
        } else if (budget.take(language.size() + string_octets)) {
            part.add_language(std::string(language));
        }
        reader.skip_white();
    }
}

/// Appends the addresses that it is given to an envelope, as far as the budget goes.
class AddressWriter final : public AddressSink {
public:
    AddressWriter(int field, EnvelopeWriter& to, Budget& budget) : field_(field), to_(to), budget_(budget) {}

    void address(const ReadAddress& read) override {
        using events::Address;
        const std::pair<int, const std::optional<std::string_view>&> strings[] = {
            {Address::kNameFieldNumber, read.name},
            {Address::kRouteFieldNumber, read.route},
            {Address::kLocalFieldNumber, read.local},
            {Address::kDomainFieldNumber, read.domain},
        };
        std::size_t octets = 0;
        for (const auto& [number, text] : strings) {
            if (text) octets += wire::octets_size(number, text->size());
        }
        // The end of a group is there exactly if its beginning is.
        const bool end_of_group = !read.local;
        if (end_of_group ? !group_open_ : !budget_.take(wire::octets_size(field_, octets))) return;
        if (!read.domain) group_open_ = !end_of_group;
        // Doubling beyond that would take more than all that there can be.
        if (to_.octets.size() + octets > 4096 && to_.octets.capacity() < envelope_octets_max)
            to_.octets.reserve(envelope_octets_max);
        wire::append_head(to_.octets, field_, octets);
        for (const auto& [number, text] : strings) {
            if (text) wire::append_octets(to_.octets, number, *text);
        }
        to_.has |= 1U << field_;
    }

private:
    const int field_;
    EnvelopeWriter& to_;
    Budget& budget_;
    bool group_open_ = false;
};

struct EnvelopeField {
    std::string_view name;
    int number;
    enum class Kind : std::uint8_t { text, addresses, joined } kind;
};
using Kind = EnvelopeField::Kind;
/// Of a field that may stand once, the first counts; of To, Cc and Bcc programs write several: one list.
constexpr EnvelopeField envelope_fields[] = {
    {"subject", events::Envelope::kSubjectFieldNumber, Kind::text},
    {"date", events::Envelope::kDateFieldNumber, Kind::text},
    {"message-id", events::Envelope::kMessageIdFieldNumber, Kind::text},
    {"in-reply-to", events::Envelope::kInReplyToFieldNumber, Kind::text},
    {"from", events::Envelope::kFromFieldNumber, Kind::addresses},
    {"sender", events::Envelope::kSenderFieldNumber, Kind::addresses},
    {"reply-to", events::Envelope::kReplyToFieldNumber, Kind::addresses},
    {"to", events::Envelope::kToFieldNumber, Kind::joined},
    {"cc", events::Envelope::kCcFieldNumber, Kind::joined},
    {"bcc", events::Envelope::kBccFieldNumber, Kind::joined},
};

}  // namespace

bool set_envelope_field(std::string_view name, std::string_view value, EnvelopeWriter& envelope,
                        Budget& budget) {
    const auto* field = std::ranges::find(envelope_fields, name, &EnvelopeField::name);
    if (field == std::end(envelope_fields)) return false;
    const bool has = (envelope.has & (1U << field->number)) != 0;
    if (has && field->kind != Kind::joined) return false;
    if (field->kind != Kind::text) {
        AddressWriter writer(field->number, envelope, budget);
        read_address_list(value, writer);
        return true;
    }
    if (!budget.take(wire::octets_size(field->number, value.size()))) return false;
    wire::append_octets(envelope.octets, field->number, value);
    envelope.has |= 1U << field->number;
    return true;
}

void set_part_field(std::string_view name, std::string_view value, events::Part& part, Budget& part_budget,
                    Budget& message_budget) {
    PartBudget budget{part_budget, message_budget};
    const auto set = [&](bool has, std::string* (events::Part::*field)()) {
        const std::string_view kept = cut(value);
        if (!has && budget.take(kept.size() + string_octets)) *(part.*field)() = kept;
    };
    if (name == "content-type") {
        if (part.type().empty()) read_content_type(value, part, budget);
    } else if (name == "content-transfer-encoding") {
        const std::string_view token = cut(value.substr(0, value.find_first_of("; \t(")));
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
