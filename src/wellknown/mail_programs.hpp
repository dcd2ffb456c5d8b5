// SPDX-License-Identifier: AGPL-3.0-or-later
// How mail and contacts programs find their settings by themselves: Thunderbird's autoconfig, Outlook's
// autodiscover, and profiles of Apple's systems. Pure: texts in and out. None of them says whether an address
// exists.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/result.hpp"

namespace milpa::wellknown {

/// Where members' programs connect, by TLS from the start or with STARTTLS; port 0: not offered.
struct MailHouse {
    std::string host;  ///< the name in the certificate
    std::uint16_t imaps = 0;
    std::uint16_t imap = 0;
    std::uint16_t submissions = 0;
    std::uint16_t submission = 0;
    std::uint16_t https = 0;  ///< CardDAV, below contacts_path
};

/// Where CardDAV begins: who is asked there tells the member's principal (RFC 5397), which nobody but the
/// member learns.
constexpr std::string_view contacts_path = "/dav/";

/// Octets of the longest address (RFC 5321 4.5.3.1).
constexpr std::size_t address_octets_max = 320;
/// Octets of a request of Outlook; it has some 300.
constexpr std::size_t autodiscover_octets_max = 8 * 1024;

/// "ana@example.org": one '@', nothing that means something in XML or ends a line. Whether it is there nobody
/// asks.
bool is_plain_address(std::string_view text);

/// config-v1.1.xml, for all addresses of a domain.
std::string autoconfig(const MailHouse& house, std::string_view domain);

/// The address in an autodiscover request (MS-OXDSCLI, "POX"). No parser of XML: one element is looked for,
/// and what could mean something else to one (a DOCTYPE, entities of its own, CDATA, comments) is refused.
/// Fails with `syntax`, `limit`.
Result<std::string> read_autodiscover(std::string_view xml);
std::string autodiscover(const MailHouse& house, std::string_view address);

/// A profile (.mobileconfig) for one address: mail, and contacts where they are offered. It asks for the
/// password of each when it is installed. Its identifiers are random: installing it twice makes two of each.
std::string apple_profile(const MailHouse& house, std::string_view address, Random& random);

/// As text or an attribute's value in XML.
std::string escape_xml(std::string_view text);

}  // namespace milpa::wellknown
