// SPDX-License-Identifier: AGPL-3.0-or-later
// Header fields into events::Envelope and events::Part, within a budget of octets. Tolerant; internal to this
// folder.
#pragma once

#include <cstddef>
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

private:
    std::size_t left_;
};

/// Parameters of one field; real ones have under ten.
inline constexpr int parameters_max = 100;

/// Sets what the field says in the envelope, if it belongs there. `name` is lower case, `value` unfolded.
void set_envelope_field(std::string_view name, std::string_view value, events::Envelope& envelope,
                        Budget& budget);

/// The same for the Content-* fields of a part. Content-Type: only when it can be read, else the type stays
/// empty.
void set_part_field(std::string_view name, std::string_view value, events::Part& part, Budget& budget);

/// Defaults for what the header did not name (RFC 2045 5.2, 6.1).
void complete_part(events::Part& part, bool in_digest);

/// A file to be offered for saving? (A leaf, or a message/rfc822.) Not: texts, images that the page shows,
/// signatures.
bool is_attachment(const events::Part& part);

}  // namespace milpa::mail::message
