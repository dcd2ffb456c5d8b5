// SPDX-License-Identifier: AGPL-3.0-or-later
// Digests that protocols ask for by name: for those who compare contents, never for keys or secrets.
#pragma once

#include <memory>

#include "base/bytes.hpp"

namespace milpa::crypto {

enum class DigestAlgorithm : std::uint8_t {
    sha1,  ///< broken as a proof of anything; RFC 9404 asks for it
    sha256,
};

/// Of a stream. One thread at a time.
class Digest {
public:
    explicit Digest(DigestAlgorithm algorithm);
    ~Digest();
    Digest(const Digest&) = delete;
    Digest& operator=(const Digest&) = delete;

    void add(ByteView octets);
    /// Ends it; call once.
    Bytes finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace milpa::crypto
