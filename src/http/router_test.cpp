// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/router.hpp"

#include <gtest/gtest.h>

#include "http/policy.hpp"
#include "net/run_now.hpp"

namespace milpa::http {
namespace {

class NoBody final : public Body {
public:
    std::optional<std::uint64_t> length() const override { return 0; }
    Task<Result<std::size_t>> read_some(std::span<char>) override { co_return std::size_t{0}; }
};

Task<Response> say(std::string name, Request request) {
    for (const std::string& captured : request.captured) name += "|" + captured;
    co_return Response{.body = std::string(to_text(request.method)) + " " + name};
}

Route route(std::string host, std::string pattern, std::vector<Method> methods) {
    const std::string name = host + pattern;
    return {.host = std::move(host),
            .pattern = std::move(pattern),
            .methods = std::move(methods),
            .handler = [name](Request request, Lent<Body>) { return say(name, std::move(request)); }};
}

struct Ask {
    Method method = Method::get;
    std::string path;
    std::string host = "a.test";
    bool secure = true;
    Fields fields{};
    std::string query{};
};

Response ask(const Router& router, Ask ask) {
    Request request;
    request.method = ask.method;
    request.path = std::move(ask.path);
    request.host = std::move(ask.host);
    request.secure = ask.secure;
    request.fields = std::move(ask.fields);
    request.query = std::move(ask.query);
    NoBody body;
    const Route& found = router.find(request);
    return net::run_now(router.answer(&found, std::move(request), &body));
}

std::string text_of(const Response& response) {
    return fmt::format("{} {}", response.status, std::get<std::string>(response.body));
}

TEST(RouterTest, TakesTheClosestPattern) {
    using enum Method;
    Router router;
    router.add(route("", "/a/{rest...}", {get}));
    router.add(route("", "/a/{x}", {get}));
    router.add(route("", "/a/{x}/c", {get}));
    router.add(route("", "/a/b", {get}));
    router.add(route("", "/a/b", {put}));
    router.add(route("", "/a/b/{y}", {get}));
    router.add(route("*.test", "/h", {get}));
    router.add(route("a.test", "/h", {get}));
    router.add(route("", "/h", {get}));
    const struct {
        std::string path;
        std::string host;
        std::string said;
    } rows[] = {
        {"/a/b", "a.test", "200 GET /a/b"},
        {"/a/x", "a.test", "200 GET /a/{x}|x"},
        {"/a/", "a.test", "200 GET /a/{rest...}|"},
        {"/a/x/c", "a.test", "200 GET /a/{x}/c|x"},
        {"/a/b/c", "a.test", "200 GET /a/b/{y}|c"},
        {"/a/x/d", "a.test", "200 GET /a/{rest...}|x/d"},
        {"/a/b/", "a.test", "200 GET /a/{rest...}|b/"},
        {"/a", "a.test", "404 404 Not Found\n"},
        {"/h", "a.test", "200 GET a.test/h"},
        {"/h", "b.test", "200 GET *.test/h"},
        {"/h", "c.b.test", "200 GET /h"},
        {"/h", "test", "200 GET /h"},
        {"/h", "", "200 GET /h"},
    };
    for (const auto& row : rows)
        EXPECT_EQ(text_of(ask(router, {.path = row.path, .host = row.host})), row.said)
            << row.path << row.host;
    EXPECT_EQ(text_of(ask(router, {.method = put, .path = "/a/b"})), "200 PUT /a/b");
}

TEST(RouterTest, ShowsBrowsersAPageWhereNothingIs) {
    using enum Method;
    Router router;
    router.add(route("", "/x", {get}));
    router.show_missing(
        [](Request, Lent<Body>) -> Task<Response> { co_return text_response(404, "a page"); });
    const auto asks = [&](Method method, std::string accept) {
        Fields fields;
        fields.add("accept", std::move(accept));
        return ask(router, {.method = method, .path = "/y", .fields = std::move(fields)});
    };
    const Response page = asks(get, "text/html,*/*;q=0.8");
    EXPECT_EQ(text_of(page), "404 a page\n");
    EXPECT_TRUE(page.fields.find("content-security-policy")->contains("style-src 'self'"));
    EXPECT_EQ(text_of(asks(get, "application/json")), "404 404 Not Found\n");
    EXPECT_EQ(text_of(asks(post, "text/html")), "404 404 Not Found\n");
}

TEST(RouterTest, AnswersMethodsByItself) {
    using enum Method;
    Router router;
    router.add(route("", "/x", {get, post}));
    EXPECT_EQ(text_of(ask(router, {.method = head, .path = "/x"})), "200 GET /x");
    const Response refused = ask(router, {.method = remove, .path = "/x"});
    EXPECT_EQ(refused.status, 405U);
    EXPECT_EQ(refused.fields.find("allow"), "GET, HEAD, POST, OPTIONS");
    const Response asked = ask(router, {.method = options, .path = "/x"});
    EXPECT_EQ(asked.status, 204U);
    EXPECT_EQ(asked.fields.find("allow"), "GET, HEAD, POST, OPTIONS");
}

TEST(RouterTest, KeepsRangeFromAHeadThatBecomesAGet) {
    Router router;
    Route ranged = route("", "/x", {Method::get});
    ranged.handler = [](Request request, Lent<Body>) -> Task<Response> {
        co_return text_response(200, request.fields.find("range") ? "ranged" : "whole");
    };
    router.add(std::move(ranged));
    const Fields fields{{"range", "bytes=0-1"}};
    EXPECT_EQ(text_of(ask(router, {.path = "/x", .fields = fields})), "200 ranged\n");
    EXPECT_EQ(text_of(ask(router, {.method = Method::head, .path = "/x", .fields = fields})), "200 whole\n");
}

TEST(RouterTest, SendsClearRequestsToHttps) {
    Router router;
    router.use_https_port(8443);
    router.add(route("", "/x", {Method::get, Method::post}));
    Route clear = route("", "/clear", {Method::get});
    clear.in_clear = true;
    router.add(std::move(clear));
    EXPECT_EQ(text_of(ask(router, {.path = "/clear", .secure = false})), "200 GET /clear");
    const Response sent = ask(router, {.path = "/x y/", .secure = false, .query = "q=1"});
    EXPECT_EQ(sent.status, 301U);
    EXPECT_EQ(sent.fields.find("location"), "https://a.test:8443/x%20y/?q=1");
    EXPECT_FALSE(sent.fields.find("strict-transport-security"));
    EXPECT_EQ(ask(router, {.method = Method::post, .path = "/x", .secure = false}).status, 308U);
    // Nothing is told of what there is before the client has gone over.
    EXPECT_EQ(ask(router, {.path = "/none", .secure = false}).status, 301U);
    EXPECT_EQ(ask(router, {.path = "/x", .host = "", .secure = false}).status, 400U);
    router.use_https_port(443);
    EXPECT_EQ(ask(router, {.path = "/x", .secure = false}).fields.find("location"), "https://a.test/x");
}

TEST(RouterTest, KnowsItsHosts) {
    Router router;
    router.add(route("", "/x", {Method::get}));
    router.serve_only({"a.test", "*.a.test"});
    EXPECT_EQ(ask(router, {.path = "/x", .host = "a.test"}).status, 200U);
    EXPECT_EQ(ask(router, {.path = "/x", .host = "mail.a.test"}).status, 200U);
    EXPECT_EQ(ask(router, {.path = "/x", .host = "127.0.0.1"}).status, 200U);
    EXPECT_EQ(ask(router, {.path = "/x", .host = ""}).status, 200U);
    EXPECT_EQ(ask(router, {.path = "/x", .host = "b.test"}).status, 421U);
    EXPECT_EQ(ask(router, {.path = "/x", .host = "x.mail.a.test"}).status, 421U);
    EXPECT_EQ(ask(router, {.path = "/x", .host = "b.test", .secure = false}).status, 421U);
}

TEST(RouterTest, TakesNothingThatIsPacked) {
    Router router;
    router.add(route("", "/x", {Method::post}));
    const auto post = [&](std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
        return ask(router, {.method = Method::post, .path = "/x", .fields = Fields(fields)});
    };
    EXPECT_EQ(post({}).status, 200U);
    EXPECT_EQ(post({{"content-encoding", "identity"}}).status, 200U);
    for (const std::string_view coding : {"gzip", "deflate", "br", "x-gzip", "identity, gzip", ""}) {
        const Response refused = post({{"content-encoding", coding}});
        EXPECT_EQ(refused.status, 415U) << coding;
        EXPECT_EQ(refused.fields.find("accept-encoding"), "identity");
    }
    EXPECT_EQ(post({{"content-encoding", "identity"}, {"content-encoding", "gzip"}}).status, 415U);
}

TEST(RouterTest, TurnsWhatIsThrownInto500) {
    Router router;
    Route broken = route("", "/x", {Method::get});
    broken.handler = [](Request, Lent<Body>) -> Task<Response> {
        throw std::runtime_error("of a library");
        co_return Response{};
    };
    router.add(std::move(broken));
    EXPECT_EQ(text_of(ask(router, {.path = "/x"})), "500 500 Internal Server Error\n");
}

TEST(RouterDeathTest, IsNotAddedTwice) {
    Router router;
    router.add(route("", "/x/{a}", {Method::get}));
    EXPECT_DEATH(router.add(route("", "/x/{b}", {Method::post, Method::get})), "");
}

TEST(PolicyTest, EveryAnswerHasItsFields) {
    using enum Policy;
    for (const Policy policy : {api, page, asset, sealed, open}) {
        Fields fields;
        apply_policy(policy, true, &fields);
        EXPECT_EQ(fields.find("x-content-type-options"), "nosniff");
        EXPECT_EQ(fields.find("referrer-policy"), "no-referrer");
        EXPECT_EQ(fields.find("strict-transport-security"), transport_security);
        EXPECT_TRUE(fields.find("content-security-policy")->starts_with("default-src 'none';"));
        EXPECT_TRUE(fields.find("cache-control"));
        EXPECT_EQ(fields.find("access-control-allow-origin").has_value(), policy == open);
        const bool inline_script = fields.find("content-security-policy")->contains("script-src 'unsafe");
        EXPECT_FALSE(inline_script);
        for (const auto& field : fields.all()) EXPECT_EQ(fields.count(field.name), 1U) << field.name;
    }
}

TEST(PolicyTest, LeavesWhatAHandlerHasSet) {
    Fields fields{{"cache-control", "max-age=60"}};
    apply_policy(Policy::api, false, &fields);
    EXPECT_EQ(fields.find("cache-control"), "max-age=60");
    EXPECT_EQ(fields.count("cache-control"), 1U);
    EXPECT_FALSE(fields.find("strict-transport-security"));
}

}  // namespace
}  // namespace milpa::http
