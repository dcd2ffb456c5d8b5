// SPDX-License-Identifier: AGPL-3.0-or-later
// What attackers do to servers of HTTP/2: each is sent away, in bounded memory, and no earlier than an honest
// peer would have been.
#include <gtest/gtest.h>

#include <malloc.h>

#include "http/http2_session.hpp"
#include "http/test_http2_client.hpp"

namespace milpa::http {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

constexpr char calm = 'b';  // ENHANCE_YOUR_CALM

class Http2DefenceTest : public testing::Test {
protected:
    Http2DefenceTest() {
        const auto nobody = [](Request, Lent<Body>) -> Task<Response> { co_return Response(); };
        router.add({.host = "", .pattern = "/", .methods = {Method::get}, .handler = nobody});
        router.add({.host = "",
                    .pattern = "/take",
                    .methods = {Method::post},
                    .handler = nobody,
                    .body_octets_max = 100'000'000});
        EXPECT_TRUE(say(h2_hello()));
    }
    bool say(std::string_view octets) {
        const bool fed = session.feed(octets).has_value();
        hear();
        return fed;
    }
    void hear() {
        while (true) {
            std::string out;
            session.take_output(out, 64 * 1024);
            if (out.empty()) return;
            ear.hear(out);
        }
    }
    /// How many of these a peer may send at once, up to the limit given.
    int count_at_once(std::string_view one, int most) {
        int count = 0;
        while (count < most && say(one)) ++count;
        return count;
    }
    void expect_sent_away() {
        EXPECT_EQ(ear.goaway, std::string(1, calm));
        EXPECT_TRUE(session.is_over());
        EXPECT_FALSE(say(h2_ping()));
    }
    void answer_all(const std::string& body = {}) {
        while (Http2Stream* const stream = session.take_request()) {
            Response response;
            response.body = body;
            session.respond(*stream, std::move(response));
            session.release(*stream);
        }
        hear();
    }
    std::string post(std::uint32_t id) {
        H2Fields fields = h2_get("/take");
        fields[0].second = "POST";
        return h2_request(id, fields, false);
    }

    Router router;
    ManualClock clock;
    Http2Session session{&router, &clock, net::PeerAddress(), true};
    H2Ear ear;
};

TEST_F(Http2DefenceTest, RapidReset) {
    std::uint32_t id = 1;
    int count = 0;
    while (count < 1'000 && say(h2_request(id, h2_get()) + h2_reset(id))) {
        ++count;
        id += 2;
    }
    EXPECT_EQ(count, 200);
    expect_sent_away();
    session.end();
    EXPECT_EQ(session.take_request(), nullptr);
    EXPECT_FALSE(session.has_streams());
}

TEST_F(Http2DefenceTest, ResetsThatThePeerMakesUsSend) {
    // CVE-2025-8671: the stream is reset by us, but its handler goes on.
    std::uint32_t id = 1;
    int count = 0;
    while (count < 1'000 && say(h2_request(id, h2_get()) + h2_window(id, 0x7FFF'FFFF))) {
        if (Http2Stream* const stream = session.take_request()) session.release(*stream);
        ++count;
        id += 2;
    }
    EXPECT_LE(count, 201);
    expect_sent_away();
}

TEST_F(Http2DefenceTest, AnHonestReaderMayChangeItsMind) {
    std::uint32_t id = 1;
    for (int page = 0; page < 20; ++page) {
        for (int i = 0; i < 50; ++i, id += 2) ASSERT_TRUE(say(h2_request(id, h2_get()) + h2_reset(id)));
        clock.advance(5s);
    }
}

