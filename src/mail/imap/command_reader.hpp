// SPDX-License-Identifier: AGPL-3.0-or-later
// Bytes -> whole commands, as they arrive: lines, and literals of both sorts. RFC 9051 4.3, RFC 7888.
//
//   line --"{n}"--> literal --> line ...          a command's own literals are collected
//   line --"{n}" of APPEND's message--> append_wait --accept_append--> append_data --> append_tail --> line
//                                                   --refuse_append--> skip_literal --> skip_line --> line
//   line --too much--> skip_line --"{n+}"--> skip_literal --> skip_line --> line
//
// Invariants: the result does not depend on how the bytes were split; what is held is at most the limits, and
// nothing between commands (a reader is then of sizeof(CommandReader) alone); APPEND's message is never held:
// it is lent to the caller piece by piece; after a refusal the next command is found again, whatever the
// client sends.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mail/imap/request.hpp"

namespace milpa::mail::imap {

/// Pure: knows no wire and no state of the session. Not thread-safe.
class CommandReader {
public:
    struct Limits {
        std::size_t line_bytes;     ///< of one command without its literals, and of one awaited line
        std::size_t literal_bytes;  ///< of all literals of one command together, APPEND's message aside
    };
    /// Strangers get little memory: enough for a user, a password and a SASL response.
    static constexpr Limits before_login{8 * 1024, 4 * 1024};
    /// RFC 7162 4 asks for lines of 8,192 octets at least; long lists of UIDs and texts to search for need
    /// more.
    static constexpr Limits after_login{64 * 1024, 64 * 1024};
    /// Octets of a refused literal that was not waited for: read and dropped up to here, else the connection
    /// ends.
    static constexpr std::uint64_t skip_bytes_max = 64 * 1024 * 1024;

    enum class Kind : unsigned char {
        more,          ///< all is used up: read on
        continuation,  ///< tell the client to send its literal ("+ "), then feed on
        command,       ///< take(), parse() and run it
        append,  ///< take() and parse() the APPEND, then accept_append() or refuse_append() before feeding on
        append_data,  ///< `data` are the message's next octets; valid as long as what was fed
        append_end,   ///< the message is whole and the command ended properly
        line,         ///< take() the line that was awaited, without its end
        refused,  ///< take_refusal() and send it; feed on unless it is a `bye`. Drop a message that was begun
    };
    struct Step {
        Kind kind;
        std::size_t used;  ///< so many octets of the input are done with; feed the rest again
        std::string_view data;
    };

    explicit CommandReader(Limits limits = before_login) : limits_(limits) {}

    /// Requires that a step of `append` was decided upon, and that no `bye` was given.
    Step feed(std::string_view input);

    std::string take();
    Refusal take_refusal();

    /// After `append`: whether the client waits for "+ " before it sends the message.
    bool append_waits() const { return append_waits_; }
    void accept_append();
    /// The message will not be wanted: it is passed over (or never comes, if the client waits for leave to
    /// send it). False if it is so large that the connection had better end.
    bool refuse_append();

    /// The next line is no command but an answer (AUTHENTICATE, IDLE): given as `line`, once. If it is too
    /// long it is `refused` without a tag: the command that awaits it fails with that.
    void await_line() { awaits_line_ = true; }
    /// From the next command on.
    void set_limits(Limits limits) { limits_ = limits; }

private:
    enum class State : unsigned char {
        line,
        literal,
        append_wait,
        append_data,
        append_tail,
        skip_line,
        skip_literal,
        ended,
    };
    struct Announcement {
        std::uint64_t octets = 0;
        std::size_t begin = 0;  ///< where it stands in the text
        bool waits = true;      ///< a synchronising literal
        bool is_valid = false;
    };

    std::size_t run(std::string_view input, Step& step);
    std::size_t read_line(std::string_view input, Step& step);
    std::size_t read_literal(std::string_view input);
    std::size_t read_append(std::string_view input, Step& step);
    std::size_t read_tail(std::string_view input, Step& step);
    std::size_t skip_line(std::string_view input, Step& step);
    void end_of_line(Step& step);
    void end_of_tail(Step& step);
    void begin_append(const Announcement& announcement, Step& step);
    void refuse(std::string_view code, std::string_view text, Refusal::Kind kind, Step& step);
    /// After a refusal, with the literal that the ended line announced (if it did).
    void pass_over(const Announcement& announcement, Step& step);
    std::string last_of_line() const;
    void skip_rest(std::string begun);
    void reset();
    Announcement announced() const;
    bool is_message_of_append(const Announcement& announcement) const;

    Limits limits_;
    State state_ = State::line;
    bool awaits_line_ = false;
    bool append_waits_ = false;
    bool append_in_parentheses_ = false;  // RFC 6855 4: UTF8 (~{...})
    std::string text_;                    // the command so far; in skip_line the last octets of the line
    std::size_t line_begin_ = 0;          // where in text_ the line begins that follows the last literal
    std::size_t literal_bytes_ = 0;       // octets of text_ that are of literals
    std::uint64_t left_ = 0;              // octets of a literal that are still to come
    Refusal refusal_;
};

}  // namespace milpa::mail::imap
