// SPDX-License-Identifier: AGPL-3.0-or-later
// Notifications that a message was read (RFC 9007, RFC 8098).
#pragma once

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "jmap/method.hpp"

namespace milpa::jmap {

inline constexpr std::string_view mdn_capability = "urn:ietf:params:jmap:mdn";

/// The fields of a message/disposition-notification part.
struct MdnReport {
    std::optional<std::string> reporting_ua, mdn_gateway, original_recipient, final_recipient,
        original_message_id;
    std::string action_mode, sending_mode, type;  ///< of Disposition, in lower case
    std::vector<std::string> errors;
    std::map<std::string, std::string> extensions;
};
/// Nothing without a Disposition and a Final-Recipient that can be read.
std::optional<MdnReport> parse_mdn_report(std::string_view part);
/// Fields with CRLF. Nothing where a value would break them.
std::optional<std::string> write_mdn_report(const MdnReport& report);

Task<Answer> send_mdns(Lent<Context> context, json::object arguments);
Task<Answer> parse_mdns(Lent<Context> context, json::object arguments);

/// MDN/send and MDN/parse.
Family mdn_family();

}  // namespace milpa::jmap
