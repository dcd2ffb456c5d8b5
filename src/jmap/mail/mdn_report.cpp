// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "jmap/mail/draft_fields.hpp"
#include "jmap/mail/mdn.hpp"
#include "mail/message/header.hpp"

namespace milpa::jmap {

namespace message = mail::message;

namespace {

/// RFC 8098 3.1; "rfc822; a@b".
std::optional<std::string>* known_field(MdnReport& report, std::string_view name) {
    if (name == "reporting-ua") return &report.reporting_ua;
    if (name == "mdn-gateway") return &report.mdn_gateway;
    if (name == "original-recipient") return &report.original_recipient;
    if (name == "final-recipient") return &report.final_recipient;
    if (name == "original-message-id") return &report.original_message_id;
    return nullptr;
}

/// RFC 8098 3.2.6: action-mode "/" sending-mode ";" type [ "/" modifiers ].
bool read_disposition(std::string_view value, MdnReport& report) {
    const std::size_t slash = value.find('/');
    const std::size_t semicolon = value.find(';');
    if (slash == std::string_view::npos || semicolon == std::string_view::npos || slash > semicolon)
        return false;
    const auto part = [&](std::size_t begin, std::size_t end) {
        return message::lower_case(message::trim(value.substr(begin, end - begin)));
    };
    report.action_mode = part(0, slash);
    report.sending_mode = part(slash + 1, semicolon);
    const std::size_t end = std::min(value.find_first_of("/,", semicolon), value.size());
    report.type = part(semicolon + 1, end);
    return !report.action_mode.empty() && !report.sending_mode.empty() && !report.type.empty();
}

}  // namespace

std::optional<MdnReport> parse_mdn_report(std::string_view part) {
    MdnReport report;
    bool has_disposition = false;
    message::Fields fields(part);
    while (const auto field = fields.next()) {
        const std::string name = message::lower_case(field->name);
        const std::string value = to_clean_utf8(message::unfold(field->value));
        if (name.empty()) continue;
        if (auto* known = known_field(report, name)) {
            if (!*known) *known = value;
        } else if (name == "disposition") {
            has_disposition |= read_disposition(value, report);
        } else if (name == "error") {
            report.errors.push_back(value);
        } else {
            report.extensions.emplace(to_clean_utf8(field->name), value);
        }
    }
    if (!has_disposition || !report.final_recipient) return std::nullopt;
    return report;
}

std::optional<std::string> write_mdn_report(const MdnReport& report) {
    std::string out;
    bool right = true;
    const auto put = [&](const std::string& name, const std::optional<std::string>& value) {
        if (!value) return;
        const auto property = parse_header_property("header:" + name);
        const auto field = property && !property->all && property->form == HeaderForm::raw
                               ? written_fields(*property, json::value(" " + *value))
                               : std::nullopt;
        right &= field.has_value();
        if (field) out += *field;
    };
    put("Reporting-UA", report.reporting_ua);
    put("Original-Recipient", report.original_recipient);
    put("Final-Recipient", report.final_recipient);
    put("Original-Message-ID", report.original_message_id);
    put("Disposition", report.action_mode + "/" + report.sending_mode + "; " + report.type);
    for (const auto& [name, value] : report.extensions) put(name, value);
    return right ? std::optional(out) : std::nullopt;
}

}  // namespace milpa::jmap
