// SPDX-License-Identifier: AGPL-3.0-or-later
// What the founding server, which is shut in (sandbox.hpp), asks of the process that waits for it, which is
// not: lines over two pipes. The one that waits believes no more of it than it must: a line that is none of
// these is the end.
//
//     cannot KIND DETAIL            it does not serve, and why; the last line
//     settle DIRECTORY<TAB>CONTACT  what was founded is there for good, with these settings
//     -> ok                         so it is
//     -> no                         it is not: nothing has changed but settings perhaps, and it may be asked
//     again
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "jmap/founding/answers.hpp"

namespace milpa::server::founding {

/// A URL, an address and the words around them.
inline constexpr std::size_t order_octets_max = 4'096;

inline constexpr std::string_view yes = "ok", no = "no";

/// An end of the two pipes. One call at a time.
class Line {
public:
    Line(int from, int to) : from_(from), to_(to) {}
    Line(Line&& other) noexcept
        : from_(std::exchange(other.from_, -1)),
          to_(std::exchange(other.to_, -1)),
          heard_(std::move(other.heard_)) {}
    Line& operator=(Line&&) = delete;
    ~Line();

    /// Fails with `closed` where nobody hears it any more, `limit` where it is too long.
    Result<void> say(std::string_view line);
    /// A line, without its end. Blocks for `within` at most: `timeout`. Fails with `closed`, `limit`.
    Result<std::string> hear(std::chrono::milliseconds within);
    /// To be waited for.
    int descriptor() const { return from_; }

private:
    int from_;
    int to_;
    std::string heard_;
};

/// Two ends that hear each other. Fails with `io`.
Result<std::pair<Line, Line>> make_line();

std::string cannot_order(const Error& error);
std::string settle_order(const jmap::FoundingAnswers::Certificates& certificates);
/// Nothing for a line that is no such order.
std::optional<Error> read_cannot(std::string_view line);
std::optional<jmap::FoundingAnswers::Certificates> read_settle(std::string_view line);

}  // namespace milpa::server::founding
