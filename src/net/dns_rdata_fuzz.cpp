// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/dns_rdata.hpp"

#include "base/ensure.hpp"

using namespace milpa;
using namespace milpa::net;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView input(data, size);
    if (const auto name = rdata::normalize_name(as_text(input))) {
        ensure(name->size() <= rdata::name_bytes_max);
        ensure(rdata::normalize_name(*name).value() == *name);
        const auto written = rdata::write(RecordType::ptr, *name);
        ensure(written.has_value());
        ensure(rdata::read_name(*written).value() == *name);
    }
    if (const auto name = rdata::read_name(input)) {
        // Whatever stands on the wire, the name holds nothing that could be taken for something else.
        ensure(rdata::normalize_name(*name).value() == *name);
        ensure(name->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.") == name->npos);
    }
    if (const auto mx = rdata::read_mx(input)) ensure(mx->host.size() + 2 <= size);
    if (const auto srv = rdata::read_srv(input)) ensure(srv->host.size() + 6 <= size);
    if (const auto txt = rdata::read_txt(input)) ensure(txt->size() <= size);
    if (const auto tlsa = rdata::read_tlsa(input)) ensure(tlsa->data.size() + 3 == size);
    if (const auto address = rdata::read_address(input)) {
        const auto again = PeerAddress::parse(address->text_for_sealing());
        ensure(again.value() == *address);
    }
    for (const auto type : {RecordType::mx, RecordType::srv, RecordType::tlsa, RecordType::a}) {
        [[maybe_unused]] const auto written = rdata::write(type, as_text(input));
    }
    return 0;
}
