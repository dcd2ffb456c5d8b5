// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/prose.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace milpa::pages {
namespace {

std::string linked(std::string_view text) { return std::string(with_links(text).octets()); }
std::string a(std::string_view url) {
    return "<a href=\"" + std::string(url) + "\" rel=\"noreferrer noopener nofollow\" dir=\"ltr\">" +
           std::string(url) + "</a>";
}

TEST(Links, ShowWhereTheyLead) {
    EXPECT_EQ(linked("see https://x.test/a, and (http://y.test/b_(c))."),
              "see " + a("https://x.test/a") + ", and (" + a("http://y.test/b_(c)") + ").");
    EXPECT_EQ(linked("mailto:a@b.test"), a("mailto:a@b.test"));
    EXPECT_EQ(linked("xhttps://x.test"), "xhttps://x.test");
    EXPECT_EQ(linked("https://"), "https://");
    EXPECT_EQ(linked("<https://x.test/?a=1&b=2>"), "&lt;" + a("https://x.test/?a=1&amp;b=2") + "&gt;");
    EXPECT_EQ(linked("javascript:alert(1) \"https://x.test\"onclick=1"),
              "javascript:alert(1) &quot;" + a("https://x.test") + "&quot;onclick=1");
}

TEST(Links, AreSoonLookedForInWhatIsMadeToTakeLong) {
    const auto begin = std::chrono::steady_clock::now();
    std::string many;
    for (int i = 0; i < 40'000; ++i) many += "http://";
    for (const std::string& text :
         {many, "http://x.test/" + std::string(256'000, ')'), "http://x.test/" + std::string(256'000, ']')})
        EXPECT_GE(linked(text).size(), text.size());
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(LetterText, SetsQuotesApart) {
    EXPECT_EQ(letter_text("hello\nworld\r\n\n> one\n>> two\n>\n> three\nbye").octets(),
              "<div class=\"letter\"><p dir=\"auto\">hello\nworld</p><blockquote><p "
              "dir=\"auto\">one</p><blockquote>"
              "<p dir=\"auto\">two</p></blockquote><p dir=\"auto\">three</p></blockquote><p "
              "dir=\"auto\">bye</p></div>");
}

TEST(LetterText, GoesNoDeeperThanItMay) {
    const auto made = letter_text(std::string(100'000, '>') + "x");
    std::size_t depth = 0;
    for (std::size_t at = 0; (at = made.octets().find("<blockquote>", at)) != std::string_view::npos; ++at)
        ++depth;
    EXPECT_EQ(depth, quote_depth_max);
}

TEST(Quoted, MarksEachLine) { EXPECT_EQ(quoted("a\n\n> b\nc"), "> a\n>\n>> b\n> c\n"); }

TEST(TextOfHtml, ReadsAsAPersonWould) {
    struct Row {
        const char* html;
        const char* text;
    };
    const Row rows[] = {
        {"<p>One  two\n three</p><p>Four</p>", "One two three\n\nFour\n"},
        {"a<br>b<br><br>c", "a\nb\n\nc\n"},
        {"<div>a</div><div>b</div>", "a\nb\n"},
        {"<ul><li>a<li>b</ul><ol><li>c</li><li>d</li></ol>", "• a\n• b\n\n1. c\n2. d\n"},
        {"<blockquote>a<p>b</p></blockquote>c", "> a\n>\n> b\n\nc\n"},
        {"<pre>a  b\n  c</pre>", "a  b\n  c\n"},
        {"x &lt;b&gt; &amp;amp; &eacute;", "x <b> &amp; é\n"},
        {"<a href=\"https://x.test/?a=1&amp;b=2\">here</a>!", "here <https://x.test/?a=1&b=2>!\n"},
        {"<a href='https://x.test'>https://x.test</a>", "https://x.test\n"},
        {"<a href=mailto:a@b.test>a@b.test</a>", "a@b.test\n"},
        {"<a href=\"javascript:alert(1)\">click</a>", "click\n"},
        {"<script>alert('</p>')</script >a<style>b</style><title>c</title>d", "ad\n"},
        {"<!-- <p>x</p> --><!doctype html><?php ?>y", "y\n"},
        {"<img src=https://t.test/pixel.gif><img alt=\"A cat\" src=x>", "[A cat]\n"},
        {"<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc\n"},
        {"1 < 2 and <3", "1 < 2 and <3\n"},
        {"<p>unfinished <b", "unfinished\n"},
        {"<p title=\"a>b\">c</p>", "c\n"},
        {"", ""},
    };
    for (const Row& row : rows) EXPECT_EQ(text_of_html(row.html), row.text) << row.html;
}

TEST(TextOfHtml, EndsAlsoWhereNothingCloses) {
    std::string deep;
    for (int i = 0; i < 20'000; ++i) deep += "<blockquote><ul><li><a href=https://x.test>";
    EXPECT_FALSE(text_of_html(deep).empty());
    text_of_html(std::string(200'000, '<'));
    text_of_html("<script>" + std::string(200'000, '<'));
}

}  // namespace
}  // namespace milpa::pages
