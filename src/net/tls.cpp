// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/tls.hpp"

#include <csignal>
#include <utility>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/ensure.hpp"
#include "net/peer.hpp"
#include "net/tls_server.hpp"

namespace milpa::net {

namespace {

// RFC 9325 4.2: forward secrecy and AEAD only.
constexpr const char* ciphers_tls12 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:"
    "ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384";
constexpr const char* ciphers_tls13 =
    "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384";
constexpr const char* groups = "X25519:P-256:P-384";

/// A chain is a leaf and its few intermediates; more is somebody's mistake or worse.
constexpr int chain_length_max = 16;

using Bio = std::unique_ptr<BIO, decltype([](BIO* bio) { ::BIO_free(bio); })>;
using Key = std::unique_ptr<EVP_PKEY, decltype([](EVP_PKEY* key) { ::EVP_PKEY_free(key); })>;
using X509Ptr = std::unique_ptr<X509, decltype([](X509* certificate) { ::X509_free(certificate); })>;

Bio reader_of(std::string_view pem) {
    Bio bio(::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    ensure(bio != nullptr);
    return bio;
}

}  // namespace

SslCtx new_context(const SSL_METHOD* method) {
    // OpenSSL writes to its socket with write(2): to one that the peer has closed that would be SIGPIPE.
    ::signal(SIGPIPE, SIG_IGN);
    SslCtx context(::SSL_CTX_new(method));
    ensure(context != nullptr);
    SSL_CTX* const raw = context.get();
    ensure(SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) == 1);
    ensure(::SSL_CTX_set_cipher_list(raw, ciphers_tls12) == 1);
    ensure(::SSL_CTX_set_ciphersuites(raw, ciphers_tls13) == 1);
    ensure(SSL_CTX_set1_groups_list(raw, groups) == 1);
    // No resumption, save where a server asks for it (tickets.hpp says why it may): a mail program stays for
    // hours, so that what it costs, 0.3 ms of a handshake with an ECDSA key, is nothing to save.
    // What was read is wiped where it lay: passwords and shares come this way.
    ::SSL_CTX_set_options(raw, SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                                   SSL_OP_CLEANSE_PLAINTEXT);
    ensure(::SSL_CTX_set_num_tickets(raw, 0) == 1);
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
    // An idle session holds no record buffers (34 KiB); a write goes on with the same bytes wherever they
    // lie.
    SSL_CTX_set_mode(
        raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // A read takes one record, and comes back also from one that holds nothing for us (a new key, an alert):
    // else a peer that sends such records without pause would keep all others of its thread waiting.
    SSL_CTX_clear_mode(raw, SSL_MODE_AUTO_RETRY);
    // A record's header and what follows it in one read(2), not two. Of such empty records, what was read
    // ahead is worked off at once: 16 KiB, some milliseconds.
    SSL_CTX_set_read_ahead(raw, 1);
    return context;
}

Result<void> install(SSL_CTX* context, const Certificate& certificate) {
    ::ERR_clear_error();
    const Bio chain = reader_of(certificate.chain_pem);
    const X509Ptr leaf(::PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
    if (!leaf || ::SSL_CTX_use_certificate(context, leaf.get()) != 1) {
        return fail(ErrorKind::syntax, "a certificate that is not PEM, or too weak");
    }
    for (int i = 0;; ++i) {
        const X509Ptr next(::PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
        if (!next) break;
        if (i == chain_length_max || SSL_CTX_add1_chain_cert(context, next.get()) != 1) {
            return fail(ErrorKind::syntax, "a certificate chain that is too long or too weak");
        }
    }
    if (::ERR_GET_REASON(::ERR_peek_last_error()) != PEM_R_NO_START_LINE) {
        return fail(ErrorKind::syntax, "a certificate chain that is not PEM");
    }
    ::ERR_clear_error();
    const Bio key_pem = reader_of(certificate.key_pem);
    // No password callback: an encrypted key must fail, not ask at the terminal.
    const Key key(::PEM_read_bio_PrivateKey(
        key_pem.get(), nullptr, [](char*, int, int, void*) { return -1; }, nullptr));
    if (!key) return fail(ErrorKind::syntax, "a private key that is not PEM");
    // SSL_CTX_use_PrivateKey drops a key that does not fit; this says why.
    if (::X509_check_private_key(leaf.get(), key.get()) != 1) {
        return fail(ErrorKind::conflict, "the private key is not the certificate's");
    }
    if (::SSL_CTX_use_PrivateKey(context, key.get()) != 1)
        return fail(ErrorKind::syntax, "an unfit private key");
    return {};
}

namespace {

Result<void> trust(SSL_CTX* context, std::string_view authorities_pem) {
    ::ERR_clear_error();
    const Bio bio = reader_of(authorities_pem);
    X509_STORE* const store = ::SSL_CTX_get_cert_store(context);
    std::size_t count = 0;
    while (true) {
        const X509Ptr next(::PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
        if (!next) break;
        ensure(::X509_STORE_add_cert(store, next.get()) == 1);
        count++;
    }
    ::ERR_clear_error();
    if (count == 0) return fail(ErrorKind::syntax, "no certificate authority in the PEM");
    return {};
}

/// RFC 7672 3.1: usages 2 and 3 only; 0 and 1 say nothing for SMTP.
Result<void> pin(SSL* session, const TlsPeer& peer) {
    if (::SSL_dane_enable(session, peer.name.c_str()) <= 0) {
        return fail(ErrorKind::syntax, "a name that DANE cannot check");
    }
    // RFC 7672 3.1.1: with usage 3 the key is all; names and dates do not matter.
    ::SSL_dane_set_flags(session, DANE_FLAG_NO_DANE_EE_NAMECHECKS);
    bool usable = false;
    for (const TlsaRecord& record : peer.tlsa) {
        if (record.usage != 2 && record.usage != 3) continue;
        usable |= ::SSL_dane_tlsa_add(session, record.usage, record.selector, record.matching,
                                      record.data.data(), record.data.size()) > 0;
    }
    ::ERR_clear_error();
    if (!usable) return fail(ErrorKind::syntax, "no usable TLSA record");
    ::SSL_set_verify(session, SSL_VERIFY_PEER, nullptr);
    return {};
}

}  // namespace

TlsContext::TlsContext(SSL_CTX* context, bool verifies, std::shared_ptr<TlsShared> shared)
    : shared_(std::move(shared)), context_(context), verifies_(verifies) {}

TlsContext::~TlsContext() { ::SSL_CTX_free(context_); }

Result<std::unique_ptr<TlsContext>> TlsContext::server(const Certificate& certificate) {
    return server({certificate}, {});
}

Result<std::unique_ptr<TlsContext>> TlsContext::server(const std::vector<Certificate>& certificates,
                                                       TlsServerOptions options) {
    for (const std::string& protocol : options.protocols) ensure(protocol != challenge_protocol);
    auto shared = std::make_shared<TlsShared>();
    shared->protocols = std::move(options.protocols);
    shared->tickets = std::move(options.tickets);
    TRY(SslCtx context, new_server_context(certificates, shared));
    return std::unique_ptr<TlsContext>(new TlsContext(context.release(), false, std::move(shared)));
}

Result<std::unique_ptr<TlsContext>> TlsContext::client(Trust trusted) {
    SslCtx context = new_context(::TLS_client_method());
    ensure(::SSL_CTX_dane_enable(context.get()) == 1);
    const bool verifies = trusted == Trust::system;
    if (verifies) {
        if (::SSL_CTX_set_default_verify_paths(context.get()) != 1) {
            return fail(ErrorKind::missing, "the machine has no certificate authorities");
        }
        ::SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    }
    return std::unique_ptr<TlsContext>(new TlsContext(context.release(), verifies));
}

Result<std::unique_ptr<TlsContext>> TlsContext::client_beside_system(std::string_view authorities_pem) {
    TRY(auto made, client(Trust::system));
    CHECK(trust(made->context_, authorities_pem));
    return made;
}

Result<std::unique_ptr<TlsContext>> TlsContext::client(std::string_view authorities_pem) {
    SslCtx context = new_context(::TLS_client_method());
    ensure(::SSL_CTX_dane_enable(context.get()) == 1);
    CHECK(trust(context.get(), authorities_pem));
    ::SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    return std::unique_ptr<TlsContext>(new TlsContext(context.release(), true));
}

Result<void> TlsContext::reload(const Certificate& certificate) { return reload(std::vector{certificate}); }

Result<void> TlsContext::reload(const std::vector<Certificate>& certificates) {
    ensure(shared_ != nullptr);
    TRY(SslCtx context, new_server_context(certificates, shared_));
    SSL_CTX* fresh = context.release();
    {
        const std::lock_guard lock(mutex_);
        std::swap(context_, fresh);
    }
    ::SSL_CTX_free(fresh);  // sessions that run hold references of their own
    return {};
}

Result<void> TlsContext::publish_challenge(std::string_view name, const Certificate& certificate) {
    ensure(shared_ != nullptr);
    TRY(auto identity, Identity::read(certificate));
    const std::lock_guard lock(shared_->mutex);
    if (shared_->challenges.size() >= challenges_max) return fail(ErrorKind::limit, "too many challenges");
    shared_->challenges.insert_or_assign(to_plain_name(name), std::move(identity));
    return {};
}

void TlsContext::withdraw_challenge(std::string_view name) {
    ensure(shared_ != nullptr);
    const std::lock_guard lock(shared_->mutex);
    shared_->challenges.erase(to_plain_name(name));
}

Result<SSL*> TlsContext::new_server_session(int descriptor) const {
    ensure(shared_ != nullptr);
    SSL* session = nullptr;
    {
        const std::lock_guard lock(mutex_);
        session = ::SSL_new(context_);
    }
    ensure(session != nullptr);
    ensure(::SSL_set_fd(session, descriptor) == 1);
    ::SSL_set_accept_state(session);
    return session;
}

Result<SSL*> TlsContext::new_client_session(int descriptor, const TlsPeer& peer) const {
    ensure(shared_ == nullptr);
    std::unique_ptr<SSL, decltype([](SSL* s) { ::SSL_free(s); })> session(::SSL_new(context_));
    ensure(session != nullptr);
    ensure(::SSL_set_fd(session.get(), descriptor) == 1);
    ::SSL_set_connect_state(session.get());
    if (!peer.tlsa.empty()) CHECK(pin(session.get(), peer));
    const bool is_address = PeerAddress::parse(peer.name).has_value();
    if (!peer.name.empty() && !is_address &&
        SSL_set_tlsext_host_name(session.get(), peer.name.c_str()) != 1) {
        return fail(ErrorKind::syntax, "a server name that is none");
    }
    if (const Bytes list = to_protocol_list(peer.protocols); !list.empty()) {
        // The one function of OpenSSL's that returns 0 when it went well.
        ensure(::SSL_set_alpn_protos(session.get(), list.data(), static_cast<unsigned>(list.size())) == 0);
    }
    if (verifies_ && peer.tlsa.empty()) {
        if (peer.name.empty()) return fail(ErrorKind::syntax, "no name to check the certificate against");
        ::SSL_set_hostflags(session.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        X509_VERIFY_PARAM* const wanted = ::SSL_get0_param(session.get());
        if (is_address ? ::X509_VERIFY_PARAM_set1_ip_asc(wanted, peer.name.c_str()) != 1
                       : ::SSL_set1_host(session.get(), peer.name.c_str()) != 1) {
            return fail(ErrorKind::syntax, "a server name that is none");
        }
    }
    return session.release();
}

}  // namespace milpa::net
