// SPDX-License-Identifier: AGPL-3.0-or-later
// JSON that a client sent: I-JSON (RFC 7493), read in memory that is bounded by what was sent.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

namespace milpa::jmap {

/// Objects and lists in each other. An Email of 20 nested multiparts, which is all that a message of ours may
/// have, needs about 50; what is deeper is no request but a try at the stack.
inline constexpr std::size_t json_depth_max = 100;
/// Values in one text: a value takes up to 72 octets of memory and two of text ("0,"), so that 10 MB of text
/// would be 360 MB. 1,000 Emails to be created have some 100 values each.
inline constexpr std::size_t json_values_max = 400'000;
/// Members of one object: what /set may take in one call, and far more than any object has.
inline constexpr std::size_t json_members_max = 5'000;

/// Nothing for what is no I-JSON, or goes beyond these limits: text that is not UTF-8, a name twice in one
/// object, half of a surrogate pair, a noncharacter, a number that is none. Whole numbers in the safe range
/// (RFC 8620 1.3) are int64 afterwards, however they were written.
/// `storage`: where it is to lie, and all that is needed meanwhile.
std::optional<boost::json::value> read_json(std::string_view text,
                                            const boost::json::storage_ptr& storage = {});

/// What a value costs: to copy, to send.
struct Weight {
    std::size_t values = 0;
    std::size_t octets = 0;  ///< about; of text and of punctuation
};
Weight weigh(const boost::json::value& value);

}  // namespace milpa::jmap
