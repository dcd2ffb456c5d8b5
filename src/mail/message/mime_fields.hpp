// SPDX-License-Identifier: AGPL-3.0-or-later
// Header fields into events::Envelope and events::Part, within a budget of octets. Tolerant; internal to this
// folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "mail.pb.h"

namespace milpa::mail::message {

/// What may still be stored of one message's strings.
class Budget {
public:
    explicit Budget(std::size_t octets) : left_(octets) {}
    /// False, and nothing is taken, when there is not so much left.
    bool take(std::size_t octets) {
        if (octets > left_) return false;
        left_ -= octets;
        return true;
    }
    bool has(std::size_t octets) const { return octets <= left_; }

private:
    std::size_t left_;
};

/// Parameters of one field; real ones have under ten, and a long name in pieces (RFC 2231) has some tens.
inline constexpr int parameters_max = 60;
/// Of one value of a part (a parameter, a description), that much is kept: names of files have 255 octets,
/// written in percent signs three times as many.
inline constexpr std::size_t part_value_octets_max = 2 * 1024;
/// Of all values of one part: they are in memory as objects until its header ends.
inline constexpr std::size_t part_values_octets_max = 6 * 1024;

/// An events::Envelope while its header is read: serialized, for a list of recipients takes five times as
/// much as objects.
struct EnvelopeWriter {
    std::string octets;
    std::uint32_t has = 0;  ///< bits of the fields that are there
};

/// Sets what the field says in the envelope, if it belongs there. `name` is lower case, `value` unfolded.
/// True: and it was set (there was none, and the budget has room).
bool set_envelope_field(std::string_view name, std::string_view value, EnvelopeWriter& envelope,
                        Budget& budget);

/// The same for the Content-* fields of a part. Content-Type: only when it can be read, else the type stays
/// empty. `part_budget` is this part's, `budget` that of all.
void set_part_field(std::string_view name, std::string_view value, events::Part& part, Budget& part_budget,
                    Budget& budget);

/// Defaults for what the header did not name (RFC 2045 5.2, 6.1).
void complete_part(events::Part& part, bool in_digest);

/// A file to be offered for saving? (A leaf, or a message/rfc822.) Not: texts, images that the page shows,
/// signatures.
bool is_attachment(const events::Part& part);

}  // namespace milpa::mail::message
