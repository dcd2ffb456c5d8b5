// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/header_filter.hpp"

#include <algorithm>

#include "mail/message/header.hpp"

namespace milpa::mail::smtp {

namespace {

using message::equal_ignoring_case;

/// RFC 5322 allows names as long as a line. Those that matter here are short; the spaces that may stand
/// before the colon (RFC 5322 4.5) are bounded by this too.
constexpr std::size_t name_octets_max = 128;

bool is_name_octet(char c) { return c > ' ' && c < 0x7f && c != ':'; }

}  // namespace

HeaderFilter::HeaderFilter(Service service, std::string date, std::string message_id)
    : service_(service), date_(std::move(date)), message_id_(std::move(message_id)) {}

void HeaderFilter::blame(HeaderFault fault) {
    if (!fault_) fault_ = fault;
}

void HeaderFilter::keep(std::string_view octets, std::string& to) {
    octets_ += octets.size();
    if (octets_ > header_octets_max) blame(HeaderFault::size);
    // A header that is refused is not worth keeping.
    if (fault_) return;
    switch (what_) {
        case What::dropped: return;
        case What::kept: break;
        case What::from: from_ += octets; break;
        case What::sender: *sender_ += octets; break;
    }
    if (from_.size() + (sender_ ? sender_->size() : 0) > author_octets_max) {
        blame(HeaderFault::size);
        return;
    }
    to += octets;
}

HeaderFilter::What HeaderFilter::name_field(std::string_view name) {
    if (equal_ignoring_case(name, "Return-Path")) return What::dropped;
    if (equal_ignoring_case(name, "Received") && ++hops_ > hops_max) blame(HeaderFault::hops);
    if (service_ == Service::exchange) return What::kept;
    if (equal_ignoring_case(name, "Bcc") || equal_ignoring_case(name, "Resent-Bcc")) return What::dropped;
    if (equal_ignoring_case(name, "Date")) date_.clear();
    if (equal_ignoring_case(name, "Message-ID")) message_id_.clear();
    if (equal_ignoring_case(name, "From")) {
        if (has_from_) blame(HeaderFault::broken);
        has_from_ = true;
        return What::from;
    }
    if (equal_ignoring_case(name, "Sender")) {
        if (sender_) blame(HeaderFault::broken);
        sender_.emplace();
        return What::sender;
    }
    return What::kept;
}

/// `name_` holds what begins a line, up to its colon if it has one.
void HeaderFilter::end_name(std::string& to) {
    std::string_view name = name_;
    What what = What::kept;
    if (name.ends_with(':')) {
        name.remove_suffix(1);
        while (name.ends_with(' ') || name.ends_with('\t')) name.remove_suffix(1);
    } else {
        name = {};
    }
    if (!name.empty() && std::ranges::all_of(name, is_name_octet)) {
        what = name_field(name);
    } else if (service_ == Service::submission) {
        // Whoever reads it otherwise than we do might find a Bcc, or another From, behind it.
        blame(HeaderFault::broken);
    }
    // The name itself is not part of what From says.
    what_ = what == What::dropped ? What::dropped : What::kept;
    keep(name_, to);
    what_ = what;
    name_.clear();
    state_ = State::field;
}

std::size_t HeaderFilter::take_name(std::string_view octets, std::string& to) {
    const std::size_t found = octets.find_first_of(":\r\n");
    const bool has_colon = found != std::string_view::npos && octets[found] == ':';
    std::size_t size = std::min(found, octets.size()) + (has_colon ? 1 : 0);
    size = std::min(size, name_octets_max - name_.size());
    name_ += octets.substr(0, size);
    if (found != std::string_view::npos || name_.size() == name_octets_max) end_name(to);
    return size;
}

void HeaderFilter::add_missing(std::string& to) {
    if (service_ == Service::exchange) return;
    if (!has_from_) blame(HeaderFault::broken);
    to += date_;
    to += message_id_;
}

std::size_t HeaderFilter::take(std::string_view octets, std::string& to) {
    std::size_t at = 0;
    while (at < octets.size() && state_ != State::body) {
        const char c = octets[at];
        switch (state_) {
            case State::line_start:
                // Folding goes on with the field, whatever it is; at the very top there is none.
                if ((c == ' ' || c == '\t') && octets_ > 0) {
                    state_ = State::field;
                } else if (c == '\r') {
                    state_ = State::line_start_cr;
                    ++at;
                } else {
                    state_ = State::name;
                }
                break;
            case State::line_start_cr:
                // The content has no bare CR (DataDecoder, LineCheck): this is the LF of the empty line.
                add_missing(to);
                what_ = What::kept;
                keep("\r\n", to);
                state_ = State::body;
                ++at;
                break;
            case State::name: at += take_name(octets.substr(at), to); break;
            case State::field: {
                const std::size_t lf = octets.find('\n', at);
                const std::size_t end = lf == std::string_view::npos ? octets.size() : lf + 1;
                keep(octets.substr(at, end - at), to);
                if (lf != std::string_view::npos) state_ = State::line_start;
                at = end;
                break;
            }
            case State::body: break;
        }
    }
    return at;
}

void HeaderFilter::finish(std::string& to) {
    if (state_ == State::body) return;
    if (state_ == State::name) end_name(to);
    add_missing(to);
    state_ = State::body;
}

}  // namespace milpa::mail::smtp
