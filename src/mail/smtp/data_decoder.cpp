// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/data_decoder.hpp"

#include <cstring>

#include "base/ensure.hpp"

namespace milpa::mail::smtp {

namespace {

const char* find(const char* from, const char* end, char what) {
    return static_cast<const char*>(std::memchr(from, what, static_cast<std::size_t>(end - from)));
}

/// The first CR or LF, or the end. The LF is looked for first, which bounds the search for a CR to this line.
/// To be called only until a violation, so that each octet is looked at twice at most: a CR that is not the
/// one before that LF is one.
const char* find_line_end(const char* from, const char* end) {
    const char* lf = find(from, end, '\n');
    const char* until = lf == nullptr ? end : lf;
    const char* cr = until == from ? nullptr : find(from, until, '\r');
    return cr == nullptr ? until : cr;
}

}  // namespace

void LineCheck::take(std::string_view octets) {
    const char* at = octets.data();
    const char* const end = at + octets.size();
    while (at != end && !violated_) {
        if (last_ == Last::cr) {
            violated_ = *at != '\n';
            last_ = Last::line_start;
            ++at;
            continue;
        }
        const char* const line_end = find_line_end(at, end);
        if (line_end != at) last_ = Last::text;
        if (line_end == end) return;
        if (*line_end == '\n') violated_ = true;
        last_ = Last::cr;
        at = line_end + 1;
    }
}

DataDecoder::Step DataDecoder::next(std::string_view input) {
    ensure(state_ != State::ended);
    const char* at = input.data();
    const char* const end = at + input.size();
    const char* from = at;  // what is given out begins here
    const auto step = [&](const char* until, bool ended) {
        const auto size = violated_ ? 0 : static_cast<std::size_t>(until - from);
        return Step{static_cast<std::size_t>(at - input.data()), {from, size}, ended};
    };
    while (at != end) {
        switch (state_) {
            case State::line_start:
                if (*at == '.') {
                    // The dot is left out, so what was before it goes out alone.
                    const char* const dot = at++;
                    state_ = State::dot;
                    if (dot != from) return step(dot, false);
                    from = at;
                    break;
                }
                state_ = State::text;
                [[fallthrough]];
            case State::text:
                if (violated_) {
                    const char* const cr = find(at, end, '\r');
                    at = cr == nullptr ? end : cr;
                } else {
                    at = find_line_end(at, end);
                }
                if (at == end) break;
                if (*at == '\n') violated_ = true;  // and what follows is not the start of a line
                if (*at == '\r') state_ = State::cr;
                ++at;
                break;
            case State::cr:
                if (*at == '\n') {
                    state_ = State::line_start;
                    ++at;
                } else {
                    violated_ = true;
                    state_ = State::text;  // looks at this octet again: it may be another CR
                }
                break;
            case State::dot:
                if (*at == '\r') {
                    state_ = State::dot_cr;
                    ++at;
                    from = at;  // kept back: it belongs to the end, or to a violation
                } else {
                    state_ = State::text;
                }
                break;
            case State::dot_cr:
                if (*at == '\n') {
                    state_ = State::ended;
                    ++at;
                    from = at;
                    return step(at, true);
                }
                violated_ = true;
                state_ = State::text;
                break;
            case State::ended: ensure(false);
        }
    }
    return step(end, false);
}

void DotStuffer::append(std::string& to, std::string_view octets) {
    while (!octets.empty()) {
        if (state_ == State::line_start && octets.front() == '.') to += '.';
        const std::size_t lf = octets.find('\n');
        const std::size_t size = lf == std::string_view::npos ? octets.size() : lf + 1;
        to += octets.substr(0, size);
        const bool after_cr = size >= 2 ? octets[size - 2] == '\r' : state_ == State::cr;
        if (lf != std::string_view::npos) {
            state_ = after_cr ? State::line_start : State::text;
        } else {
            state_ = octets.back() == '\r' ? State::cr : State::text;
        }
        octets.remove_prefix(size);
    }
}

void DotStuffer::finish(std::string& to) {
    if (state_ != State::line_start) to += "\r\n";
    to += ".\r\n";
}

}  // namespace milpa::mail::smtp
