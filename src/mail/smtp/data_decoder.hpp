// SPDX-License-Identifier: AGPL-3.0-or-later
// The content of a message on its way: DATA with its dots (RFC 5321 4.5.2), BDAT without (RFC 3030), both
// with nothing but CRLF as a line end. Pure, streaming, nothing is copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace milpa::mail::smtp {

/// Watches that CR and LF only ever come as CRLF.
class LineCheck {
public:
    void take(std::string_view octets);
    /// A bare CR or LF was seen; a CR at the very end counts once `at_line_start` is asked for.
    bool violated() const { return violated_; }
    bool at_line_start() const { return last_ == Last::line_start; }
    bool after_cr() const { return last_ == Last::cr; }

private:
    enum class Last : std::uint8_t { line_start, text, cr };
    Last last_ = Last::line_start;
    bool violated_ = false;
};

/// What follows DATA, up to CRLF.CRLF and not an octet further.
///
///            other             CR            LF
///   text ----------> text   ------> cr   --------> line_start
///   line_start --"."--> dot --CR--> dot_cr --LF--> the end
///   dot: any other octet: the dot was stuffed, it is dropped and the octet belongs to the message.
/// A CR without LF or an LF without CR, in whatever state, is a violation: the content is worthless from
/// there on (nothing more is given out), but only the true end ends it. So no reading of a bare line end as
/// a line end, by us or whoever sent this, makes a command out of what was content.
class DataDecoder {
public:
    struct Step {
        std::size_t consumed = 0;  ///< octets of the input that are dealt with
        std::string_view octets;   ///< of the message: a part of the input, perhaps empty
        bool ended = false;        ///< the octets after `consumed` are the next command
    };
    /// Requires that the end was not reached. Consumes at least one octet of an input that is not empty.
    Step next(std::string_view input);
    bool violated() const { return violated_; }

private:
    enum class State : std::uint8_t { line_start, text, cr, dot, dot_cr, ended };
    State state_ = State::line_start;
    bool violated_ = false;
};

/// The opposite, for the client: appends `octets`, dots doubled at the start of lines, to `to`. The octets
/// may be cut anywhere; the message has only CRLF line ends.
class DotStuffer {
public:
    void append(std::string& to, std::string_view octets);
    /// CRLF if the message did not end with one, and the dot.
    void finish(std::string& to);

private:
    enum class State : std::uint8_t { line_start, text, cr };
    State state_ = State::line_start;
};

}  // namespace milpa::mail::smtp
