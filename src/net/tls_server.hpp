// SPDX-License-Identifier: AGPL-3.0-or-later
// What a server's TLS does while a client says hello: which certificate, which protocol, whose ticket.
// Private to src/net.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <openssl/ssl.h>

#include "net/tls.hpp"

namespace milpa::net {

struct SslCtxFree {
    void operator()(SSL_CTX* context) const { ::SSL_CTX_free(context); }
};
using SslCtx = std::unique_ptr<SSL_CTX, SslCtxFree>;

/// A certificate that was read and can be used. Never changes.
class Identity {
public:
    /// Fails as TlsContext::server().
    static Result<std::shared_ptr<const Identity>> read(const Certificate& certificate);
    ~Identity();
    Identity(const Identity&) = delete;
    Identity& operator=(const Identity&) = delete;

    /// In place of whatever the session has.
    bool use_in(SSL* session) const;
    bool use_in(SSL_CTX* context) const;
    /// DNS names that it is for, in lower case; "*.example" as it is.
    const std::vector<std::string>& names() const { return names_; }
    /// A hash of the certificate.
    ByteView print() const { return print_; }

private:
    Identity() = default;
    X509* leaf_ = nullptr;
    EVP_PKEY* key_ = nullptr;
    STACK_OF(X509) * chain_ = nullptr;
    std::vector<std::string> names_;
    Bytes print_;
};

/// What all contexts of one server have in common, whichever certificates are in force.
struct TlsShared {
    std::vector<std::string> protocols;
    std::shared_ptr<TicketKeys> tickets;
    std::mutex mutex;  // guards what follows
    std::map<std::string, std::shared_ptr<const Identity>, std::less<>> challenges;
};

/// A context that serves these; it keeps `shared` alive. Fails as TlsContext::server().
Result<SslCtx> new_server_context(const std::vector<Certificate>& certificates,
                                  std::shared_ptr<TlsShared> shared);

/// tls.cpp: a context of either side with the house's settings.
SslCtx new_context(const SSL_METHOD* method);
/// tls.cpp: the certificate, its chain and its key. Fails as TlsContext::server().
Result<void> install(SSL_CTX* context, const Certificate& certificate);

/// RFC 7301 3.1, as it stands on the wire: each with its length before it.
Bytes to_protocol_list(const std::vector<std::string>& protocols);
/// In lower case, without a final dot.
std::string to_plain_name(std::string_view name);

}  // namespace milpa::net
