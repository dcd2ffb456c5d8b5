// SPDX-License-Identifier: AGPL-3.0-or-later
// What a report about mail says that it is about (RFC 3464, RFC 8098, in RFC 6522's multipart/report), taken
// out of its second and third part as they pass. Internal to this folder.
//
// What always holds:
// - nothing fails; memory is bounded by the limits below, time is linear in the octets;
// - the result does not depend on how the octets are cut;
// - all of it is what the report says: whoever sent it may have made it up.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mail.pb.h"
#include "mail/message/transfer.hpp"

namespace milpa::mail::message {

/// A field of a part is looked at as far as this: an id and an address are shorter.
inline constexpr std::size_t report_field_octets_max = 1200;
/// Different ids that are kept: of the fields, and of what goes back.
inline constexpr int report_ids_max = 2;
/// Different addresses that are kept; most reports are about one.
inline constexpr int report_recipients_max = 50;
/// RFC 5321 4.5.3.1: a local part of 64 octets and a domain of 255, with what stands between; UTF-8 may be
/// longer than that.
inline constexpr std::size_t report_address_octets_max = 500;
/// Of all ids and addresses of one report.
inline constexpr std::size_t report_octets_max = 3 * 1024;

class ReportReader {
public:
    /// The header of the whole message is over: nothing where it is no report of ours to read.
    static std::optional<ReportReader> begin(const events::Part& top);

    /// A part right below the message begins; false: none of its octets are wanted.
    bool begin_part(const events::Part& part);
    /// Octets of its body, at most some KiB at once.
    void feed(std::string_view octets);
    void end_part();
    /// Of the message that goes back, where it is a message/rfc822.
    void take_message_id(std::string_view value);

    /// Nothing where it has no part that says what it reports. `references`: those of the report itself;
    /// where nothing else says so, it is about the last of them.
    std::optional<events::Report> finish(std::string_view references);

private:
    enum class Content : std::uint8_t { none, status, header };

    explicit ReportReader(events::Report::Kind kind) { report_.set_kind(kind); }
    void take_text();
    void end_field();
    void take_field(std::string_view name, std::string_view value);
    void add_recipient(std::string_view value);
    bool take(std::size_t octets);

    events::Report report_;
    std::size_t kept_ = 0;
    bool has_status_ = false;
    Content content_ = Content::none;
    TransferDecoder transfer_{Encoding::identity};
    std::string decoded_;
    std::string field_;          // the current one, as far as report_field_octets_max
    bool at_line_begin_ = true;  // of what is decoded
};

}  // namespace milpa::mail::message
