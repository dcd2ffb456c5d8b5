// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/http2_session.hpp"

#include <gtest/gtest.h>

#include "http/test_http2_client.hpp"

namespace milpa::http {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

class Http2SessionTest : public testing::Test {
protected:
    Http2SessionTest() {
        router.add({.host = "",
                    .pattern = "/",
                    .methods = {Method::get},
                    .handler = [](Request, Lent<Body>) -> Task<Response> { co_return Response(); }});
        router.add({.host = "",
                    .pattern = "/take",
                    .methods = {Method::post},
                    .handler = [](Request, Lent<Body>) -> Task<Response> { co_return Response(); },
                    .body_octets_max = 100'000'000});
        router.add({.host = "",
                    .pattern = "/little",
                    .methods = {Method::post},
                    .handler = [](Request, Lent<Body>) -> Task<Response> { co_return Response(); },
                    .body_octets_max = 100});
        restart();
    }
    void restart() {
        session.emplace(&router, &clock, net::PeerAddress(), true);
        ear.emplace();
    }
    /// What the peer says, and what it hears then.
    Result<void> say(std::string_view octets) {
        auto fed = session->feed(octets);
        hear();
        return fed;
    }
    void hear() {
        while (true) {
            std::string out;
            session->take_output(out, 64 * 1024);
            if (out.empty()) return;
            ear->hear(out);
        }
    }
    /// Takes the next request and answers it with that.
    void answer(std::string body, unsigned status = 200) {
        Http2Stream* const stream = session->take_request();
        ASSERT_NE(stream, nullptr);
        Response response;
        response.status = status;
        response.body = std::move(body);
        session->respond(*stream, std::move(response));
        session->release(*stream);
        hear();
    }

