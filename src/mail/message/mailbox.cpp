// SPDX-License-Identifier: AGPL-3.0-or-later
// The strict half of address.hpp: RFC 5321 4.1.2 with the UTF-8 of RFC 6531 3.3.
#include <arpa/inet.h>

#include "mail/message/address.hpp"
#include "mail/message/charset.hpp"
#include "mail/message/header.hpp"

namespace milpa::mail::message {

namespace {

/// RFC 1035 2.3.4.
constexpr std::size_t label_octets_max = 63;

bool is_letter_or_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<signed char>(c) < 0;
}

bool is_atom(char c) {
    return is_letter_or_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_dot_string(std::string_view text) {
    bool after_dot = true;
    for (char c : text) {
        if (c == '.') {
            if (after_dot) return false;
            after_dot = true;
        } else if (is_atom(c)) {
            after_dot = false;
        } else {
            return false;
        }
    }
    return !after_dot;
}

bool is_address_literal(std::string_view domain) {
    if (!domain.ends_with(']')) return false;
    const std::string inside(domain.substr(1, domain.size() - 2));
    unsigned char address[16];
    constexpr std::string_view tag = "IPv6:";
    if (equal_ignoring_case(std::string_view(inside).substr(0, tag.size()), tag)) {
        return inet_pton(AF_INET6, inside.c_str() + tag.size(), address) == 1;
    }
    return inet_pton(AF_INET, inside.c_str(), address) == 1;
}

bool is_domain(std::string_view domain) {
    if (domain.starts_with('[')) return is_address_literal(domain);
    while (true) {
        const std::size_t dot = domain.find('.');
        const std::string_view label = domain.substr(0, dot);
        if (label.empty() || label.size() > label_octets_max || label.front() == '-' || label.back() == '-')
            return false;
        for (char c : label) {
            if (c != '-' && !is_letter_or_digit(c)) return false;
        }
        if (dot == std::string_view::npos) return true;
        domain.remove_prefix(dot + 1);
    }
}

/// `at` stands on the opening quote, and afterwards behind the closing one.
Result<std::string> quoted_local(std::string_view text, std::size_t& at) {
    std::string local;
    for (++at; at < text.size(); ++at) {
        char c = text[at];
        if (c == '"') {
            ++at;
            return local;
        }
        if (c == '\\') {
            if (++at == text.size() || static_cast<signed char>(text[at]) < 0) break;
            c = text[at];
        }
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) break;
        local += c;
    }
    return fail(ErrorKind::syntax, "a quoted local part that is not closed or holds what it may not");
}

}  // namespace

Result<Mailbox> parse_mailbox(std::string_view text) {
    if (!is_utf8(text)) return fail(ErrorKind::syntax, "an address that is not UTF-8");
    Mailbox mailbox;
    std::size_t at = 0;
    if (text.starts_with('"')) {
        TRY(mailbox.local, quoted_local(text, at));
    } else {
        at = std::min(text.find('@'), text.size());
        mailbox.local = text.substr(0, at);
        if (!is_dot_string(mailbox.local))
            return fail(ErrorKind::syntax, "a local part that is no dot-string");
    }
    if (at >= text.size() || text[at] != '@') return fail(ErrorKind::syntax, "an address without @");
    mailbox.domain = text.substr(at + 1);
    if (mailbox.local.size() > local_octets_max || mailbox.domain.size() > domain_octets_max) {
        return fail(ErrorKind::limit, "a local part or a domain that is too long");
    }
    if (!is_domain(mailbox.domain)) return fail(ErrorKind::syntax, "what follows the @ is no domain");
    return mailbox;
}

std::string to_text(const Mailbox& mailbox) {
    if (is_dot_string(mailbox.local)) return mailbox.local + "@" + mailbox.domain;
    std::string quoted = "\"";
    for (char c : mailbox.local) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "\"@" + mailbox.domain;
}

bool needs_utf8(const Mailbox& mailbox) { return !is_ascii(mailbox.local) || !is_ascii(mailbox.domain); }

}  // namespace milpa::mail::message
