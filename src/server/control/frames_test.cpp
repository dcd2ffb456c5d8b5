// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/control/frames.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "jmap/wiped_json.hpp"

namespace milpa::server::control {
namespace {

TEST(Frames, ComeWholeOrNotAtAll) {
    const std::string both = encode(FrameType::call, "first") + encode(FrameType::leave, "");
    for (std::size_t cut = 0; cut < both.size(); ++cut) {
        std::string buffer = both.substr(0, cut);
        const auto early = take_frame(buffer, 100);
        ASSERT_TRUE(early);
        if (cut < 10) EXPECT_FALSE(early->has_value()) << cut;
        buffer += both.substr(cut);
        const auto first = early->has_value() ? early : take_frame(buffer, 100);
        ASSERT_TRUE(first && first->has_value());
        EXPECT_EQ((*first)->type, FrameType::call);
        EXPECT_EQ((*first)->payload, "first");
        const auto second = take_frame(buffer, 100);
        ASSERT_TRUE(second && second->has_value());
        EXPECT_EQ((*second)->type, FrameType::leave);
        EXPECT_TRUE(buffer.empty());
    }
}

TEST(Frames, WhatIsNoneIsRefused) {
    const struct {
        std::string octets;
        ErrorKind kind;
    } rows[] = {
        {std::string("\0\0\0\0c", 5), ErrorKind::syntax},
        {std::string("\0\0\0\2?x", 6), ErrorKind::syntax},
        {std::string("\0\0\0\2sx", 6), ErrorKind::syntax},
        {std::string("\xff\xff\xff\xff"
                     "c",
                     5),
         ErrorKind::limit},
        {std::string("\0\0\0\x65"
                     "c",
                     5),
         ErrorKind::limit},
    };
    for (const auto& row : rows) {
        std::string buffer = row.octets;
        const auto taken = take_frame(buffer, 100);
        ASSERT_FALSE(taken);
        EXPECT_EQ(taken.error().kind, row.kind);
    }
}

TEST(WipedJson, IsReadAndWrittenAsAnyOther) {
    const auto object = parse_object(R"({"a":["x",{"b":"\u00e9"}],"c":1.5,"d":null})");
    ASSERT_TRUE(object);
    EXPECT_EQ(jmap::serialize_once(*object), boost::json::serialize(*object));
    EXPECT_FALSE(parse_object("[]"));
    EXPECT_FALSE(parse_object("{"));
    EXPECT_FALSE(parse_object(std::string(40, '[')));
}

TEST(WipedJson, KeysThatComeTwiceAreGivenBackAsTheyWereTaken) {
    const auto read = boost::json::parse(R"({"a":{"b":1,"b":2},"a":"c"})", jmap::wiping_memory());
    EXPECT_EQ(read.at("a").as_string(), "c");
}

TEST(WipedJson, TextsAreOverwrittenWhereTheyLie) {
    const std::string secret = "a secret that is longer than what lies in the value itself";
    boost::json::object object{{"deep", boost::json::array{boost::json::object{{"secret", secret}}}},
                               {"n", 7}};
    const boost::json::string& text = object.at("deep").at(0).at("secret").as_string();
    ASSERT_EQ(std::string_view(text), secret);
    const char* const octets = text.data();
    jmap::wipe_texts(object);
    EXPECT_EQ(std::string_view(octets, secret.size()), std::string(secret.size(), '\0'));
    EXPECT_EQ(object.at("n"), 7);
}

// Copies that methods make of what they are given lie in the same memory.
TEST(WipedJson, CopiesStayInTheMemoryThatWipes) {
    const auto object = parse_object(R"({"a":{"secret":"x"}})");
    ASSERT_TRUE(object);
    const boost::json::object copy = object->at("a").as_object();
    EXPECT_EQ(*copy.storage(), *object->storage());
}

}  // namespace
}  // namespace milpa::server::control
