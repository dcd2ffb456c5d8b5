// SPDX-License-Identifier: AGPL-3.0-or-later
// What all resolvers share, and the one for tests. The real one is in dns_unbound.cpp.
#include "net/dns.hpp"

#include <algorithm>

#include "base/ensure.hpp"
#include "net/dns_rdata.hpp"

namespace milpa::net {

namespace {

enum class OnBadRecord : unsigned char {
    fail,  ///< one record that cannot be read spoils the answer: leaving it out could lower security
    skip,  ///< the others still serve, if there are any
};

template <class Record>
Result<Answer<Record>> read_all(Result<RawAnswer> raw, Result<Record> (*read)(ByteView), OnBadRecord on_bad) {
    if (!raw) return std::move(raw.error());
    Answer<Record> answer;
    answer.secure = raw->secure;
    answer.canonical = std::move(raw->canonical);
    answer.ttl = raw->ttl;
    for (const Bytes& record : raw->records) {
        auto value = read(record);
        if (value) {
            answer.records.push_back(std::move(*value));
        } else if (on_bad == OnBadRecord::fail) {
            return std::move(value.error());
        }
    }
    if (answer.records.empty() && !raw->records.empty()) {
        return fail(ErrorKind::syntax, "an answer without a record that can be read");
    }
    return answer;
}

}  // namespace

Task<Result<Answer<MxRecord>>> Resolver::find_mx(std::string name, std::chrono::milliseconds within) {
    auto raw = co_await look_up(std::move(name), RecordType::mx, within);
    auto answer = read_all<MxRecord>(std::move(raw), rdata::read_mx, OnBadRecord::skip);
    if (answer) std::ranges::sort(answer->records, {}, &MxRecord::preference);
    co_return answer;
}

Task<Result<Answer<PeerAddress>>> Resolver::find_a(std::string name, std::chrono::milliseconds within) {
    auto raw = co_await look_up(std::move(name), RecordType::a, within);
    co_return read_all<PeerAddress>(std::move(raw), rdata::read_address, OnBadRecord::fail);
}

Task<Result<Answer<PeerAddress>>> Resolver::find_aaaa(std::string name, std::chrono::milliseconds within) {
    auto raw = co_await look_up(std::move(name), RecordType::aaaa, within);
    co_return read_all<PeerAddress>(std::move(raw), rdata::read_address, OnBadRecord::fail);
}

Task<Result<Answer<std::string>>> Resolver::find_txt(std::string name, std::chrono::milliseconds within) {
    auto raw = co_await look_up(std::move(name), RecordType::txt, within);
    co_return read_all<std::string>(std::move(raw), rdata::read_txt, OnBadRecord::fail);
}

Task<Result<Answer<TlsaRecord>>> Resolver::find_tlsa(std::string name, std::chrono::milliseconds within) {
    auto raw = co_await look_up(std::move(name), RecordType::tlsa, within);
    co_return read_all<TlsaRecord>(std::move(raw), rdata::read_tlsa, OnBadRecord::fail);
}

Task<Result<Answer<std::string>>> Resolver::find_ptr(PeerAddress address, std::chrono::milliseconds within) {
    auto raw = co_await look_up(rdata::reverse_name(address), RecordType::ptr, within);
    co_return read_all<std::string>(std::move(raw), rdata::read_name, OnBadRecord::skip);
}

FakeResolver& FakeResolver::exists(std::string name) {
    auto normal = rdata::normalize_name(name);
    ensure(normal.has_value());
    names_.insert(std::move(*normal));
    return *this;
}

FakeResolver& FakeResolver::add(std::string name, RecordType type, std::string_view value, bool secure) {
    exists(name);
    auto record = rdata::write(type, value);
    ensure(record.has_value());
    Entry& entry = entries_[{*rdata::normalize_name(name), type}];
    entry.answer.records.push_back(std::move(*record));
    entry.answer.secure = secure;
    return *this;
}

FakeResolver& FakeResolver::fails(std::string name, RecordType type, ErrorKind kind) {
    entries_[{*rdata::normalize_name(name), type}].failure = kind;
    return *this;
}

Task<Result<RawAnswer>> FakeResolver::look_up(std::string name, RecordType type,
                                              std::chrono::milliseconds /*within*/) {
    lookups_++;
    CO_TRY(const std::string normal, rdata::normalize_name(name));
    const auto found = entries_.find({normal, type});
    if (found == entries_.end()) {
        if (!names_.contains(normal)) co_return fail(ErrorKind::missing, "no such name");
        RawAnswer empty;
        empty.canonical = normal;
        co_return empty;
    }
    if (found->second.failure) co_return fail(*found->second.failure, "as told");
    RawAnswer answer = found->second.answer;
    answer.canonical = normal;
    co_return answer;
}

}  // namespace milpa::net
