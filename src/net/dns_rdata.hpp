// SPDX-License-Identifier: AGPL-3.0-or-later
// The insides of DNS records: bytes as a stranger's server sent them -> values, and presentation text ->
// bytes.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "net/dns.hpp"

namespace milpa::net::rdata {

/// RFC 1035 2.3.4, without the final dot.
constexpr std::size_t name_bytes_max = 253;
constexpr std::size_t label_bytes_max = 63;

/// A name as asked for -> lower case, without the final dot. Letters, digits, hyphens and underscores only,
/// so that no name can hide a dot, a space or a control character; "." is "". Fails with `syntax`.
Result<std::string> normalize_name(std::string_view name);

/// Each fails with `syntax` unless the whole RDATA is of its type.
Result<MxRecord> read_mx(ByteView from);          // RFC 1035 3.3.9
Result<SrvRecord> read_srv(ByteView from);        // RFC 2782
Result<std::string> read_name(ByteView from);     // RFC 1035 3.3.12, uncompressed
Result<std::string> read_txt(ByteView from);      // RFC 1035 3.3.14: all strings, joined
Result<TlsaRecord> read_tlsa(ByteView from);      // RFC 6698 2.1
Result<PeerAddress> read_address(ByteView from);  // 4 or 16 bytes

/// Presentation form -> RDATA. TXT: the text as it is, without quotes.
Result<Bytes> write(RecordType type, std::string_view text);

/// The name to ask for PTR records: "1.2.0.192.in-addr.arpa" (RFC 1035 3.5, RFC 3596 2.5).
std::string reverse_name(const PeerAddress& address);

}  // namespace milpa::net::rdata
