// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/phrase.hpp"

#include <gtest/gtest.h>
#include <unicode/msgfmt.h>

#include "pages/words.hpp"

namespace milpa::pages {
namespace {

TEST(Phrase, EveryPatternOfEveryLanguageIsRead) {
    for (const Language language : languages) {
        const auto patterns = patterns_of(language);
        ASSERT_EQ(patterns.size(), patterns_of(Language::en).size());
        for (const std::string_view pattern : patterns) {
            UErrorCode status = U_ZERO_ERROR;
            const icu::MessageFormat format(icu::UnicodeString::fromUTF8(std::string(pattern)),
                                            icu::Locale(std::string(code_of(language)).c_str()), status);
            EXPECT_TRUE(U_SUCCESS(status)) << code_of(language) << ": " << pattern;
            EXPECT_FALSE(pattern.empty());
        }
    }
}

TEST(Phrase, CountsAsTheLanguageDoes) {
    EXPECT_EQ(say(Language::en, word::plain_missing_shares(1)), "One more share is needed.");
    EXPECT_EQ(say(Language::en, word::plain_missing_shares(2)), "2 more shares are needed.");
    EXPECT_EQ(say(Language::fr, word::plain_letters_in_thread(0)), "0 lettre");
    EXPECT_EQ(say(Language::ar, word::plain_letters_in_thread(2)), "رسالتان");
    EXPECT_EQ(say(Language::ar, word::plain_letters_in_thread(5)), "5 رسائل");
    EXPECT_EQ(say(Language::ar, word::plain_letters_in_thread(11)), "11 رسالة");
}

TEST(Phrase, TakesTextsAsTheyAreAndIsolatesThem) {
    EXPECT_EQ(say(Language::en, word::plain_welcome("{0} '# <b>")),
              "Your address is \u2068{0} '# <b>\u2069. You belong here now.");
    EXPECT_EQ(say(Language::en, word::plain_search_count({.count = 0, .query = "#"})),
              "Nothing was found for “\u2068#\u2069”. Try fewer or other words.");
}

TEST(Phrase, KeepsApostrophes) {
    EXPECT_EQ(say(Language::fr, word::plain_undo()), "Annuler l’envoi");
    EXPECT_EQ(say(Language::en, word::plain_share_twice()),
              "This share is here already. Another keyholder's is needed.");
}

TEST(Phrase, WritesDatesAndSizesAsTheLanguageDoes) {
    constexpr std::int64_t at = 1'777'800'660'000;  // 2026-05-03 09:31 UTC
    EXPECT_EQ(date_text(Language::es, at), "3 de mayo de 2026");
    EXPECT_EQ(moment_text(Language::en, at), "May 3, 2026 at 09:31 UTC");
    EXPECT_EQ(short_moment_text(Language::en, at, at + 60'000), "09:31");
    EXPECT_EQ(short_moment_text(Language::en, at, at + 86'400'000), "May 3");
    EXPECT_EQ(short_moment_text(Language::en, at, at + std::int64_t{400} * 86'400'000), "May 3, 2026");
    EXPECT_EQ(size_text(Language::en, 999), "999 byte");
    EXPECT_EQ(size_text(Language::en, 12'345), "12 kB");
    EXPECT_EQ(size_text(Language::fr, 2'300'000), "2,3\u202fMo");
}

TEST(Language, IsTheBestThatABrowserTakes) {
    struct Row {
        const char* field;
        std::optional<Language> want;
    };
    const Row rows[] = {
        {"ar-EG, en;q=0.5", Language::ar},
        {"de, fr;q=0.3, en;q=0.8", Language::en},
        {"EN", Language::en},
        {"pt-BR;q=0.7, es;q=0.701", Language::es},
        {"fr;q=0, *", std::nullopt},
        {"", std::nullopt},
        {"xx", std::nullopt},
        {",,,;;q=,es", Language::es},
        {"engl", std::nullopt},
    };
    for (const Row& row : rows) EXPECT_EQ(accepted_language(row.field), row.want) << row.field;
}

}  // namespace
}  // namespace milpa::pages
