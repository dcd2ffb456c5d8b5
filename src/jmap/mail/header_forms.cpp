// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/header_forms.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <algorithm>
#include <array>
#include <span>

#include "jmap/type.hpp"
#include "mail/message/charset.hpp"
#include "mail/message/date.hpp"
#include "mail/message/encoded_word.hpp"

namespace milpa::jmap {

namespace message = mail::message;

namespace {

struct FormName {
    std::string_view name;
    HeaderForm form;
};
constexpr std::array form_names{
    FormName{"asRaw", HeaderForm::raw},
    FormName{"asText", HeaderForm::text},
    FormName{"asAddresses", HeaderForm::addresses},
    FormName{"asGroupedAddresses", HeaderForm::grouped_addresses},
    FormName{"asMessageIds", HeaderForm::message_ids},
    FormName{"asDate", HeaderForm::date},
    FormName{"asURLs", HeaderForm::urls},
};

/// Fields of RFC 5322 and RFC 2369, and the one parsed form that each has; raw: none.
struct KnownField {
    std::string_view name;
    HeaderForm form;
};
constexpr std::array known_fields{
    KnownField{"subject", HeaderForm::text},
    KnownField{"comments", HeaderForm::text},
    KnownField{"keywords", HeaderForm::text},
    KnownField{"from", HeaderForm::addresses},
    KnownField{"sender", HeaderForm::addresses},
    KnownField{"reply-to", HeaderForm::addresses},
    KnownField{"to", HeaderForm::addresses},
    KnownField{"cc", HeaderForm::addresses},
    KnownField{"bcc", HeaderForm::addresses},
    KnownField{"resent-from", HeaderForm::addresses},
    KnownField{"resent-sender", HeaderForm::addresses},
    KnownField{"resent-reply-to", HeaderForm::addresses},
    KnownField{"resent-to", HeaderForm::addresses},
    KnownField{"resent-cc", HeaderForm::addresses},
    KnownField{"resent-bcc", HeaderForm::addresses},
    KnownField{"message-id", HeaderForm::message_ids},
    KnownField{"in-reply-to", HeaderForm::message_ids},
    KnownField{"references", HeaderForm::message_ids},
    KnownField{"resent-message-id", HeaderForm::message_ids},
    KnownField{"date", HeaderForm::date},
    KnownField{"resent-date", HeaderForm::date},
    KnownField{"return-path", HeaderForm::raw},
    KnownField{"received", HeaderForm::raw},
    KnownField{"list-help", HeaderForm::urls},
    KnownField{"list-unsubscribe", HeaderForm::urls},
    KnownField{"list-subscribe", HeaderForm::urls},
    KnownField{"list-post", HeaderForm::urls},
    KnownField{"list-owner", HeaderForm::urls},
    KnownField{"list-archive", HeaderForm::urls},
};

/// RFC 5322 3.6.8.
bool is_field_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) { return c > 32 && c < 127 && c != ':'; });
}

bool is_white(char c) { return c == ' ' || c == '\t'; }

/// RFC 2047 2: "=?charset?encoding?text?=" without white space, in a charset that we know.
bool is_encoded_word(std::string_view word) {
    if (word.size() < 8 || !word.starts_with("=?") || !word.ends_with("?=")) return false;
    const std::size_t charset_end = word.find('?', 2);
    if (charset_end == 2 || charset_end + 4 >= word.size() || word[charset_end + 2] != '?') return false;
    if (std::string_view("bBqQ").find(word[charset_end + 1]) == std::string_view::npos) return false;
    const std::string_view text = word.substr(charset_end + 3, word.size() - charset_end - 5);
    if (text.find('?') != std::string_view::npos) return false;
    std::string_view charset = word.substr(2, charset_end - 2);
    charset = charset.substr(0, charset.find('*'));  // RFC 2231 5: a language may follow
    return message::CharsetDecoder(message::lower_case(charset)).known();
}

void append_without_controls(std::string& out, std::string_view decoded) {
    for (const char c : decoded) {
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) out += c;
    }
}

