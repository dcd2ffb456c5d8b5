// SPDX-License-Identifier: AGPL-3.0-or-later
// Any octets as CBOR and as a public key: what is taken is a part of the input.
#include "base/ensure.hpp"
#include "webauthn/cbor.hpp"
#include "webauthn/public_key.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace milpa;
    const ByteView input(data, size);
    webauthn::CborReader reader(input);
    while (!reader.at_end()) {
        const std::size_t before = reader.rest().size();
        if (!reader.skip()) break;
        ensure(reader.rest().size() < before);
    }
    if (const auto found = webauthn::read_public_key(input)) {
        ensure(found->key.size() + found->rest.size() == size);
        ensure(webauthn::read_public_key(found->key).has_value());
        ensure(!webauthn::verify_signature(found->key, input, input));
    }
    return 0;
}
