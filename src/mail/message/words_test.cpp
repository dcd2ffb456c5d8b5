// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/message/matcher.hpp"

namespace milpa::mail::message {
namespace {

using testing::ElementsAre;

constexpr std::pair<std::string_view, std::string_view> folded[] = {
    {"Maíz AZUL", "maíz azul"},
    {"STRASSE Straße", "strasse strasse"},
    {"e\u0301E\u0301", "éé"},
    {"ﬁn ②", "fin 2"},
    {"ΣΊΣΥΦΟΣ", "σίσυφοσ"},
    {"soft\u00adhyphen", "softhyphen"},
    {"a\u00a0b", "a b"},
    {"\xff x", "\ufffd x"},
    {"Å", "å"},
};

TEST(Fold, IsTheSameHoweverItIsCut) {
    for (const auto& [text, expected] : folded) {
        EXPECT_EQ(fold(text), expected) << text;
        std::string out;
        Folder folder;
        for (std::size_t i = 0; i < text.size(); ++i) folder.feed(text.substr(i, 1), out);
        folder.finish(out);
        EXPECT_EQ(out, expected) << text;
    }
}

TEST(Words, AreRunsOfLettersAndDigits) {
    EXPECT_THAT(terms_of("Hello, WORLD! hello a_b don't 4x4 Maíz-azul"),
                ElementsAre("4x4", "a", "azul", "b", "don", "hello", "maíz", "t", "world"));
    EXPECT_THAT(terms_of("日本。語"), ElementsAre("日本", "語"));
    EXPECT_THAT(terms_of(" ,. "), ElementsAre());
}

/// What the index promises, for every substring of a long run.
TEST(Words, EachShortSubstringOfALongRunLiesInOnePiece) {
    std::string run;
    for (int i = 0; i < 120; ++i) run += static_cast<char>('a' + (i * 7 + i / 26) % 26);
    for (std::size_t size : {39, 40, 41, 59, 60, 61, 80, 81, 120}) {
        const std::string text = run.substr(0, size);
        const auto terms = terms_of(text);
        EXPECT_EQ(terms.size(), size <= 40 ? 1u : (size + 19) / 20 - 1) << size;
        for (std::size_t at = 0; at + 20 <= size; ++at) {
            const std::string part = text.substr(at, 20);
            EXPECT_TRUE(
                std::ranges::any_of(terms, [&](const auto& term) { return term.find(part) != term.npos; }));
        }
        for (const std::string& term : terms) {
            EXPECT_LE(term.size(), term_code_points_max);
            EXPECT_TRUE(term.size() > piece_step_code_points || size <= term_code_points_max);
        }
    }
}

using Part = Query::Run;

TEST(Query, IsTakenApartForTheIndex) {
    EXPECT_THAT(Query("Maíz").runs(), ElementsAre(Part{"maíz", true, true}));
    EXPECT_TRUE(Query("Maíz").index_is_proof());
    EXPECT_THAT(Query("foo bar-baz").runs(),
                ElementsAre(Part{"foo", true, false}, Part{"bar", false, false}, Part{"baz", false, true}));
    EXPECT_FALSE(Query("foo bar").index_is_proof());
    EXPECT_THAT(Query("foo ").runs(), ElementsAre(Part{"foo", true, false}));
    EXPECT_FALSE(Query("foo ").index_is_proof());
    EXPECT_FALSE(Query("@foo").index_is_proof());
    EXPECT_THAT(Query("@.").runs(), ElementsAre());
    EXPECT_FALSE(Query("@.").matches_all());
    EXPECT_TRUE(Query("").matches_all());
    EXPECT_EQ(Query("a \r\n\t b").needle(), "a b");
    const Query query("abcdefghijklmnopqrstuvwxyz");
    EXPECT_THAT(query.runs(), ElementsAre(Part{"abcdefghijklmnopqrst", true, true},
                                          Part{"ghijklmnopqrstuvwxyz", true, true}));
    EXPECT_FALSE(query.index_is_proof());
    EXPECT_TRUE((Part{"b", true, false}).matches("ab"));
    EXPECT_FALSE((Part{"b", false, true}).matches("ab"));
    EXPECT_TRUE((Part{"b", false, true}).matches("bc"));
    EXPECT_FALSE((Part{"b", false, false}).matches("bc"));
}

/// The index never misses what is in the text, and is right where it says so.
TEST(Query, AgreesWithTheIndex) {
    const std::string text =
        "Reunión de la milpa: miércoles; "
        "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz end.";
    const auto terms = terms_of(text);
    const std::string plain = fold(text);
    for (std::size_t begin = 0; begin < plain.size(); ++begin) {
        for (std::size_t size = 1; begin + size <= plain.size() && size < 50; ++size) {
            const std::string needle = plain.substr(begin, size);
            if (fold(needle) != needle) continue;  // cut inside a character
            const Query query(needle);
            EXPECT_TRUE(contains(text, query));
            for (const Part& run : query.runs()) {
                EXPECT_TRUE(std::ranges::any_of(terms, [&](const auto& term) { return run.matches(term); }))
                    << needle;
            }
        }
    }
    for (std::string_view absent : {"milpas", "de  milpa", "la-milpa", "xyzabc"}) {
        EXPECT_FALSE(contains(text, Query(absent))) << absent;
    }
}

TEST(Finder, FindsAcrossPiecesButNotAcrossTexts) {
    const Query query("azul maíz");
    const std::string text = std::string(10'000, 'x') + "AZUL\r\n MAÍZ" + std::string(10'000, 'y');
    Finder finder(query);
    for (char c : text) finder.feed({&c, 1});
    finder.finish();
    EXPECT_TRUE(finder.found());
    Finder apart(query);
    apart.feed("azul ");
    apart.finish();
    apart.feed("maíz");
    apart.finish();
    EXPECT_FALSE(apart.found());
}

constexpr std::string_view message =
    "Subject: =?utf-8?Q?Ma=C3=ADz?= azul\r\n"
    "From: Ana <ana@example.org>\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n"
    "\r\n"
    "--b\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: base64\r\n"
    "\r\n"
    "SG9sYSBtdW5kbywgw7FhbmTDug==\r\n"
    "--b\r\n"
    "Content-Type: application/pdf\r\n"
    "Content-Disposition: attachment; filename*=utf-8''plan%C3%B3.pdf\r\n"
    "\r\n"
    "secretbinary\r\n"
    "--b\r\n"
    "Content-Type: message/rfc822\r\n"
    "\r\n"
    "Subject: inner\r\n"
    "\r\n"
    "deep text\r\n"
    "--b--\r\n";

struct MatchRow {
    std::string_view needle;
    bool in_body, in_text;
};
constexpr MatchRow match_rows[] = {
    {"mundo, ÑANDÚ", true, true}, {"maíz azul", false, true},     {"ANA@EXAMPLE", false, true},
    {"planó.pdf", true, true},    {"secretbinary", false, false}, {"inner", true, true},
    {"p text", true, true},       {"nowhere", false, false},      {"", true, true},
};

TEST(TextMatcher, ReadsAsTheIndexDoes) {
    for (const MatchRow& row : match_rows) {
        for (SearchScope scope : {SearchScope::body, SearchScope::text}) {
            TextMatcher matcher(Query(row.needle), scope);
            for (char c : message) matcher.feed({&c, 1});
            EXPECT_EQ(matcher.finish(), scope == SearchScope::body ? row.in_body : row.in_text) << row.needle;
        }
    }
}

TEST(TextMatcher, HeadersAreSearchedByField) {
    const std::string_view header = message.substr(0, message.find("\r\n\r\n") + 4);
    EXPECT_TRUE(header_contains(header, "subject", Query("MAÍZ az")));
    EXPECT_FALSE(header_contains(header, "subject", Query("ana")));
    EXPECT_TRUE(header_contains(header, "From", Query("")));
    EXPECT_FALSE(header_contains(header, "Cc", Query("")));
}

}  // namespace
}  // namespace milpa::mail::message
