// SPDX-License-Identifier: AGPL-3.0-or-later
// Counters and one-line events on stderr. Nothing that a peer or a member wrote can come in: an event has a
// name from the source code, an error kind and numbers, and that is all. There is no way to hand it a string.
// Counters and the line limiter are the process's, the one shared state of the house: a log that had to be
// passed to every function would be passed to none. All functions are thread-safe.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace milpa::log {

/// A name from the source code: lower-case words, digits, dots and underscores ("smtp.refused"). It cannot be
/// made from anything but a literal: a wrong name or a run-time string does not compile.
class Name {
public:
    template <std::size_t N>
    // NOLINTNEXTLINE(google-explicit-constructor): event("smtp.refused") is the point.
    consteval Name(const char (&literal)[N]) : text_(literal, N - 1) {
        if (text_.empty()) throw "an event has a name";
        for (const char c : text_) {
            const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
            if (!fits) throw "an event's name is of lower-case letters, digits, dots and underscores";
        }
    }
    constexpr std::string_view text() const { return text_; }

private:
    std::string_view text_;
};

/// A number with its name: {"bytes", size}, {"session", random_number}.
struct Number {
    template <std::integral T>
    constexpr Number(Name named, T number) : name(named), value(static_cast<std::int64_t>(number)) {}
    Name name;
    std::int64_t value;
};

/// At most so many lines a name and window; the rest is counted, and told with the next line as `dropped=`.
constexpr int lines_per_window = 10;
constexpr std::chrono::seconds window{10};

/// Counts the event and writes a line: `smtp.refused kind=limit bytes=12`.
void event(Name name, std::initializer_list<Number> numbers = {});
void event(Name name, ErrorKind kind, std::initializer_list<Number> numbers = {});

/// Counts only: for what happens all the time.
void count(Name name, std::int64_t by = 1);

/// All counters so far, by name; an event with a kind counts as "name" and as "name.kind".
std::map<std::string, std::int64_t> counters();

/// Lines go to this descriptor from now on (2 at the start; -1: nowhere).
void write_to(int descriptor);

}  // namespace milpa::log
