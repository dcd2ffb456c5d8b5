// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acme/request.hpp"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "acme/jws.hpp"
#include "acme/messages.hpp"
#include "net/certificate_facts.hpp"

namespace milpa::acme {
namespace {

TEST(AcmeRequestTest, AsksForTheseNamesByAKeyOfItsOwn) {
    const std::vector<std::string> names = {"a.test", "*.a.test", "xn--mller-kva.test"};
    const auto made = make_request(names);
    ASSERT_TRUE(made.has_value());
    const unsigned char* at = made->der.data();
    X509_REQ* const request = ::d2i_X509_REQ(nullptr, &at, static_cast<long>(made->der.size()));
    ASSERT_NE(request, nullptr);
    BIO* const pem =
        ::BIO_new_mem_buf(made->key_pem.view().data(), static_cast<int>(made->key_pem.view().size()));
    EVP_PKEY* const key = ::PEM_read_bio_PrivateKey(pem, nullptr, nullptr, nullptr);
    EXPECT_EQ(::X509_REQ_verify(request, key), 1);
    EXPECT_EQ(::EVP_PKEY_get_bits(key), 256);
    EXPECT_EQ(::X509_NAME_entry_count(::X509_REQ_get_subject_name(request)), 0);
    ::EVP_PKEY_free(key);
    ::BIO_free(pem);
    ::X509_REQ_free(request);
    EXPECT_FALSE(make_request(names)->key_pem == made->key_pem);
}

TEST(AcmeRequestTest, AsksForNoNonsense) {
    for (const char* name : {"", "localhost", "A.test", "a b.test", "a.test.", ".a.test", "*.",
                             "a,DNS:b.test", "*.*.a.test", "m\xc3\xbcller.test"}) {
        EXPECT_EQ(make_request({name}).error().kind, ErrorKind::syntax) << name;
    }
    EXPECT_EQ(make_request({}).error().kind, ErrorKind::syntax);
    EXPECT_EQ(make_request({std::string(250, 'a') + ".test"}).error().kind, ErrorKind::syntax);
    EXPECT_EQ(make_request(std::vector<std::string>(names_max + 1, "a.test")).error().kind, ErrorKind::limit);
}

TEST(AcmeRequestTest, ProvesANameOverTls) {
    const auto proof = make_proof("a.test", "token.print");
    ASSERT_TRUE(proof.has_value());
    ASSERT_TRUE(net::TlsContext::server(*proof).has_value());
    EXPECT_EQ(net::read_certificate_facts(proof->chain_pem)->names, std::vector<std::string>{"a.test"});
    BIO* const pem = ::BIO_new_mem_buf(proof->chain_pem.data(), -1);
    X509* const certificate = ::PEM_read_bio_X509(pem, nullptr, nullptr, nullptr);
    // RFC 8737 3: critical, an OCTET STRING with the hash.
    ASN1_OBJECT* const id = ::OBJ_txt2obj("1.3.6.1.5.5.7.1.31", 1);
    const int at = ::X509_get_ext_by_OBJ(certificate, id, -1);
    ASSERT_GE(at, 0);
    X509_EXTENSION* const extension = ::X509_get_ext(certificate, at);
    EXPECT_EQ(::X509_EXTENSION_get_critical(extension), 1);
    const ASN1_OCTET_STRING* const value = ::X509_EXTENSION_get_data(extension);
    EXPECT_EQ(to_hex({::ASN1_STRING_get0_data(value), static_cast<std::size_t>(::ASN1_STRING_length(value))}),
              "0420" + to_hex(sha256("token.print")));
    ::ASN1_OBJECT_free(id);
    ::X509_free(certificate);
    ::BIO_free(pem);
    EXPECT_FALSE(make_proof("a b", "x").has_value());
}

TEST(AcmeRequestTest, LooksAtWhatIsIssued) {
    const net::Certificate ca = *net::make_ca("Authority");
    const net::Certificate leaf = *net::make_certificate(ca, {"a.test", "b.test"}, {}, std::chrono::days(1));
    const crypto::SecretText key(leaf.key_pem);
    const WallTime now =
        std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    EXPECT_TRUE(check_issued(leaf.chain_pem, key, {"a.test", "b.test"}, now).has_value());
    EXPECT_EQ(check_issued(leaf.chain_pem, key, {"c.test"}, now).error().kind, ErrorKind::denied);
    EXPECT_EQ(check_issued(leaf.chain_pem, key, {"a.test"}, now + std::chrono::days(2)).error().kind,
              ErrorKind::denied);
    EXPECT_EQ(check_issued(leaf.chain_pem, crypto::SecretText(ca.key_pem), {"a.test"}, now).error().kind,
              ErrorKind::conflict);
    EXPECT_EQ(check_issued("", key, {"a.test"}, now).error().kind, ErrorKind::syntax);
}

}  // namespace
}  // namespace milpa::acme
