// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/response_reader.hpp"

#include <gtest/gtest.h>

namespace milpa::http {
namespace {

constexpr std::size_t body_max = 100;

/// What comes of these octets, in pieces of one size, and of the end behind them.
Result<ClientResponse> read(std::string_view octets, std::size_t piece, Method method = Method::get,
                            bool in_order = true) {
    ResponseReader reader(method, body_max);
    for (std::size_t at = 0; at < octets.size(); at += piece) {
        TRY(const bool whole, reader.take(octets.substr(at, piece)));
        if (whole) return std::move(reader).response();
    }
    CHECK(reader.end(in_order));
    return std::move(reader).response();
}

TEST(ResponseReaderTest, ReadsEveryFraming) {
    const struct {
        const char* what;
        std::string octets;
        unsigned status;
        std::string body;
        Method method = Method::get;
    } cases[] = {
        {"length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello"},
        {"length, and more behind it", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1", 200,
         "hello"},
        {"nothing", "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", 201, ""},
        {"a first chunk that is the last", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         200, ""},
        {"chunks",
         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nA: b\r\n\r\n",
         200, "hello"},
        {"until the end", "HTTP/1.1 200 OK\r\n\r\nhello", 200, "hello"},
        {"none by its status", "HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
        {"none by the method", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", 200, "", Method::head},
        {"interim answers before it",
         "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
         "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
         200, "ok"},
        {"HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nhello", 200, "hello"},
    };
    for (const auto& row : cases) {
        for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, row.octets.size()}) {
            const auto response = read(row.octets, piece, row.method);
            ASSERT_TRUE(response.has_value()) << row.what << ": " << response.error().detail;
            EXPECT_EQ(response->status, row.status) << row.what;
            EXPECT_EQ(response->body, row.body) << row.what;
        }
    }
}

TEST(ResponseReaderTest, GivesFieldsInLowerCase) {
    const auto response = read(
        "HTTP/1.1 200 OK\r\nReplay-Nonce:  abc \r\nLink: 1\r\nlink: 2\r\n"
        "Content-Length: 0\r\n\r\n",
        1000);
    ASSERT_TRUE(response.has_value());
    EXPECT_EQ(response->fields.find("replay-nonce"), "abc");
    EXPECT_EQ(response->fields.count("link"), 2U);
}

TEST(ResponseReaderTest, RefusesWhatIsBrokenOrTooLarge) {
    const std::string head = "HTTP/1.1 200 OK\r\n";
    std::string interim;
    for (unsigned i = 0; i <= interim_answers_max; ++i) interim += "HTTP/1.1 100 Continue\r\n\r\n";
    const struct {
        const char* what;
        std::string octets;
        ErrorKind kind;
    } cases[] = {
        {"no HTTP", "220 mail.example ESMTP\r\n\r\n", ErrorKind::syntax},
        {"a status that is none", "HTTP/1.1 20 OK\r\n\r\n", ErrorKind::syntax},
        {"a status below all", "HTTP/1.1 099 OK\r\n\r\n", ErrorKind::syntax},
        {"two lengths", head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", ErrorKind::syntax},
        {"a length that is none", head + "Content-Length: -1\r\n\r\n", ErrorKind::syntax},
        {"broken chunks", head + "Transfer-Encoding: chunked\r\n\r\nz\r\n\r\n", ErrorKind::syntax},
        {"a switch", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", ErrorKind::syntax},
        {"interim answers without end", interim, ErrorKind::limit},
        {"a long length", head + "Content-Length: 101\r\n\r\n", ErrorKind::limit},
        {"long chunks", head + "Transfer-Encoding: chunked\r\n\r\n65\r\nx", ErrorKind::limit},
        {"a long body until the end", head + "\r\n" + std::string(body_max + 1, 'x'), ErrorKind::limit},
        {"a long header", head + "A: " + std::string(answer_header_octets_max, 'x'), ErrorKind::limit},
        {"a long chunk's head",
         head + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(answer_header_octets_max, 'x'),
         ErrorKind::limit},
        {"cut off in the header", "HTTP/1.1 200 OK\r\nContent-", ErrorKind::closed},
        {"cut off in the body", head + "Content-Length: 5\r\n\r\nhel", ErrorKind::closed},
        {"cut off in a chunk", head + "Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n", ErrorKind::closed},
        {"nothing at all", "", ErrorKind::closed},
    };
    for (const auto& row : cases) {
        for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}}) {
            const auto response = read(row.octets, piece);
            ASSERT_FALSE(response.has_value()) << row.what;
            EXPECT_EQ(response.error().kind, row.kind) << row.what;
        }
    }
    // What ends with the connection could have been cut off by anybody.
    EXPECT_EQ(read(head + "\r\nhello", 1000, Method::get, false).error().kind, ErrorKind::closed);
}

}  // namespace
}  // namespace milpa::http
