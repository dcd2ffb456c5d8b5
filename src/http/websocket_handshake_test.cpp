// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include <functional>

#include "http/websocket.hpp"

namespace milpa::http {
namespace {

/// RFC 6455 1.2.
Request good_request() {
    Request request;
    request.host = "server.example.com";
    request.secure = true;
    request.fields = {{"upgrade", "websocket"},
                      {"connection", "Upgrade"},
                      {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="},
                      {"origin", "https://server.example.com"},
                      {"sec-websocket-protocol", "chat, superchat"},
                      {"sec-websocket-version", "13"}};
    return request;
}

Response answer(const Request& request, std::vector<std::string_view> protocols = {}) {
    return websocket_response(request, protocols, [](std::unique_ptr<WebSocket>) -> Task<> { co_return; });
}

TEST(WebSocketHandshakeTest, IsAsTheRfcSays) {
    const Response response = answer(good_request(), {"superchat", "chat"});
    EXPECT_EQ(response.status, 101U);
    EXPECT_EQ(response.fields.find("upgrade"), "websocket");
    EXPECT_EQ(response.fields.find("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    EXPECT_EQ(response.fields.find("sec-websocket-protocol"), "superchat");
    EXPECT_FALSE(response.fields.find("sec-websocket-extensions"));
    EXPECT_TRUE(static_cast<bool>(response.upgrade));
}

TEST(WebSocketHandshakeTest, OverHttp2HasNeitherKeyNorConnection) {
    Request request = good_request();
    request.version = Version::http2;
    request.fields.erase("connection");
    request.fields.erase("sec-websocket-key");
    const Response response = answer(request);
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.fields.all().size(), 0U);
    EXPECT_TRUE(static_cast<bool>(response.upgrade));
}

TEST(WebSocketHandshakeTest, RefusesWhatIsWrong) {
    struct Row {
        std::function<void(Request&)> change;
        unsigned status;
    };
    const Row rows[] = {
        {[](Request&) {}, 101},
        {[](Request& r) { r.fields.set("upgrade", "WebSocket"); }, 101},
        {[](Request& r) { r.fields.set("upgrade", "h2c, websocket"); }, 101},
        {[](Request& r) { r.fields.set("connection", "keep-alive, upgrade"); }, 101},
        {[](Request& r) { r.fields.erase("origin"); }, 101},
        {[](Request& r) { r.port = 443; }, 101},
        {[](Request& r) { r.fields.erase("upgrade"); }, 426},
        {[](Request& r) { r.fields.set("upgrade", "websockets"); }, 426},
        {[](Request& r) { r.method = Method::post; }, 426},
        {[](Request& r) { r.head_alone = true; }, 426},
        {[](Request& r) { r.version = Version::http10; }, 400},
        {[](Request& r) { r.fields.erase("connection"); }, 400},
        {[](Request& r) { r.fields.set("connection", "close"); }, 400},
        {[](Request& r) { r.fields.erase("sec-websocket-version"); }, 426},
        {[](Request& r) { r.fields.set("sec-websocket-version", "8"); }, 426},
        {[](Request& r) { r.fields.add("sec-websocket-version", "13"); }, 426},
        {[](Request& r) { r.fields.erase("sec-websocket-key"); }, 400},
        {[](Request& r) { r.fields.add("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="); }, 400},
        {[](Request& r) { r.fields.set("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ"); }, 400},
        {[](Request& r) { r.fields.set("sec-websocket-key", "dGhlIHNhbXBsZQ=="); }, 400},
        {[](Request& r) { r.fields.set("origin", "https://evil.example"); }, 403},
        {[](Request& r) { r.fields.set("origin", "http://server.example.com"); }, 403},
        {[](Request& r) { r.fields.set("origin", "https://server.example.com:8443"); }, 403},
        {[](Request& r) { r.fields.set("origin", "https://server.example.com.evil.example"); }, 403},
        {[](Request& r) { r.fields.set("origin", "null"); }, 403},
        {[](Request& r) { r.fields.add("origin", "https://evil.example"); }, 403},
        {[](Request& r) { r.port = 8443; }, 403},
        {[](Request& r) { r.secure = false; }, 403},
    };
    for (const Row& row : rows) {
        Request request = good_request();
        row.change(request);
        const Response response = answer(request);
        EXPECT_EQ(response.status, row.status) << &row - rows;
        EXPECT_EQ(static_cast<bool>(response.upgrade), row.status == 101) << &row - rows;
    }
}

TEST(WebSocketHandshakeTest, NamesTheVersionThatIsSpoken) {
    Request request = good_request();
    request.fields.set("sec-websocket-version", "25");
    EXPECT_EQ(answer(request).fields.find("sec-websocket-version"), "13");
}

TEST(WebSocketHandshakeTest, AClientMustOfferASubprotocolThatIsSpoken) {
    EXPECT_EQ(answer(good_request(), {"jmap"}).status, 400U);
    EXPECT_EQ(answer(good_request(), {"Chat"}).status, 400U);
    Request request = good_request();
    request.fields.add("sec-websocket-protocol", "jmap");
    EXPECT_EQ(answer(request, {"jmap"}).fields.find("sec-websocket-protocol"), "jmap");
    // Of one that offers some to a server that speaks none, none is taken (RFC 6455 4.2.2).
    EXPECT_FALSE(answer(request).fields.find("sec-websocket-protocol"));
}

}  // namespace
}  // namespace milpa::http
