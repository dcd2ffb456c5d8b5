// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/report.hpp"

#include <algorithm>

#include "mail/message/encoded_word.hpp"
#include "mail/message/header.hpp"

namespace milpa::mail::message {

namespace {

bool is_status(events::Report::Kind kind, const events::Part& part) {
    if (part.type() != "message") return false;
    // RFC 6533 6: the same for international addresses.
    const std::string_view subtype = part.subtype();
    return kind == events::Report::DELIVERY
               ? subtype == "delivery-status" || subtype == "global-delivery-status"
               : subtype == "disposition-notification" || subtype == "global-disposition-notification";
}

/// RFC 6522 4, RFC 6533 5.
bool is_header(const events::Part& part) {
    return (part.type() == "text" && part.subtype() == "rfc822-headers") ||
           (part.type() == "message" && part.subtype() == "global-headers");
}

/// RFC 8098 3.2.6: action-mode "/" sending-mode ";" type [ "/" modifiers ].
bool says_displayed(std::string_view disposition) {
    const std::size_t semicolon = disposition.find(';');
    if (semicolon == std::string_view::npos) return false;
    const std::string_view type = disposition.substr(semicolon + 1);
    return equal_ignoring_case(trim(type.substr(0, type.find_first_of("/,"))), "displayed");
}

}  // namespace

std::optional<ReportReader> ReportReader::begin(const events::Part& top) {
    if (top.type() != "multipart" || top.subtype() != "report") return std::nullopt;
    const auto type = find_parameter(top.parameters(), "report-type").value_or("");
    if (equal_ignoring_case(type, "delivery-status")) return ReportReader(events::Report::DELIVERY);
    if (equal_ignoring_case(type, "disposition-notification"))
        return ReportReader(events::Report::DISPOSITION);
    return std::nullopt;
}

bool ReportReader::begin_part(const events::Part& part) {
    content_ = Content::none;
    // The first that says it counts.
    if (!has_status_ && is_status(report_.kind(), part)) {
        content_ = Content::status;
        has_status_ = true;
    } else if (is_header(part)) {
        content_ = Content::header;
    }
    transfer_ = TransferDecoder(encoding_of(part.encoding()));
    field_.clear();
    at_line_begin_ = true;
    return content_ != Content::none;
}

void ReportReader::feed(std::string_view octets) {
    if (content_ == Content::none) return;
    decoded_.clear();
    transfer_.feed(octets, decoded_);
    take_text();
}

void ReportReader::end_part() {
    if (content_ == Content::none) return;
    decoded_.clear();
    transfer_.finish(decoded_);
    take_text();
    end_field();
    content_ = Content::none;
}

void ReportReader::take_text() {
    std::string_view text = decoded_;
    while (!text.empty()) {
        if (at_line_begin_ && text[0] != ' ' && text[0] != '\t') end_field();
        const std::size_t found = text.find('\n');
        const std::size_t line = found == std::string_view::npos ? text.size() : found + 1;
        field_ += text.substr(0, std::min(line, report_field_octets_max - field_.size()));
        at_line_begin_ = found != std::string_view::npos;
        text.remove_prefix(line);
    }
}

void ReportReader::end_field() {
    Fields fields(field_);
    const auto field = fields.next();
    if (field && !field->name.empty() && content_ != Content::none)
        take_field(lower_case(field->name), unfold(field->value));
    // What is behind the empty line of a header is none of it; a status has more groups of fields there.
    const bool is_empty_line = !field && !field_.empty();
    if (is_empty_line && content_ == Content::header) content_ = Content::none;
    field_.clear();
}

void ReportReader::take_field(std::string_view name, std::string_view value) {
    if (content_ == Content::header) {
        if (name == "message-id") take_message_id(value);
        return;
    }
    if (name == "final-recipient" || name == "original-recipient") add_recipient(value);
    if (report_.kind() != events::Report::DISPOSITION) return;
    if (name == "original-message-id") take_message_id(value);
    if (name == "disposition" && says_displayed(value)) report_.set_displayed(true);
}

void ReportReader::take_message_id(std::string_view value) {
    MessageIds ids(value);
    const auto id = ids.next();
    if (!id || report_.message_ids_size() >= report_ids_max) return;
    if (std::ranges::find(report_.message_ids(), *id) != report_.message_ids().end()) return;
    if (take(id->size())) report_.add_message_ids(std::string(*id));
}

/// RFC 3464 2.1.2, RFC 8098 3.2.3: address-type ";" address.
void ReportReader::add_recipient(std::string_view value) {
    const std::size_t semicolon = value.find(';');
    if (semicolon == std::string_view::npos) return;
    const std::string_view address = trim(value.substr(semicolon + 1));
    if (address.empty() || address.size() > report_address_octets_max ||
        report_.recipients_size() >= report_recipients_max)
        return;
    if (std::ranges::find(report_.recipients(), address) != report_.recipients().end()) return;
    if (take(address.size())) report_.add_recipients(std::string(address));
}

bool ReportReader::take(std::size_t octets) {
    if (octets > report_octets_max - kept_) return false;
    kept_ += octets;
    return true;
}

std::optional<events::Report> ReportReader::finish(std::string_view references) {
    if (!has_status_) return std::nullopt;
    if (report_.message_ids().empty()) {
        MessageIds ids(references);
        std::string last;
        while (const auto id = ids.next()) last = *id;
        if (!last.empty() && take(last.size())) report_.add_message_ids(std::move(last));
    }
    return std::move(report_);
}

}  // namespace milpa::mail::message
