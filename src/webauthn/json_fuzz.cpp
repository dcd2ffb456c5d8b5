// SPDX-License-Identifier: AGPL-3.0-or-later
// Any JSON as a browser's answer: what is read is within its limits.
#include "webauthn/json.hpp"

#include <boost/json.hpp>

#include "base/ensure.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace milpa;
    using namespace milpa::webauthn;
    boost::system::error_code error;
    const auto value = boost::json::parse(as_text(ByteView(data, size)), error);
    if (error) return 0;
    if (const auto read = read_registration(value)) {
        ensure(read->registration.attestation.size() <= attestation_bytes_max + 3);
        ensure(read->registration.transports.size() <= transports_max);
    }
    if (const auto read = read_assertion(value)) {
        ensure(read->assertion.credential.size() <= credential_id_bytes_max + 3);
        ensure(read->assertion.signature.size() <= signature_bytes_max + 3);
    }
    return 0;
}
