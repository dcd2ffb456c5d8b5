// SPDX-License-Identifier: AGPL-3.0-or-later
#include "portal/bundle.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "http/date.hpp"
#include "net/run_now.hpp"
#include "portal/routes.hpp"

namespace milpa::portal {
namespace {

std::string packed(std::string_view header, std::string_view octets) {
    std::string text;
    for (std::size_t i = 0; i < 4; ++i) text += static_cast<char>(header.size() >> (8 * i) & 0xff);
    return text + std::string(header) + std::string(octets);
}

TEST(BundleTest, ReadsFilesAndTheirPolicies) {
    const std::string octets =
        packed(R"([{"path":"/a","type":"text/plain","policy":"page","keep":"revalidate","plain":[0,3]},)"
               R"({"path":"/b","type":"text/css","policy":"letter","keep":"for_ever","plain":[3,2],)"
               R"("brotli":[1,1]}])",
               "abcde");
    const auto files = read_bundle(octets);
    ASSERT_TRUE(files);
    ASSERT_EQ(files->size(), 2U);
    EXPECT_EQ((*files)[0].plain, "abc");
    EXPECT_EQ((*files)[0].policy, http::Policy::page);
    EXPECT_FALSE((*files)[0].brotli);
    EXPECT_EQ((*files)[1].plain, "de");
    EXPECT_EQ((*files)[1].brotli, "b");
    EXPECT_EQ((*files)[1].keep, http::Keep::for_ever);
}

TEST(BundleTest, RefusesWhatLeadsOutOfIt) {
    EXPECT_FALSE(read_bundle(""));
    EXPECT_FALSE(read_bundle("\xff\xff\xff\xff[]"));
    EXPECT_FALSE(read_bundle(packed("{}", "")));
    constexpr std::string_view places[] = {"[0,4]", "[4,0]", "[-1,1]", "[18446744073709551615,2]",
                                           "[0]",   "1"};
    for (const std::string_view place : places) {
        const std::string header = fmt::format(
            R"([{{"path":"/a","type":"t","policy":"page","keep":"for_ever","plain":{}}}])", place);
        EXPECT_FALSE(read_bundle(packed(header, "abc"))) << place;
    }
    EXPECT_FALSE(
        read_bundle(packed(R"([{"path":"/a","type":"t","policy":"any","keep":"","plain":[0,1]}])", "abc")));
}

class RoutesTest : public testing::Test {
protected:
    RoutesTest() { add_routes(&router_, WallTime{}); }

    http::Response get(std::string path, http::Fields fields = {}) {
        http::Request request;
        request.path = std::move(path);
        request.fields = std::move(fields);
        request.secure = true;
        const http::Route& route = router_.find(request);
        NoBody body;
        return *net::run_now(answer(&route, std::move(request), &body));
    }

private:
    struct NoBody final : http::Body {
        std::optional<std::uint64_t> length() const override { return 0; }
        Task<Result<std::size_t>> read_some(std::span<char>) override { co_return std::size_t{0}; }
    };
    Task<Result<http::Response>> answer(Lent<const http::Route> route, http::Request request,
                                        Lent<http::Body> body) {
        co_return co_await router_.answer(route, std::move(request), body);
    }
    http::Router router_;
};

std::string body_of(const http::Response& response) {
    const auto* const shared = std::get_if<http::Response::Shared>(&response.body);
    return shared == nullptr ? std::string() : **shared;
}

TEST_F(RoutesTest, EveryPathOfThePortalIsTheShellInTheLanguageThatIsWanted) {
    for (const std::string path : {"/portal", "/portal/", "/portal/mail/inbox/7"}) {
        const auto arabic = get(path, {{"accept-language", "ar"}});
        EXPECT_EQ(arabic.status, 200U);
        EXPECT_NE(body_of(arabic).find(R"(<html lang="ar" dir="rtl">)"), std::string::npos);
        EXPECT_NE(body_of(get(path, {{"cookie", "lang=es"}})).find(R"(<html lang="es" dir="ltr">)"),
                  std::string::npos);
        EXPECT_EQ(arabic.fields.find("vary"), "accept-encoding, accept-language, cookie");
    }
}

TEST_F(RoutesTest, WhatThePageAsksForIsThereAndTravelsCompressed) {
    const std::string shell = body_of(get("/portal/"));
    std::size_t found = 0;
    for (std::size_t at = 0; (at = shell.find("/portal/assets/", at)) != std::string::npos; ++at) {
        const std::string path = shell.substr(at, shell.find_first_of("\"&", at) - at);
        const auto answer = get(path, {{"accept-encoding", "br"}});
        EXPECT_EQ(answer.status, 200U) << path;
        EXPECT_EQ(answer.fields.find("cache-control"), "public, max-age=31536000, immutable");
        // Below that, build.mjs sends it as it is.
        const bool shrinks = path.ends_with(".js") && body_of(get(path)).size() >= 1000;
        if (shrinks) EXPECT_EQ(answer.fields.find("content-encoding"), "br") << path;
        ++found;
    }
    EXPECT_GT(found, 3U);
}

TEST_F(RoutesTest, AFileOfAnotherVersionIsNotThere) {
    const auto answer = get("/portal/assets/main.GONE.js");
    EXPECT_EQ(answer.status, 404U);
    EXPECT_EQ(body_of(answer).find("<html"), std::string::npos);
    EXPECT_EQ(answer.fields.find("cache-control"), "no-store");
}

TEST_F(RoutesTest, NoPageHasAScriptOfItsOwnOrOfElsewhere) {
    for (const File& file : files()) {
        if (!file.type.starts_with("text/html")) continue;
        for (std::size_t at = 0; (at = file.plain.find("<script", at)) != std::string_view::npos; ++at)
            EXPECT_TRUE(file.plain.substr(at).starts_with(R"(<script type="module" src="/portal/assets/)"));
        EXPECT_EQ(file.plain.find(" style="), std::string_view::npos);
        EXPECT_EQ(file.plain.find("<style"), std::string_view::npos);
        EXPECT_EQ(file.plain.find("://"), std::string_view::npos) << file.path;
    }
}

TEST_F(RoutesTest, LettersAreShownInAFrameWhereNothingRunsOrLoads) {
    const auto letter = get("/portal/letter");
    EXPECT_EQ(letter.status, 200U);
    std::string policy;
    for (const auto& field : letter.fields.all())
        if (field.name == "content-security-policy") policy = field.value;
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
    EXPECT_NE(policy.find("sandbox allow-same-origin"), std::string::npos);
    EXPECT_EQ(policy.find("allow-scripts"), std::string::npos);
    EXPECT_EQ(policy.find("script-src"), std::string::npos);
    EXPECT_EQ(policy.find("http"), std::string::npos);
}

}  // namespace
}  // namespace milpa::portal