/// Walks over the words of an unfolded value; runs of encoded words are decoded as one, for a character may
/// be cut between two.
class TextReader {
public:
    explicit TextReader(std::string_view value) : value_(value) {}

    std::string read() {
        while (at_ < value_.size()) {
            const std::size_t white_end = end_of_white(at_);
            const std::string_view white = value_.substr(at_, white_end - at_);
            const std::size_t word_end = end_of_word(white_end);
            const std::string_view word = value_.substr(white_end, word_end - white_end);
            at_ = word_end;
            if (is_encoded_word(word)) {
                // RFC 2047 6.2: white space between two of them counts for nothing.
                if (run_.empty()) out_ += white;
                run_ += run_.empty() ? "" : " ";
                run_ += word;
            } else {
                end_run();
                out_ += white;
                out_ += message::to_utf8("", word);
            }
        }
        end_run();
        return std::move(out_);
    }

private:
    std::size_t end_of_white(std::size_t at) const {
        while (at < value_.size() && is_white(value_[at])) ++at;
        return at;
    }
    std::size_t end_of_word(std::size_t at) const {
        while (at < value_.size() && !is_white(value_[at])) ++at;
        return at;
    }
    void end_run() {
        if (run_.empty()) return;
        append_without_controls(out_, message::decode_words(run_));
        run_.clear();
    }

    std::string_view value_;
    std::size_t at_ = 0;
    std::string out_;
    std::string run_;
};

std::string_view without_leading_spaces(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return text;
}

json::value name_json(const events::Address& address) {
    const std::string name(message::trim(text_form(address.name())));
    return name.empty() ? json::value() : json::value(name);
}

json::object address_json(const events::Address& address) {
    json::object made;
    made["name"] = name_json(address);
    // Without a domain it is no address, and what there is of it is shown as it is.
    made["email"] =
        address.domain().empty()
            ? to_clean_utf8(address.local())
            : to_clean_utf8(message::to_text({.local = address.local(), .domain = address.domain()}));
    return made;
}

/// RFC 2369 2: "<url> (comment), <url>"; other text makes it none ("NO" of List-Post, say).
json::value urls_json(std::string_view value) {
    json::array urls;
    int comment = 0;
    for (std::size_t at = 0; at < value.size(); ++at) {
        const char c = value[at];
        if (comment > 0) {
            if (c == '\\') ++at;
            comment += c == '(' ? 1 : (c == ')' ? -1 : 0);
        } else if (c == '(') {
            comment = 1;
        } else if (c == '<') {
            const std::size_t end = value.find('>', at);
            if (end == std::string_view::npos) return nullptr;
            std::string url;
            for (const char inside : value.substr(at + 1, end - at - 1)) {
                if (!is_white(inside)) url += inside;  // it may have been folded
            }
            urls.emplace_back(to_clean_utf8(url));
            at = end;
        } else if (!is_white(c) && c != ',') {
            return nullptr;
        }
    }
    return urls.empty() ? json::value() : json::value(std::move(urls));
}

json::value date_json(std::string_view value) {
    const auto date = message::parse_date(value);
    return date ? json::value(date_text(date->unix_ms, date->zone_minutes)) : json::value();
}

}  // namespace

bool is_form_allowed(std::string_view field_name, HeaderForm form) {
    if (form == HeaderForm::raw) return true;
    const std::string name = message::lower_case(field_name);
    const auto* known = std::ranges::find(known_fields, name, &KnownField::name);
    if (known == known_fields.end()) return true;
    return known->form == form ||
           (known->form == HeaderForm::addresses && form == HeaderForm::grouped_addresses);
}

