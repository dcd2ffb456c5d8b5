// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/keywords.hpp"

#include <algorithm>

#include "mail/account/mailbox.hpp"

namespace milpa::mail::account {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_keyword(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

KeywordTable::KeywordTable() { sets_.emplace_back(); }

std::optional<std::uint16_t> KeywordTable::find(std::string_view name) const {
    const auto at =
        std::ranges::find_if(names_, [&](const std::string& known) { return same_keyword(known, name); });
    if (at == names_.end()) return std::nullopt;
    return static_cast<std::uint16_t>(at - names_.begin());
}

std::span<const std::uint16_t> KeywordTable::set(std::uint16_t combination) const {
    return combination < sets_.size() ? std::span<const std::uint16_t>(sets_[combination])
                                      : std::span<const std::uint16_t>();
}

bool KeywordTable::has(std::uint16_t combination, std::uint16_t keyword) const {
    return std::ranges::binary_search(set(combination), keyword);
}

std::optional<std::uint16_t> KeywordTable::intern_name(std::string_view name) {
    if (const auto known = find(name)) return known;
    if (name.empty() || name.size() > keyword_octets_max || names_.size() >= keywords_max) {
        return std::nullopt;
    }
    names_.emplace_back(name);
    return static_cast<std::uint16_t>(names_.size() - 1);
}

std::optional<std::uint16_t> KeywordTable::intern_set(std::vector<std::uint16_t> sorted) {
    if (sorted.empty()) return 0;
    if (const auto known = by_set_.find(sorted); known != by_set_.end()) return known->second;
    if (sorted.size() > keywords_of_message_max || sets_.size() >= keyword_sets_max) return std::nullopt;
    const auto number = static_cast<std::uint16_t>(sets_.size());
    by_set_.emplace(sorted, number);
    sets_.push_back(std::move(sorted));
    return number;
}

}  // namespace milpa::mail::account
