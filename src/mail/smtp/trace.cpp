// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "mail/message/date.hpp"

namespace milpa::mail::smtp {

namespace {

/// What a peer said in EHLO goes into a field only when it is of the octets of names and address literals.
std::string_view safe_name(std::string_view hello) {
    const auto is_safe = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.' || c == '_' || c == ':' || c == '[' || c == ']';
    };
    return !hello.empty() && std::ranges::all_of(hello, is_safe) ? hello : "unknown";
}

std::string_view protocol(const Passage& passage) {
    // RFC 3848, and RFC 6531 4.3 for the UTF8 forms.
    if (passage.service == Service::submission) return passage.utf8 ? "UTF8SMTPSA" : "ESMTPSA";
    if (passage.dialect == Dialect::helo) return "SMTP";
    if (passage.tls) return passage.utf8 ? "UTF8SMTPS" : "ESMTPS";
    return passage.utf8 ? "UTF8SMTP" : "ESMTP";
}

}  // namespace

std::string return_path(const std::optional<Mailbox>& sender) {
    return fmt::format("Return-Path: <{}>\r\n", sender ? message::to_text(*sender) : std::string());
}

std::string received(const Passage& passage) {
    std::string field = "Received: ";
    if (passage.service == Service::exchange) {
        const bool v6 = passage.origin.address.find(':') != std::string::npos;
        field += fmt::format("from {} ([{}{}])\r\n\t", safe_name(passage.origin.hello), v6 ? "IPv6:" : "",
                             passage.origin.address);
    }
    field += fmt::format("by {} with {}", passage.host_name, protocol(passage));
    if (passage.service == Service::exchange && passage.recipient) {
        const Mailbox& recipient = *passage.recipient;
        // <postmaster> alone has no domain.
        field += fmt::format("\r\n\tfor <{}>",
                             recipient.domain.empty() ? recipient.local : message::to_text(recipient));
    }
    field += fmt::format(";\r\n\t{}\r\n", message::format_date(passage.when));
    return field;
}

std::string date_field(WallTime when) { return "Date: " + message::format_date(when) + "\r\n"; }

std::string message_id_field(Random& random, std::string_view domain) {
    std::array<std::uint8_t, 16> id;
    random.fill(id);
    return fmt::format("Message-ID: <{}@{}>\r\n", to_hex(id), domain);
}

}  // namespace milpa::mail::smtp
