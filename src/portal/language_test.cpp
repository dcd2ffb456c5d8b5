// SPDX-License-Identifier: AGPL-3.0-or-later
#include "portal/language.hpp"

#include <gtest/gtest.h>

namespace milpa::portal {
namespace {

std::string_view wanted(std::string_view accept, std::string_view cookie = {}) {
    http::Request request;
    if (!accept.empty()) request.fields.add("accept-language", std::string(accept));
    if (!cookie.empty()) request.fields.add("cookie", std::string(cookie));
    return language_of(request);
}

TEST(LanguageTest, ReadsWhatABrowserAsksFor) {
    const struct {
        std::string_view accept;
        std::string_view language;
    } rows[] = {
        {"", "en"},
        {"es", "es"},
        {"ES-mx", "es"},
        {"pt-BR,pt;q=0.9,en;q=0.8", "pt"},
        {"nah, es;q=0.5, en;q=0.4", "es"},
        {"en;q=0.3, ar;q=0.31", "ar"},
        {"fr;q=0, en;q=0.1", "en"},
        {"fr;q=0", "en"},
        {"de", "en"},
        {"*", "en"},
        {";;,,q=,es;q=x", "es"},
        {"espanol", "en"},
    };
    for (const auto& row : rows) EXPECT_EQ(wanted(row.accept), row.language) << row.accept;
}

TEST(LanguageTest, AChoiceGoesBeforeTheBrowser) {
    EXPECT_EQ(wanted("fr", "lang=ar"), "ar");
    EXPECT_EQ(wanted("fr", "other=1; lang=pt"), "pt");
    EXPECT_EQ(wanted("fr", "lang=xx"), "fr");
}

}  // namespace
}  // namespace milpa::portal
