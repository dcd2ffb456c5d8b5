// SPDX-License-Identifier: AGPL-3.0-or-later
// Certificates that we make ourselves, for demos and tests (tls.hpp).
#include <algorithm>
#include <memory>

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <fmt/format.h>

#include "base/ensure.hpp"
#include "net/peer.hpp"
#include "net/tls.hpp"

namespace milpa::net {

namespace {

using Bio = std::unique_ptr<BIO, decltype([](BIO* bio) { ::BIO_free(bio); })>;
using Key = std::unique_ptr<EVP_PKEY, decltype([](EVP_PKEY* key) { ::EVP_PKEY_free(key); })>;
using X509Ptr = std::unique_ptr<X509, decltype([](X509* certificate) { ::X509_free(certificate); })>;

constexpr std::chrono::days ca_valid{3650};

/// Clocks of other machines may be behind.
constexpr std::chrono::hours backdated{1};

/// RFC 5280 4.2: version 3 is written as 2.
constexpr long version_3 = 2;

constexpr std::size_t common_name_bytes_max = 64;  // RFC 5280 ub-common-name
constexpr std::size_t dns_name_bytes_max = 253;

/// Bounds what reaches OpenSSL's little extension language: no comma, no colon, no at sign.
bool is_dns_name(std::string_view name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.' || c == '_' || c == '*';
    };
    return !name.empty() && name.size() <= dns_name_bytes_max && std::ranges::all_of(name, fits);
}

void add_extension(X509* to, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context{};
    ::X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
    X509_EXTENSION* const extension = ::X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    ensure(extension != nullptr);
    ensure(::X509_add_ext(to, extension, -1) == 1);
    ::X509_EXTENSION_free(extension);
}

void set_random_serial(X509* certificate) {
    // RFC 5280 4.1.2.2: positive, at most 20 bytes; with 64 random bits or more nobody can guess it.
    std::uint64_t serial = 0;
    ensure(::RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
    ensure(::ASN1_INTEGER_set_uint64(::X509_get_serialNumber(certificate), serial | 1) == 1);
}

X509Ptr new_certificate(std::string_view common_name, EVP_PKEY* key, std::chrono::seconds valid) {
    X509Ptr made(::X509_new());
    ensure(made != nullptr);
    ensure(::X509_set_version(made.get(), version_3) == 1);
    set_random_serial(made.get());
    ::X509_gmtime_adj(X509_getm_notBefore(made.get()),
                      -static_cast<long>(std::chrono::seconds(backdated).count()));
    ::X509_gmtime_adj(X509_getm_notAfter(made.get()), static_cast<long>(valid.count()));
    ensure(::X509_set_pubkey(made.get(), key) == 1);
    X509_NAME* const subject = ::X509_get_subject_name(made.get());
    if (!common_name.empty()) {
        ensure(::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                            reinterpret_cast<const unsigned char*>(common_name.data()),
                                            static_cast<int>(common_name.size()), -1, 0) == 1);
    }
    return made;
}

std::string text_of(const Bio& bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

Certificate to_pem(X509* certificate, EVP_PKEY* key) {
    const Bio chain(::BIO_new(::BIO_s_mem()));
    const Bio secret(::BIO_new(::BIO_s_secmem()));
    ensure(::PEM_write_bio_X509(chain.get(), certificate) == 1);
    ensure(::PEM_write_bio_PrivateKey(secret.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return {.chain_pem = text_of(chain), .key_pem = text_of(secret)};
}

}  // namespace

Result<Certificate> make_ca(std::string_view name) {
    if (name.empty() || name.size() > common_name_bytes_max) return fail(ErrorKind::syntax, "an unfit name");
    const Key key(EVP_EC_gen("P-256"));
    ensure(key != nullptr);
    const X509Ptr made = new_certificate(name, key.get(), ca_valid);
    ensure(::X509_set_issuer_name(made.get(), ::X509_get_subject_name(made.get())) == 1);
    add_extension(made.get(), made.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    add_extension(made.get(), made.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(made.get(), made.get(), NID_subject_key_identifier, "hash");
    ensure(::X509_sign(made.get(), key.get(), ::EVP_sha256()) > 0);
    return to_pem(made.get(), key.get());
}

Result<Certificate> make_certificate(const Certificate& ca, const std::vector<std::string>& names,
                                     const std::vector<std::string>& ips, std::chrono::days valid) {
    std::string subjects;
    for (const std::string& name : names) {
        if (!is_dns_name(name)) return fail(ErrorKind::syntax, "not a DNS name");
        subjects += fmt::format("{}DNS:{}", subjects.empty() ? "" : ",", name);
    }
    for (const std::string& ip : ips) {
        CHECK(PeerAddress::parse(ip));
        subjects += fmt::format("{}IP:{}", subjects.empty() ? "" : ",", ip);
    }
    if (subjects.empty()) return fail(ErrorKind::syntax, "a certificate for nobody");
    const Bio ca_chain(::BIO_new_mem_buf(ca.chain_pem.data(), static_cast<int>(ca.chain_pem.size())));
    const Bio ca_key_pem(::BIO_new_mem_buf(ca.key_pem.data(), static_cast<int>(ca.key_pem.size())));
    const X509Ptr issuer(::PEM_read_bio_X509(ca_chain.get(), nullptr, nullptr, nullptr));
    const Key issuer_key(::PEM_read_bio_PrivateKey(ca_key_pem.get(), nullptr, nullptr, nullptr));
    ::ERR_clear_error();
    if (!issuer || !issuer_key) return fail(ErrorKind::syntax, "an authority that is not PEM");

    const Key key(EVP_EC_gen("P-256"));
    ensure(key != nullptr);
    const X509Ptr made = new_certificate({}, key.get(), valid);
    ensure(::X509_set_issuer_name(made.get(), ::X509_get_subject_name(issuer.get())) == 1);
    add_extension(made.get(), issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
    add_extension(made.get(), issuer.get(), NID_key_usage, "critical,digitalSignature");
    add_extension(made.get(), issuer.get(), NID_ext_key_usage, "serverAuth,clientAuth");
    // RFC 5280 4.2.1.6: critical, as the subject is empty.
    add_extension(made.get(), issuer.get(), NID_subject_alt_name, "critical," + subjects);
    add_extension(made.get(), issuer.get(), NID_subject_key_identifier, "hash");
    add_extension(made.get(), issuer.get(), NID_authority_key_identifier, "keyid");
    ensure(::X509_sign(made.get(), issuer_key.get(), ::EVP_sha256()) > 0);
    return to_pem(made.get(), key.get());
}

}  // namespace milpa::net