std::optional<HeaderProperty> parse_header_property(std::string_view property) {
    if (!property.starts_with(header_property_prefix)) return std::nullopt;
    property.remove_prefix(header_property_prefix.size());
    HeaderProperty made;
    const std::size_t name_end = std::min(property.find(':'), property.size());
    made.name = property.substr(0, name_end);
    if (!is_field_name(made.name)) return std::nullopt;
    std::string_view rest = property.substr(name_end);
    if (rest.starts_with(":as")) {
        const std::string_view form = rest.substr(1, rest.find(':', 1) - 1);
        const auto* found = std::ranges::find(form_names, form, &FormName::name);
        if (found == form_names.end()) return std::nullopt;
        made.form = found->form;
        rest.remove_prefix(1 + form.size());
    }
    made.all = rest == ":all";
    if (!made.all && !rest.empty()) return std::nullopt;
    if (!is_form_allowed(made.name, made.form)) return std::nullopt;
    return made;
}

json::value header_value(HeaderForm form, std::string_view raw_value) {
    if (form == HeaderForm::raw) return json::value(to_clean_utf8(raw_value));
    const std::string unfolded = message::unfold(raw_value);
    switch (form) {
        case HeaderForm::text: return json::value(text_form(without_leading_spaces(unfolded)));
        case HeaderForm::message_ids: return message_ids_json(unfolded);
        case HeaderForm::date: return date_json(unfolded);
        case HeaderForm::urls: return urls_json(unfolded);
        default: break;
    }
    message::AddressList list;
    message::parse_address_list(unfolded, list);
    return form == HeaderForm::addresses ? addresses_json(list) : address_groups_json(list);
}

json::value header_property_value(const HeaderProperty& property, std::string_view header) {
    message::Fields fields(header);
    std::optional<std::string_view> last;
    json::array all;
    while (const auto field = fields.next()) {
        if (!property.is_of(field->name)) continue;
        last = field->value;
        if (property.all) all.push_back(header_value(property.form, field->value));
    }
    if (property.all) return all;
    return last ? header_value(property.form, *last) : json::value();
}

json::array all_headers(std::string_view header) {
    json::array all;
    message::Fields fields(header);
    while (const auto field = fields.next()) {
        if (field->name.empty()) continue;
        json::object one;
        one["name"] = to_clean_utf8(field->name);
        one["value"] = to_clean_utf8(field->value);
        all.push_back(std::move(one));
    }
    return all;
}

std::string text_form(std::string_view unfolded) {
    if (message::is_ascii(unfolded) && unfolded.find("=?") == std::string_view::npos)
        return to_clean_utf8(unfolded);
    return to_nfc(to_clean_utf8(TextReader(unfolded).read()));
}

json::array addresses_json(const message::AddressList& addresses) {
    json::array all;
    for (const events::Address& address : addresses) {
        if (address.has_local() && address.has_domain()) all.push_back(address_json(address));
    }
    return all;
}

json::array address_groups_json(const message::AddressList& addresses) {
    json::array groups;
    json::array inside;
    json::value name;
    bool in_group = false;
    const auto end_group = [&] {
        if (in_group || !inside.empty()) {
            json::object group;
            group["name"] = name;
            group["addresses"] = std::exchange(inside, json::array());
            groups.push_back(std::move(group));
        }
        name = nullptr;
        in_group = false;
    };
    for (const events::Address& address : addresses) {
        if (address.has_local() && address.has_domain()) {
            inside.push_back(address_json(address));
            continue;
        }
        end_group();
        if (!address.has_local()) continue;
        in_group = true;
        name = json::value(std::string(message::trim(text_form(address.local()))));
    }
    end_group();
    return groups;
}

json::value message_ids_json(std::string_view value) {
    json::array ids;
    for (const std::string& id : message::message_ids(value))
        ids.emplace_back(to_clean_utf8(std::string_view(id).substr(1, id.size() - 2)));
    return ids.empty() ? json::value() : json::value(std::move(ids));
}

std::string to_clean_utf8(std::string_view octets) {
    std::string out = message::is_utf8(octets) ? std::string(octets) : message::to_utf8("utf-8", octets);
    std::erase(out, '\0');
    return out;
}

std::string to_nfc(std::string_view utf8) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    if (U_SUCCESS(status)) {
        nfc->normalizeUTF8(0, icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())), sink, nullptr,
                           status);
    }
    return U_SUCCESS(status) ? out : std::string(utf8);
}

}  // namespace milpa::jmap
