// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever comes behind the preface, as raw octets or as well-formed frames (which one the first octet says):
// requests that are handed on are well-formed, memory stays in its bounds, and what is said is HTTP/2.
#include "http/http2_session.hpp"

#include <nghttp2/nghttp2.h>

#include <algorithm>

#include "base/ensure.hpp"
#include "http/test_http2_client.hpp"

using namespace milpa;
using namespace milpa::http;

namespace {

Task<Response> nobody(Request /*request*/, Lent<Body> /*body*/) { co_return Response(); }

const Router& routes() {
    static const Router* const made = [] {
        auto* const router = new Router;
        router->add({.host = "", .pattern = "/", .methods = {Method::get}, .handler = nobody});
        router->add({.host = "",
                     .pattern = "/{rest...}",
                     .methods = {Method::post, Method::get},
                     .handler = nobody,
                     .body_octets_max = 1'000});
        return router;
    }();
    return *made;
}

/// Turns octets into frames that are frames, with fields from a list.
class Frames {
public:
    explicit Frames(ByteView octets) : octets_(octets) {}
    bool empty() const { return octets_.empty(); }
    std::uint8_t next() {
        if (octets_.empty()) return 0;
        const std::uint8_t octet = octets_[0];
        octets_ = octets_.subspan(1);
        return octet;
    }
    std::string frame() {
        const std::uint8_t kind = next();
        const std::uint32_t stream = 1 + 2 * (next() % 8);
        const std::uint8_t number = next();
        switch (kind % 10) {
            case 0: return h2_request(stream, fields(number), number % 2 == 0);
            case 1: return h2_data(stream, std::string(number * 8, 'd'), number % 4 == 0);
            case 2: return h2_reset(stream, number);
            case 3: return h2_window(number % 2 == 0 ? 0 : stream, 1U << (number % 31));
            case 4: return h2_settings({{1 + number % 9, 1U << (number % 32)}});
            case 5: return h2_ping();
            case 6:
                return h2_frame(NGHTTP2_HEADERS, number % 2, stream, h2_block(fields(number))) +
                       h2_frame(NGHTTP2_CONTINUATION, 4, stream, h2_block(fields(next())));
            case 7: return h2_frame(NGHTTP2_SETTINGS, 1, 0, "");
            case 8: return h2_frame(NGHTTP2_GOAWAY, 0, 0, std::string(8, '\0'));
            default: return h2_frame(number, next(), stream, std::string(next(), 'x'));
        }
    }

private:
    H2Fields fields(std::uint8_t number) {
        H2Fields all = h2_get(number % 3 == 0 ? "/" : "/x");
        if (number % 5 == 1) all[0].second = "POST";
        if (number % 7 == 1) all.emplace_back("content-length", std::to_string(number));
        if (number % 11 == 1)
            all = {{":method", "CONNECT"},
                   {":protocol", "websocket"},
                   {":scheme", "https"},
                   {":path", "/"},
                   {":authority", "a"}};
        if (number % 13 == 1) all.emplace_back("x", std::string(200, static_cast<char>(next())));
        return all;
    }
    ByteView octets_;
};

void check(const Http2Stream& stream) {
    const Request& request = stream.request;
    ensure(request.path.starts_with('/') && !request.path.contains('\0'));
    ensure(!request.host.empty() && stream.route != nullptr);
    ensure(stream.buffered() <= stream_window);
    std::size_t octets = 0;
    for (const auto& field : request.fields.all()) {
        ensure(!field.name.empty() && !field.name.starts_with(':'));
        ensure(std::ranges::none_of(field.value, [](char c) { return c == '\r' || c == '\n' || c == '\0'; }));
        octets += field.name.size() + field.value.size();
    }
    ensure(octets <= header_list_octets_max);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::uint8_t mode = data[0];
    ManualClock clock;
    Http2Session session(&routes(), &clock, net::PeerAddress(), true);
    Frames frames({data + 1, size - 1});
    ensure(session.feed(h2_hello()).has_value());
    std::vector<Http2Stream*> held;
    H2Ear ear;
    const std::string raw(as_text({data + 1, size - 1}));
    const std::size_t piece = 1 + mode / 2;
    std::size_t at = 0;
    while (mode % 2 == 0 ? at < raw.size() : !frames.empty()) {
        const std::string said = mode % 2 == 0 ? raw.substr(at, piece) : frames.frame();
        at += piece;
        const bool fed = session.feed(said).has_value();
        if (said.size() % 3 != 0) {
            std::string out;
            session.take_output(out, 64 * 1024);
            ear.hear(out);
        }
        if (!fed) break;
        while (Http2Stream* const stream = session.take_request()) {
            check(*stream);
            held.push_back(stream);
        }
        // Some are answered at once, others a while later.
        while (held.size() > said.size() % 4) {
            Response response;
            response.body = std::string(said.size(), 'a');
            char body[100];
            (void)session.take_body(*held.back(), body);
            session.respond(*held.back(), std::move(response));
            session.release(*held.back());
            held.pop_back();
        }
        clock.advance(std::chrono::milliseconds(20));
        session.tick(std::chrono::milliseconds(20));
    }
    session.stop();
    std::string out;
    session.take_output(out, 1 << 20);
    ear.hear(out);
    session.end();
    for (Http2Stream* const stream : held) {
        session.respond(*stream, Response());
        session.release(*stream);
    }
    ensure(!session.has_streams());
    return 0;
}
