// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acme/request.hpp"

#include <algorithm>
#include <memory>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "acme/jws.hpp"
#include "acme/messages.hpp"
#include "base/ensure.hpp"
#include "net/certificate_facts.hpp"

namespace milpa::acme {

namespace {

template <auto free_it>
struct FreeBy {
    template <class T>
    void operator()(T* object) const {
        free_it(object);
    }
};
using Bio = std::unique_ptr<BIO, FreeBy<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, FreeBy<EVP_PKEY_free>>;
using Request = std::unique_ptr<X509_REQ, FreeBy<X509_REQ_free>>;
using X509Ptr = std::unique_ptr<X509, FreeBy<X509_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, FreeBy<GENERAL_NAMES_free>>;
using Text = std::unique_ptr<ASN1_OCTET_STRING, FreeBy<ASN1_OCTET_STRING_free>>;
using Object = std::unique_ptr<ASN1_OBJECT, FreeBy<ASN1_OBJECT_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, FreeBy<X509_EXTENSION_free>>;
struct ExtensionsFree {
    void operator()(STACK_OF(X509_EXTENSION) * stack) const {
        sk_X509_EXTENSION_pop_free(stack, ::X509_EXTENSION_free);
    }
};
using Extensions = std::unique_ptr<STACK_OF(X509_EXTENSION), ExtensionsFree>;

constexpr std::size_t name_letters_max = 253;                  // RFC 1035 2.3.4
constexpr long version_3 = 2;                                  // RFC 5280 4.1.2.1: so it is written
constexpr const char* acme_identifier = "1.3.6.1.5.5.7.1.31";  // RFC 8737 6.1
constexpr std::uint8_t octet_string = 0x04;                    // X.690 8.7
/// The authority comes within minutes; its clock may differ.
constexpr long proof_seconds_before = 24L * 3600;
constexpr long proof_seconds_after = 7L * 24 * 3600;

bool is_name(std::string_view name) {
    if (name.starts_with("*.")) name.remove_prefix(2);
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    };
    return !name.empty() && name.size() <= name_letters_max && name.find('.') != std::string_view::npos &&
           !name.starts_with('.') && !name.ends_with('.') && std::ranges::all_of(name, fits);
}

Key new_key() {
    Key key(EVP_EC_gen("P-256"));
    ensure(key != nullptr);
    return key;
}

crypto::SecretText to_pem(EVP_PKEY* key) {
    const Bio bio(::BIO_new(::BIO_s_secmem()));
    ensure(::PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return crypto::SecretText({text, static_cast<std::size_t>(size)});
}

Names to_general_names(const std::vector<std::string>& names) {
    Names all(::GENERAL_NAMES_new());
    ensure(all != nullptr);
    for (const std::string& name : names) {
        GENERAL_NAME* const one = ::GENERAL_NAME_new();
        ASN1_IA5STRING* const text = ::ASN1_IA5STRING_new();
        ensure(one != nullptr && text != nullptr);
        ensure(::ASN1_STRING_set(text, name.data(), static_cast<int>(name.size())) == 1);
        ::GENERAL_NAME_set0_value(one, GEN_DNS, text);
        ensure(sk_GENERAL_NAME_push(all.get(), one) > 0);
    }
    return all;
}

void add_identifier(X509* to, std::string_view key_authorization) {
    // RFC 8737 3: an OCTET STRING of the hash, inside of the extension's own.
    const Bytes hash = sha256(key_authorization);
    Bytes der = {octet_string, static_cast<std::uint8_t>(hash.size())};
    append(der, hash);
    const Text value(::ASN1_OCTET_STRING_new());
    ensure(value != nullptr);
    ensure(::ASN1_OCTET_STRING_set(value.get(), der.data(), static_cast<int>(der.size())) == 1);
    const Object object(::OBJ_txt2obj(acme_identifier, 1));
    ensure(object != nullptr);
    const Extension extension(::X509_EXTENSION_create_by_OBJ(nullptr, object.get(), 1, value.get()));
    ensure(extension != nullptr && ::X509_add_ext(to, extension.get(), -1) == 1);
}

}  // namespace

Result<CertificateRequest> make_request(const std::vector<std::string>& names) {
    if (names.empty() || !std::ranges::all_of(names, is_name))
        return fail(ErrorKind::syntax, "not a DNS name");
    if (names.size() > names_max) return fail(ErrorKind::limit, "too many names for one certificate");
    const Key key = new_key();
    const Request request(::X509_REQ_new());
    ensure(request != nullptr && ::X509_REQ_set_version(request.get(), 0) == 1);
    ensure(::X509_REQ_set_pubkey(request.get(), key.get()) == 1);
    // The subject stays empty: names stand where RFC 5280 4.2.1.6 wants them, and nowhere else.
    const Names all = to_general_names(names);
    Extensions extensions(sk_X509_EXTENSION_new_null());
    STACK_OF(X509_EXTENSION)* stack = extensions.get();
    ensure(::X509V3_add1_i2d(&stack, NID_subject_alt_name, all.get(), 0, X509V3_ADD_DEFAULT) == 1);
    ensure(::X509_REQ_add_extensions(request.get(), stack) == 1);
    ensure(::X509_REQ_sign(request.get(), key.get(), ::EVP_sha256()) > 0);
    unsigned char* der = nullptr;
    const int size = ::i2d_X509_REQ(request.get(), &der);
    ensure(size > 0);
    CertificateRequest made{.key_pem = to_pem(key.get()),
                            .der = to_bytes(ByteView(der, static_cast<std::size_t>(size)))};
    ::OPENSSL_free(der);
    return made;
}

Result<net::Certificate> make_proof(std::string_view name, std::string_view key_authorization) {
    if (!is_name(name)) return fail(ErrorKind::syntax, "not a DNS name");
    const Key key = new_key();
    const X509Ptr made(::X509_new());
    ensure(made != nullptr && ::X509_set_version(made.get(), version_3) == 1);
    std::uint64_t serial = 0;
    ensure(::RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
    ensure(::ASN1_INTEGER_set_uint64(::X509_get_serialNumber(made.get()), serial | 1) == 1);
    ::X509_gmtime_adj(X509_getm_notBefore(made.get()), -proof_seconds_before);
    ::X509_gmtime_adj(X509_getm_notAfter(made.get()), proof_seconds_after);
    ensure(::X509_set_pubkey(made.get(), key.get()) == 1);
    const Names names = to_general_names({std::string(name)});
    // RFC 5280 4.2.1.6: critical, as the subject is empty.
    ensure(::X509_add1_ext_i2d(made.get(), NID_subject_alt_name, names.get(), 1, X509V3_ADD_DEFAULT) == 1);
    add_identifier(made.get(), key_authorization);
    ensure(::X509_sign(made.get(), key.get(), ::EVP_sha256()) > 0);
    const Bio chain(::BIO_new(::BIO_s_mem()));
    ensure(::PEM_write_bio_X509(chain.get(), made.get()) == 1);
    char* text = nullptr;
    const long size = BIO_get_mem_data(chain.get(), &text);
    return net::Certificate{.chain_pem = std::string(text, static_cast<std::size_t>(size)),
                            .key_pem = std::string(to_pem(key.get()).view())};
}

Result<void> check_issued(std::string_view chain_pem, const crypto::SecretText& key_pem,
                          const std::vector<std::string>& names, WallTime now) {
    net::Certificate certificate{.chain_pem = std::string(chain_pem), .key_pem = std::string(key_pem.view())};
    const auto usable = net::TlsContext::server(certificate);
    crypto::wipe(certificate.key_pem);
    if (!usable) return usable.error();
    TRY(const net::CertificateFacts facts, net::read_certificate_facts(chain_pem));
    if (facts.until <= now) return fail(ErrorKind::denied, "a certificate that is out of date already");
    for (const std::string& name : names) {
        if (std::ranges::find(facts.names, name) == facts.names.end()) {
            return fail(ErrorKind::denied, "a certificate without a name that was asked for");
        }
    }
    return {};
}

}  // namespace milpa::acme
