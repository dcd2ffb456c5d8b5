// SPDX-License-Identifier: AGPL-3.0-or-later
// The keywords of a vault, and the combinations of them that messages bear: an entry holds 16 bits.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace milpa::mail::account {

/// Combination 0 is the empty one. Numbers stay while the vault is open.
class KeywordTable {
public:
    KeywordTable();

    /// In the order in which they were first used.
    const std::vector<std::string>& names() const { return names_; }
    /// Compares without ASCII case.
    std::optional<std::uint16_t> find(std::string_view name) const;
    /// Those of one combination: indices of `names`, ascending.
    std::span<const std::uint16_t> set(std::uint16_t combination) const;
    std::size_t sets() const { return sets_.size(); }
    bool has(std::uint16_t combination, std::uint16_t keyword) const;

    /// Index of a name, made when new. Nothing when the table is full or the name too long (or empty).
    std::optional<std::uint16_t> intern_name(std::string_view name);
    /// Nothing when full. `sorted`: ascending indices, each once.
    std::optional<std::uint16_t> intern_set(std::vector<std::uint16_t> sorted);

    bool operator==(const KeywordTable& other) const {
        return names_ == other.names_ && sets_ == other.sets_;
    }

private:
    std::vector<std::string> names_;
    std::vector<std::vector<std::uint16_t>> sets_;
    std::map<std::vector<std::uint16_t>, std::uint16_t> by_set_;
};

}  // namespace milpa::mail::account
