// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/assets.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include "http/date.hpp"
#include "http/ranged.hpp"
#include "net/run_now.hpp"

namespace milpa::http {
namespace {

constexpr WallTime made(std::chrono::seconds(1'700'000'000));

Task<Result<std::string>> read_source(Lent<Source> source) {
    std::string all;
    while (true) {
        CO_TRY(const std::string_view octets, co_await source->next());
        if (octets.empty()) co_return all;
        all += octets;
    }
}

std::string body_of(Response& response) {
    if (const auto* text = std::get_if<std::string>(&response.body)) return *text;
    if (const auto* shared = std::get_if<Response::Shared>(&response.body)) return **shared;
    std::string all =
        net::run_now(read_source(std::get<std::unique_ptr<Source>>(response.body).get())).value();
    EXPECT_EQ(response.length, all.size());
    return all;
}

Request asking(Fields fields) {
    Request request;
    request.fields = std::move(fields);
    return request;
}

std::string gunzip(std::string_view packed) {
    std::string plain(100'000, '\0');
    z_stream stream{};
    EXPECT_EQ(::inflateInit2(&stream, 15 + 16), Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(plain.data());
    stream.avail_out = static_cast<uInt>(plain.size());
    EXPECT_EQ(::inflate(&stream, Z_FINISH), Z_STREAM_END);
    plain.resize(stream.total_out);
    ::inflateEnd(&stream);
    return plain;
}

std::string text() {
    std::string text;
    for (int i = 0; i < 300; ++i) text += fmt::format("line {}\n", i);
    return text;
}

TEST(AssetsTest, ChoosesACoding) {
    const Asset asset(text(), {.content_type = "text/css", .modified = made});
    const struct {
        std::string_view accepted;
        std::string_view coding;
    } rows[] = {
        {"gzip, deflate, br, zstd", "br"},
        {"gzip", "gzip"},
        {"GZIP;q=0.5", "gzip"},
        {"br;q=0.5, gzip", "gzip"},
        {"br;q=0, gzip;q=0", ""},
        {"*", "br"},
        {"*;q=0, gzip", "gzip"},
        {"br;q=0, *", "gzip"},
        {"identity", ""},
        {"zstd", ""},
        {"br ; q=0.001", "br"},
        {"br;q=x", ""},
        {"", ""},
    };
    for (const auto& row : rows) {
        Response response = asset.answer(asking({{"accept-encoding", row.accepted}}));
        EXPECT_EQ(response.fields.find("content-encoding").value_or(""), row.coding) << row.accepted;
        EXPECT_EQ(response.fields.find("vary"), "accept-encoding");
        if (row.coding == "gzip") EXPECT_EQ(gunzip(body_of(response)), text());
        if (row.coding.empty()) EXPECT_EQ(body_of(response), text());
    }
    Response plain = asset.answer(asking({}));
    EXPECT_EQ(body_of(plain), text());
    EXPECT_EQ(plain.fields.find("content-type"), "text/css");
    EXPECT_FALSE(plain.fields.find("cache-control"));
}

TEST(AssetsTest, LeavesAloneWhatDoesNotShrink) {
    const Asset image(text(), {.content_type = "image/png", .modified = made, .keep = Keep::for_ever});
    const Response response = image.answer(asking({{"accept-encoding", "br"}}));
    EXPECT_FALSE(response.fields.find("content-encoding"));
    EXPECT_FALSE(response.fields.find("vary"));
    EXPECT_EQ(response.fields.find("cache-control"), "public, max-age=31536000, immutable");
}

TEST(AssetsTest, EachCodingHasATagOfItsOwn) {
    const Asset asset(text(), {.content_type = "text/css", .modified = made});
    const Response packed = asset.answer(asking({{"accept-encoding", "br"}}));
    const std::string tag(*packed.fields.find("etag"));
    EXPECT_NE(tag, asset.answer(asking({})).fields.find("etag"));
    const Response same =
        asset.answer(asking({{"accept-encoding", "br"}, {"if-none-match", "\"x\", W/" + tag}}));
    EXPECT_EQ(same.status, 304U);
    EXPECT_EQ(same.fields.find("etag"), tag);
    EXPECT_EQ(same.fields.find("vary"), "accept-encoding");
    EXPECT_EQ(asset.answer(asking({{"if-none-match", tag}})).status, 200U);
}

const Validators validators{.etag = "\"a\"", .modified = made};
const std::string at = to_date(made);
const std::string before = to_date(made - std::chrono::seconds(1));

const struct {
    Fields fields;
    Conditions::Outcome outcome;
} conditions[] = {
    {{}, Conditions::Outcome::whole},
    {{{"if-none-match", "\"a\""}}, Conditions::Outcome::not_modified},
    {{{"if-none-match", "W/\"a\""}}, Conditions::Outcome::not_modified},
    {{{"if-none-match", "\"x,\",\"a\""}}, Conditions::Outcome::not_modified},
    {{{"if-none-match", "*"}}, Conditions::Outcome::not_modified},
    {{{"if-none-match", "a"}}, Conditions::Outcome::whole},
    {{{"if-none-match", "\"b\""}, {"if-modified-since", at}}, Conditions::Outcome::whole},
    {{{"if-modified-since", at}}, Conditions::Outcome::not_modified},
    {{{"if-modified-since", before}}, Conditions::Outcome::whole},
    {{{"if-modified-since", "yesterday"}}, Conditions::Outcome::whole},
    {{{"if-match", "\"a\""}}, Conditions::Outcome::whole},
    {{{"if-match", "W/\"a\""}}, Conditions::Outcome::failed},
    {{{"if-match", "\"b\""}}, Conditions::Outcome::failed},
    {{{"if-unmodified-since", at}}, Conditions::Outcome::whole},
    {{{"if-unmodified-since", before}}, Conditions::Outcome::failed},
    {{{"range", "bytes=0-1"}}, Conditions::Outcome::ranges},
    {{{"range", "bytes=0-1"}, {"if-range", "\"a\""}}, Conditions::Outcome::ranges},
    {{{"range", "bytes=0-1"}, {"if-range", "W/\"a\""}}, Conditions::Outcome::whole},
    {{{"range", "bytes=0-1"}, {"if-range", "\"b\""}}, Conditions::Outcome::whole},
    {{{"range", "bytes=0-1"}, {"if-range", at}}, Conditions::Outcome::ranges},
    {{{"range", "bytes=0-1"}, {"if-range", before}}, Conditions::Outcome::whole},
    {{{"range", "bytes=0-1"}, {"if-none-match", "\"a\""}}, Conditions::Outcome::not_modified},
    {{{"range", "bytes=100-"}}, Conditions::Outcome::unsatisfiable},
    {{{"range", "lines=0-1"}}, Conditions::Outcome::whole},
};

TEST(ConditionsTest, AreWeighedInOrder) {
    for (const auto& row : conditions) {
        std::string asked;
        for (const auto& field : row.fields.all()) asked += field.name + ": " + field.value + "; ";
        EXPECT_EQ(weigh(row.fields, validators, 100).outcome, row.outcome) << asked;
    }
}

const struct {
    std::string_view text;
    std::string_view ranges;
} ranges[] = {
    {"bytes=0-9", "0-9 "},
    {"Bytes=0-9", "0-9 "},
    {"bytes=90-", "90-99 "},
    {"bytes=-10", "90-99 "},
    {"bytes=-1000", "0-99 "},
    {"bytes=0-1000", "0-99 "},
    {"bytes=0-0,5-6, -1", "0-0 5-6 99-99 "},
    {"bytes=0-1,200-", "0-1 "},
    {"bytes=100-", ""},
    {"bytes=-0", ""},
    {"bytes=", "none"},
    {"bytes=,", "none"},
    {"bytes=5", "none"},
    {"bytes=-", "none"},
    {"bytes=6-5", "none"},
    {"bytes=a-b", "none"},
    {"bytes= 0 - 1", "none"},
    {"bytes=0-1;", "none"},
    {"bytes=18446744073709551616-", "none"},
    {"octets=0-1", "none"},
    // Of more than there is, or too many.
    {"bytes=0-,0-", "none"},
    {"bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8,9-9,10-10,11-11,12-12,13-13,14-14,15-15,16-16", "none"},
};

TEST(ConditionsTest, ReadsRanges) {
    for (const auto& row : ranges) {
        const auto read = read_ranges(row.text, 100);
        std::string seen = read ? "" : "none";
        if (read)
            for (const ByteRange range : *read) seen += fmt::format("{}-{} ", range.first, range.last);
        EXPECT_EQ(seen, row.ranges) << row.text;
    }
    EXPECT_EQ(read_ranges("bytes=0-", 0), std::vector<ByteRange>());
}

TEST(RangedTest, SendsParts) {
    const Asset asset(text(), {.content_type = "text/plain", .modified = made});
    Response one = asset.answer(asking({{"range", "bytes=2-5"}, {"accept-encoding", "br"}}));
    EXPECT_EQ(one.status, 206U);
    EXPECT_EQ(one.fields.find("content-range"), fmt::format("bytes 2-5/{}", text().size()));
    EXPECT_FALSE(one.fields.find("content-encoding"));
    EXPECT_EQ(body_of(one), text().substr(2, 4));

    Response many = asset.answer(asking({{"range", "bytes=0-1,-2"}}));
    EXPECT_EQ(many.status, 206U);
    const std::string type(*many.fields.find("content-type"));
    constexpr std::string_view start = "multipart/byteranges; boundary=";
    ASSERT_TRUE(type.starts_with(start));
    const std::string boundary = type.substr(start.size());
    const std::size_t size = text().size();
    EXPECT_EQ(
        body_of(many),
        fmt::format("--{0}\r\ncontent-type: text/plain\r\ncontent-range: bytes 0-1/{1}\r\n\r\nli\r\n--{0}\r\n"
                    "content-type: text/plain\r\ncontent-range: bytes {2}-{3}/{1}\r\n\r\n9\n\r\n--{0}--\r\n",
                    boundary, size, size - 2, size - 1));

    Response none = asset.answer(asking({{"range", "bytes=999999-"}}));
    EXPECT_EQ(none.status, 416U);
    EXPECT_EQ(none.fields.find("content-range"), fmt::format("bytes */{}", size));
    Response whole = asset.answer(asking({{"range", "bytes=0-1"}, {"if-range", "\"other\""}}));
    EXPECT_EQ(whole.status, 200U);
    EXPECT_EQ(body_of(whole), text());
}

TEST(RangedTest, PassesFailuresOn) {
    Ranged what{.length = 10, .open = [](ByteRange) -> Task<Result<std::unique_ptr<Source>>> {
                    co_return fail(ErrorKind::corrupt, "gone");
                }};
    Response response = ranged(asking({}), std::move(what));
    const auto read = net::run_now(read_source(std::get<std::unique_ptr<Source>>(response.body).get()));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, ErrorKind::corrupt);
    Response empty = ranged(asking({}), {.length = 0, .open = {}});
    EXPECT_EQ(body_of(empty), "");
}

}  // namespace
}  // namespace milpa::http
