// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/tls_server.hpp"

#include <algorithm>

#include <openssl/err.h>
#include <openssl/sha.h>

#include "base/ensure.hpp"
#include "net/certificate_facts.hpp"
#include "net/tickets.hpp"

namespace milpa::net {

namespace {

/// RFC 7301 3.1: a name has 1 to 255 octets.
constexpr std::size_t protocol_octets_max = 255;
/// RFC 1035 2.3.4, with the final dot.
constexpr std::size_t server_name_octets_max = 254;
/// RFC 8446 4.2.1.
constexpr std::uint16_t version_tls13 = 0x0304;
constexpr std::uint8_t name_type_host = 0;  // RFC 6066 3

using Names = std::unordered_map<std::string, std::shared_ptr<const Identity>>;

/// What one context knows. The sessions that it began keep it, and it them in their certificates.
struct Serving {
    std::shared_ptr<TlsShared> shared;
    std::shared_ptr<const Identity> first;
    Names exact;
    Names wildcards;  // by what stands behind "*."
};

/// OpenSSL frees it with the context, which sessions may keep longer than we do.
void free_serving(void*, void* serving, CRYPTO_EX_DATA*, int, long, void*) {
    delete static_cast<Serving*>(serving);
}

int serving_index() {
    static const int index = ::SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, &free_serving);
    ensure(index >= 0);
    return index;
}

/// Set on a session that an authority looks at a challenge by.
int challenge_index() {
    static const int index = ::SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    ensure(index >= 0);
    return index;
}

const Serving& serving_of(const SSL* session) {
    return *static_cast<const Serving*>(::SSL_CTX_get_ex_data(::SSL_get_SSL_CTX(session), serving_index()));
}

/// Walks through what a hello holds; every read says whether there was enough.
class Octets {
public:
    explicit Octets(ByteView octets) : rest_(octets) {}
    bool take(std::size_t size, ByteView* taken) {
        if (rest_.size() < size) return false;
        *taken = rest_.first(size);
        rest_ = rest_.subspan(size);
        return true;
    }
    bool take_number(std::size_t octets, std::size_t* number) {
        ByteView taken;
        if (!take(octets, &taken)) return false;
        *number = 0;
        for (const std::uint8_t octet : taken) *number = *number << 8U | octet;
        return true;
    }
    bool empty() const { return rest_.empty(); }

private:
    ByteView rest_;
};

ByteView extension(SSL* session, unsigned type) {
    const unsigned char* octets = nullptr;
    std::size_t size = 0;
    if (::SSL_client_hello_get0_ext(session, type, &octets, &size) != 1) return {};
    return {octets, size};
}

/// Empty where none is given, or none that could be ours. OpenSSL looks at the same octets later, and breaks
/// a handshake that is malformed.
std::string server_name_of(SSL* session) {
    Octets octets(extension(session, TLSEXT_TYPE_server_name));
    std::size_t list = 0, type = 0, size = 0;
    ByteView name;
    if (!octets.take_number(2, &list) || !octets.take_number(1, &type) || type != name_type_host ||
        !octets.take_number(2, &size) || size > server_name_octets_max || !octets.take(size, &name)) {
        return {};
    }
    return to_plain_name(as_text(name));
}

/// RFC 8737 3: "acme-tls/1", and nothing else.
bool offers_challenge_alone(SSL* session) {
    Octets octets(extension(session, TLSEXT_TYPE_application_layer_protocol_negotiation));
    std::size_t list = 0, size = 0;
    ByteView name;
    return octets.take_number(2, &list) && octets.take_number(1, &size) && octets.take(size, &name) &&
           octets.empty() && as_text(name) == challenge_protocol;
}

bool offers_tls13(SSL* session) {
    Octets octets(extension(session, TLSEXT_TYPE_supported_versions));
    std::size_t list = 0, version = 0;
    if (!octets.take_number(1, &list)) return false;
    while (octets.take_number(2, &version)) {
        if (version == version_tls13) return true;
    }
    return false;
}

std::shared_ptr<const Identity> find_identity(const Serving& serving, const std::string& name) {
    if (const auto exact = serving.exact.find(name); exact != serving.exact.end()) return exact->second;
    // RFC 6125 6.4.3: a wildcard is one label, the leftmost.
    if (const auto dot = name.find('.'); dot != std::string::npos && dot > 0) {
        const auto wildcard = serving.wildcards.find(name.substr(dot + 1));
        if (wildcard != serving.wildcards.end()) return wildcard->second;
    }
    return serving.first;
}

/// A ticket is good only for the name and the certificate that it was given for.
void bind_tickets(SSL* session, const Identity& identity, std::string_view name) {
    Bytes what = to_bytes(identity.print());
    append(what, as_bytes(name));
    Bytes hash(SHA256_DIGEST_LENGTH);
    static_assert(SHA256_DIGEST_LENGTH <= SSL_MAX_SID_CTX_LENGTH);
    ::SHA256(what.data(), what.size(), hash.data());
    ensure(::SSL_set_session_id_context(session, hash.data(), static_cast<unsigned>(hash.size())) == 1);
}

void forbid_tickets(SSL* session) {
    ::SSL_set_options(session, SSL_OP_NO_TICKET);
    ensure(::SSL_set_num_tickets(session, 0) == 1);
}

int on_client_hello(SSL* session, int* alert, void*) {
    const Serving& serving = serving_of(session);
    const std::string name = server_name_of(session);
    std::shared_ptr<const Identity> identity;
    if (offers_challenge_alone(session)) {
        const std::lock_guard lock(serving.shared->mutex);
        const auto found = serving.shared->challenges.find(name);
        if (found != serving.shared->challenges.end()) identity = found->second;
    }
    const bool is_challenge = identity != nullptr;
    if (is_challenge) {
        // Its mere presence is the mark; what it points to is never used.
        ensure(::SSL_set_ex_data(session, challenge_index(), session) == 1);
    } else {
        identity = find_identity(serving, name);
    }
    if (identity != serving.first && !identity->use_in(session)) {
        *alert = SSL_AD_INTERNAL_ERROR;
        return SSL_CLIENT_HELLO_ERROR;
    }
    // A version below 1.3 has no tickets (tickets.hpp), whatever we would give 1.3.
    if (serving.shared->tickets && !is_challenge && offers_tls13(session)) {
        bind_tickets(session, *identity, name);
    } else {
        forbid_tickets(session);
    }
    return SSL_CLIENT_HELLO_SUCCESS;
}

int on_protocols(SSL* session, const unsigned char** chosen, unsigned char* size,
                 const unsigned char* offered, unsigned offered_size, void*) {
    const auto choose = [&](const unsigned char* octets, std::size_t count) {
        *chosen = octets;
        *size = static_cast<unsigned char>(count);
        return SSL_TLSEXT_ERR_OK;
    };
    if (::SSL_get_ex_data(session, challenge_index()) != nullptr) return choose(offered + 1, offered[0]);
    const auto& protocols = serving_of(session).shared->protocols;
    if (protocols.empty()) return SSL_TLSEXT_ERR_NOACK;
    for (const std::string& ours : protocols) {
        Octets octets({offered, offered_size});
        std::size_t count = 0;
        ByteView name;
        while (octets.take_number(1, &count) && octets.take(count, &name)) {
            if (as_text(name) == ours) return choose(name.data(), name.size());
        }
    }
    // RFC 7301 3.2: no_application_protocol.
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// What OpenSSL asks where it makes (`sealing`) or was shown a ticket. 0: there is none; 1 and 2: go on.
int on_ticket(SSL* session, unsigned char* name, unsigned char* vector, EVP_CIPHER_CTX* cipher,
              EVP_MAC_CTX* mac, int sealing) {
    TicketKeys* const keys = serving_of(session).shared->tickets.get();
    if (keys == nullptr || ::SSL_version(session) < TLS1_3_VERSION) return 0;
    using Name = std::span<std::uint8_t, TicketKeys::name_size>;
    using Vector = std::span<std::uint8_t, TicketKeys::vector_size>;
    const Name whose(name, TicketKeys::name_size);
    const Vector from(vector, TicketKeys::vector_size);
    // 2: with a new ticket, as each is used once (RFC 8446 C.4).
    if (sealing == 0) return keys->open(whose, from, cipher, mac) ? 2 : 0;
    keys->seal(whose, from, cipher, mac);
    return 1;
}

void allow_tickets(SSL_CTX* context) {
    ::SSL_CTX_clear_options(context, SSL_OP_NO_TICKET);
    // Without SSL_OP_ALLOW_NO_DHE_KEX a resumption always has a key exchange of its own.
    ensure((::SSL_CTX_get_options(context) & SSL_OP_ALLOW_NO_DHE_KEX) == 0);
    ensure(::SSL_CTX_set_num_tickets(context, tickets_per_session) == 1);
    ensure(::SSL_CTX_set_max_early_data(context, 0) == 1);
    ::SSL_CTX_set_timeout(context, std::chrono::seconds(ticket_key_period).count());
    ensure(::SSL_CTX_set_tlsext_ticket_key_evp_cb(context, &on_ticket) == 1);
}

}  // namespace

Bytes to_protocol_list(const std::vector<std::string>& protocols) {
    Bytes list;
    for (const std::string& protocol : protocols) {
        ensure(!protocol.empty() && protocol.size() <= protocol_octets_max);
        list.push_back(static_cast<std::uint8_t>(protocol.size()));
        append(list, as_bytes(protocol));
    }
    return list;
}

std::string to_plain_name(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    std::string plain(name);
    for (char& c : plain) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return plain;
}

Result<std::shared_ptr<const Identity>> Identity::read(const Certificate& certificate) {
    // A context that nobody uses: OpenSSL checks there what it would check in ours.
    const SslCtx trial = new_context(::TLS_server_method());
    CHECK(install(trial.get(), certificate));
    TRY(const CertificateFacts facts, read_certificate_facts(certificate.chain_pem));
    std::shared_ptr<Identity> made(new Identity);
    made->leaf_ = ::SSL_CTX_get0_certificate(trial.get());
    ::X509_up_ref(made->leaf_);
    made->key_ = ::SSL_CTX_get0_privatekey(trial.get());
    ::EVP_PKEY_up_ref(made->key_);
    STACK_OF(X509)* chain = nullptr;
    SSL_CTX_get0_chain_certs(trial.get(), &chain);
    if (chain != nullptr) made->chain_ = ::X509_chain_up_ref(chain);
    for (const std::string& name : facts.names) made->names_.push_back(to_plain_name(name));
    made->print_.resize(SHA256_DIGEST_LENGTH);
    unsigned size = 0;
    ensure(::X509_digest(made->leaf_, ::EVP_sha256(), made->print_.data(), &size) == 1);
    return std::shared_ptr<const Identity>(std::move(made));
}

Identity::~Identity() {
    ::X509_free(leaf_);
    ::EVP_PKEY_free(key_);
    sk_X509_pop_free(chain_, ::X509_free);
}

bool Identity::use_in(SSL* session) const {
    // What the context has may be of another kind (RSA, ECDSA), and would stay beside this one.
    ::SSL_certs_clear(session);
    return ::SSL_use_cert_and_key(session, leaf_, key_, chain_, 1) == 1;
}

bool Identity::use_in(SSL_CTX* context) const {
    return ::SSL_CTX_use_cert_and_key(context, leaf_, key_, chain_, 1) == 1;
}

Result<SslCtx> new_server_context(const std::vector<Certificate>& certificates,
                                  std::shared_ptr<TlsShared> shared) {
    ensure(!certificates.empty());
    auto serving = std::make_unique<Serving>();
    serving->shared = std::move(shared);
    for (const Certificate& certificate : certificates) {
        TRY(auto identity, Identity::read(certificate));
        if (!serving->first) serving->first = identity;
        for (const std::string& name : identity->names()) {
            if (name.starts_with("*.")) {
                serving->wildcards.try_emplace(name.substr(2), identity);
            } else {
                serving->exact.try_emplace(name, identity);
            }
        }
    }
    SslCtx context = new_context(::TLS_server_method());
    SSL_CTX* const raw = context.get();
    ensure(serving->first->use_in(raw));
    if (serving->shared->tickets) allow_tickets(raw);
    ensure(::SSL_CTX_set_ex_data(raw, serving_index(), serving.release()) == 1);
    ::SSL_CTX_set_client_hello_cb(raw, &on_client_hello, nullptr);
    ::SSL_CTX_set_alpn_select_cb(raw, &on_protocols, nullptr);
    return context;
}

}  // namespace milpa::net