TEST_F(Http2DefenceTest, PingsSettingsAndPriorities) {
    for (const std::string& one :
         {h2_ping(), h2_settings(), h2_frame(NGHTTP2_PRIORITY, 0, 1, "\0\0\0\0\x10"s)}) {
        Http2Session fresh(&router, &clock, net::PeerAddress(), true);
        ASSERT_TRUE(fresh.feed(h2_hello()));
        int count = 0;
        while (count < 1'000 && fresh.feed(one)) ++count;
        EXPECT_GT(count, 190);
        EXPECT_LT(count, 201);
        std::string out;
        fresh.take_output(out, 1 << 20);
        EXPECT_LT(out.size(), 20'000U);
        EXPECT_TRUE(fresh.is_over());
    }
    // Now and then is no flood.
    for (int i = 0; i < 1'000; ++i) {
        ASSERT_TRUE(say(h2_ping()));
        clock.advance(200ms);
    }
    EXPECT_EQ(ear.pongs, 1'000U);
}

TEST_F(Http2DefenceTest, EmptyData) {
    ASSERT_TRUE(say(post(1)));
    EXPECT_EQ(count_at_once(h2_data(1, "", false), 10'000), 500);
    expect_sent_away();
}

TEST_F(Http2DefenceTest, OneOctetOfDataAtATime) {
    ASSERT_TRUE(say(post(1)));
    EXPECT_EQ(count_at_once(h2_data(1, "x", false), 10'000), 500);
    expect_sent_away();
}

TEST_F(Http2DefenceTest, WindowUpdates) {
    ASSERT_TRUE(say(h2_request(1, h2_get())));
    EXPECT_LE(count_at_once(h2_window(1, 1), 10'000), 500);
    expect_sent_away();
}

TEST_F(Http2DefenceTest, WindowUpdatesForWhatWasSentAreFine) {
    // As simple clients do: one for the stream and one for the connection, for each DATA frame.
    std::uint32_t id = 1;
    for (int i = 0; i < 2'000; ++i, id += 2) {
        ASSERT_TRUE(say(h2_request(id, h2_get())));
        Http2Stream* const stream = session.take_request();
        ASSERT_NE(stream, nullptr);
        Response response;
        response.body = "Hello";
        session.respond(*stream, std::move(response));
        session.release(*stream);
        hear();
        ASSERT_TRUE(say(h2_window(0, 5) + h2_window(0, 5)));
    }
}

TEST_F(Http2DefenceTest, Continuations) {
    // CVE-2024-27316: a header that never ends.
    std::string said = h2_frame(NGHTTP2_HEADERS, 0, 1, h2_block(h2_get()));
    int count = 0;
    while (count < 1'000 && say(said)) {
        said = h2_frame(NGHTTP2_CONTINUATION, 0, 1, h2_block({{"x", std::string(1'000, 'x')}}));
        ++count;
    }
    EXPECT_LE(count, 5);
    expect_sent_away();
}

TEST_F(Http2DefenceTest, EmptyContinuations) {
    ASSERT_TRUE(say(h2_frame(NGHTTP2_HEADERS, 0, 1, "")));
    EXPECT_LE(count_at_once(h2_frame(NGHTTP2_CONTINUATION, 0, 1, ""), 1'000), 4);
    expect_sent_away();
}

TEST_F(Http2DefenceTest, AHeaderThatDoesNotGoOn) {
    ASSERT_TRUE(say(h2_frame(NGHTTP2_HEADERS, 0, 1, h2_block(h2_get()))));
    for (int i = 0; i < 20; ++i) {
        clock.advance(1s);
        session.tick(1s);
    }
    hear();
    expect_sent_away();
}

TEST_F(Http2DefenceTest, HpackBombs) {
    // One entry of nearly 4 KiB, and then one octet for each time that it is named.
    const std::string entry = "\x40\x01x\x7f\xa1\x1e" + std::string(4'000, 'y');
    const std::string named(12'000, '\xbe');
    ASSERT_TRUE(
        say(h2_frame(NGHTTP2_HEADERS, h2_end_headers | h2_end_stream, 1, h2_block(h2_get()) + entry)));
    answer_all();
    const std::size_t before = ::mallinfo2().uordblks;
    EXPECT_FALSE(
        say(h2_frame(NGHTTP2_HEADERS, h2_end_headers | h2_end_stream, 3, h2_block(h2_get()) + named)));
    EXPECT_LT(::mallinfo2().uordblks, before + 1'000'000);
    expect_sent_away();
}

TEST_F(Http2DefenceTest, AWindowOfNothing) {
    ASSERT_TRUE(say(h2_settings({{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0}})));
    for (std::uint32_t id = 1; id < 200; id += 2) ASSERT_TRUE(say(h2_request(id, h2_get())));
    answer_all(std::string(100'000, 'x'));
    for (int i = 0; i < 29; ++i) session.tick(2s);
    hear();
    EXPECT_TRUE(session.has_streams());
    session.tick(2s);
    hear();
    EXPECT_FALSE(session.has_streams());
    EXPECT_EQ(ear.answers[1].reset, NGHTTP2_CANCEL);
    EXPECT_EQ(ear.answers[199].reset, NGHTTP2_CANCEL);
}

TEST_F(Http2DefenceTest, AWindowOpenedByTheOctet) {
    ASSERT_TRUE(say(h2_settings({{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0}}) + h2_request(1, h2_get())));
    answer_all(std::string(100'000, 'x'));
    for (int i = 0; i < 31; ++i) {
        clock.advance(2s);
        ASSERT_TRUE(say(h2_window(1, 10)));
        session.tick(2s);
    }
    hear();
    EXPECT_FALSE(session.has_streams());
}

TEST_F(Http2DefenceTest, WhoReadsSlowlyButReadsIsServed) {
    ASSERT_TRUE(say(h2_settings({{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0}}) + h2_request(1, h2_get())));
    answer_all(std::string(200'000, 'x'));
    for (int i = 0; i < 100; ++i) {
        clock.advance(2s);
        ASSERT_TRUE(say(h2_window(1, 2'000)));
        session.tick(2s);
    }
    EXPECT_EQ(ear.answers[1].body.size(), 200'000U);
    EXPECT_TRUE(ear.answers[1].ended);
}

TEST_F(Http2DefenceTest, FramesThatNobodyTakesAreCounted) {
    // 100 streams are open; each further one is refused, and the peer does not read the refusals. It has not
    // agreed to our settings yet: else one more would be its end.
    Http2Session fresh(&router, &clock, net::PeerAddress(), true);
    ASSERT_TRUE(fresh.feed(std::string(h2_preface) + h2_settings()));
    std::uint32_t id = 1;
    int count = 0;
    while (count < 10'000 && fresh.feed(h2_request(id, h2_get()))) {
        ++count;
        id += 2;
    }
    EXPECT_GT(count, 1'000);
    EXPECT_LE(count, 1'101);
    std::string out;
    fresh.take_output(out, 1 << 20);
    ear.hear(out);
    EXPECT_EQ(ear.goaway, std::string(1, calm));
    EXPECT_TRUE(fresh.is_over());
}

TEST_F(Http2DefenceTest, OneStreamMoreThanMayBe) {
    for (std::uint32_t id = 1; id < 200; id += 2) ASSERT_TRUE(say(h2_request(id, h2_get())));
    ASSERT_TRUE(say(h2_request(201, h2_get())));
    EXPECT_EQ(ear.goaway, "1");
}

TEST_F(Http2DefenceTest, EveryConnectionEndsSomeday) {
    constexpr std::size_t requests_max = 300, batch = 100;
    Http2Session fresh(&router, &clock, net::PeerAddress(), true, requests_max);
    ASSERT_TRUE(fresh.feed(h2_hello()));
    const std::string notice = h2_frame(NGHTTP2_GOAWAY, 0, 0, "\x7f\xff\xff\xff" + std::string(4, '\0'));
    std::uint32_t id = 1;
    std::size_t answers = 0;
    for (std::size_t i = 0; i < requests_max / batch; ++i) {
        std::string said, answered;
        for (std::size_t n = 0; n < batch; ++n, id += 2) said += h2_request(id, h2_get());
        ASSERT_TRUE(fresh.feed(said));
        while (Http2Stream* const stream = fresh.take_request()) {
            fresh.respond(*stream, Response());
            fresh.release(*stream);
            ++answers;
        }
        fresh.take_output(answered, 1 << 20);
        // The notice (RFC 9113 6.8) comes with the last one, and not before.
        EXPECT_EQ(answered.contains(notice), i + 1 == requests_max / batch);
    }
    EXPECT_EQ(answers, requests_max);
    EXPECT_FALSE(fresh.is_over());
    // The last word comes a little later.
    fresh.tick(2s);
    std::string answered;
    fresh.take_output(answered, 1 << 20);
    EXPECT_TRUE(fresh.is_over());
}

TEST_F(Http2DefenceTest, ManyRequestsAreNotTheEndOfAConnection) {
    static_assert(connection_requests_max >= 10'000);
    std::uint32_t id = 1;
    for (int i = 0; i < 1'000; ++i, id += 2) {
        ASSERT_TRUE(say(h2_request(id, h2_get())));
        answer_all();
    }
    session.tick(2s);
    hear();
    EXPECT_EQ(ear.goaway, "");
    EXPECT_FALSE(session.is_over());
}

}  // namespace
}  // namespace milpa::http
