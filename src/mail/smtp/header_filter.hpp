// SPDX-License-Identifier: AGPL-3.0-or-later
// The header of a message as it streams by: counts hops, leaves fields out, adds missing ones, and keeps the
// authors for a check. Holds no more of the header than a field's name and what From, Sender, Resent-From and
// Resent-Sender say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/smtp/settings.hpp"

namespace milpa::mail::smtp {

/// What is wrong with a header.
enum class HeaderFault : std::uint8_t {
    hops,  ///< more Received fields than hops_max
    size,  ///< more octets than header_octets_max (or as given), or too many in what names authors
    // Submission only:
    no_field,         ///< a line that is no field
    no_from,          ///< no From
    several_from,     ///< several From fields
    several_senders,  ///< several Sender fields
};

/// exchange: drops Return-Path (RFC 5321 4.4 lets the final delivery do so); a line that is no field is kept
/// as it is (message::Extractor passes over it too). submission: drops Return-Path, Bcc and Resent-Bcc, and
/// what names the client's machine, its address or its program; takes the machine's name out of Message-ID
/// and Resent-Message-ID, and what a program says of itself out of MIME-Version; adds Date and Message-ID at
/// the end of the header (RFC 6409 8.2, 8.3), where a Message-ID of the client's goes, too; and refuses what
/// is no field. The header ends with the first empty line or with the message.
class HeaderFilter {
public:
    /// For submission. `date` and `message_id` are whole fields with their CRLF, for who brings none.
    /// `domain` stands in ids for the client's machine.
    struct Completion {
        std::string date;
        std::string message_id;
        std::string domain;
    };
    /// `octets_max`: of the header; for one that was taken already, and has what we add, there is none.
    explicit HeaderFilter(Service service, Completion completion = {},
                          std::size_t octets_max = header_octets_max);

    /// Takes octets of the header, cut anywhere, and appends what the message keeps. Returns how many were
    /// taken: when the header ends within `octets`, the rest is the body and is_done().
    std::size_t take(std::string_view octets, std::string& to);
    /// The message ends within the header: what is held or missing is appended.
    void finish(std::string& to);

    bool is_done() const { return state_ == State::body; }
    std::optional<HeaderFault> fault() const { return fault_; }
    /// The values of From and Sender as they stand, folded. Empty for `exchange`.
    const std::string& from() const { return from_; }
    const std::optional<std::string>& sender() const { return sender_; }
    /// The same of each Resent-From and Resent-Sender: a message may have been resent several times.
    const std::vector<std::string>& resent() const { return resent_; }
    /// "<left@right>", with which the message leaves: known when is_done(), or finish() was called. Empty for
    /// `exchange`.
    const std::string& message_id() const { return left_id_; }

private:
    enum class State : std::uint8_t { name, field, line_start, line_start_cr, body };
    enum class What : std::uint8_t { kept, dropped, from, sender, resent, id, resent_id, mime_version };

    std::size_t take_name(std::string_view octets, std::string& to);
    void end_name(std::string& to);
    void end_field(std::string& to);
    What name_field(std::string_view name);
    void add_missing(std::string& to);
    std::vector<std::string> own_domains() const;
    void keep(std::string_view octets, std::string& to);
    void hold_author(std::string& author, std::string_view octets);
    void blame(HeaderFault fault);

    Service service_;
    Completion completion_;
    std::size_t octets_max_;
    std::string name_;  // of the field that begins, until its colon
    std::string from_;
    std::string left_id_;
    std::optional<std::string> sender_;
    std::vector<std::string> resent_;
    std::size_t author_octets_ = 0;  // of the three
    std::optional<std::string> id_;  // the value of the first Message-ID
    std::string resent_id_;          // of the Resent-Message-ID that passes
    std::size_t octets_ = 0;
    std::size_t hops_ = 0;
    State state_ = State::line_start;
    What what_ = What::kept;
    bool has_from_ = false;
    bool has_mime_version_ = false;
    std::optional<HeaderFault> fault_;
};

}  // namespace milpa::mail::smtp
