// SPDX-License-Identifier: AGPL-3.0-or-later
// The patterns of LIST and LSUB: "*" stands for anything, "%" for anything within one level. RFC 9051 6.3.9.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mail/imap/mailbox_name.hpp"

namespace milpa::mail::imap {

/// Octets of UTF-8; a longer pattern could name no mailbox.
inline constexpr std::size_t mailbox_pattern_bytes_max = mailbox_name_bytes_max + 256;

/// A pattern, made ready once and matched against many names. Matching a name of n octets against a pattern
/// of m costs n * (m / 64 + 1) steps, whatever the wildcards: all ways to match are followed at once, as
/// bits.
class MailboxPattern {
public:
    /// `pattern` is UTF-8: the reference name and the pattern of the command, joined. Requires at most
    /// mailbox_pattern_bytes_max octets.
    explicit MailboxPattern(std::string_view pattern);

    bool matches(const MailboxName& name) const { return matches(std::string_view(name.utf8())); }
    /// The same for a level of a name that is no mailbox itself ("a" of "a/b").
    bool matches(std::string_view name) const;

    /// No wildcard: names one mailbox at most.
    bool is_plain() const { return is_plain_; }

private:
    using Words = std::vector<std::uint64_t>;  // bit i: the first i tokens of the pattern are matched

    const std::uint64_t* tokens_of(char c) const {
        return &masks_[slots_[static_cast<unsigned char>(c)] * words_];
    }

    std::size_t words_ = 1;
    std::size_t length_ = 0;
    bool is_plain_ = true;
    std::array<std::uint16_t, 256> slots_{};  // byte -> row of masks_; row 0 holds nothing
    Words masks_;                             // a row a byte: the positions at which the pattern has it
    Words stars_, percents_;
};

}  // namespace milpa::mail::imap
