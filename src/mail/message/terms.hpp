// SPDX-License-Identifier: AGPL-3.0-or-later
// The different terms of one message, within limits. Internal to this folder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mail.pb.h"
#include "mail/message/walker.hpp"

namespace milpa::mail::message {

/// Grows with what it holds, up to about 90 KiB with the limits of extract.hpp.
class TermSet {
public:
    /// False when a limit is passed, and from then on for every term: so the outcome does not depend on their
    /// sizes.
    bool add(TextKind kind, std::string_view term);
    bool is_full() const { return full_; }
    /// Writes each list sorted.
    void write(events::Words& words) const;

private:
    struct Entry {
        std::uint32_t begin;  // in octets_
        std::uint16_t size;
        TextKind kind;
        std::uint8_t tag;  // of its hash: most other terms are told apart by it
    };
    std::string_view text(const Entry& entry) const { return {octets_.data() + entry.begin, entry.size}; }
    std::uint64_t hash(TextKind kind, std::string_view term) const;
    void grow();

    std::string octets_;
    std::vector<Entry> entries_;
    std::vector<std::uint16_t> slots_;  // open addressing: the number of an entry, from 1; 0 is free
    bool full_ = false;
};

}  // namespace milpa::mail::message
