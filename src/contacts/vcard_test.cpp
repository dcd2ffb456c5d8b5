// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contacts/vcard.hpp"

#include <gtest/gtest.h>

namespace milpa::contacts {
namespace {

std::string card_of(std::string_view lines, std::string_view version = "4.0") {
    return "BEGIN:VCARD\r\nVERSION:" + std::string(version) + "\r\n" + std::string(lines) + "END:VCARD\r\n";
}

Property only(std::string_view lines, std::string_view version = "4.0") {
    const auto card = read_vcard(card_of(lines, version));
    EXPECT_TRUE(card.has_value()) << lines;
    EXPECT_EQ(card ? card->properties.size() : 0, 1U) << lines;
    return card && !card->properties.empty() ? card->properties.front() : Property{.name = "none"};
}

TEST(VCard, ReadsLinesAsTheyAreMeant) {
    struct Row {
        std::string_view line;
        std::string_view version;
        Property property;
    };
    const Row rows[] = {
        {"FN:Ana\r\n", "4.0", {.name = "FN", .value = "Ana"}},
        {"fn:Ana\n", "3.0", {.name = "FN", .value = "Ana"}},
        {"item1.URL:http://x/\r\n", "4.0", {.group = "item1", .name = "URL", .value = "http://x/"}},
        {"NOTE:a\r\n b\r\n\tc\r\n", "4.0", {.name = "NOTE", .value = "abc"}},
        {"NOTE:\xC3\r\n \xA9\r\n",
         "4.0",
         {.name = "NOTE", .value = "\xC3\xA9"}},  // folded inside a character
        {"NOTE;X=\"a,b;c:d\":e\r\n",
         "4.0",
         {.name = "NOTE", .parameters = {{"X", {"a,b;c:d"}}}, .value = "e"}},
        {"NOTE;X=a,b:e\r\n", "4.0", {.name = "NOTE", .parameters = {{"X", {"a", "b"}}}, .value = "e"}},
        {"NOTE;X=a^nb^^c^'d^e:e\r\n",
         "4.0",
         {.name = "NOTE", .parameters = {{"X", {"a\nb^c\"d^e"}}}, .value = "e"}},
        {"TEL;TYPE=\"home,voice\";TYPE=cell:1\r\n",
         "4.0",
         {.name = "TEL", .parameters = {{"TYPE", {"home", "voice", "cell"}}}, .value = "1"}},
        {"TEL;TYPE=\"a\\,b\":1\r\n",  // a backslash escapes nothing in a parameter
         "4.0",
         {.name = "TEL", .parameters = {{"TYPE", {"a\\", "b"}}}, .value = "1"}},
        {"TEL;TYPE=\"a,,b\";TYPE=,c:1\r\n",
         "4.0",
         {.name = "TEL", .parameters = {{"TYPE", {"a", "b", "c"}}}, .value = "1"}},
        {"TEL;TYPE=:1\r\n", "4.0", {.name = "TEL", .value = "1"}},
        {"TEL;HOME;VOICE:1\r\n",
         "2.1",
         {.name = "TEL", .parameters = {{"TYPE", {"home", "voice"}}}, .value = "1"}},
        {"N;ENCODING=QUOTED-PRINTABLE:M=C3=BCller\r\n", "2.1", {.name = "N", .value = "M\xC3\xBCller"}},
        {"N;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:M=FCller\r\n",
         "2.1",
         {.name = "N", .value = "M\xC3\xBCller"}},
        {"NOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0A=\r\nb\r\n", "2.1", {.name = "NOTE", .value = "a\\nb"}},
    };
    for (const Row& row : rows) {
        const Property property = only(row.line, row.version);
        EXPECT_EQ(property, row.property) << row.line << " gave " << property.name << ":" << property.value;
    }
}

TEST(VCard, RefusesWhatIsNone) {
    const std::string_view rows[] = {
        "",
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:a\r\n",                                   // no end
        "BEGIN:VCARD\r\nFN:a\r\nEND:VCARD\r\n",                                     // no version
        "BEGIN:VCARD\r\nVERSION:5.0\r\nEND:VCARD\r\n",                              // of tomorrow
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN\r\nEND:VCARD\r\n",                        // no value
        "BEGIN:VCARD\r\nVERSION:4.0\r\nNOTE;X=\"a:b\r\nEND:VCARD\r\n",              // open quote
        "BEGIN:VCARD\r\nVERSION:4.0\r\nNOTE:\xFF\r\nEND:VCARD\r\n",                 // no UTF-8
        "BEGIN:VCARD\r\nVERSION:4.0\r\nNOTE:\x01\r\nEND:VCARD\r\n",                 // control
        "BEGIN:VCARD\r\nVERSION:4.0\r\nEND:VCARD\r\nFN:a\r\n",                      // behind the end
        "BEGIN:VCARD\r\nVERSION:4.0\r\nBEGIN:VCARD\r\nEND:VCARD\r\nEND:VCARD\r\n",  // one inside
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
    };
    for (const std::string_view row : rows) {
        const auto card = read_vcard(row);
        ASSERT_FALSE(card.has_value()) << row;
        EXPECT_EQ(card.error().kind, ErrorKind::syntax) << row;
    }
}

TEST(VCard, HasLimits) {
    std::string many;
    for (std::size_t i = 0; i <= card_properties_max; ++i) {
        many += "X-A:b\r\n";
    }
    EXPECT_EQ(read_vcard(card_of(many)).error().kind, ErrorKind::limit);
    EXPECT_EQ(read_vcard(card_of("NOTE:" + std::string(card_octets_max, 'x') + "\r\n")).error().kind,
              ErrorKind::limit);
    std::string parameters = "NOTE";
    for (std::size_t i = 0; i <= parameter_values_max; ++i) {
        parameters += ";X=a";
    }
    EXPECT_EQ(read_vcard(card_of(parameters + ":b\r\n")).error().kind, ErrorKind::limit);
}

TEST(VCard, FoldsBetweenCharacters) {
    std::string text;
    for (int i = 0; i < 60; ++i) {
        text += "\xE2\x82\xAC";  // three octets each
    }
    const std::string written = write_vcard({.properties = {{.name = "NOTE", .value = text}}});
    std::size_t begin = 0;
    while (begin < written.size()) {
        const std::size_t end = written.find("\r\n", begin);
        const std::string line = written.substr(begin, end - begin);
        EXPECT_LE(line.size(), 75U);
        EXPECT_NE(static_cast<unsigned char>(line[line[0] == ' ' ? 1 : 0]) & 0xC0, 0x80)
            << "inside a character";
        begin = end + 2;
    }
    EXPECT_EQ(read_vcard(written)->properties.front().value, text);
}

TEST(VCard, StaysOneLineWhateverAValueHolds) {
    const std::string written =
        write_vcard({.properties = {{.group = "a\r\nX",
                                     .name = "NOTE",
                                     .parameters = {{"X:Y\r\nZ", {"v"}}, {"P", {"a\r\nEND:VCARD"}}},
                                     .value = "b\r\nEND:VCARD"},
                                    {.name = "A\r\nB", .value = "c"}}});
    const auto again = read_vcard(written);
    ASSERT_TRUE(again.has_value()) << written;
    ASSERT_EQ(again->properties.size(), 1U);
    EXPECT_EQ(again->properties.front().value, "b\\nEND:VCARD");
}

TEST(VCard, SplitsAndJoinsValues) {
    EXPECT_EQ(split_text("a\\,b,c\\nd", ','), (std::vector<std::string>{"a,b", "c\nd"}));
    const std::vector<std::vector<std::string>> value{{"a;b"}, {""}, {"c", "d,e"}};
    EXPECT_EQ(split_structured(join_structured(value)), value);
}

}  // namespace
}  // namespace milpa::contacts
