// SPDX-License-Identifier: AGPL-3.0-or-later
// TLS settings: 1.2 and 1.3 only, forward secrecy and AEAD only, no compression, no renegotiation, no early
// data, and small memory an idle connection. Certificates for demos and tests are made here too.
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
    /// Sent as SNI, and checked against the certificate where the context verifies; an IP address is only
    /// checked (RFC 6066 3).
    std::string name;
    /// RFC 7672: when not empty, these decide (usages 2 and 3) whatever the context's trust is; fails with
    /// `syntax` if none of them is usable.
    std::vector<TlsaRecord> tlsa = {};
    /// RFC 7301: what to speak, the dearest first ("h2", "http/1.1"). A server that speaks none of them
    /// breaks the handshake, or ignores the question: see TlsInfo::protocol.
    std::vector<std::string> protocols = {};
};

struct TlsInfo {
    std::string_view version;  ///< "TLSv1.3"
    std::string_view cipher;   ///< "TLS_AES_128_GCM_SHA256"
    bool peer_verified = false;
    bool resumed = false;       ///< no certificate was shown, as one was within the hour
    bool ended = false;         ///< the peer said so (close_notify): nothing was cut off from what it sent
    std::string protocol = {};  ///< RFC 7301: agreed on; empty where one side knows no ALPN
    /// RFC 6066 3: what the client asked for, in lower case; empty where it did not.
    std::string server_name = {};
};

/// RFC 8737 4: the protocol by which an authority looks at a name's challenge. A server says goodbye when a
/// handshake came to it: nothing is ever spoken over it.
constexpr std::string_view challenge_protocol = "acme-tls/1";

class TicketKeys;
struct TlsShared;

/// What a server offers beside its certificates.
struct TlsServerOptions {
    /// RFC 7301, the dearest first. Empty: clients may offer what they like, and nothing is agreed on. Else a
    /// client that offers, and nothing that is here, is refused (no_application_protocol); one that does not
    /// offer is taken. challenge_protocol does not stand here.
    std::vector<std::string> protocols = {};
    /// Resumption with TLS 1.3 (tickets.hpp says what it costs whom); none: every handshake is a full one.
    /// Several contexts may have the same keys.
    std::shared_ptr<TicketKeys> tickets = nullptr;
};

/// Names that are being proven at once; an order has fewer.
constexpr std::size_t challenges_max = 100;

class TlsContext {
public:
    enum class Trust : unsigned char {
        nobody,  ///< opportunistic: encrypt to whoever answers (MX without DANE or MTA-STS; RFC 7435)
        system,  ///< the machine's certificate authorities
    };

    /// Fails with `syntax` for PEM that cannot be read and `conflict` for a key that is not the
    /// certificate's.
    static Result<std::unique_ptr<TlsContext>> server(const Certificate& certificate);
    /// Many domains: a client gets the first certificate that is for the name which it asks for, else the
    /// first that has a wildcard for it, else the first of all, which must be there.
    static Result<std::unique_ptr<TlsContext>> server(const std::vector<Certificate>& certificates,
                                                      TlsServerOptions options);
    static Result<std::unique_ptr<TlsContext>> client(Trust trust);
    /// A client that trusts the machine's authorities and these. Fails with `syntax` where none is in the
    /// PEM.
    static Result<std::unique_ptr<TlsContext>> client_beside_system(std::string_view authorities_pem);
    /// A client that trusts exactly these authorities.
    static Result<std::unique_ptr<TlsContext>> client(std::string_view authorities_pem);
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    /// From now on new handshakes use this certificate (these), in place of all; sessions that run keep
    /// theirs. When it fails, nothing has changed. Servers only. Any thread.
    Result<void> reload(const Certificate& certificate);
    Result<void> reload(const std::vector<Certificate>& certificates);

    /// RFC 8737: shown to whoever asks for `name` and offers challenge_protocol and nothing else, until it is
    /// withdrawn; no other client sees it. Fails as server(), and with `limit` above challenges_max. Servers
    /// only. Any thread.
    Result<void> publish_challenge(std::string_view name, const Certificate& certificate);
    void withdraw_challenge(std::string_view name);

    /// A new session for a socket; used by the wire. The session keeps what it needs of this context alive.
    Result<ssl_st*> new_server_session(int descriptor) const;
    Result<ssl_st*> new_client_session(int descriptor, const TlsPeer& peer) const;

private:
    explicit TlsContext(ssl_ctx_st* context, bool verifies, std::shared_ptr<TlsShared> shared = {});

    const std::shared_ptr<TlsShared> shared_;  // of a server
    mutable std::mutex mutex_;                 // guards context_
    ssl_ctx_st* context_;
    bool verifies_;
};

}  // namespace milpa::net
