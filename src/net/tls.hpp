// SPDX-License-Identifier: AGPL-3.0-or-later
// TLS settings: 1.2 and 1.3 only, forward secrecy and AEAD only, no compression, no renegotiation, and small
// memory an idle connection. Certificates for demos and tests are made here too.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace milpa::net {

/// PEM: the chain from leaf to (not including) root, and the leaf's private key. For a CA: itself and its
/// key.
struct Certificate {
    std::string chain_pem;
    std::string key_pem;
};

/// An ECDSA P-256 authority with this common name, valid for ten years from an hour ago.
Result<Certificate> make_ca(std::string_view name);
/// A leaf for these DNS names and IP addresses ("mail.example", "127.0.0.1"), signed by the authority. Fails
/// with `syntax` where a name or address is none.
Result<Certificate> make_certificate(const Certificate& ca, const std::vector<std::string>& names,
                                     const std::vector<std::string>& ips, std::chrono::days valid);

/// RFC 6698 2.1: a TLSA record's fields as they stand on the wire.
struct TlsaRecord {
    std::uint8_t usage = 0;
    std::uint8_t selector = 0;
    std::uint8_t matching = 0;
    Bytes data;
    bool operator==(const TlsaRecord&) const = default;
};

/// Whom a client means to talk to.
struct TlsPeer {
    std::string name;  ///< sent as SNI; checked against the certificate where the context verifies
    /// RFC 7672: when not empty, these decide (usages 2 and 3) whatever the context's trust is; fails with
    /// `syntax` if none of them is usable.
    std::vector<TlsaRecord> tlsa;
};

struct TlsInfo {
    std::string_view version;  ///< "TLSv1.3"
    std::string_view cipher;   ///< "TLS_AES_128_GCM_SHA256"
    bool peer_verified = false;
};

class TlsContext {
public:
    enum class Trust : unsigned char {
        nobody,  ///< opportunistic: encrypt to whoever answers (MX without DANE or MTA-STS; RFC 7435)
        system,  ///< the machine's certificate authorities
    };

    /// Fails with `syntax` for PEM that cannot be read and `conflict` for a key that is not the
    /// certificate's.
    static Result<std::unique_ptr<TlsContext>> server(const Certificate& certificate);
    static Result<std::unique_ptr<TlsContext>> client(Trust trust);
    /// A client that trusts exactly these authorities.
    static Result<std::unique_ptr<TlsContext>> client(std::string_view authorities_pem);
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    /// From now on new handshakes use this certificate; sessions that run keep theirs. When it fails, nothing
    /// has changed. Servers only. Any thread.
    Result<void> reload(const Certificate& certificate);

    /// A new session for a socket; used by the wire. The session keeps what it needs of this context alive.
    Result<ssl_st*> new_server_session(int descriptor) const;
    Result<ssl_st*> new_client_session(int descriptor, const TlsPeer& peer) const;

private:
    explicit TlsContext(ssl_ctx_st* context, bool is_server, bool verifies);

    mutable std::mutex mutex_;  // guards context_
    ssl_ctx_st* context_;
    bool is_server_;
    bool verifies_;
};

}  // namespace milpa::net
