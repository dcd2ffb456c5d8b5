// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/message.hpp"

#include <gtest/gtest.h>

#include "http/date.hpp"
#include "net/run_now.hpp"

namespace milpa::http {
namespace {

TEST(MessageTest, FindsFields) {
    Fields fields{{"a", "1"}, {"b", "2"}, {"a", "3"}};
    EXPECT_EQ(fields.find("a"), "1");
    EXPECT_EQ(fields.count("a"), 2U);
    EXPECT_FALSE(fields.find("c"));
    fields.set("a", "4");
    EXPECT_EQ(fields.count("a"), 1U);
    fields.erase("b");
    EXPECT_EQ(fields.all().size(), 1U);
}

TEST(MessageTest, SharesFieldsUnlessTheyAreThereAlready) {
    const Fields::Common common({{"a", "1"}, {"b", "2"}});
    EXPECT_EQ(common.lines, "a: 1\r\nb: 2\r\n");
    Fields apart{{"x", "9"}};
    apart.add_common(&common);
    EXPECT_EQ(apart.common(), &common);
    EXPECT_EQ(apart.find("b"), "2");
    EXPECT_EQ(apart, (Fields{{"x", "9"}, {"a", "1"}, {"b", "2"}}));
    apart.set("a", "3");
    EXPECT_EQ(apart.count("a"), 1U);
    EXPECT_EQ(apart.find("a"), "3");
    EXPECT_EQ(apart.find("b"), "2");
    Fields other{{"b", "own"}};
    other.add_common(&common);
    EXPECT_EQ(other, (Fields{{"b", "own"}, {"a", "1"}}));
    Fields alone;
    alone.add_common(&common);
    EXPECT_EQ(alone.all().size(), 2U);
    alone.erase("x");
    EXPECT_EQ(alone.common(), &common);
    EXPECT_TRUE(Fields().all().empty());
    EXPECT_EQ(Fields(), Fields());
}

TEST(MessageTest, FindsParameters) {
    Request request;
    request.query = "a=1&b=x+y%26&a=2&empty=&bare&%61b=encoded&&=nameless";
    EXPECT_EQ(request.parameter("a"), "1");
    EXPECT_EQ(request.parameter("b"), "x y&");
    EXPECT_EQ(request.parameter("empty"), "");
    EXPECT_EQ(request.parameter("bare"), "");
    EXPECT_EQ(request.parameter("ab"), "encoded");
    EXPECT_EQ(request.parameter("x"), std::nullopt);
}

TEST(MessageTest, FindsCookies) {
    Request request;
    request.fields = {{"cookie", "a=1; b=2=3;c= 4 ;flag"}, {"x", "d=5"}, {"cookie", "d=6"}};
    EXPECT_EQ(request.cookie("a"), "1");
    EXPECT_EQ(request.cookie("b"), "2=3");
    EXPECT_EQ(request.cookie("c"), "4");
    EXPECT_EQ(request.cookie("d"), "6");
    EXPECT_EQ(request.cookie("flag"), std::nullopt);
}

class TextBody final : public Body {
public:
    TextBody(std::string text, std::optional<std::uint64_t> length)
        : text_(std::move(text)), length_(length) {}
    std::optional<std::uint64_t> length() const override { return length_; }
    Task<Result<std::size_t>> read_some(std::span<char> into) override {
        const std::size_t count = std::min({into.size(), text_.size(), std::size_t{7}});
        std::ranges::copy(text_.substr(0, count), into.begin());
        text_.erase(0, count);
        co_return count;
    }

private:
    std::string text_;
    std::optional<std::uint64_t> length_;
};

TEST(MessageTest, ReadsWholeBodiesUpToALimit) {
    const std::string text(1000, 'x');
    for (const auto length : {std::optional<std::uint64_t>(text.size()), std::optional<std::uint64_t>()}) {
        TextBody body(text, length);
        EXPECT_EQ(net::run_now(read_all(&body, text.size())).value_or(""), text);
        TextBody longer(text, length);
        const auto refused = net::run_now(read_all(&longer, text.size() - 1));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::limit);
    }
}

TEST(MessageTest, MethodsHaveExactNames) {
    EXPECT_EQ(read_method("GET"), Method::get);
    EXPECT_EQ(read_method("get"), std::nullopt);
    EXPECT_EQ(read_method("DELETE"), Method::remove);
    EXPECT_EQ(read_method("TRACE"), std::nullopt);
    EXPECT_EQ(to_text(Method::propfind), "PROPFIND");
}

TEST(MessageTest, WritesProblems) {
    const Response response = problem_response(400, "urn:x:y", "a \"quote\"");
    EXPECT_EQ(std::get<std::string>(response.body),
              R"({"type":"urn:x:y","title":"Bad Request","status":400,"detail":"a \"quote\""})");
    EXPECT_EQ(response.fields.find("content-type"), "application/problem+json");
    EXPECT_EQ(response_for(fail(ErrorKind::limit, "secret")).status, 413U);
    EXPECT_EQ(reason_phrase(299), "Unknown");
}

TEST(DateTest, IsWrittenAndRead) {
    constexpr WallTime time(std::chrono::milliseconds(784'111'777'000));
    constexpr std::string_view text = "Sun, 06 Nov 1994 08:49:37 GMT";
    EXPECT_EQ(to_date(time), text);
    EXPECT_EQ(read_date(text), time);
    for (const std::string_view wrong :
         {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 31 Feb 1994 08:49:37 GMT",
          "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Xxx 1994 08:49:37 GMT",
          "Sun, -6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08-49-37 GMT"})
        EXPECT_FALSE(read_date(wrong)) << wrong;
}

}  // namespace
}  // namespace milpa::http
