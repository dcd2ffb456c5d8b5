// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/certificate_facts.hpp"

#include <ctime>
#include <memory>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>

namespace milpa::net {

namespace {

using Bio = std::unique_ptr<BIO, decltype([](BIO* bio) { ::BIO_free(bio); })>;
using X509Ptr = std::unique_ptr<X509, decltype([](X509* certificate) { ::X509_free(certificate); })>;
using Names =
    std::unique_ptr<GENERAL_NAMES, decltype([](GENERAL_NAMES* names) { ::GENERAL_NAMES_free(names); })>;

constexpr std::size_t common_name_octets_max = 256;

std::optional<WallTime> to_wall(const ASN1_TIME* time) {
    std::tm fields{};
    if (::ASN1_TIME_to_tm(time, &fields) != 1) return std::nullopt;
    return from_unix_ms(static_cast<std::int64_t>(::timegm(&fields)) * 1000);
}

std::vector<std::string> names_of(const X509* certificate) {
    std::vector<std::string> found;
    const Names names(
        static_cast<GENERAL_NAMES*>(::X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type != GEN_DNS) continue;
        found.emplace_back(reinterpret_cast<const char*>(::ASN1_STRING_get0_data(name->d.dNSName)),
                           static_cast<std::size_t>(::ASN1_STRING_length(name->d.dNSName)));
    }
    return found;
}

std::string common_name_of(const X509_NAME* name) {
    char text[common_name_octets_max];
    const int size = ::X509_NAME_get_text_by_NID(name, NID_commonName, text, sizeof text);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

Bytes key_hash_of(const X509* certificate) {
    unsigned char* der = nullptr;
    const int size = ::i2d_X509_PUBKEY(::X509_get_X509_PUBKEY(certificate), &der);
    if (size <= 0) return {};
    Bytes hash(SHA256_DIGEST_LENGTH);
    ::SHA256(der, static_cast<std::size_t>(size), hash.data());
    ::OPENSSL_free(der);
    return hash;
}

Bytes fingerprint_of(const X509* certificate) {
    Bytes hash(SHA256_DIGEST_LENGTH);
    if (::X509_digest(certificate, ::EVP_sha256(), hash.data(), nullptr) != 1) return {};
    return hash;
}

}  // namespace

Result<CertificateFacts> read_certificate_facts(std::string_view chain_pem) {
    const Bio pem(::BIO_new_mem_buf(chain_pem.data(), static_cast<int>(chain_pem.size())));
    const X509Ptr leaf(::PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr));
    ::ERR_clear_error();
    if (!leaf) return fail(ErrorKind::syntax, "no certificate in PEM");
    const auto from = to_wall(::X509_get0_notBefore(leaf.get()));
    const auto until = to_wall(::X509_get0_notAfter(leaf.get()));
    if (!from || !until) return fail(ErrorKind::syntax, "a certificate without its times");
    std::vector<std::string> names = names_of(leaf.get());
    // Older ones have their name there only.
    if (names.empty()) names.push_back(common_name_of(::X509_get_subject_name(leaf.get())));
    return CertificateFacts{.names = std::move(names),
                            .issuer = common_name_of(::X509_get_issuer_name(leaf.get())),
                            .from = *from,
                            .until = *until,
                            .key_hash = key_hash_of(leaf.get()),
                            .fingerprint = fingerprint_of(leaf.get())};
}

}  // namespace milpa::net
