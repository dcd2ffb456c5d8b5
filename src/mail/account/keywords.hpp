// SPDX-License-Identifier: AGPL-3.0-or-later
// The keywords of a vault, and the combinations of them that messages bear: an entry holds 16 bits.
//
// What always holds:
// - a combination stays as long as a message bears it, a keyword as long as a combination has it: so the
//   limits are of what there is, not of what there ever was;
// - after drop_unused() nothing else is there. What goes leaves a hole, which the next new one takes, the
//   lowest first; holes at the end are cut off. So the table is a function of the events.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace milpa::mail::account {

/// Combination 0 is the empty one. Numbers stay while they are used.
class KeywordTable {
public:
    KeywordTable();

    /// An empty one is a hole.
    const std::vector<std::string>& names() const { return names_; }
    /// Compares without ASCII case.
    std::optional<std::uint16_t> find(std::string_view name) const;
    /// Those of one combination: indices of `names`, ascending. None for a hole.
    std::span<const std::uint16_t> set(std::uint16_t combination) const;
    std::size_t sets() const { return sets_.size(); }
    bool has(std::uint16_t combination, std::uint16_t keyword) const;
    /// Whether an entry may bear it: the empty one, or one that is not a hole.
    bool is_there(std::uint16_t combination) const { return combination == 0 || !set(combination).empty(); }

    /// Index of a name, made when new. Nothing when the table is full or the name too long (or empty).
    std::optional<std::uint16_t> intern_name(std::string_view name);
    /// Nothing when full. `sorted`: ascending indices, each once.
    std::optional<std::uint16_t> intern_set(std::vector<std::uint16_t> sorted);

    /// A message bears the combination, or does not any more.
    void use(std::uint16_t combination);
    void release(std::uint16_t combination);
    /// Drops what nothing bears: after each event.
    void drop_unused();

    /// As they were, holes included; nothing is used yet. False when it is no table (too many, a name twice,
    /// a combination twice or of what is not there).
    bool restore(std::vector<std::string> names, std::vector<std::vector<std::uint16_t>> sets);

    bool operator==(const KeywordTable& other) const {
        return names_ == other.names_ && sets_ == other.sets_;
    }

private:
    void drop_name_if_unused(std::uint16_t name);
    void trim();

    std::vector<std::string> names_;
    std::vector<std::uint32_t> name_sets_;  // combinations that have it
    std::vector<std::vector<std::uint16_t>> sets_;
    std::vector<std::uint32_t> uses_;  // messages that bear it
    std::map<std::vector<std::uint16_t>, std::uint16_t> by_set_;
    std::set<std::uint16_t> free_names_;  // the holes
    std::set<std::uint16_t> free_sets_;
    std::vector<std::uint16_t> doubtful_names_;  // since drop_unused(): made, or left by a combination
    std::vector<std::uint16_t> doubtful_sets_;   // made, or left by the last message
};

}  // namespace milpa::mail::account
