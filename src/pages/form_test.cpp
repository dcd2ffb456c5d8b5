// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/form.hpp"

#include <gtest/gtest.h>

namespace milpa::pages {
namespace {

using Kind = MultipartReader::Event::Kind;

TEST(Urlencoded, IsReadAsHtmlWritesIt) {
    const auto form = read_urlencoded("a=1+2&b=%C3%B1%0D%0Ax&c&=d&a=3&&%61d=%zz");
    ASSERT_TRUE(form);
    EXPECT_EQ(form->text("a"), "1 2");
    EXPECT_EQ(form->all("a").size(), 2U);
    EXPECT_EQ(form->text("b"), "ñ\r\nx");
    EXPECT_TRUE(form->has("c"));
    EXPECT_EQ(form->text("ad"), "%zz");
    EXPECT_EQ(form->text("nothing"), "");
}

TEST(Urlencoded, IsCleanUtf8) { EXPECT_EQ(read_urlencoded("a=%ff")->text("a"), "\xef\xbf\xbd"); }

TEST(Urlencoded, HasLimits) {
    std::string many;
    for (std::size_t i = 0; i <= fields_max; ++i) many += "a=1&";
    EXPECT_EQ(read_urlencoded(many).error().kind, ErrorKind::limit);
    EXPECT_EQ(read_urlencoded(std::string(field_name_octets_max + 1, 'n') + "=1").error().kind,
              ErrorKind::limit);
    EXPECT_EQ(read_urlencoded("a=" + std::string(texts_octets_max, 'x')).error().kind, ErrorKind::limit);
}

TEST(Multipart, NamesItsBoundary) {
    EXPECT_EQ(*multipart_boundary("multipart/form-data; boundary=abc"), "abc");
    EXPECT_EQ(*multipart_boundary("Multipart/Form-Data ;charset=x; Boundary=\"a b\""), "a b");
    for (const char* bad :
         {"multipart/mixed; boundary=a", "multipart/form-data", "multipart/form-data; boundary=", ""})
        EXPECT_FALSE(multipart_boundary(bad)) << bad;
    EXPECT_FALSE(multipart_boundary("multipart/form-data; boundary=" + std::string(71, 'b')));
}

constexpr std::string_view whole =
    "preamble\r\n--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\none\r\n--xb\r\ntwo\r\n--b\r\n"
    "Content-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--b  \r\n"
    "content-type: image/png\r\ncontent-disposition: form-data; name=\"file\"; "
    "filename=\"C:\\x\\a%22b.png\"\r\n\r\n"
    "\r\n\x89PNG\r\n--\r\n--b\r\n"
    "Content-Disposition: form-data; name=\"file\"; filename=\"\"\r\nContent-Type: "
    "application/octet-stream\r\n\r\n\r\n--b\r\n"
    "Content-Disposition: form-data; name=file; filename=nothing.txt\r\n\r\n\r\n--b--\r\nepilogue";

struct Seen {
    std::string told;
    std::string text;
    std::string empty;
    bool is_whole = false;
};

Seen read_in_pieces(std::string_view octets, std::size_t piece) {
    MultipartReader reader("b");
    Seen seen;
    for (std::size_t at = 0; at < octets.size(); at += piece) {
        const auto events = reader.feed(octets.substr(at, piece));
        EXPECT_TRUE(events);
        for (const auto& event : *events) {
            switch (event.kind) {
                case Kind::file_begins:
                    seen.told += "[" + event.name + "|" + event.file + "|" + event.type + "|";
                    break;
                case Kind::file_goes_on: seen.told += event.octets; break;
                case Kind::file_ends: seen.told += "]"; break;
            }
        }
    }
    const Form form = reader.take_form();
    seen.text = form.text("text");
    seen.empty = form.has("empty") ? std::string(form.text("empty")) : "missing";
    seen.is_whole = reader.is_whole();
    return seen;
}

TEST(Multipart, IsTheSameHoweverItIsCut) {
    for (std::size_t piece = 1; piece <= whole.size(); ++piece) {
        const Seen seen = read_in_pieces(whole, piece);
        ASSERT_EQ(seen.text, "one\r\n--xb\r\ntwo") << piece;
        ASSERT_EQ(seen.empty, "") << piece;
        ASSERT_EQ(seen.told, "[file|a\"b.png|image/png|\r\n\x89PNG\r\n--][file|nothing.txt||]") << piece;
        ASSERT_TRUE(seen.is_whole);
    }
}

TEST(Multipart, IsNotWholeWhereItIsCutOff) {
    EXPECT_FALSE(read_in_pieces(whole.substr(0, whole.find("--b--")), 7).is_whole);
}

TEST(Multipart, RefusesWhatIsNone) {
    const auto fails = [](const std::string& octets) {
        MultipartReader reader("b");
        const auto events = reader.feed(octets);
        return !events.has_value();
    };
    EXPECT_TRUE(fails("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--"));
    EXPECT_TRUE(fails("--b\r\n\r\nx\r\n--b--"));
    EXPECT_TRUE(fails("--bx\r\n"));
    EXPECT_TRUE(fails("--b\r\n" + std::string(part_header_octets_max + 10, 'h')));
    EXPECT_TRUE(fails(std::string(100'000, 'x')));
    EXPECT_TRUE(
        fails("--b\r\nContent-Disposition: form-data; name=" + std::string(200, 'n') + "\r\n\r\nx\r\n--b--"));
}

TEST(Multipart, TakesSoManyFilesAndNoMore) {
    std::string octets;
    for (std::size_t i = 0; i < files_max; ++i)
        octets += "--b\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\ny\r\n";
    EXPECT_TRUE(MultipartReader("b").feed(octets + "--b--"));
    octets += "--b\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\ny\r\n";
    EXPECT_EQ(MultipartReader("b").feed(octets + "--b--").error().kind, ErrorKind::limit);
}

TEST(Multipart, KeepsLongNamesOfFilesShortAndWhole) {
    std::string name;
    for (int i = 0; i < 200; ++i) name += "ñ";
    MultipartReader reader("b");
    const auto events = reader.feed("--b\r\nContent-Disposition: form-data; name=f; filename=\"" + name +
                                    "\"\r\n\r\ny\r\n--b--");
    ASSERT_TRUE(events);
    EXPECT_EQ(events->front().file.size(), 254U);
    EXPECT_TRUE(name.starts_with(events->front().file));
}

}  // namespace
}  // namespace milpa::pages
