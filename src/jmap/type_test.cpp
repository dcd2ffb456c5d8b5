// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/type.hpp"

#include <gtest/gtest.h>

#include "jmap/test_room.hpp"

namespace milpa::jmap {
namespace {

using testing::parsed;

TEST(Type, SaysWhetherAValueIsOfIt) {
    struct Row {
        std::string_view type;
        std::string_view value;
        bool fits;
    };
    const Row rows[] = {
        {"*", "null", true},
        {"*", "[1,{}]", true},
        {"String", "'a'", true},
        {"String", "1", false},
        {"String", "null", false},
        {"String|null", "null", true},
        {"Boolean", "true", true},
        {"Boolean", "0", false},
        {"Int", "-3", true},
        {"Int", "5.0", true},
        {"Int", "5.5", false},
        {"Int", "9007199254740991", true},
        {"Int", "9007199254740992", false},
        {"Int", "-9007199254740992", false},
        {"Int", "18446744073709551615", false},
        {"UnsignedInt", "0", true},
        {"UnsignedInt", "-1", false},
        {"Number", "5.5", true},
        {"Id", "'a-Z_9'", true},
        {"Id", "''", false},
        {"Id", "'a b'", false},
        {"Id", "'#a'", false},
        {"Id[]", "[]", true},
        {"Id[]", "['a','b']", true},
        {"Id[]", "['a',1]", false},
        {"Id[]|null", "null", true},
        {"Id[Boolean]", "{'a':true}", true},
        {"Id[Boolean]", "{'a b':true}", false},
        {"Id[Boolean]", "{'a':1}", false},
        {"String[Boolean]", "{'a b':true}", true},
        {"Id[String[]|null]|null", "{'a':null,'b':['x']}", true},
        {"Id[String[]|null]|null", "{'a':[1]}", false},
        {"Id[Object]", "{'a':{}}", true},
        {"String[Id[Id]]", "{'a b':{'c':'d'}}", true},
        {"String[][]", "[['a'],[]]", true},
        {"String|Int", "3", true},
        {"PatchObject", "{'a/b':1}", true},
        {"Date", "'2014-10-30T14:12:00+08:00'", true},
        {"Date", "'2014-10-30T14:12:00'", false},
        {"UTCDate", "'2014-10-30T06:12:00Z'", true},
        {"UTCDate", "'2014-10-30T14:12:00+08:00'", false},
        {"UTCDate", "'2014-10-30t06:12:00z'", false},
        {"UTCDate", "'2014-10-30T06:12:00.0Z'", false},
        {"UTCDate", "'2014-10-30T06:12:00.5Z'", true},
        {"UTCDate", "'2014-02-30T06:12:00Z'", false},
        {"UTCDate", "'2014-10-30T24:12:00Z'", false},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(is_of(row.type, parsed(std::string(row.value))), row.fits) << row.type << " " << row.value;
    }
    EXPECT_TRUE(is_of("Id", json::value("#k1"), Ids::or_created));
    EXPECT_TRUE(is_of("Id[Object]", parsed("{'#k1':{}}"), Ids::or_created));
    EXPECT_FALSE(is_of("Id", json::value("#"), Ids::or_created));
    EXPECT_FALSE(is_of("Id", json::value(std::string(256, 'a'))));
    EXPECT_TRUE(is_of("Id", json::value(std::string(255, 'a'))));
}

TEST(Type, KnowsItsNotation) {
    for (const std::string_view type : {"*", "Id[]", "Id[Id[]|null]|null", "String[*]", "Int|String[]"}) {
        EXPECT_TRUE(is_notation(type)) << type;
    }
    for (const std::string_view type : {"", "Foo", "Id[", "Id]", "[]", "Int[Id]", "Id|", "Id[Foo]", "id"}) {
        EXPECT_FALSE(is_notation(type)) << type;
    }
    EXPECT_DEATH(is_of("Foo", json::value()), "");
}

TEST(Type, ReplacesIdsWhereTheTypeHasThem) {
    const auto real = [](std::string_view id) -> std::optional<std::string> {
        if (id == "#gone") return std::nullopt;
        return id.starts_with('#') ? "real-" + std::string(id.substr(1)) : std::string(id);
    };
    struct Row {
        std::string_view type;
        std::string_view value;
        std::string_view replaced;  // empty: it fails
    };
    const Row rows[] = {
        {"Id", "'#a'", "'real-a'"},
        {"String", "'#a'", "'#a'"},
        {"Id|null", "null", "null"},
        {"Id[]", "['#a','b']", "['real-a','b']"},
        {"Id[Boolean]|null", "{'#a':true,'b':true}", "{'real-a':true,'b':true}"},
        {"Id[Id[]]", "{'#a':['#b']}", "{'real-a':['real-b']}"},
        {"String[Id]", "{'#a':'#b'}", "{'#a':'real-b'}"},
        {"Id", "'#gone'", ""},
        {"Id[Boolean]", "{'#gone':true}", ""},
        {"Id[]", "'#a'", "'#a'"},
    };
    for (const Row& row : rows) {
        json::value value = parsed(std::string(row.value));
        const bool done = replace_ids(row.type, value, real);
        EXPECT_EQ(done, !row.replaced.empty()) << row.type << " " << row.value;
        if (done) {
            EXPECT_EQ(value, parsed(std::string(row.replaced))) << row.type << " " << row.value;
        }
    }
}

TEST(Type, WritesDatesAsItReadsThem) {
    EXPECT_EQ(read_date("2014-10-30T14:12:00+08:00"), read_utc_date("2014-10-30T06:12:00Z"));
    EXPECT_EQ(read_utc_date("1970-01-01T00:00:00.25Z"), 250);
    EXPECT_EQ(utc_date_text(0), "1970-01-01T00:00:00Z");
    EXPECT_EQ(utc_date_text(250), "1970-01-01T00:00:00.25Z");
    EXPECT_EQ(utc_date_text(-1), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(date_text(*read_date("2014-10-30T14:12:00+08:00"), 480), "2014-10-30T14:12:00+08:00");
    EXPECT_EQ(date_text(*read_date("2014-10-30T14:12:00-03:30"), -210), "2014-10-30T14:12:00-03:30");
    for (const std::int64_t ms : {INT64_MIN, INT64_MAX}) {
        EXPECT_TRUE(read_utc_date(utc_date_text(ms))) << utc_date_text(ms);
    }
}

}  // namespace
}  // namespace milpa::jmap
