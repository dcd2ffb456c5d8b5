// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/command_reader.hpp"

#include <gtest/gtest.h>

namespace milpa::mail::imap {
namespace {

using Kind = CommandReader::Kind;
enum class Decision { accept, refuse };

/// Feeds `input` in pieces of `size` octets and tells what was said, one word an event.
std::string told(CommandReader& reader, std::string_view input, std::size_t size,
                 Decision decision = Decision::accept) {
    std::string events;
    auto say = [&](std::string_view what) { events += (events.empty() ? "" : " | ") + std::string(what); };
    bool in_data = false;
    for (std::size_t at = 0; at < input.size();) {
        std::string_view piece = input.substr(at, size);
        auto step = reader.feed(piece);
        at += step.used;
        if (step.kind != Kind::append_data) in_data = false;
        switch (step.kind) {
            case Kind::more: break;
            case Kind::continuation: say("+"); break;
            case Kind::command: say("C:" + reader.take()); break;
            case Kind::line: say("L:" + reader.take()); break;
            case Kind::append_end: say("end"); break;
            case Kind::append_data:
                if (!in_data) say("D:");
                in_data = true;
                events += step.data;
                break;
            case Kind::append:
                say((reader.append_waits() ? "A:" : "A+:") + reader.take());
                if (decision == Decision::accept) {
                    reader.accept_append();
                } else if (!reader.refuse_append()) {
                    say("close");
                    return events;
                }
                break;
            case Kind::refused: {
                Refusal refusal = reader.take_refusal();
                say("R:" + refusal.tag + (refusal.code.empty() ? "" : ":" + std::string(refusal.code)));
                if (refusal.kind == Refusal::Kind::bye) {
                    say("close");
                    return events;
                }
                break;
            }
        }
    }
    return events;
}

struct Row {
    std::string input, events;
    Decision decision = Decision::accept;
};

constexpr CommandReader::Limits small{40, 20};

TEST(CommandReader, FindsCommandsHoweverTheyAreSplit) {
    const std::string long_line(50, 'x');
    const Row rows[] = {
        {"a NOOP\r\n", "C:a NOOP"},
        {"a NOOP\n", "C:a NOOP"},
        {"\r\n", "C:"},
        {"a NOOP\r\nb NOOP\r\n", "C:a NOOP | C:b NOOP"},
        {"a NO\rOP\r\n", "C:a NO\rOP"},
        {"a LOGIN {3}\r\nfoo {3}\r\nbar\r\n", "+ | + | C:a LOGIN {3}\r\nfoo {3}\r\nbar"},
        {"a LOGIN {3+}\r\nfoo {3+}\r\nb\r\n\r\n", "C:a LOGIN {3+}\r\nfoo {3+}\r\nb\r\n"},
        {"a X {0}\r\n\r\nb Y\r\n", "+ | C:a X {0}\r\n | C:b Y"},
        {"a X {0+}\r\n{0+}\r\n\r\n", "C:a X {0+}\r\n{0+}\r\n"},
        {"a X {3+}\r\n{9}\r\nb Y\r\n",
         "C:a X {3+}\r\n{9} | C:b Y"},  // a literal that looks like an announcement
        {"a X {3}\r\n}{}{1}\r\nb\r\n", "+ | + | C:a X {3}\r\n}{}{1}\r\nb"},
        {"a X {x}\r\n", "C:a X {x}"},
        {"a X {}\r\n", "C:a X {}"},
        {"a X 5}\r\n", "C:a X 5}"},
        {"a X {5} \r\n", "C:a X {5} "},
        // too long: refused once, and the next command is found
        {long_line + "\r\nb NOOP\r\n", "R: | C:b NOOP"},
        {"a " + long_line + "\r\nb NOOP\r\n", "R:a | C:b NOOP"},
        {"a " + long_line + "{3}\r\nb NOOP\r\n", "R:a | C:b NOOP"},
        {"a " + long_line + "{6+}\r\nx NOOP {5+}\r\n12345\r\nb NOOP\r\n", "R:a | C:b NOOP"},
        {"a " + long_line + "{0+}\r\n\r\nb NOOP\r\n", "R:a | C:b NOOP"},
        {"a " + std::string(36, 'x') + "{6+}\r\nx NOOP\r\nb NOOP\r\n",
         "R:a | C:b NOOP"},  // too long within the braces
        {"a X {21}\r\nb NOOP\r\n", "R:a:TOOBIG | C:b NOOP"},
        {"a X {21+}\r\n123456789012345678901 x\r\nb NOOP\r\n", "R:a:TOOBIG | C:b NOOP"},
        {"a X {15+}\r\n123456789012345 {6+}\r\n123456\r\nb NOOP\r\n", "R:a:TOOBIG | C:b NOOP"},
        {"a X {99999999999999999999999}\r\nb NOOP\r\n", "R:a:TOOBIG | C:b NOOP"},
        {"a X {9999999999+}\r\n", "R::TOOBIG | close"},
        // APPEND: the message streams
        {"a APPEND x {5}\r\nhello\r\nb NOOP\r\n", "A:a APPEND x {5}\r\n | D:hello | end | C:b NOOP"},
        {"a append x (\\Seen) {5+}\r\na\r\nb\0\r\n", "A+:a append x (\\Seen) {5+}\r\n | D:a\r\nb"},
        {"a APPEND {1}\r\nx {5}\r\nhello\r\n", "+ | A:a APPEND {1}\r\nx {5}\r\n | D:hello | end"},
        {"a APPEND x {0}\r\n\r\n", "A:a APPEND x {0}\r\n | end"},
        {"a APPEND x UTF8 (~{3}\r\nabc)\r\n", "A:a APPEND x UTF8 (~{3}\r\n | D:abc | end"},
        {"a APPEND x UTF8 (~{3}\r\nabc\r\nb NOOP\r\n", "A:a APPEND x UTF8 (~{3}\r\n | D:abc | R: | C:b NOOP"},
        {"a APPEND x {3}\r\nabc {3}\r\nb NOOP\r\n", "A:a APPEND x {3}\r\n | D:abc | R: | C:b NOOP"},
        {"a APPEND x {3}\r\nabc {3+}\r\ndef\r\nb NOOP\r\n", "A:a APPEND x {3}\r\n | D:abc | R: | C:b NOOP"},
        {"a APPEND x {3}\r\nabc" + std::string(300, 'y') + "\r\nb NOOP\r\n",
         "A:a APPEND x {3}\r\n | D:abc | R: | C:b NOOP"},
        {"a APPEND x {5}\r\nb NOOP\r\n", "A:a APPEND x {5}\r\n | C:b NOOP", Decision::refuse},
        {"a APPEND x {5+}\r\nhello\r\nb NOOP\r\n", "A+:a APPEND x {5+}\r\n | C:b NOOP", Decision::refuse},
        {"a APPEND x {0+}\r\n\r\nb NOOP\r\n", "A+:a APPEND x {0+}\r\n | C:b NOOP", Decision::refuse},
        {"a APPEND x {5+}\r\nhello {2+}\r\nxx\r\nb NOOP\r\n", "A+:a APPEND x {5+}\r\n | C:b NOOP",
         Decision::refuse},
        {"a APPEND x {9999999999+}\r\n", "A+:a APPEND x {9999999999+}\r\n | close", Decision::refuse},
    };
    for (const Row& row : rows) {
        std::string_view input = row.input;
        for (std::size_t size = 1; size <= input.size(); ++size) {
            CommandReader reader(small);
            ASSERT_EQ(told(reader, input, size, row.decision), row.events) << input << " by " << size;
        }
    }
}

TEST(CommandReader, GivesAwaitedLinesAsTheyAre) {
    for (std::size_t size : {1U, 3U, 100U}) {
        CommandReader reader(small);
        reader.await_line();
        EXPECT_EQ(told(reader, "DONE {5}\r\n", size), "L:DONE {5}");
        EXPECT_EQ(told(reader, "a X {1+}\r\nb\r\n", size), "C:a X {1+}\r\nb");
        reader.await_line();
        EXPECT_EQ(told(reader, std::string(41, 'x') + "\r\na NOOP\r\n", size), "R: | C:a NOOP");
    }
}

TEST(CommandReader, HoldsNothingBetweenCommands) {
    static_assert(sizeof(CommandReader) <= 256);
    CommandReader reader(CommandReader::after_login);
    std::string command = "a X " + std::string(60'000, 'x') + "\r\n";
    auto step = reader.feed(command);
    EXPECT_EQ(step.kind, Kind::command);
    EXPECT_EQ(reader.take().size(), command.size() - 2);
    EXPECT_EQ(reader.take().capacity(), std::string().capacity());
}

}  // namespace
}  // namespace milpa::mail::imap
