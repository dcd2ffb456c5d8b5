// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acme/messages.hpp"

#include <gtest/gtest.h>

#include "acme/words.hpp"

namespace milpa::acme {
namespace {

using namespace std::chrono_literals;

TEST(AcmeMessagesTest, ReadsADirectory) {
    const auto directory = read_directory(R"({
        "newNonce": "https://ca.test/nonce", "newAccount": "https://ca.test/account",
        "newOrder": "https://ca.test/order", "revokeCert": "https://ca.test/revoke", "x": [1, {"y": null}],
        "meta": {"termsOfService": "https://ca.test/terms\n\u001b[2J", "externalAccountRequired": true}})");
    ASSERT_TRUE(directory.has_value());
    EXPECT_EQ(directory->new_order, "https://ca.test/order");
    EXPECT_EQ(directory->terms, "https://ca.test/terms  [2J");
    EXPECT_TRUE(directory->external_account_required);
    for (
        const char* text :
        {"", "[]", "{}", "null", "{\"newNonce\":1}",
         R"({"newNonce":"https://ca.test/n","newAccount":"https://ca.test/a"})",
         R"({"newNonce":"http://ca.test/n","newAccount":"https://ca.test/a","newOrder":"https://ca.test/o"})",
         R"({"newNonce":"n","newAccount":"https://ca.test/a","newOrder":"https://ca.test/o"})"}) {
        EXPECT_EQ(read_directory(text).error().kind, ErrorKind::syntax) << text;
    }
    const std::string deep = std::string(json_depth_max + 1, '[') + std::string(json_depth_max + 1, ']');
    EXPECT_FALSE(read_directory("{\"x\":" + deep + "}").has_value());
}

TEST(AcmeMessagesTest, ReadsAnAuthorization) {
    const auto read = read_authorization(R"({"status":"pending","identifier":{"type":"dns","value":"a.test"},
        "wildcard":true,"challenges":[{"type":"dns-01","url":"https://ca.test/c","token":"ab-_9"},
        {"type":"http-99","url":"not even a URL"},
        {"type":"http-01","url":"https://ca.test/d","token":"t","error":{"type":
        "urn:ietf:params:acme:error:dns","detail":"no A"}}]})");
    ASSERT_TRUE(read.has_value());
    EXPECT_TRUE(read->wildcard);
    ASSERT_EQ(read->challenges.size(), 2U);
    EXPECT_EQ(read->challenges[0].token, "ab-_9");
    EXPECT_EQ(read->challenges[1].error->type, "dns");
    const std::string head = R"({"status":"pending","identifier":{"type":"dns","value":"a"},"challenges":)";
    for (const std::string& text :
         {head + "1}", head + "[1]}", head + R"([{"type":"http-01","url":"https://ca.test/c"}]})",
          head + R"([{"type":"http-01","url":"https://ca.test/c","token":"../x"}]})",
          head + R"([{"type":"http-01","url":"http://ca.test/c","token":"x"}]})",
          std::string(R"({"status":"pending","identifier":{"type":"ip","value":"a"},"challenges":[]})"),
          std::string(R"({"status":"odd","identifier":{"type":"dns","value":"a"},"challenges":[]})")}) {
        EXPECT_EQ(read_authorization(text).error().kind, ErrorKind::syntax) << text;
    }
    std::string many = head + "[{}";
    for (std::size_t i = 0; i < challenges_max; ++i) many += ",{}";
    EXPECT_EQ(read_authorization(many + "]}").error().kind, ErrorKind::limit);
}

TEST(AcmeMessagesTest, ReadsAnOrder) {
    const auto order = read_order(R"({"status":"valid","finalize":"https://ca.test/f",
        "authorizations":["https://ca.test/1","https://ca.test/2"],"certificate":"https://ca.test/c"})");
    ASSERT_TRUE(order.has_value());
    EXPECT_EQ(order->status, Status::valid);
    EXPECT_EQ(order->authorizations.size(), 2U);
    EXPECT_EQ(order->certificate, "https://ca.test/c");
    for (const char* text :
         {R"({"status":"valid","authorizations":[]})",
          R"({"status":"valid","finalize":"https://ca.test/f","authorizations":[1]})",
          R"({"status":"valid","finalize":"https://ca.test/f","authorizations":["x"]})",
          R"({"status":"valid","finalize":"https://ca.test/f","authorizations":[],"certificate":1})"}) {
        EXPECT_EQ(read_order(text).error().kind, ErrorKind::syntax) << text;
    }
}

TEST(AcmeMessagesTest, ShowsForeignWordsPlainly) {
    const auto problem =
        read_problem(R"({"type":"urn:ietf:params:acme:error:compound","detail":"a\r\nb\u001b[31m\u009b",
        "identifier":{"type":"dns","value":"x.test"},
        "subproblems":[{"type":"urn:ietf:params:acme:error:caa","identifier":{"value":"y.test"},
        "subproblems":[{"type":"urn:ietf:params:acme:error:dns"}]},3]})");
    ASSERT_TRUE(problem.has_value());
    EXPECT_EQ(problem->type, "compound");
    EXPECT_EQ(problem->detail, "a  b [31m ");
    ASSERT_EQ(problem->parts.size(), 1U);
    EXPECT_TRUE(problem->parts[0].parts.empty());
    EXPECT_EQ(
        explain(*problem, "z.test"),
        "the authority refused (compound). Its words: \"a  b [31m \"; a CAA record of y.test allows only "
        "other authorities: add this one to it, or remove it");
    const std::string letters = std::string(words_octets_max - 1, 'x') + "\xc3\xa4";
    EXPECT_EQ(read_problem("{\"detail\":\"" + letters + "\"}")->detail,
              std::string(words_octets_max - 1, 'x'));
}

TEST(AcmeMessagesTest, KnowsWordsForEveryProblem) {
    // RFC 8555 6.7.
    for (const char* type : {"accountDoesNotExist",
                             "alreadyRevoked",
                             "badCSR",
                             "badNonce",
                             "badPublicKey",
                             "badSignatureAlgorithm",
                             "caa",
                             "connection",
                             "dns",
                             "externalAccountRequired",
                             "incorrectResponse",
                             "invalidContact",
                             "malformed",
                             "orderNotReady",
                             "rateLimited",
                             "rejectedIdentifier",
                             "serverInternal",
                             "tls",
                             "unauthorized",
                             "unsupportedContact",
                             "unsupportedIdentifier",
                             "userActionRequired"}) {
        const std::string words = explain(Problem{.type = type}, "a.test");
        EXPECT_EQ(words.find("refused"), std::string::npos) << type;
        EXPECT_EQ(words.find('{'), std::string::npos) << type;
    }
    EXPECT_TRUE(explain(Problem{.type = "dns"}, "").contains("of a name of this certificate"));
}

TEST(AcmeMessagesTest, ReadsWhenToComeBack) {
    const WallTime now = from_unix_ms(784'111'777'000);  // Sun, 06 Nov 1994 08:49:37 GMT
    const struct {
        std::string_view text;
        std::optional<std::chrono::seconds> wait;
    } cases[] = {
        {"0", 0s},
        {"120", 120s},
        {"4294967295", std::chrono::days(7)},
        {"Sun, 06 Nov 1994 08:50:37 GMT", 60s},
        {"Sun, 06 Nov 1994 08:00:00 GMT", 0s},
        {"", {}},
        {"-1", {}},
        {"1.5", {}},
        {"soon", {}},
        {"Sun, 31 Feb 1994 08:50:37 GMT", {}},
        {"Sun, 06 Nov 1994 25:50:37 GMT", {}},
        {"Sun, 06 Nox 1994 08:50:37 GMT", {}},
        {"Sunday, 06-Nov-94 08:49:37 GMT", {}},
    };
    for (const auto& row : cases) EXPECT_EQ(read_retry_after(row.text, now), row.wait) << row.text;
    EXPECT_TRUE(is_nonce("abc-_9"));
    for (const std::string& text :
         {std::string(), std::string("a b"), std::string("a="), std::string(2000, 'a')}) {
        EXPECT_FALSE(is_nonce(text)) << text;
    }
}

}  // namespace
}  // namespace milpa::acme
