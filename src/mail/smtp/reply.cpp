// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/reply.hpp"

#include <fmt/format.h>

#include "base/ensure.hpp"

namespace milpa::mail::smtp {

Reply::Reply(std::uint16_t reply_code, Status reply_status, std::vector<std::string> text)
    : code(reply_code), status(reply_status), lines(std::move(text)) {
    ensure(!lines.empty());
    // RFC 2034 4: the class of the status is that of the reply.
    ensure(status.kind == 0 || status.kind == code / 100);
}

Reply::Reply(const FixedReply& fixed) : Reply(fixed.code, fixed.status, {std::string(fixed.text)}) {}

void append_reply(std::string& to, const Reply& reply) {
    for (std::size_t i = 0; i < reply.lines.size(); ++i) {
        fmt::format_to(std::back_inserter(to), "{}{}", reply.code, i + 1 < reply.lines.size() ? '-' : ' ');
        if (reply.status.kind != 0) {
            fmt::format_to(std::back_inserter(to), "{}.{}.{} ", reply.status.kind, reply.status.subject,
                           reply.status.detail);
        }
        to += reply.lines[i];
        to += "\r\n";
    }
}

std::string to_text(const Reply& reply) {
    std::string text;
    append_reply(text, reply);
    return text;
}

Reply reply_for(const Error& error) {
    switch (error.kind) {
        case ErrorKind::closed: return replies::locked;
        case ErrorKind::limit: return replies::disk_full;
        case ErrorKind::denied: return replies::refused;
        case ErrorKind::syntax: return replies::bad_header;
        case ErrorKind::missing:
        case ErrorKind::conflict:
        case ErrorKind::timeout:
        case ErrorKind::io:
        case ErrorKind::corrupt: return replies::trouble;
    }
    ensure(false);
    return replies::trouble;
}

}  // namespace milpa::mail::smtp