    Router router;
    ManualClock clock;
    std::optional<Http2Session> session;
    std::optional<H2Ear> ear;
};

H2Fields h2_post(std::string path, H2Fields more = {}) {
    H2Fields fields = h2_get(std::move(path));
    fields[0].second = "POST";
    return std::move(fields) + more;
}

TEST_F(Http2SessionTest, AnswersARequest) {
    ASSERT_TRUE(
        say(h2_hello() +
            h2_request(1, h2_get("/?a=b") +
                              H2Fields{{"x-a", "1"}, {"cookie", "a=b"}, {"x-a", "2"}, {"cookie", "c=d"}})));
    Http2Stream* const stream = session->take_request();
    ASSERT_NE(stream, nullptr);
    const Request& request = stream->request;
    EXPECT_EQ(request.method, Method::get);
    EXPECT_EQ(request.version, Version::http2);
    EXPECT_EQ(request.path, "/");
    EXPECT_EQ(request.query, "a=b");
    EXPECT_EQ(request.host, "example.org");
    EXPECT_TRUE(request.secure);
    EXPECT_EQ(request.fields, (Fields{{"x-a", "1"}, {"x-a", "2"}, {"cookie", "a=b; c=d"}}));
    EXPECT_EQ(stream->length, 0U);
    Response response;
    response.fields = {{"x-b", "good"}, {"connection", "close"}, {"x-bad", "a\r\nb"}};
    response.body = "Hello";
    session->respond(*stream, std::move(response));
    session->release(*stream);
    hear();
    const auto& heard = ear->answers[1];
    EXPECT_EQ(heard.fields, (H2Fields{{":status", "200"},
                                      {"date", "Tue, 14 Nov 2023 22:13:20 GMT"},
                                      {"x-b", "good"},
                                      {"content-length", "5"}}));
    EXPECT_EQ(heard.body, "Hello");
    EXPECT_TRUE(heard.ended);
    EXPECT_FALSE(session->has_streams());
    EXPECT_EQ(ear->settings_acks, 1U);
}

TEST_F(Http2SessionTest, AfterARestItIsTheSameSession) {
    ASSERT_TRUE(say(h2_hello()));
    for (std::uint32_t id = 1; id < 60; id += 2) {
        session->rest();
        ASSERT_TRUE(session->is_resting());
        // Fields that come again are numbers of a table: the peer's, and ours.
        ASSERT_TRUE(say(h2_request(id, h2_get("/" + std::to_string(id % 7)))));
        ASSERT_FALSE(session->is_resting());
        Http2Stream* const stream = session->take_request();
        ASSERT_NE(stream, nullptr);
        EXPECT_EQ(stream->request.path, "/" + std::to_string(id % 7));
        session->rest();
        EXPECT_FALSE(session->is_resting()) << "something is going on";
        Response response;
        response.fields = {{"x-b", "good " + std::to_string(id % 5)}};
        response.body = std::to_string(id);
        session->respond(*stream, std::move(response));
        session->release(*stream);
        hear();
        EXPECT_EQ(ear->answers[id].body, std::to_string(id));
        EXPECT_EQ(ear->answers[id].fields[2].second, "good " + std::to_string(id % 5));
    }
    session->rest();
    ASSERT_TRUE(session->is_resting());
    session->go_away();
    EXPECT_TRUE(session->has_output());
    session->rest();
    EXPECT_FALSE(session->is_resting());
}

TEST_F(Http2SessionTest, SaysItsSettingsFirst) {
    ASSERT_TRUE(say(h2_hello()));
    ASSERT_FALSE(ear->frames.empty());
    EXPECT_EQ(ear->frames[0].type, NGHTTP2_SETTINGS);
    std::map<std::uint32_t, std::uint32_t> settings;
    for (std::string_view rest = ear->frames[0].payload; !rest.empty(); rest.remove_prefix(6))
        settings[read_u32(as_bytes("\0\0"s + std::string(rest.substr(0, 2))))] =
            read_u32(as_bytes(rest.substr(2, 4)));
    const std::map<std::uint32_t, std::uint32_t> expected = {
        {3, 100}, {4, stream_window}, {6, 32 * 1024}, {8, 1}, {9, 1}};
    EXPECT_EQ(settings, expected);
}

TEST_F(Http2SessionTest, HoweverOctetsAreCutRequestsAreTheSame) {
    const std::string all = h2_hello() + h2_request(1, h2_post("/take"), false) + h2_data(1, "abc", false) +
                            h2_data(1, "def", true) + h2_request(3, h2_get());
    for (std::size_t piece = 1; piece < 40; ++piece) {
        restart();
        for (std::size_t at = 0; at < all.size(); at += piece) ASSERT_TRUE(say(all.substr(at, piece)));
        Http2Stream* const first = session->take_request();
        ASSERT_NE(first, nullptr);
        char body[100];
        EXPECT_EQ(session->take_body(*first, body), 6U);
        EXPECT_EQ(std::string_view(body, 6), "abcdef");
        EXPECT_TRUE(first->has_ended());
        session->respond(*first, Response());
        session->release(*first);
        answer("x");
        EXPECT_FALSE(session->has_streams());
        EXPECT_EQ(ear->answers[3].body, "x");
    }
}

TEST_F(Http2SessionTest, RefusesRequestsThatAreWrong) {
    struct Row {
        H2Fields fields;
        std::string status;  // of the answer; empty: RST_STREAM with PROTOCOL_ERROR
    };
    const H2Fields get = h2_get();
    const auto without = [&](std::string_view name) {
        H2Fields fields = get;
        std::erase_if(fields, [&](const auto& field) { return field.first == name; });
        return fields;
    };
    const auto with = [&](std::string_view name, std::string value) {
        H2Fields fields = get;
        for (auto& field : fields)
            if (field.first == name) field.second = value;
        return fields;
    };
    H2Fields many = get;
    for (int i = 0; i < 101; ++i) many.emplace_back("x", "y");
    const Row rows[] = {
        // RFC 9113 8.2.1, 8.2.2: names, values, fields of a connection.
        {get + H2Fields{{"X-Upper", "a"}}, ""},
        {get + H2Fields{{"x y", "a"}}, ""},
        {get + H2Fields{{"", "a"}}, ""},
        {get + H2Fields{{"x", "a\nb"}}, ""},
        {get + H2Fields{{"x", "a\rb"}}, ""},
        {get + H2Fields{{"x", std::string("a\0b", 3)}}, ""},
        {get + H2Fields{{"x", " a"}}, ""},
        {get + H2Fields{{"x", "a\t"}}, ""},
        {get + H2Fields{{"connection", "close"}}, ""},
        {get + H2Fields{{"keep-alive", "5"}}, ""},
        {get + H2Fields{{"proxy-connection", "close"}}, ""},
        {get + H2Fields{{"transfer-encoding", "chunked"}}, ""},
        {get + H2Fields{{"upgrade", "websocket"}}, ""},
        {get + H2Fields{{"te", "gzip"}}, ""},
        // 8.3: pseudo fields.
        {get + H2Fields{{":unknown", "a"}}, ""},
        {get + H2Fields{{":status", "200"}}, ""},
        {get + H2Fields{{":path", "/"}}, ""},
        {H2Fields{{"x", "a"}} + get, ""},
        {without(":method"), ""},
        {without(":scheme"), ""},
        {without(":path"), ""},
        {without(":authority"), ""},
        {with(":path", ""), ""},
        {with(":path", "x"), ""},
        {with(":path", "*"), ""},
        {with(":method", "GE T"), ""},
        {get + H2Fields{{":protocol", "websocket"}}, ""},
        {get + H2Fields{{"host", "example.org"}, {"host", "example.org"}}, ""},
        {h2_post("/take", {{"content-length", "1"}, {"content-length", "1"}}), ""},
        {h2_post("/take", {{"content-length", "x"}}), ""},
        {h2_post("/take", {{"content-length", "-1"}}), ""},
        {h2_post("/take", {{"content-length", "5"}}), ""},  // and then none of them (8.1.1)
        // What is well-formed, but goes nowhere.
        {get + H2Fields{{"host", "other.example"}}, "400"},
        {get + H2Fields{{"host", "example.org:444"}}, "400"},
        {with(":scheme", "http"), "400"},
        {with(":authority", "user@example.org"), "400"},
        {with(":path", "/../x"), "400"},
        {with(":path", "/%00"), "400"},
        {with(":path", "/" + std::string(9000, 'x')), "414"},
        {with(":method", "TRACE"), "501"},
        {with(":method", "get"), "501"},
        {{{":method", "CONNECT"}, {":authority", "example.org:443"}}, "501"},
        {h2_get() + H2Fields{{"x", std::string(33'000, 'x')}}, "431"},
        {many, "431"},
        {h2_post("/little", {{"content-length", "101"}}), "413"},
        {h2_get() + H2Fields{{"content-length", "1"}}, "413"},
    };
    for (const Row& row : rows) {
        restart();
        // A large header in several frames.
        const std::string block = h2_block(row.fields);
        constexpr std::size_t part = 16'000;
        const bool later_body = row.status == "413";
        const std::uint8_t ends = later_body ? 0 : h2_end_stream;
        std::string said = h2_hello();
        for (std::size_t at = 0; at < block.size(); at += part) {
            const bool last = at + part >= block.size();
            said += h2_frame(at == 0 ? NGHTTP2_HEADERS : NGHTTP2_CONTINUATION,
                             static_cast<std::uint8_t>((at == 0 ? ends : 0) | (last ? h2_end_headers : 0)), 1,
                             std::string_view(block).substr(at, part));
        }
        ASSERT_TRUE(say(said));
        const auto number = &row - rows;
        EXPECT_EQ(session->take_request(), nullptr) << number;
        const auto& heard = ear->answers[1];
        EXPECT_EQ(heard.field(":status"), row.status) << number;
        if (row.status.empty()) {
            EXPECT_EQ(heard.reset, NGHTTP2_PROTOCOL_ERROR) << number;
        } else {
            EXPECT_TRUE(heard.ended) << number;
            EXPECT_EQ(heard.reset, later_body ? NGHTTP2_NO_ERROR : 0xFFFF'FFFFU) << number;
        }
        // The others of the connection are served as before.
        ASSERT_TRUE(say(h2_request(3, h2_get())));
        answer("fine");
        EXPECT_EQ(ear->answers[3].body, "fine") << number;
        EXPECT_EQ(ear->goaway, "") << number;
    }
}

TEST_F(Http2SessionTest, TakesWhatIsUnusualAndRight) {
    const H2Fields get = h2_get();
    for (const H2Fields& fields :
         {get + H2Fields{{"te", "trailers"}}, get + H2Fields{{"host", "EXAMPLE.org"}},
          get + H2Fields{{"host", "example.org:443"}}, get + H2Fields{{"x", ""}},
          H2Fields{{":path", "/"}, {":method", "GET"}, {":scheme", "https"}, {"host", "a"}},
          H2Fields{{":method", "OPTIONS"}, {":path", "*"}, {":scheme", "https"}, {":authority", "a"}}}) {
        restart();
        ASSERT_TRUE(say(h2_hello() + h2_request(1, fields)));
        answer("");
        EXPECT_EQ(ear->answers[1].field(":status"), "200");
    }
}

TEST_F(Http2SessionTest, RefusesConnectionsThatAreWrong) {
    struct Row {
        std::string said;
        std::string goaway;  // the code
    };
    const std::string open = h2_request(1, h2_post("/take"), false);
    const Row rows[] = {
        {h2_frame(NGHTTP2_DATA, 0, 0, "x"), "1"},  // DATA of no stream
        {h2_frame(NGHTTP2_HEADERS, h2_end_headers, 0, h2_block(h2_get())), "1"},
        {h2_request(2, h2_get()), "1"},                   // an even stream
        {h2_frame(NGHTTP2_DATA, 0, 5, "x"), "1"},         // of an idle stream
        {h2_reset(5), "1"},                               //
        {h2_window(5, 1), "1"},                           //
        {h2_frame(NGHTTP2_CONTINUATION, 4, 1, ""), "1"},  // out of its place
        {h2_frame(NGHTTP2_HEADERS, 0, 1, h2_block(h2_get())) + h2_ping(), "1"},
        {h2_frame(NGHTTP2_SETTINGS, 0, 1, ""), "1"},
        {h2_frame(NGHTTP2_SETTINGS, 0, 0, "x"), "6"},
        {h2_frame(NGHTTP2_SETTINGS, NGHTTP2_FLAG_ACK, 0, "123456"), "6"},
        {h2_settings({{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0x8000'0000}}), "3"},
        {h2_settings({{NGHTTP2_SETTINGS_MAX_FRAME_SIZE, 1}}), "1"},
        {h2_settings({{NGHTTP2_SETTINGS_ENABLE_PUSH, 2}}), "1"},
        {h2_frame(NGHTTP2_PING, 0, 0, "x"), "6"},
        {h2_frame(NGHTTP2_PING, 0, 1, "12345678"), "1"},
        {h2_frame(NGHTTP2_PUSH_PROMISE, 4, 1, std::string(4, '\0')), "1"},
        {h2_window(0, 0), "1"},
        {open + h2_window(1, 0), "1"},
        {h2_window(0, 0x7FFF'FFFF), "3"},
        {h2_frame(NGHTTP2_DATA, 0, 1, std::string(16'385, 'x')), "6"},  // a frame that is too large
        {h2_frame(NGHTTP2_HEADERS, h2_end_headers | h2_end_stream, 1, "\xff\xff\xff\xff\xff"), "9"},
        {open + h2_frame(NGHTTP2_DATA, NGHTTP2_FLAG_PADDED, 1, "\x05x"), "1"},
        {open + h2_frame(NGHTTP2_RST_STREAM, 0, 1, "x"), "6"},
    };
    for (const Row& row : rows) {
        restart();
        // nghttp2 says what was wrong and listens no more; feed() fails only where we have had enough.
        EXPECT_TRUE(say(h2_hello() + row.said)) << &row - rows;
        EXPECT_EQ(ear->goaway.substr(0, 1), row.goaway) << &row - rows;
        EXPECT_TRUE(session->is_over()) << &row - rows;
    }
    for (const std::string_view none :
         {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\r"}) {
        restart();
        EXPECT_EQ(say(none).error().kind, ErrorKind::syntax);
    }
}

TEST_F(Http2SessionTest, ErrorsOfStreamsEndThemAlone) {
    struct Row {
        std::string said;
        std::uint32_t code;
    };
    const std::string open = h2_request(1, h2_post("/take"), false);
    const std::string five = h2_request(1, h2_post("/take", {{"content-length", "5"}}), false);
    const Row rows[] = {
        {five + h2_data(1, "123456", false), NGHTTP2_PROTOCOL_ERROR},
        {five + h2_data(1, "1234", true), NGHTTP2_PROTOCOL_ERROR},
        {open + h2_window(1, 0x7FFF'FFFF), NGHTTP2_FLOW_CONTROL_ERROR},
        {open + h2_frame(NGHTTP2_HEADERS, 4, 1, h2_block({{"x", "no end of stream"}})),
         NGHTTP2_PROTOCOL_ERROR},
        {open + h2_frame(NGHTTP2_HEADERS, 5, 1, h2_block({{":path", "/"}})), NGHTTP2_PROTOCOL_ERROR},
    };
    for (const Row& row : rows) {
        restart();
        ASSERT_TRUE(say(h2_hello() + row.said));
        EXPECT_EQ(ear->answers[1].reset, row.code) << &row - rows;
        ASSERT_TRUE(say(h2_request(3, h2_get())));
        answer("fine");
        EXPECT_EQ(ear->answers[3].body, "fine") << &row - rows;
    }
}

TEST_F(Http2SessionTest, DropsTrailers) {
    ASSERT_TRUE(say(h2_hello() + h2_request(1, h2_post("/take"), false) + h2_data(1, "abc", false) +
                    h2_frame(NGHTTP2_HEADERS, 5, 1, h2_block({{"x-checksum", "1"}}))));
    Http2Stream* const stream = session->take_request();
    ASSERT_NE(stream, nullptr);
    EXPECT_FALSE(stream->request.fields.find("x-checksum"));
    char body[10];
    EXPECT_EQ(session->take_body(*stream, body), 3U);
    EXPECT_TRUE(stream->has_ended());
    session->respond(*stream, Response());
    session->release(*stream);
}

TEST_F(Http2SessionTest, HeadAndNoContentHaveNoBody) {
    H2Fields head = h2_get();
    head[0].second = "HEAD";
    ASSERT_TRUE(say(h2_hello() + h2_request(1, head) + h2_request(3, h2_get()) + h2_request(5, h2_get())));
    answer("Hello");
    answer("ignored", 204);
    answer("ignored", 304);
    EXPECT_EQ(ear->answers[1].field("content-length"), "5");
    EXPECT_EQ(ear->answers[3].field("content-length"), "");
    for (const std::uint32_t id : {1U, 3U, 5U}) {
        EXPECT_EQ(ear->answers[id].body, "");
        EXPECT_TRUE(ear->answers[id].ended);
    }
    EXPECT_FALSE(session->has_streams());
}

TEST_F(Http2SessionTest, APeerGetsRoomForWhatWasReadAlone) {
    ASSERT_TRUE(say(h2_hello() + h2_request(1, h2_post("/take"), false)));
    Http2Stream* const stream = session->take_request();
    ASSERT_NE(stream, nullptr);
    const std::uint64_t before = ear->window_updates;  // the connection's, from the start
    for (int i = 0; i < 8; ++i) ASSERT_TRUE(say(h2_data(1, std::string(16'384, 'x'), false)));
    EXPECT_EQ(stream->buffered(), stream_window);
    EXPECT_EQ(ear->window_updates, before);
    std::string body(stream_window, '\0');
    EXPECT_EQ(session->take_body(*stream, body), stream_window);
    hear();
    EXPECT_EQ(ear->window_updates, before + 2 * stream_window);
    // One octet more than there is room for.
    for (int i = 0; i < 8; ++i) ASSERT_TRUE(say(h2_data(1, std::string(16'384, 'x'), false)));
    ASSERT_TRUE(say(h2_data(1, "x", false)));
    EXPECT_EQ(ear->answers[1].reset, NGHTTP2_FLOW_CONTROL_ERROR);
    EXPECT_FALSE(stream->is_open());
    session->release(*stream);
}

TEST_F(Http2SessionTest, WhatNobodyReadsMakesRoomAgain) {
    ASSERT_TRUE(say(h2_hello()));
    const std::uint64_t before = ear->window_updates;
    std::uint64_t sent = 0;
    // Given up by the peer, and left unread by the handler.
    for (std::uint32_t id = 1; id < 100; id += 2) {
        ASSERT_TRUE(say(h2_request(id, h2_post("/take"), false)));
        Http2Stream* const stream = session->take_request();
        ASSERT_NE(stream, nullptr);
        for (int i = 0; i < 4; ++i) ASSERT_TRUE(say(h2_data(id, std::string(16'384, 'x'), false)));
        sent += 4 * 16'384;
        if (id % 4 == 1) {
            ASSERT_TRUE(say(h2_reset(id)));
        } else {
            session->respond(*stream, Response());
        }
        session->release(*stream);
        hear();
    }
    EXPECT_FALSE(session->has_streams());
    // Of the connection's window nothing was lost but what is not worth a frame yet.
    EXPECT_GT(ear->window_updates - before, sent - connection_window);
}

TEST_F(Http2SessionTest, ABodyAboveItsLimitIsCutOff) {
    ASSERT_TRUE(say(h2_hello() + h2_request(1, h2_post("/little"), false) +
                    h2_data(1, std::string(101, 'x'), false)));
    Http2Stream* const stream = session->take_request();
    ASSERT_NE(stream, nullptr);
    EXPECT_TRUE(stream->is_too_large());
    EXPECT_EQ(stream->buffered(), 0U);
    Response response;
    response.status = 413;
    session->respond(*stream, std::move(response));
    session->release(*stream);
    hear();
    EXPECT_EQ(ear->answers[1].field(":status"), "413");
    EXPECT_EQ(ear->answers[1].reset, NGHTTP2_NO_ERROR);
}

TEST_F(Http2SessionTest, OutputKeepsToItsBoundAndToWindows) {
    ASSERT_TRUE(say(h2_hello(100'000) + h2_request(1, h2_get())));
    Http2Stream* const stream = session->take_request();
    Response response;
    response.body = std::string(1'000'000, 'x');
    session->respond(*stream, std::move(response));
    session->release(*stream);
    std::size_t total = 0;
    while (true) {
        std::string out;
        session->take_output(out, 20'000);
        if (out.empty()) break;
        EXPECT_LT(out.size(), 20'000 + 16'384 + 100U);
        total += out.size();
        ear->hear(out);
    }
    EXPECT_EQ(ear->answers[1].body.size(), 100'000U);
    ASSERT_TRUE(say(h2_window(1, 900'000)));
    EXPECT_EQ(ear->answers[1].body, std::string(1'000'000, 'x'));
    EXPECT_TRUE(ear->answers[1].ended);
    EXPECT_LT(total, 101'000U);
}

TEST_F(Http2SessionTest, AStreamThatIsGivenUpIsClosedNotGone) {
    ASSERT_TRUE(say(h2_hello() + h2_request(1, h2_get()) + h2_request(3, h2_get())));
    Http2Stream* const stream = session->take_request();
    ASSERT_TRUE(say(h2_reset(1) + h2_reset(3)));
    EXPECT_FALSE(stream->is_open());
    // Of the other nobody had heard yet.
    EXPECT_EQ(session->take_request(), nullptr);
    session->respond(*stream, Response());
    session->release(*stream);
    EXPECT_FALSE(session->has_streams());
    hear();
    EXPECT_TRUE(ear->answers.empty());
}

}  // namespace
}  // namespace milpa::http
