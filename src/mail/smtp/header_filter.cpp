// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/header_filter.hpp"

#include <algorithm>
#include <utility>

#include "mail/message/header.hpp"
#include "mail/smtp/authors.hpp"
#include "mail/smtp/message_id.hpp"

namespace milpa::mail::smtp {

namespace {

using message::equal_ignoring_case;

/// RFC 5322 allows names as long as a line. Those that matter here are short; the spaces that may stand
/// before the colon (RFC 5322 4.5) are bounded by this too.
constexpr std::size_t name_octets_max = 128;

bool is_name_octet(char c) { return c > ' ' && c < 0x7f && c != ':'; }

/// Held as far as they can be read; one more octet makes them none.
void hold_id(std::string& id, std::string_view octets) {
    id += octets.substr(0, 2 * client_id_octets_max - std::min(2 * client_id_octets_max, id.size()));
}

/// What a client, or a mail server on the client's machine, writes about that machine, its network or itself.
/// Received names them by its nature, as does what a filter, a delivery or a signer there adds; User-Agent
/// and X-Mailer often say which system in which version; all the others hold an address, a name of a machine
/// or of an account on it.
constexpr std::string_view of_the_client[] = {
    "Received",
    "X-Received",
    "Received-SPF",
    "Authentication-Results",
    "DKIM-Signature",
    "Delivered-To",
    "X-Original-To",
    "X-Virus-Scanned",
    "User-Agent",
    "X-Mailer",
    "X-Newsreader",
    "X-MimeOLE",
    "X-Client-IP",
    "X-Client-Address",
    "X-Sender-IP",
    "X-Remote-IP",
    "X-Real-IP",
    "X-Source-IP",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Server",
    "X-IP",
    "X-Peer",
    "X-Host",
    "X-HELO",
    "X-EHLO",
    "X-Sender",
    "X-X-Sender",
    "X-Env-Sender",
    "X-AuthUser",
    "X-Authenticated-User",
    "X-Authenticated-Sender",
    "X-Authentication-Warning",
    "X-Local-Hostname",
    "X-Source",
    "X-Source-Args",
    "X-Source-Dir",
    "X-PHP-Originating-Script",
    "X-PHP-Script",
    "X-AntiAbuse",
};
/// X-Originating-IP, -Host, -Client, ...; ARC-Seal, ...; X-Spam-Checker-Version, ...
constexpr std::string_view of_the_client_begin[] = {"X-Originating-", "ARC-", "X-Spam-"};

bool names_the_client(std::string_view name) {
    return std::ranges::any_of(of_the_client_begin,
                               [&](std::string_view begin) {
                                   return equal_ignoring_case(name.substr(0, begin.size()), begin);
                               }) ||
           std::ranges::any_of(of_the_client,
                               [&](std::string_view known) { return equal_ignoring_case(name, known); });
}

constexpr std::string_view id_name = "Message-ID";
constexpr std::string_view resent_id_name = "Resent-Message-ID";
/// There is no other version; programs name themselves and their system in a comment (RFC 2045 4).
constexpr std::string_view mime_version = "MIME-Version: 1.0\r\n";

}  // namespace

HeaderFilter::HeaderFilter(Service service, Completion completion, std::size_t octets_max)
    : service_(service), completion_(std::move(completion)), octets_max_(octets_max) {}

void HeaderFilter::blame(HeaderFault fault) {
    if (!fault_) fault_ = fault;
}

void HeaderFilter::keep(std::string_view octets, std::string& to) {
    octets_ += octets.size();
    if (octets_ > octets_max_) blame(HeaderFault::size);
    // A header that is refused is not worth keeping.
    if (fault_) return;
    switch (what_) {
        case What::dropped:
        case What::mime_version: return;
        case What::kept: break;
        case What::from: hold_author(from_, octets); break;
        case What::sender: hold_author(*sender_, octets); break;
        case What::resent: hold_author(resent_.back(), octets); break;
        case What::id: hold_id(*id_, octets); return;
        case What::resent_id: hold_id(resent_id_, octets); return;
    }
    if (!fault_) to += octets;
}

void HeaderFilter::hold_author(std::string& author, std::string_view octets) {
    author_octets_ += octets.size();
    if (author_octets_ > author_octets_max) {
        blame(HeaderFault::size);
    } else {
        author += octets;
    }
}

HeaderFilter::What HeaderFilter::name_field(std::string_view name) {
    if (equal_ignoring_case(name, "Return-Path")) return What::dropped;
    if (equal_ignoring_case(name, "Received") && ++hops_ > hops_max) blame(HeaderFault::hops);
    if (service_ == Service::exchange) return What::kept;
    if (equal_ignoring_case(name, "Bcc") || equal_ignoring_case(name, "Resent-Bcc")) return What::dropped;
    if (names_the_client(name)) return What::dropped;
    if (equal_ignoring_case(name, "Date")) completion_.date.clear();
    if (equal_ignoring_case(name, id_name)) {
        if (id_) return What::dropped;
        id_.emplace();
        return What::id;
    }
    if (equal_ignoring_case(name, resent_id_name)) return What::resent_id;
    if (equal_ignoring_case(name, "From")) {
        if (has_from_) blame(HeaderFault::several_from);
        has_from_ = true;
        return What::from;
    }
    if (equal_ignoring_case(name, "Sender")) {
        if (sender_) blame(HeaderFault::several_senders);
        sender_.emplace();
        return What::sender;
    }
    if (equal_ignoring_case(name, "Resent-From") || equal_ignoring_case(name, "Resent-Sender")) {
        if (resent_.size() == resent_authors_max) {
            blame(HeaderFault::size);
            return What::dropped;
        }
        resent_.emplace_back();
        return What::resent;
    }
    if (equal_ignoring_case(name, "MIME-Version")) {
        return std::exchange(has_mime_version_, true) ? What::dropped : What::mime_version;
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
        blame(HeaderFault::no_field);
    }
    // The name itself is not part of what From says, and ids are written anew.
    const bool stays =
        what == What::kept || what == What::from || what == What::sender || what == What::resent;
    if (what == What::mime_version && !fault_) to += mime_version;
    what_ = stays ? What::kept : What::dropped;
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

/// Domains that an id may name: that of the envelope, and those of the authors so far.
std::vector<std::string> HeaderFilter::own_domains() const {
    std::vector<std::string> own{completion_.domain};
    const auto authors = read_authors(from_);
    if (const auto* known = std::get_if<std::vector<message::Mailbox>>(&authors)) {
        for (const auto& author : *known) own.push_back(author.domain);
    }
    return own;
}

/// The field that passed is over. A Resent-Message-ID stays where it is, for the fields of one resending
/// stand together (RFC 5322 3.6.6).
void HeaderFilter::end_field(std::string& to) {
    if (what_ != What::resent_id) return;
    what_ = What::kept;
    const auto id = without_machine(std::exchange(resent_id_, {}), completion_.domain, own_domains());
    if (id && !fault_) to.append(resent_id_name).append(": ").append(*id).append("\r\n");
}

void HeaderFilter::add_missing(std::string& to) {
    if (service_ == Service::exchange) return;
    if (!has_from_) blame(HeaderFault::no_from);
    to += completion_.date;
    const auto id = id_ ? without_machine(*id_, completion_.domain, own_domains()) : std::nullopt;
    if (id) {
        left_id_ = *id;
        to.append(id_name).append(": ").append(*id).append("\r\n");
    } else {
        const auto ours =
            message::message_ids(message::find_field(completion_.message_id, id_name).value_or(""));
        if (!ours.empty()) left_id_ = ours.front();
        to += completion_.message_id;
    }
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
                    break;
                }
                end_field(to);
                state_ = c == '\r' ? State::line_start_cr : State::name;
                if (c == '\r') ++at;
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
    end_field(to);
    add_missing(to);
    state_ = State::body;
}

}  // namespace milpa::mail::smtp
