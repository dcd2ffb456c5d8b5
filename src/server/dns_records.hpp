// SPDX-License-Identifier: AGPL-3.0-or-later
// What the DNS must say so that people and programs find a collective: one list, for `milpa dns` and for the
// check whether it is so. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "net/dns.hpp"
#include "server/settings.hpp"

namespace milpa::server {

enum class Need : std::uint8_t {
    must,    ///< without it mail does not come, or is thrown away elsewhere
    should,  ///< programs find the server by themselves, and TLS is insisted on
    can,     ///< only where a condition holds: see `meaning`
};

struct DnsRecord {
    std::string name;  ///< in ASCII, without the final dot
    std::string type;  ///< "MX"
    /// As it stands in a zone file; TXT without its quotes. What only the collective knows is in <brackets>.
    std::string value;
    Need need = Need::must;
    std::string_view meaning;
    bool operator==(const DnsRecord&) const = default;
};

struct DnsPlan {
    std::vector<std::string>
        domains;  ///< in ASCII; the first is the main one, and mail.FIRST the server's name
    Ports ports;
    /// The SHA-256 of the certificate's public key, for TLSA; nothing while there is none.
    std::optional<Bytes> key_hash;
    /// RFC 8461 3.1, of the policy that is served; empty: none is.
    std::string mta_sts_id;
};

std::vector<DnsRecord> dns_records(const DnsPlan& plan);
/// All of them as a zone file has them, `need` and meaning as remarks.
std::string zone_text(const std::vector<DnsRecord>& records);

/// How what the DNS says stands to a record.
enum class Found : std::uint8_t {
    there,
    other,  ///< there is something of that name and type, and not this
    nothing,
    unknown,  ///< it could not be asked, or the record has brackets that only people can fill
};
/// What the answer, or the failure, of a lookup says of the record. Where several texts may stand side by
/// side (TXT), others do not matter, save a second one of the same kind ("v=spf1").
Found judge(const DnsRecord& record, const Result<net::RawAnswer>& answer);
/// What a look_up() of the record has to ask for; nothing for types that are not looked up (PTR: the address
/// is not known here).
std::optional<net::RecordType> type_of(const DnsRecord& record);

}  // namespace milpa::server
