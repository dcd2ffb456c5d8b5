// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/queue/domain.hpp"

#include <unicode/bytestream.h>
#include <unicode/idna.h>

#include <algorithm>
#include <memory>

#include "mail/message/header.hpp"

namespace milpa::mail::queue {

namespace {

constexpr std::size_t name_octets_max = 253;  // RFC 1035 2.3.4, as text
constexpr std::size_t label_octets_max = 63;  // the same
constexpr std::string_view v6_tag = "IPv6:";

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_name_octet(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool is_name(std::string_view name) {
    if (name.empty() || name.size() > name_octets_max) return false;
    std::size_t label = 0;
    for (const char c : name) {
        if (c == '.') {
            if (label == 0) return false;
            label = 0;
        } else if (!is_name_octet(c) || ++label > label_octets_max) {
            return false;
        }
    }
    return label > 0;
}

Result<std::string> to_a_labels(std::string_view domain) {
    UErrorCode code = U_ZERO_ERROR;
    const std::unique_ptr<icu::IDNA> idna(icu::IDNA::createUTS46Instance(
        UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ,
        code));
    if (U_FAILURE(code)) return fail(ErrorKind::io, "IDNA is not available");
    icu::IDNAInfo info;
    std::string ascii;
    icu::StringByteSink<std::string> sink(&ascii);
    idna->nameToASCII_UTF8({domain.data(), static_cast<std::int32_t>(domain.size())}, sink, info, code);
    if (U_FAILURE(code) || info.hasErrors()) return fail(ErrorKind::syntax, "no international name");
    return ascii;
}

}  // namespace

Result<std::string> route_domain(std::string_view domain) {
    if (domain.empty() || domain.size() > message::domain_octets_max) {
        return fail(ErrorKind::syntax, "a domain of no possible length");
    }
    if (literal_address(domain)) return message::lower_case(domain);
    std::string name = message::lower_case(domain);
    if (!is_ascii(domain)) {
        TRY(name, to_a_labels(domain));
    }
    if (!is_name(name)) return fail(ErrorKind::syntax, "no name of DNS");
    return name;
}

std::optional<net::PeerAddress> literal_address(std::string_view domain) {
    if (domain.size() < 3 || domain.front() != '[' || domain.back() != ']') return {};
    std::string_view inside = domain.substr(1, domain.size() - 2);
    const bool v6 = message::equal_ignoring_case(inside.substr(0, v6_tag.size()), v6_tag);
    if (v6) inside.remove_prefix(v6_tag.size());
    if (v6 != inside.contains(':')) return {};
    auto address = net::PeerAddress::parse(inside);
    if (!address) return {};
    return *address;
}

message::Mailbox with_ascii_domain(const message::Mailbox& mailbox) {
    if (is_ascii(mailbox.domain)) return mailbox;
    auto domain = to_a_labels(mailbox.domain);
    return domain ? message::Mailbox{mailbox.local, std::move(*domain)} : mailbox;
}

}  // namespace milpa::mail::queue
