// SPDX-License-Identifier: AGPL-3.0-or-later
// Names to addresses and to what mail needs, with DNSSEC. Names are given in ASCII (A-labels) with or without
// the final dot.
//
// Failures: `missing` the name does not exist (NXDOMAIN); `syntax` it is not a name, or the answer is not
// one; `timeout`; `io` no server could answer (SERVFAIL); `corrupt` DNSSEC says that the answer is forged:
// treat it as temporary. A name that exists without records of that type is not a failure: its answer has no
// records.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "net/peer.hpp"
#include "net/tls.hpp"

namespace milpa::net {

template <class Record>
struct Answer {
    std::vector<Record> records;
    bool secure = false;    ///< DNSSEC has proven it, from the name asked for to the records
    std::string canonical;  ///< the name after CNAMEs, lower case, without the final dot
    std::chrono::seconds ttl{0};
};

struct MxRecord {
    std::uint16_t preference = 0;
    std::string host;  ///< lower case, no final dot; "" is the null MX (RFC 7505)
    bool operator==(const MxRecord&) const = default;
};

/// RFC 2782.
struct SrvRecord {
    std::uint16_t priority = 0;
    std::uint16_t weight = 0;
    std::uint16_t port = 0;
    std::string host;  ///< lower case, no final dot; "": the service is not offered
    bool operator==(const SrvRecord&) const = default;
};

enum class RecordType : std::uint16_t { a = 1, ptr = 12, mx = 15, txt = 16, aaaa = 28, srv = 33, tlsa = 52 };

/// An answer as it came: each record's RDATA.
struct RawAnswer {
    std::vector<Bytes> records;
    bool secure = false;
    std::string canonical;
    std::chrono::seconds ttl{0};
};

constexpr std::chrono::milliseconds dns_deadline = std::chrono::seconds(10);

/// May be called from any context; the caller resumes on its own.
class Resolver {
public:
    virtual ~Resolver() = default;
    /// Sorted by preference; in no order where that is equal (RFC 5321 5.1: the sender shuffles).
    Task<Result<Answer<MxRecord>>> find_mx(std::string name, std::chrono::milliseconds within = dns_deadline);
    Task<Result<Answer<PeerAddress>>> find_a(std::string name,
                                             std::chrono::milliseconds within = dns_deadline);
    Task<Result<Answer<PeerAddress>>> find_aaaa(std::string name,
                                                std::chrono::milliseconds within = dns_deadline);
    /// A record's strings joined (RFC 7208 3.3).
    Task<Result<Answer<std::string>>> find_txt(std::string name,
                                               std::chrono::milliseconds within = dns_deadline);
    /// `_25._tcp.mx.example`.
    Task<Result<Answer<TlsaRecord>>> find_tlsa(std::string name,
                                               std::chrono::milliseconds within = dns_deadline);
    Task<Result<Answer<std::string>>> find_ptr(PeerAddress address,
                                               std::chrono::milliseconds within = dns_deadline);

    /// One lookup, all types: what a resolver implements.
    virtual Task<Result<RawAnswer>> look_up(std::string name, RecordType type,
                                            std::chrono::milliseconds within) = 0;
};

struct DnsOptions {
    /// Records, a line each: `a.test. IN MX 10 mx.a.test.`. When given, nothing is ever asked of the network:
    /// names that are not here do not exist.
    std::string zone;
    /// Answers from `zone` count as proven by DNSSEC (they are the operator's own).
    bool zone_is_secure = false;
    /// Ask these ("192.0.2.53" or "127.0.0.1@5353"); none: walk from the root.
    std::vector<std::string> forwarders;
};

/// Lookups that are under way at once; more fail with `limit`.
constexpr std::size_t lookups_max = 1024;

/// libunbound: validates DNSSEC by the root's keys, caches in memory only, reads no file of the system. Lives
/// on `home`; destroy it there, or while that does not run, when no lookup is pending.
Result<std::unique_ptr<Resolver>> make_resolver(Executor home, DnsOptions options);

/// For tests: answers from a table, fails as told. Not thread-safe.
class FakeResolver final : public Resolver {
public:
    /// Adds a record in presentation form: add("a.test", RecordType::mx, "10 mx.a.test"). TXT: the whole
    /// text.
    FakeResolver& add(std::string name, RecordType type, std::string_view value, bool secure = false);
    /// The name exists, without records of other types.
    FakeResolver& exists(std::string name);
    FakeResolver& fails(std::string name, RecordType type, ErrorKind kind);
    /// How many lookups came (RFC 7208 4.6.4 limits them).
    std::size_t lookups() const { return lookups_; }

    Task<Result<RawAnswer>> look_up(std::string name, RecordType type,
                                    std::chrono::milliseconds within) override;

private:
    struct Entry {
        RawAnswer answer;
        std::optional<ErrorKind> failure;
    };
    std::map<std::pair<std::string, RecordType>, Entry> entries_;
    std::set<std::string> names_;
    std::size_t lookups_ = 0;
};

}  // namespace milpa::net
