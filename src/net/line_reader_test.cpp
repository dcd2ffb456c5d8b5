// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/line_reader.hpp"

#include <gtest/gtest.h>

#include "net/run_now.hpp"
#include "net/scripted_wire.hpp"

namespace milpa::net {
namespace {

/// All lines, as "text" + "$" (CRLF) or "^" (bare LF), "!" after it for a bare CR; "limit" for one too long.
Task<std::string> all_lines(Lent<Wire> wire, std::size_t bytes_max) {
    LineReader reader(wire);
    std::string seen;
    while (true) {
        const auto line = co_await reader.read_line(bytes_max);
        if (!line && line.error().kind == ErrorKind::limit) {
            seen += "limit|";
            continue;
        }
        if (!line) co_return seen + std::string(to_text(line.error().kind));
        seen += line->text;
        seen += line->end == LineEnd::crlf ? "$" : "^";
        if (line->has_bare_cr) seen += "!";
        EXPECT_EQ(line->is_strict(), line->end == LineEnd::crlf && !line->has_bare_cr);
        seen += "|";
    }
}

const struct {
    std::string said;
    std::string seen;
} lines[] = {
    {"a\r\nb\r\n", "a$|b$|closed"},
    {"\r\n", "$|closed"},
    {"\n", "^|closed"},
    {"a\nb\r\n", "a^|b$|closed"},
    {"a\rb\r\n", "a\rb$!|closed"},
    {"a\r\r\n", "a\r$!|closed"},
    {"\r", "closed"},
    {"\r\n.\n\r\n", "$|.^|$|closed"},
    {"halfway", "closed"},
    {"12345678\r\nnext\r\n", "12345678$|next$|closed"},
    {"123456789\r\nnext\r\n", "limit|next$|closed"},
    {"12345678\nnext\r\n", "12345678^|next$|closed"},
    {"12345678\r12345678\r\nnext\r\n", "limit|next$|closed"},
    {std::string(9000, 'x') + "\r\nnext\r\n", "limit|next$|closed"},
    {std::string(9000, 'x'), "limit|closed"},
};

TEST(LineReaderTest, GivesTheSameLinesHoweverTheyCome) {
    for (const auto& row : lines) {
        for (const std::size_t piece : {std::size_t(1), std::size_t(2), std::size_t(7), row.said.size()}) {
            ScriptedWire wire;
            for (std::size_t at = 0; at < row.said.size(); at += piece) wire.says(row.said.substr(at, piece));
            EXPECT_EQ(run_now(all_lines(&wire, 8)), row.seen) << piece << " of " << row.said;
        }
    }
}

TEST(LineReaderTest, LinesLongerThanTheBufferFit) {
    const std::string text(3 * LineReader::buffer_bytes, 'y');
    ScriptedWire wire;
    wire.says("short\r\n" + text + "\r\nend\r\n");
    EXPECT_EQ(run_now(all_lines(&wire, text.size())), "short$|" + text + "$|end$|closed");
}

TEST(LineReaderTest, MixesLinesWithCountedBytes) {
    const std::string large(10000, 'L');
    ScriptedWire wire;
    wire.says("one\r\n1234").says("5two\r\n" + large).says("tail\r\n");
    run_now([](Lent<Wire> from, std::size_t size) -> Task<> {
        LineReader reader(from);
        EXPECT_EQ((co_await reader.read_line(10))->text, "one");
        EXPECT_EQ(reader.buffered(), 4U);
        char five[5];
        EXPECT_TRUE((co_await reader.read_exactly(five)).has_value());
        EXPECT_EQ(std::string_view(five, 5), "12345");
        EXPECT_EQ((co_await reader.read_line(10))->text, "two");
        std::string got(size, '\0');
        EXPECT_TRUE((co_await reader.read_exactly(got)).has_value());
        EXPECT_EQ(got, std::string(size, 'L'));
        EXPECT_EQ(*co_await reader.read_some(2), "ta");
        EXPECT_EQ((co_await reader.read_line(10))->text, "il");
        EXPECT_EQ(reader.buffered(), 0U);
        EXPECT_EQ((co_await reader.read_exactly(five)).error().kind, ErrorKind::closed);
    }(&wire, large.size()));
}

TEST(LineReaderTest, ANudgeLosesNoByteAndNoNudgeIsLost) {
    ScriptedWire wire;
    wire.says("hal")
        .then([&wire] { wire.nudge(); })
        .says("f\r\nfull\r\n")
        .then([&wire] { wire.nudge(); })
        .says("x\r\n");
    run_now([](Lent<Wire> from) -> Task<> {
        LineReader reader(from);
        EXPECT_FALSE((co_await reader.read_line_or_nudge(10))->has_value());
        EXPECT_EQ((**co_await reader.read_line_or_nudge(10)).text, "half");
        EXPECT_EQ((co_await reader.read_line(10))->text, "full");
        // Who waits for a line only leaves the nudge for the next one.
        EXPECT_EQ((co_await reader.read_line(10))->text, "x");
        EXPECT_FALSE((co_await reader.read_line_or_nudge(10))->has_value());
    }(&wire));
}

TEST(LineReaderTest, EveryStepMayFail) {
    const auto run = [](std::size_t step, ErrorKind kind) {
        ScriptedWire wire;
        wire.says("a\r").says("\nb\r\n").fails_at(step, kind);
        return run_now(all_lines(&wire, 8));
    };
    EXPECT_EQ(run(0, ErrorKind::io), "io");
    EXPECT_EQ(run(1, ErrorKind::timeout), "timeout");
    EXPECT_EQ(run(2, ErrorKind::closed), "closed");
    EXPECT_EQ(run(3, ErrorKind::io), "io");
    EXPECT_EQ(run(4, ErrorKind::io), "a$|b$|io");
    EXPECT_EQ(run(99, ErrorKind::io), "a$|b$|closed");
}

TEST(ScriptedWireTest, KeepsATranscriptAndBreaksWhereItIsTold) {
    const auto run = [](std::size_t step, ErrorKind kind, std::string& transcript) {
        ScriptedWire wire;
        wire.says("hello\r\n").falls_silent().says("again\r\n").fails_at(step, kind);
        const auto result = run_now([](Lent<Wire> to) -> Task<Result<void>> {
            CO_CHECK(co_await to->write("220 hi\r\n"));
            char buffer[100];
            CO_CHECK(co_await to->read_some(buffer));
            const auto silent = co_await to->read_some(buffer);
            if (!silent && silent.error().kind == ErrorKind::timeout)
                CO_CHECK(co_await to->write("421 bye\r\n"));
            co_return co_await to->shutdown();
        }(&wire));
        transcript = wire.transcript();
        EXPECT_EQ(wire.is_closed(), result.has_value() || step == 4);
        return result;
    };
    std::string transcript;
    EXPECT_TRUE(run(99, ErrorKind::io, transcript).has_value());
    EXPECT_EQ(transcript, "< 220 hi\n> hello\n< 421 bye\n");
    EXPECT_EQ(run(1, ErrorKind::closed, transcript).error().kind, ErrorKind::closed);
    EXPECT_EQ(transcript, "< 220 hi\n");
    EXPECT_FALSE(run(3, ErrorKind::io, transcript).has_value());
    // After a timeout the session may still speak.
    EXPECT_TRUE(run(2, ErrorKind::timeout, transcript).has_value());
    EXPECT_EQ(transcript, "< 220 hi\n> hello\n< 421 bye\n");
}

}  // namespace
}  // namespace milpa::net
