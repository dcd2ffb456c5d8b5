// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/data_decoder.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <vector>

namespace milpa::mail::smtp {
namespace {

using namespace std::string_literals;

struct Decoded {
    std::string message;
    std::string rest;
    bool ended = false;
    bool violated = false;
    bool operator==(const Decoded&) const = default;
};

/// The input in pieces that end at `cuts`.
Decoded decode(std::string_view input, const std::vector<std::size_t>& cuts) {
    Decoded result;
    DataDecoder decoder;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= cuts.size(); ++i) {
        const std::size_t end = i < cuts.size() ? cuts[i] : input.size();
        std::string_view piece = input.substr(begin, end - begin);
        begin = end;
        while (!piece.empty() && !result.ended) {
            const auto step = decoder.next(piece);
            EXPECT_GT(step.consumed, 0U);
            result.message += step.octets;
            result.ended = step.ended;
            piece.remove_prefix(step.consumed);
        }
        if (result.ended) result.rest += piece;
    }
    result.violated = decoder.violated();
    return result;
}

Decoded decode(std::string_view input) { return decode(input, {}); }

TEST(SmtpDataDecoder, UndoesDots) {
    const std::pair<std::string, std::string> rows[] = {
        {".\r\n", ""},
        {"a\r\n.\r\n", "a\r\n"},
        {"\r\n.\r\n", "\r\n"},
        {"..\r\n.\r\n", ".\r\n"},
        {"...\r\n.\r\n", "..\r\n"},
        {".a\r\n.\r\n", "a\r\n"},
        {"a.\r\n.\r\n", "a.\r\n"},
        {"a\r\n..b\r\n..\r\n.\r\n", "a\r\n.b\r\n.\r\n"},
        {"a\0b\xff\r\n.\r\n"s, "a\0b\xff\r\n"s},
    };
    for (const auto& [input, message] : rows) {
        for (std::size_t cut = 0; cut <= input.size(); ++cut) {
            const Decoded decoded = decode(input + "QUIT\r\n", {cut});
            EXPECT_EQ(decoded, (Decoded{message, "QUIT\r\n", true, false})) << input << " cut at " << cut;
        }
    }
}

/// What an attacker hides must neither end the message nor pass: whatever stands between "before" and the
/// true end, the message is refused and the only command read is the one after the true end.
TEST(SmtpDataDecoder, NothingIsSmuggled) {
    const std::string ends[] = {
        "\n.\n",
        "\n.\r\n",
        "\r\n.\n",
        "\r.\r",
        "\r.\r\n",
        "\r\n.\r",
        "\r\n.\r\r\n",
        "\n\n.\r\n",
        "\r\r\n.\n",
        "\r\n\n.\n",
        "\n.\r",
        "\r.\n",
        "\r\n.\n\r\n",
        "\r\n.\r.\r\n",
        "\n\r.\r\n",
        "\r\n\r.\r\n",
        "\r\n.\r\n.\n"s.substr(0, 4),
        "\n",
        "\r",
        "\r\n.\0\n"s,
        "\r\0\n.\r\n"s,
        "\n.\n\r\n",
        "\r\n..\n",
        "\r\n..\r",
    };
    for (const std::string& end : ends) {
        const std::string input = "before" + end + "MAIL FROM:<evil@x.test>\r\nafter\r\n.\r\nQUIT\r\n";
        const Decoded whole = decode(input);
        EXPECT_TRUE(whole.violated) << testing::PrintToString(end);
        EXPECT_TRUE(whole.ended);
        EXPECT_EQ(whole.rest, "QUIT\r\n") << testing::PrintToString(end);
        for (std::size_t first = 0; first <= input.size(); ++first) {
            for (std::size_t second = first; second <= input.size(); ++second) {
                const Decoded cut = decode(input, {first, second});
                EXPECT_EQ(cut.rest, whole.rest);
                EXPECT_EQ(cut.violated, whole.violated);
            }
        }
    }
}

TEST(SmtpDataDecoder, DoesNotEndBeforeItsEnd) {
    for (const auto* input : {"", ".", ".\r", "a\r\n.", "a\r\n.\r", "a\r\n..\r\n", "a.\r\n", "..\r\n"}) {
        EXPECT_FALSE(decode(input).ended) << testing::PrintToString(input);
    }
}

TEST(SmtpDataDecoder, IsTheOppositeOfDotStuffing) {
    const std::string messages[] = {"",        "\r\n",           ".", "..", ".\r\n", "a\r\n.\r\nb\r\n",
                                    "a\r\n.b", "\r\n.\r\n.\r\n", "a"};
    for (const std::string& message : messages) {
        for (std::size_t cut = 0; cut <= message.size(); ++cut) {
            std::string sent;
            DotStuffer stuffer;
            stuffer.append(sent, std::string_view(message).substr(0, cut));
            stuffer.append(sent, std::string_view(message).substr(cut));
            stuffer.finish(sent);
            const bool has_end = message.empty() || message.ends_with("\r\n");
            EXPECT_EQ(decode(sent), (Decoded{message + (has_end ? "" : "\r\n"), "", true, false}))
                << testing::PrintToString(message);
        }
    }
}

TEST(SmtpLineCheck, FindsBareLineEnds) {
    const std::pair<std::string, bool> rows[] = {
        {"", false},      {"a", false},       {"a\r\n", false}, {"\r\n\r\n", false},
        {"a\n", true},    {"\n", true},       {"a\rb", true},   {"\r\r\n", true},
        {"\r\n\n", true}, {"a\r\nb\n", true}, {".\r\n", false}, {"a\r\n\rb", true},
    };
    for (const auto& [text, violated] : rows) {
        for (std::size_t cut = 0; cut <= text.size(); ++cut) {
            LineCheck check;
            check.take(std::string_view(text).substr(0, cut));
            check.take(std::string_view(text).substr(cut));
            EXPECT_EQ(check.violated(), violated) << testing::PrintToString(text);
            if (!violated) EXPECT_EQ(check.at_line_start(), text.empty() || text.ends_with('\n'));
        }
    }
    LineCheck cut_off;
    cut_off.take("a\r");
    EXPECT_TRUE(cut_off.after_cr());
}

/// Floods of CR or LF must not cost more than text does: each octet is looked at a bounded number of times.
TEST(SmtpDataDecoder, IsLinear) {
    for (const char c : {'\r', '\n', '.', 'a'}) {
        const std::string flood(8 << 20, c);
        DataDecoder decoder;
        std::size_t steps = 0;
        for (std::string_view rest = flood; !rest.empty(); ++steps)
            rest.remove_prefix(decoder.next(rest).consumed);
        EXPECT_LE(steps, 3U);
        LineCheck check;
        check.take(flood);
    }
}

}  // namespace
}  // namespace milpa::mail::smtp
