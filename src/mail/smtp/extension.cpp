// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/extension.hpp"

namespace milpa::mail::smtp {

namespace {

std::optional<std::string> offer_pipelining(const Session&) { return "PIPELINING"; }
std::optional<std::string> offer_eight_bit(const Session&) { return "8BITMIME"; }
std::optional<std::string> offer_utf8(const Session&) { return "SMTPUTF8"; }
std::optional<std::string> offer_chunking(const Session&) { return "CHUNKING"; }
std::optional<std::string> offer_codes(const Session&) { return "ENHANCEDSTATUSCODES"; }

constexpr Extension table[] = {
    {offer_pipelining, nullptr, "RFC 2920"}, {offer_size, may_mail_size, "RFC 1870"},
    {offer_starttls, nullptr, "RFC 3207"},   {offer_auth, nullptr, "RFC 4954"},
    {offer_codes, nullptr, "RFC 2034"},      {offer_eight_bit, nullptr, "RFC 6152"},
    {offer_utf8, nullptr, "RFC 6531"},       {offer_chunking, nullptr, "RFC 3030"},
};

}  // namespace

std::span<const Extension> extensions() { return table; }

}  // namespace milpa::mail::smtp
