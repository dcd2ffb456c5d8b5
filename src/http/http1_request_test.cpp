// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/http1_request.hpp"

#include <gtest/gtest.h>

namespace milpa::http {
namespace {

/// "method host:port path", with what the body and the connection are; or the status of the refusal.
std::string read(std::string_view octets, bool secure = true) {
    HeaderScan scan;
    switch (scan.scan(octets)) {
        case HeaderScan::State::more: return "more";
        case HeaderScan::State::bad: return "400";
        case HeaderScan::State::large: return "431";
        case HeaderScan::State::whole: break;
    }
    const auto head = read_header(octets.substr(0, scan.size()), secure);
    if (!head) return std::to_string(head.error());
    const Request& request = head->request;
    std::string seen(to_text(request.method));
    seen += " " + request.host;
    if (request.port) seen += fmt::format(":{}", *request.port);
    seen += request.path;
    if (!request.query.empty()) seen += "?" + request.query;
    if (head->length > 0) seen += fmt::format(" length={}", head->length);
    if (head->chunked) seen += " chunked";
    if (head->expects_continue) seen += " continue";
    if (!head->keep_alive) seen += " close";
    return seen;
}

/// CRLF behind each line and at the end.
std::string lines(std::string_view text) {
    std::string octets;
    for (const char c : text) {
        if (c == '\n') octets += '\r';
        octets += c;
    }
    return octets + "\r\n\r\n";
}

const struct {
    std::string text;
    std::string seen;
} requests[] = {
    {"GET / HTTP/1.1\nHost: a.test", "GET a.test/"},
    {"GET /x?y HTTP/1.1\nhost:A.Test:8080", "GET a.test:8080/x?y"},
    {"GET / HTTP/1.1\nHost: \t a.test \t ", "GET a.test/"},
    {"GET / HTTP/1.0", "GET / close"},
    {"GET / HTTP/1.0\nConnection: keep-alive", "GET /"},
    {"GET / HTTP/1.1\nHost: a\nConnection: Close", "GET a/ close"},
    {"GET / HTTP/1.1\nHost: a\nConnection: x, close", "GET a/ close"},
    {"POST / HTTP/1.1\nHost: a\nContent-Length: 12", "POST a/ length=12"},
    {"POST / HTTP/1.1\nHost: a\nContent-Length: 0", "POST a/"},
    {"POST / HTTP/1.1\nHost: a\nTransfer-Encoding: Chunked", "POST a/ chunked"},
    {"PUT / HTTP/1.1\nHost: a\nContent-Length: 1\nExpect: 100-Continue", "PUT a/ length=1 continue"},
    {"PUT / HTTP/1.0\nContent-Length: 1\nExpect: 100-continue", "PUT / length=1 close"},
    {"OPTIONS * HTTP/1.1\nHost: a", "OPTIONS a/"},
    {"GET https://a.test/x HTTP/1.1\nHost: a.test:443", "GET a.test/x"},
    {"GET https://a.test:8443/ HTTP/1.1\nHost: a.test:8443", "GET a.test:8443/"},
    {"REPORT /dav/ HTTP/1.1\nHost: a", "REPORT a/dav/"},
    {"GET / HTTP/1.1\nHost: a\nX-Empty:\nX-Latin: \xe9", "GET a/"},
    // Who is meant.
    {"GET / HTTP/1.1", "400"},
    {"GET / HTTP/1.1\nHost:", "400"},
    {"GET / HTTP/1.1\nHost: a\nHost: a", "400"},
    {"GET / HTTP/1.1\nHost: a\nhOst: b", "400"},
    {"GET / HTTP/1.1\nHost: a b", "400"},
    {"GET / HTTP/1.1\nHost: a, b", "400"},
    {"GET / HTTP/1.1\nHost: user@a", "400"},
    {"GET https://a.test/ HTTP/1.1\nHost: b.test", "400"},
    {"GET https://a.test/ HTTP/1.1\nHost: a.test:8443", "400"},
    {"GET http://a.test/ HTTP/1.1\nHost: a.test", "400"},
    {"GET https://a.test/ HTTP/1.1", "400"},
    // Where the request ends: what smuggles another one in.
    {"POST / HTTP/1.1\nHost: a\nContent-Length: 3\nTransfer-Encoding: chunked", "400"},
    {"POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\nContent-Length: 3", "400"},
    {"POST / HTTP/1.1\nHost: a\nContent-Length: 3\nContent-Length: 3", "400"},
    {"POST / HTTP/1.1\nHost: a\nContent-Length: 3\nContent-Length: 4", "400"},
    {"POST / HTTP/1.1\nHost: a\nContent-Length: 3, 3", "400"},
    {"POST / HTTP/1.1\nHost: a\nContent-Length: +3", "400"},
    {"POST / HTTP/1.1\nHost: a\nContent-Length: -3", "400"},
    {"POST / HTTP/1.1\nHost: a\nContent-Length: 0x3", "400"},
    {"POST / HTTP/1.1\nHost: a\nContent-Length: 3 3", "400"},
    {"POST / HTTP/1.1\nHost: a\nContent-Length: 3;", "400"},
    {"POST / HTTP/1.1\nHost: a\nContent-Length:", "400"},
    {"POST / HTTP/1.1\nHost: a\nContent-Length: 99999999999999999999", "400"},
    {"POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked", "400"},
    {"POST / HTTP/1.1\nHost: a\nTransfer-Encoding: identity\nTransfer-Encoding: chunked", "501"},
    {"POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked, chunked", "501"},
    {"POST / HTTP/1.1\nHost: a\nTransfer-Encoding: gzip, chunked", "501"},
    {"POST / HTTP/1.1\nHost: a\nTransfer-Encoding: xchunked", "501"},
    {"POST / HTTP/1.1\nHost: a\nTransfer-Encoding: \"chunked\"", "501"},
    {"POST / HTTP/1.1\nHost: a\nTransfer-Encoding:", "501"},
    {"POST / HTTP/1.1\nHost: a\nTransfer-Encoding: \vchunked", "400"},
    {"POST / HTTP/1.0\nHost: a\nTransfer-Encoding: chunked", "400"},
    {"POST / HTTP/1.1\nHost: a\nTransfer-Encoding : chunked", "400"},
    {"POST / HTTP/1.1\nHost: a\n Transfer-Encoding: chunked", "400"},
    {"POST / HTTP/1.1\nHost: a\nX: y\n Transfer-Encoding: chunked", "400"},
    {"POST / HTTP/1.1\nHost: a\nX: y\n\tfolded", "400"},
    {" POST / HTTP/1.1\nHost: a", "400"},
    {"POST / HTTP/1.1\n\x20Host: a", "400"},
    {"POST / HTTP/1.1\nHost: a\nContent-Length\t: 3", "400"},
    {"POST / HTTP/1.1\nHost: a\nContent Length: 3", "400"},
    {"POST / HTTP/1.1\nHost: a\nContent-Length\x01: 3", "400"},
    {"POST / HTTP/1.1\nHost: a\nX: a\rTransfer-Encoding: chunked", "400"},
    {"POST / HTTP/1.1\nHost: a\n: 3", "400"},
    {"POST / HTTP/1.1\nHost: a\nnothing", "400"},
    {"POST / HTTP/1.1\nHost: a\nX: \x7f", "400"},
    // The first line.
    {"GET  / HTTP/1.1\nHost: a", "400"},
    {"GET /  HTTP/1.1\nHost: a", "400"},
    {"GET / HTTP/1.1 \nHost: a", "400"},
    {"GET\t/ HTTP/1.1\nHost: a", "400"},
    {"GET / x HTTP/1.1\nHost: a", "400"},
    {"GET /", "400"},
    {"GET", "400"},
    {"GET / http/1.1\nHost: a", "400"},
    {"GET / HTTP/1.1x\nHost: a", "400"},
    {"GET / HTTP/2.0\nHost: a", "505"},
    {"GET / HTTP/0.9\nHost: a", "505"},
    {"GET / HTTP/1.2\nHost: a", "505"},
    {"G@T / HTTP/1.1\nHost: a", "400"},
    {"get / HTTP/1.1\nHost: a", "501"},
    {"TRACE / HTTP/1.1\nHost: a", "501"},
    {"CONNECT a:443 HTTP/1.1\nHost: a:443", "501"},
    {"GET * HTTP/1.1\nHost: a", "400"},
    {"GET /../x HTTP/1.1\nHost: a", "400"},
    {"PUT / HTTP/1.1\nHost: a\nExpect: the-unexpected", "417"},
};

TEST(Http1RequestTest, IsReadOrRefused) {
    for (const auto& row : requests) EXPECT_EQ(read(lines(row.text)), row.seen) << row.text;
    EXPECT_EQ(read(lines("GET http://a/ HTTP/1.1\nHost: a"), false), "GET a/");
}

TEST(Http1RequestTest, LinesEndWithBothOrNotAtAll) {
    EXPECT_EQ(read("GET / HTTP/1.1\nHost: a\n\n"), "400");
    EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: a\n\r\n"), "400");
    EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: a\r\n\n"), "400");
    EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: a\r\r\n\r\n"), "400");
    EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: a\r\n\r"), "more");
    EXPECT_EQ(read(std::string_view("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 28)), "400");
}

TEST(Http1RequestTest, IsFoundHoweverItComes) {
    const std::string octets = lines("POST /x HTTP/1.1\nHost: a\nContent-Length: 4") + "next";
    HeaderScan scan;
    for (std::size_t count = 0; count + 4 < octets.size(); ++count)
        EXPECT_EQ(scan.scan(std::string_view(octets).substr(0, count)), HeaderScan::State::more) << count;
    EXPECT_EQ(scan.scan(octets), HeaderScan::State::whole);
    EXPECT_EQ(scan.size(), octets.size() - 4);
}

TEST(Http1RequestTest, HasLimits) {
    std::string many = "GET / HTTP/1.1\nHost: a";
    for (std::size_t i = 1; i < fields_max; ++i) many += "\nX: y";
    EXPECT_EQ(read(lines(many)), "GET a/");
    EXPECT_EQ(read(lines(many + "\nX: y")), "431");
    const std::string start = "GET / HTTP/1.1\nHost: a\nX: ";
    EXPECT_EQ(read(lines(start + std::string(header_octets_max - 40, 'x'))), "GET a/");
    EXPECT_EQ(read(lines(start + std::string(header_octets_max, 'x'))), "431");
    EXPECT_EQ(read(lines("GET /" + std::string(10'000, 'x') + " HTTP/1.1\nHost: a")), "414");
}

/// The data of all chunks, "!" where they end, and how much was left; or the kind of the failure.
std::string unchunk(std::string_view octets, std::size_t piece) {
    Chunks chunks;
    std::string pending, data;
    while (!chunks.done()) {
        auto step = chunks.feed(pending);
        if (!step) return data + "<" + std::string(to_text(step.error().kind)) + ">";
        data += step->data;
        pending.erase(0, step->taken);
        if (!step->more) continue;
        if (octets.empty()) return data + "<more>";
        const std::size_t count = std::min(piece, octets.size());
        pending += octets.substr(0, count);
        octets.remove_prefix(count);
    }
    return fmt::format("{}!{}", data, pending.size() + octets.size());
}

const struct {
    std::string_view octets;
    std::string_view seen;
} chunked[] = {
    {"0\r\n\r\n", "!0"},
    {"3\r\nabc\r\n0\r\n\r\n", "abc!0"},
    {"3\r\nabc\r\n00A\r\n0123456789\r\n0\r\n\r\nGET", "abc0123456789!3"},
    {"3;x=y\r\nabc\r\n0;z\r\n\r\n", "abc!0"},
    {"3\r\nabc\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\n", "abc!0"},
    {"3\r\nab", "ab<more>"},
    {"3\r\nabc\r\n0\r\n", "abc<more>"},
    {"\r\n", "<syntax>"},
    {"g\r\n", "<syntax>"},
    {"-1\r\nabc\r\n", "<syntax>"},
    {"+3\r\nabc\r\n", "<syntax>"},
    {" 3\r\nabc\r\n", "<syntax>"},
    {"3 \r\nabc\r\n", "<syntax>"},
    {"3 ;x\r\nabc\r\n", "<syntax>"},
    {"3\t\r\nabc\r\n", "<syntax>"},
    {"0x3\r\nabc\r\n", "<syntax>"},
    {"3,\r\nabc\r\n", "<syntax>"},
    {"3\nabc\r\n", "<syntax>"},
    {"3\rabc\r\n", "<syntax>"},
    {"3;\x01\r\nabc\r\n", "<syntax>"},
    {"0\r\n: x\r\n\r\n", "<syntax>"},
    {"0\r\n folded: x\r\n\r\n", "<syntax>"},
    {"0\r\nx: y\n\r\n", "<syntax>"},
    {"3\r\nabcd\r\n0\r\n\r\n", "abc<syntax>"},
    {"3\r\nabc0\r\n\r\n", "abc<syntax>"},
    {"3\r\nabc\n0\r\n\r\n", "abc<syntax>"},
    {"0\r\nbad trailer\r\n\r\n", "<syntax>"},
    {"0\r\nTrailer : x\r\n\r\n", "<syntax>"},
    {"fffffffffffffffff\r\n", "<syntax>"},
    {"10000000000000000\r\n", "<syntax>"},
};

TEST(ChunksTest, AreTakenApartOrRefused) {
    for (const auto& row : chunked) {
        for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{5}, row.octets.size()}) {
            std::string seen = unchunk(row.octets, piece);
            EXPECT_EQ(seen, row.seen) << piece << " of " << row.octets;
        }
    }
}

TEST(ChunksTest, HaveLimits) {
    const std::string long_extension(chunk_extension_octets_max, 'x');
    EXPECT_EQ(unchunk("3;" + long_extension + "\r\nabc\r\n", 4096), "<syntax>");
    EXPECT_EQ(unchunk("3;" + std::string(chunk_line_octets_max, 'x'), 4096), "<limit>");
    EXPECT_EQ(unchunk("0\r\nX: " + std::string(chunk_line_octets_max, 'x'), 4096), "<limit>");
    EXPECT_EQ(unchunk(std::string(chunk_line_octets_max + 1, '0'), 4096), "<limit>");
    std::string trailers = "0\r\n";
    for (int i = 0; i < 1000; ++i) trailers += "X: y\r\n";
    EXPECT_EQ(unchunk(trailers + "\r\n", 4096), "<limit>");
}

}  // namespace
}  // namespace milpa::http
