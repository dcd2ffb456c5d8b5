// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/command_reader.hpp"

#include <algorithm>

#include "base/ensure.hpp"
#include "mail/imap/grammar.hpp"
#include "mail/imap/text.hpp"

namespace milpa::mail::imap {

namespace {

/// Octets kept of a line that is passed over: "~{9223372036854775807+}" CR has 24.
constexpr std::size_t announcement_bytes_max = 32;
/// Octets behind APPEND's message: at most ")" CR, but a client that wants a second message deserves a clear
/// answer.
constexpr std::size_t tail_bytes_max = 256;
/// Largest number that an announcement may hold: RFC 9051 9, number64.
constexpr std::uint64_t largest_literal = 0x7fff'ffff'ffff'ffff;

/// The octets of a literal are counted apart from the line's.
std::size_t part_of(std::uint64_t left, std::string_view input) {
    return static_cast<std::size_t>(std::min<std::uint64_t>(left, input.size()));
}

}  // namespace

CommandReader::Step CommandReader::feed(std::string_view input) {
    Step step{Kind::more, 0, {}};
    while (step.kind == Kind::more && step.used < input.size()) {
        step.used += run(input.substr(step.used), step);
    }
    return step;
}

std::size_t CommandReader::run(std::string_view input, Step& step) {
    switch (state_) {
        case State::line: return read_line(input, step);
        case State::literal: return read_literal(input);
        case State::append_data: return read_append(input, step);
        case State::append_tail: return read_tail(input, step);
        case State::skip_line: return skip_line(input, step);
        case State::skip_literal: {
            std::size_t skipped = part_of(left_, input);
            left_ -= skipped;
            if (left_ == 0) state_ = State::skip_line;
            return skipped;
        }
        case State::append_wait:
        case State::ended: break;
    }
    ensure(false);
    return 0;
}

std::size_t CommandReader::read_line(std::string_view input, Step& step) {
    std::size_t end = input.find('\n');
    std::string_view piece = input.substr(0, end);
    if (text_.size() - literal_bytes_ + piece.size() > limits_.line_bytes) {
        std::string begun = last_of_line();
        // The tag is wanted for the answer. So many octets are there however they came in pieces.
        std::size_t start = std::min(limits_.line_bytes, tag_bytes_max + 1);
        text_.append(piece.substr(0, start));
        text_.resize(std::min(text_.size(), start));
        bool has_tag = !std::exchange(awaits_line_, false) && text_.find(' ') != std::string::npos;
        if (!has_tag) text_.clear();
        refuse("", "the line is too long", Refusal::Kind::bad, step);
        skip_rest(std::move(begun));
        return 0;
    }
    text_.append(piece);
    if (end == std::string_view::npos) return piece.size();
    // A bare LF ends a line as well: nothing stands behind us that could understand it otherwise.
    if (text_.size() > line_begin_ && text_.back() == '\r') text_.pop_back();
    end_of_line(step);
    return piece.size() + 1;
}

void CommandReader::end_of_line(Step& step) {
    if (awaits_line_) {
        awaits_line_ = false;
        step.kind = Kind::line;
        return;
    }
    Announcement literal = announced();
    if (!literal.is_valid) {
        step.kind = Kind::command;
        return;
    }
    if (is_message_of_append(literal)) return begin_append(literal, step);
    if (literal.octets > limits_.literal_bytes - std::min(literal_bytes_, limits_.literal_bytes)) {
        refuse("TOOBIG", "the literals of this command are too long", Refusal::Kind::bad, step);
        reset();
        return pass_over(literal, step);
    }
    text_ += "\r\n";
    left_ = literal.octets;
    state_ = left_ == 0 ? State::line : State::literal;
    line_begin_ = text_.size() + literal.octets;
    literal_bytes_ += literal.octets;
    if (literal.waits) step.kind = Kind::continuation;
}

std::size_t CommandReader::read_literal(std::string_view input) {
    std::size_t taken = part_of(left_, input);
    text_.append(input.substr(0, taken));
    left_ -= taken;
    if (left_ == 0) state_ = State::line;
    return taken;
}

CommandReader::Announcement CommandReader::announced() const {
    Announcement found;
    std::string_view line = std::string_view(text_).substr(std::min(line_begin_, text_.size()));
    if (!line.ends_with('}')) return found;
    line.remove_suffix(1);
    found.waits = !line.ends_with('+');
    if (!found.waits) line.remove_suffix(1);
    std::size_t open = line.rfind('{');
    if (open == std::string_view::npos || open + 1 == line.size()) return found;
    for (char c : line.substr(open + 1)) {
        if (!is_digit(c)) return found;
        auto digit = static_cast<std::uint64_t>(c - '0');
        // What is too large stays too large: the announcement counts, and is refused.
        found.octets =
            found.octets > (largest_literal - digit) / 10 ? largest_literal : found.octets * 10 + digit;
    }
    found.begin = text_.size() - (line.size() - open) - (found.waits ? 1 : 2);
    if (open > 0 && line[open - 1] == '~') --found.begin;
    found.is_valid = true;
    return found;
}

/// The first argument of APPEND is its mailbox, and may be a literal like any other; the next literal is the
/// message.
bool CommandReader::is_message_of_append(const Announcement& announcement) const {
    std::string_view before = std::string_view(text_).substr(0, announcement.begin);
    std::size_t tag = before.find(' ');
    if (tag == std::string_view::npos) return false;
    std::string_view verb = before.substr(tag + 1);
    constexpr std::string_view append = "APPEND ";
    return verb.size() > append.size() && same_ignoring_case(verb.substr(0, append.size()), append);
}

void CommandReader::begin_append(const Announcement& announcement, Step& step) {
    append_waits_ = announcement.waits;
    append_in_parentheses_ = text_[announcement.begin - 1] == '(';
    left_ = announcement.octets;
    text_ += "\r\n";
    state_ = State::append_wait;
    step.kind = Kind::append;
}

void CommandReader::accept_append() {
    ensure(state_ == State::append_wait && text_.empty());
    state_ = left_ == 0 ? State::append_tail : State::append_data;
}

bool CommandReader::refuse_append() {
    ensure(state_ == State::append_wait && text_.empty());
    std::uint64_t octets = std::exchange(left_, 0);
    state_ = State::line;
    if (append_waits_) return true;
    left_ = octets;
    state_ = octets > skip_bytes_max ? State::ended : octets == 0 ? State::skip_line : State::skip_literal;
    return state_ != State::ended;
}

std::size_t CommandReader::read_append(std::string_view input, Step& step) {
    std::size_t given = part_of(left_, input);
    left_ -= given;
    if (left_ == 0) state_ = State::append_tail;
    step.kind = Kind::append_data;
    step.data = input.substr(0, given);
    return given;
}

std::size_t CommandReader::read_tail(std::string_view input, Step& step) {
    std::size_t end = input.find('\n');
    std::string_view piece = input.substr(0, end);
    if (text_.size() + piece.size() > tail_bytes_max) {
        refuse("", "APPEND takes one message", Refusal::Kind::bad, step);
        skip_rest(last_of_line());
        return 0;
    }
    text_.append(piece);
    if (end == std::string_view::npos) return piece.size();
    if (text_.ends_with('\r')) text_.pop_back();
    end_of_tail(step);
    return piece.size() + 1;
}

void CommandReader::end_of_tail(Step& step) {
    if (text_ == (append_in_parentheses_ ? ")" : "")) {
        step.kind = Kind::append_end;
        return reset();
    }
    // A second message (RFC 3502 MULTIAPPEND, which we do not offer) or anything else.
    Announcement literal = announced();
    refuse("", "APPEND takes one message", Refusal::Kind::bad, step);
    reset();
    pass_over(literal, step);
}

/// What is passed over may end in an announcement of which the first octets are here already.
std::string CommandReader::last_of_line() const {
    std::string_view line = std::string_view(text_).substr(std::min(line_begin_, text_.size()));
    return std::string(line.substr(line.size() - std::min(line.size(), announcement_bytes_max)));
}

void CommandReader::skip_rest(std::string begun) {
    reset();
    text_ = std::move(begun);
    state_ = State::skip_line;
}

std::size_t CommandReader::skip_line(std::string_view input, Step& step) {
    std::size_t end = input.find('\n');
    std::string_view piece = input.substr(0, end);
    text_.append(piece.substr(piece.size() - std::min(piece.size(), announcement_bytes_max)));
    if (text_.size() > announcement_bytes_max) text_.erase(0, text_.size() - announcement_bytes_max);
    if (end == std::string_view::npos) return piece.size();
    if (text_.ends_with('\r')) text_.pop_back();
    Announcement literal = announced();
    reset();
    pass_over(literal, step);
    return piece.size() + 1;
}

void CommandReader::pass_over(const Announcement& announcement, Step& step) {
    // A client that waits for leave gets a refusal in its place, and begins a new command.
    if (!announcement.is_valid || announcement.waits) return;
    if (announcement.octets > skip_bytes_max) {
        refuse("TOOBIG", "the literal is too long", Refusal::Kind::bye, step);
        state_ = State::ended;
        return;
    }
    left_ = announcement.octets;
    state_ = left_ == 0 ? State::skip_line : State::skip_literal;
}

void CommandReader::refuse(std::string_view code, std::string_view text, Refusal::Kind kind, Step& step) {
    // The tag of APPEND is gone with its first line: who took that knows it.
    bool has_tag = kind != Refusal::Kind::bye && state_ == State::line;
    refusal_ = Refusal{has_tag ? std::string(tag_of(text_)) : std::string(), kind, code, std::string(text)};
    step.kind = Kind::refused;
}

void CommandReader::reset() {
    std::string().swap(text_);
    line_begin_ = literal_bytes_ = 0;
    left_ = 0;
    state_ = State::line;
}

std::string CommandReader::take() {
    std::string taken = std::move(text_);
    std::string().swap(text_);
    line_begin_ = literal_bytes_ = 0;
    return taken;
}

Refusal CommandReader::take_refusal() { return std::exchange(refusal_, {}); }

}  // namespace milpa::mail::imap
