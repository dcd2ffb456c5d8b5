// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/api/shown.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "server/api/api.hpp"

namespace milpa::server::api {
namespace {

http::Request request(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    http::Request made;
    made.host = "example.org";
    made.secure = true;
    made.fields = http::Fields(fields);
    return made;
}

std::string shown(const http::Request& request) {
    const Shown read = read_shown(request);
    if (const auto* const token = std::get_if<Token>(&read)) {
        return (token->from_cookie ? "cookie " : "token ") + std::string(token->text.view());
    }
    if (const auto* const pair = std::get_if<AddressAndSecret>(&read)) {
        return pair->address + " with " + std::string(pair->secret.view());
    }
    return "";
}

TEST(Shown, IsATokenOrAnAddressWithItsSecret) {
    const auto basic = [](std::string_view pair) { return "Basic " + to_base64(as_bytes(pair)); };
    EXPECT_EQ(shown(request({{"authorization", "Bearer abc"}})), "token abc");
    EXPECT_EQ(shown(request({{"authorization", "bearer  abc"}})), "token abc");
    EXPECT_EQ(shown(request({{"authorization", basic("ana@example.org:a:b")}})), "ana@example.org with a:b");
    EXPECT_EQ(shown(request({{"authorization", basic("ana")}})), "");
    EXPECT_EQ(shown(request({{"authorization", "Basic ***"}})), "");
    EXPECT_EQ(shown(request({{"authorization", "Digest abc"}})), "");
    EXPECT_EQ(shown(request({{"authorization", "Bearer"}})), "");
    EXPECT_EQ(shown(request({{"authorization", "Bearer a"}, {"authorization", "Bearer b"}})), "");
    EXPECT_EQ(shown(request({{"cookie", "a=b; __Host-milpa=abc"}})), "cookie abc");
    EXPECT_EQ(shown(request({{"cookie", "milpa=abc"}})), "");
    // Of two nobody knows which is the browser's own.
    EXPECT_EQ(shown(request({{"cookie", "__Host-milpa=a; __Host-milpa=b"}})), "");
    EXPECT_EQ(shown(request({{"cookie", "__Host-milpa=a"}, {"cookie", "x=y;\t__Host-milpa =b"}})), "");
    EXPECT_EQ(shown(request({{"cookie", "__Host-milpa2=a; x__Host-milpa=b; __Host-milpa=c"}})), "cookie c");
    // What a program says of itself goes before what a browser keeps.
    EXPECT_EQ(shown(request({{"cookie", "__Host-milpa=abc"}, {"authorization", "Bearer x"}})), "token x");
    EXPECT_EQ(shown(request({{"cookie", "__Host-milpa=abc"}, {"authorization", "Digest x"}})), "");
    EXPECT_EQ(shown(request({})), "");
}

TEST(Shown, ByACookieIsObeyedOnlyFromOurPages) {
    struct Row {
        std::initializer_list<std::pair<std::string_view, std::string_view>> fields;
        bool own;
    };
    const Row rows[] = {
        {{{"sec-fetch-site", "same-origin"}}, true},
        {{{"sec-fetch-site", "same-site"}}, false},
        {{{"sec-fetch-site", "cross-site"}}, false},
        {{{"sec-fetch-site", "none"}}, false},
        {{{"sec-fetch-site", "same-origin"}, {"sec-fetch-site", "cross-site"}}, false},
        {{{"sec-fetch-site", "cross-site"}, {"origin", "https://example.org"}}, false},
        {{{"origin", "https://example.org"}}, true},
        {{{"origin", "https://EXAMPLE.org"}}, true},
        {{{"origin", "http://example.org"}}, false},
        {{{"origin", "https://example.org:8443"}}, false},
        {{{"origin", "https://example.org.evil.test"}}, false},
        {{{"origin", "null"}}, false},
        {{}, false},
    };
    for (const Row& row : rows) {
        http::Request made = request(row.fields);
        EXPECT_EQ(is_from_own_page(made), row.own);
        EXPECT_FALSE(is_safe_to_obey(made));
        made.fields.set("content-type", "text/plain");
        EXPECT_FALSE(is_safe_to_obey(made));
        made.fields.set("content-type", "application/json; charset=utf-8");
        EXPECT_EQ(is_safe_to_obey(made), row.own);
        made.fields.erase("content-type");
        made.fields.set("x-milpa", "1");
        EXPECT_EQ(is_safe_to_obey(made), row.own);
    }
    http::Request with_port = request({{"origin", "https://example.org:8443"}});
    with_port.port = 8443;
    EXPECT_TRUE(is_from_own_page(with_port));
    // What came through Tor counts as TLS, and is http to the browser.
    http::Request onion = request({{"origin", "http://abc.onion"}});
    onion.host = "abc.onion";
    EXPECT_EQ(origin_of(onion), "http://abc.onion");
    EXPECT_TRUE(is_from_own_page(onion));
    onion.fields.set("origin", "https://abc.onion");
    EXPECT_FALSE(is_from_own_page(onion));
}

TEST(Downloads, HaveNamesAndTypesThatDoNoHarm) {
    EXPECT_EQ(content_disposition("a.png"), "attachment; filename=\"a.png\"; filename*=UTF-8''a.png");
    EXPECT_EQ(content_disposition("\xc3\xbc \"x\"\r\n;"),
              "attachment; filename=\"__ _x____\"; filename*=UTF-8''%C3%BC%20%22x%22%0D%0A%3B");
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"image/png", "image/png"},
        {"text/plain; charset=utf-8", "text/plain; charset=utf-8"},
        {"text/plain;charset=\"utf-8\"", "text/plain"},
        {"text/html;x=y", "text/html"},
        {"application/vnd.a+xml", "application/vnd.a+xml"},
        {"", "application/octet-stream"},
        {"text", "application/octet-stream"},
        {"text/", "application/octet-stream"},
        {"text/html\r\nx: y", "application/octet-stream"},
        {"text/h tml", "application/octet-stream"},
    };
    for (const auto& [asked, given] : rows) EXPECT_EQ(safe_media_type(asked), given) << asked;
}

