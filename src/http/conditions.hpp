// SPDX-License-Identifier: AGPL-3.0-or-later
// Conditional and range requests (RFC 9110 13, 14) and the choice of a coding (12.5.3). Pure: what a
// request's fields ask for, of something that has a length, an entity tag and perhaps a date.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "http/message.hpp"

namespace milpa::http {

/// Ranges of one request; more are an attack on who puts them together, and the whole is sent instead.
constexpr std::size_t ranges_max = 16;

/// Of octets, first and last both within.
struct ByteRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t length() const { return last - first + 1; }
    bool operator==(const ByteRange&) const = default;
};

struct Validators {
    std::string_view etag;  ///< with its quotes; strong; empty: none
    std::optional<WallTime> modified;
};

struct Conditions {
    enum class Outcome : std::uint8_t {
        whole,          ///< 200
        ranges,         ///< 206
        not_modified,   ///< 304
        failed,         ///< 412
        unsatisfiable,  ///< 416
    };
    Outcome outcome = Outcome::whole;
    std::vector<ByteRange> ranges = {};
};
/// For GET and HEAD (RFC 9110 13.2.2).
Conditions weigh(const Fields& fields, const Validators& validators, std::uint64_t length);

/// A Range field: nothing where there is none to obey (not octets, malformed, too many, or several that add
/// up to more than the whole); empty where none of them lies within (416).
std::optional<std::vector<ByteRange>> read_ranges(std::string_view text, std::uint64_t length);
/// Whether a list of tags (If-Match, If-None-Match) names this one; weak ones count where `weakly`.
bool names_tag(std::string_view list, std::string_view etag, bool weakly);

/// How dear a coding is to a client: 0 (not to be used) to 1000. `fields` may have several Accept-Encoding.
int coding_quality(const Fields& fields, std::string_view coding);

}  // namespace milpa::http
