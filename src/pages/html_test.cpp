// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/html.hpp"

#include <gtest/gtest.h>

namespace milpa::pages {
namespace {

TEST(Markup, EscapesWhateverIsAText) {
    const Markup made = element("p", {{"class", "a\"b'c"}, {"title", std::string("<x>&")}},
                                "<script>alert('1')</script>", element("b", {}, "&amp;"));
    EXPECT_EQ(
        made.octets(),
        "<p class=\"a&quot;b&#39;c\" title=\"&lt;x&gt;&amp;\">&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"
        "<b>&amp;amp;</b></p>");
}

TEST(Markup, PutsTheReplacementForWhatHtmlCannotHold) {
    const std::string bad("a\0b\x1b\xff\xed\xa0\x80\r\nc\rd", 13);
    EXPECT_EQ(Markup(bad).octets(),
              "a\xef\xbf\xbd"
              "b\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\nc\nd");
}

TEST(Markup, LeavesAFlagOutThatIsNotSet) {
    EXPECT_EQ(element("input", {{"checked", true}, {"required", false}}).octets(), "<input checked>");
}

TEST(Markup, KeepsALineEndAtTheBeginningOfATextArea) {
    EXPECT_EQ(element("textarea", {}, "\n\nx").octets(), "<textarea>\n\n\nx</textarea>");
}

TEST(Url, EncodesWhatIsInAPathAndItsParameters) {
    EXPECT_EQ(Url::own("/plain/a b", {{"q", "x&y=\"<"}, {"empty", ""}, {"z", "1"}}).text(),
              "/plain/a%20b?q=x%26y%3D%22%3C&z=1");
}

TEST(Url, LeadsOutOnlyToTheWebAndToMail) {
    for (const char* good : {"https://example.org/a?b#c", "HTTP://x", "mailto:a@b.test?subject=x"})
        EXPECT_TRUE(Url::outward(good)) << good;
    for (const char* bad : {"javascript:alert(1)",
                            "JaVaScRiPt:alert(1)",
                            "data:text/html,x",
                            "vbscript:x",
                            "file:///etc",
                            "/own",
                            "//host",
                            "https:/x",
                            "https:///x",
                            "https://a b",
                            "https://a\tb",
                            "https://a\\b",
                            " https://x",
                            "java\nscript:x",
                            "mailto:",
                            "mailto:nobody",
                            "about:blank",
                            "blob:https://x",
                            "",
                            ":"})
        EXPECT_FALSE(Url::outward(bad)) << bad;
    EXPECT_FALSE(Url::outward("https://" + std::string(10'000, 'a')));
}

TEST(Url, IsEscapedWhereItStands) {
    EXPECT_EQ(element("a", {{"href", *Url::outward("https://x/?a=1&b='\"")}}, "x").octets(),
              "<a href=\"https://x/?a=1&amp;b=&#39;&quot;\">x</a>");
}

}  // namespace
}  // namespace milpa::pages