TEST(Events, AreWishedForAsTheRfcSays) {
    const auto wish = [](std::string query) {
        http::Request made = request({});
        made.query = std::move(query);
        return read_event_wish(made);
    };
    EXPECT_FALSE(wish("types=*&closeafter=no&ping=0")->types);
    EXPECT_EQ(wish("types=Email,Mailbox&closeafter=state&ping=0")->types,
              (std::vector<std::string>{"Email", "Mailbox"}));
    EXPECT_TRUE(wish("types=*&closeafter=state&ping=0")->close_after_state);
    EXPECT_EQ(wish("types=*&closeafter=no&ping=1")->ping, std::chrono::seconds(30));
    EXPECT_EQ(wish("types=*&closeafter=no&ping=300")->ping, std::chrono::seconds(300));
    EXPECT_EQ(wish("types=*&closeafter=no&ping=999999")->ping, std::chrono::seconds(3600));
    for (const auto* const wrong : {"closeafter=maybe", "ping=-1", "ping=x", "ping=1x", "ping="}) {
        EXPECT_FALSE(wish(wrong)) << wrong;
    }
}

TEST(Events, TellWhatDiffers) {
    const States before{{"Email", "s1"}, {"Mailbox", "s1"}};
    const States now{{"Email", "s2"}, {"Mailbox", "s1"}, {"Thread", "s1"}};
    EXPECT_EQ(changed_states(before, now, {}), (States{{"Email", "s2"}, {"Thread", "s1"}}));
    EXPECT_EQ(changed_states(before, now, std::vector<std::string>{"Thread", "Mailbox"}),
              (States{{"Thread", "s1"}}));
    EXPECT_EQ(read_push_state(push_state_text(now)), now);
    EXPECT_EQ(push_state_text(now), "Email.s2~Mailbox.s1~Thread.s1");
    for (const std::string& wrong : {std::string(""), std::string("x"), std::string(".s1"),
                                     std::string("a.b~"), std::string(3000, 'a')}) {
        EXPECT_FALSE(read_push_state(wrong)) << wrong;
    }
}

}  // namespace
}  // namespace milpa::server::api
