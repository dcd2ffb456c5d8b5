// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/queue/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "mail/message/charset.hpp"
#include "mail/message/date.hpp"
#include "mail/message/header.hpp"

namespace milpa::mail::queue {

namespace {

/// RFC 5322 2.1.1.
constexpr std::size_t line_octets_max = 998;
/// RFC 2045 6.8.
constexpr std::size_t base64_line_octets = 76;
/// An address of 64 and 255 octets with its quotes and escapes stays below this.
constexpr std::size_t address_octets_max = 500;

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// One line, whatever it was: no control characters, and UTF-8 if it is more than ASCII.
std::string as_line(std::string_view text, std::size_t octets_max) {
    std::string line(message::is_utf8(text) ? message::cut_utf8(text, octets_max)
                                            : text.substr(0, octets_max));
    const bool utf8 = message::is_utf8(line);
    std::ranges::replace_if(
        line,
        [&](char c) {
            const auto octet = static_cast<unsigned char>(c);
            return (octet < 0x20 && c != '\t') || octet == 0x7f || (octet >= 0x80 && !utf8);
        },
        '?');
    return line;
}

std::string address_text(const Mailbox& mailbox) {
    return as_line(message::to_text(mailbox), address_octets_max);
}

std::string status_text(const smtp::Status& status) {
    return fmt::format("{}.{}.{}", status.kind, status.subject, status.detail);
}

// A part, in base64 where it is more than ASCII: a report must get through any server on its way back.
void append_part(std::string& to, std::string_view type, std::string_view content) {
    to += fmt::format("Content-Type: {}\r\n", type);
    if (is_ascii(content)) {
        to += fmt::format("Content-Transfer-Encoding: 7bit\r\n\r\n{}\r\n", content);
        return;
    }
    to += "Content-Transfer-Encoding: base64\r\n\r\n";
    const std::string encoded = to_base64(as_bytes(content));
    for (std::size_t at = 0; at < encoded.size(); at += base64_line_octets) {
        to += std::string_view(encoded).substr(at, base64_line_octets);
        to += "\r\n";
    }
}

std::string in_words(const Finding& finding) {
    const std::string text = as_line(finding.text, reply_text_kept_max);
    if (finding.code == 0) return text.empty() ? "It did not work" : text;
    return fmt::format("The server {} answered:\r\n     {} {} {}",
                       finding.host.empty() ? "there" : as_line(finding.host, host_kept_max), finding.code,
                       status_text(finding.status), text);
}

std::string words(const ReportFacts& facts) {
    const bool failed = facts.kind == ReportKind::failed;
    std::string text = fmt::format("This is the mail server of {}.\r\n\r\n", as_line(facts.domain, 255));
    text +=
        failed ? "Your message could not be delivered to:\r\n" : "Your message is delayed. It waits for:\r\n";
    for (const auto& subject : facts.subjects) {
        text += fmt::format("\r\n  <{}>\r\n     {}\r\n", address_text(subject.address),
                            in_words(subject.finding));
    }
    if (failed) {
        text += "\r\nNothing more will be tried.";
        text += facts.header.empty() ? "\r\n" : " The header of your message is attached.\r\n";
    } else {
        text += "\r\nYou need not do anything: we go on trying";
        if (facts.give_up) text += fmt::format(" until\r\n{}", message::format_date(*facts.give_up));
        text += ".\r\n";
    }
    return text;
}

// RFC 3464 2.2 and 2.3, RFC 6533 4.1.
std::string delivery_status(const ReportFacts& facts) {
    std::string text = fmt::format("Reporting-MTA: dns; {}\r\nArrival-Date: {}\r\n",
                                   as_line(facts.host_name, 255), message::format_date(facts.queued));
    for (const auto& [address, finding] : facts.subjects) {
        const std::string recipient = address_text(address);
        text += fmt::format("\r\nFinal-Recipient: {}; {}\r\n", is_ascii(recipient) ? "rfc822" : "utf-8",
                            recipient);
        text +=
            fmt::format("Action: {}\r\nStatus: {}\r\n",
                        facts.kind == ReportKind::failed ? "failed" : "delayed", status_text(finding.status));
        if (finding.code != 0 && !finding.host.empty()) {
            text += fmt::format("Remote-MTA: dns; {}\r\n", as_line(finding.host, host_kept_max));
        }
        const std::string said = as_line(finding.text, reply_text_kept_max);
        if (finding.code != 0) {
            text += fmt::format("Diagnostic-Code: smtp; {} {} {}\r\n", finding.code,
                                status_text(finding.status), said);
        } else if (!said.empty()) {
            text += fmt::format("Diagnostic-Code: x-milpa; {}\r\n", said);
        }
        text += fmt::format("Last-Attempt-Date: {}\r\n", message::format_date(facts.attempted));
        if (facts.give_up) {
            text += fmt::format("Will-Retry-Until: {}\r\n", message::format_date(*facts.give_up));
        }
    }
    return text;
}

// RFC 3834 3.1.5: so that the report stands beside the message in its thread.
std::string references(std::string_view header) {
    const auto field = message::find_field(header, "Message-ID");
    if (!field) return {};
    const auto ids = message::message_ids(*field);
    if (ids.empty() || ids.front().size() > 250) return {};
    const bool visible = std::ranges::all_of(ids.front(), [](char c) { return c > ' ' && c <= '~'; });
    return visible ? fmt::format("In-Reply-To: {0}\r\nReferences: {0}\r\n", ids.front()) : std::string();
}

}  // namespace

std::string header_to_return(std::string_view message) {
    std::string kept;
    message::Fields fields(message.substr(0, header_read_max));
    while (const auto field = fields.next()) {
        if (field->name.empty()) continue;
        std::string_view raw = message.substr(field->begin, field->end - field->begin);
        std::string clean;
        bool fits = true;
        while (!raw.empty()) {
            const std::size_t end = std::min(raw.find('\n'), raw.size());
            std::string_view line = raw.substr(0, end);
            raw.remove_prefix(std::min(end + 1, raw.size()));
            if (line.ends_with('\r')) line.remove_suffix(1);
            if (line.size() > line_octets_max) fits = false;
            clean += as_line(line, line_octets_max) + "\r\n";
        }
        if (!fits) continue;
        if (kept.size() + clean.size() > header_returned_max) break;
        kept += clean;
    }
    return kept;
}

std::string build_report(const ReportFacts& facts) {
    const bool failed = facts.kind == ReportKind::failed;
    const std::string to = address_text(facts.to);
    const std::string boundary = "=_" + facts.token;
    std::string report = fmt::format(
        "Date: {}\r\nFrom: Mail server <postmaster@{}>\r\nTo: <{}>\r\nSubject: {}\r\n"
        "Message-ID: <{}@{}>\r\n{}",
        message::format_date(facts.now), facts.domain, to,
        failed ? "Your message could not be delivered" : "Your message is delayed", facts.token, facts.domain,
        references(facts.header.substr(0, header_read_max)));
    // RFC 3834 5: nobody's holiday notice answers this.
    report += fmt::format(
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"{0}\"\r\n\r\n--{0}\r\n",
        boundary);
    const std::string text = words(facts);
    append_part(report, is_ascii(text) ? "text/plain; charset=us-ascii" : "text/plain; charset=utf-8", text);
    report += fmt::format("--{}\r\n", boundary);
    const std::string status = delivery_status(facts);
    append_part(report, is_ascii(status) ? "message/delivery-status" : "message/global-delivery-status",
                status);
    // RFC 6522 3: the third part may be missing.
    if (!facts.header.empty()) {
        report += fmt::format("--{}\r\n", boundary);
        const std::string header = header_to_return(facts.header);
        append_part(report, is_ascii(header) ? "text/rfc822-headers" : "message/global-headers", header);
    }
    report += fmt::format("--{}--\r\n", boundary);
    return report;
}

}  // namespace milpa::mail::queue
