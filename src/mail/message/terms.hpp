// SPDX-License-Identifier: AGPL-3.0-or-later
// The different terms of one message, within limits, as they will be stored. Internal to this folder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mail/message/walker.hpp"

namespace milpa::mail::message {

/// Grows with what it holds, up to about 36 KiB with the limits of extract.hpp.
class TermSet {
public:
    /// False when a limit is passed, and from then on for every term: so the outcome does not depend on their
    /// sizes.
    bool add(TextKind kind, std::string_view term);
    bool is_full() const { return full_; }
    /// Forgets all terms, and takes none any more: as when a limit is passed.
    void give_up();
    /// The octets of a serialized events::Words with these terms.
    std::size_t serialized_size() const { return octets_.size(); }
    /// Appends that, each list sorted; the set is empty then.
    void move_onto(std::string& to);

private:
    struct Entry {
        char tag;  // of its list
        std::string_view term;
        std::size_t end;  // where the next one begins
    };
    Entry entry(std::size_t begin) const;
    std::uint64_t hash(char tag, std::string_view term) const;
    std::size_t free_slot(char tag, std::string_view term) const;
    void grow();

    // Each term as the field of events::Words that it will be: a tag, a length, and its octets.
    std::string octets_;
    std::vector<std::uint16_t> slots_;  // open addressing: where an entry begins, from 1; 0 is free
    std::size_t count_ = 0;
    std::size_t term_octets_ = 0;
    bool full_ = false;
};

}  // namespace milpa::mail::message
