// SPDX-License-Identifier: AGPL-3.0-or-later
// What a browser sends: any octets as a registration and as an assertion. The first octet says how many of
// the next 256 pieces of four are client data; the rest is the authenticator's. A registration that is taken
// can be asked for an assertion, and no such one has a signature.
#include "base/ensure.hpp"
#include "webauthn/webauthn.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace milpa;
    using namespace milpa::webauthn;
    if (size == 0) return 0;
    static const RelyingParty party{"example.org", {"https://mail.example.org"}};
    const std::size_t client_bytes = std::min<std::size_t>(data[0] * std::size_t{4}, size - 1);
    const std::string client_data(as_text(ByteView(data + 1, client_bytes)));
    const Bytes rest(data + 1 + client_bytes, data + size);
    const Bytes challenge = challenge_of(client_data).value_or(to_bytes("a challenge of 24 octets"));
    const auto made = verify_registration(party, challenge, {client_data, rest, {}});
    if (made) {
        ensure(!made->id.empty() && made->id.size() <= credential_id_bytes_max);
        ensure(made->public_key.size() <= public_key_bytes_max);
        const Credential stored{made->id, made->public_key, made->counter};
        ensure(!verify_assertion(party, challenge, stored, {made->id, client_data, rest, rest, {}}));
    }
    // Any octets as authenticator data under a key that is well-formed: the generator of P-256.
    static const Bytes key = *from_hex(
        "a5010203262001215820"
        "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
        "225820"
        "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
    const Bytes id = to_bytes("id");
    (void)verify_assertion(party, challenge, {id, key, 0}, {id, client_data, rest, Bytes(8, 0x30), {}});
    return 0;
}
