// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/keywords.hpp"

#include <algorithm>
#include <utility>

#include "base/ensure.hpp"
#include "mail/account/mailbox.hpp"

namespace milpa::mail::account {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_keyword(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

KeywordTable::KeywordTable() : sets_(1), uses_(1) {}

std::optional<std::uint16_t> KeywordTable::find(std::string_view name) const {
    if (name.empty()) return std::nullopt;  // a hole is no keyword
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
    if (name.empty() || name.size() > keyword_octets_max) return std::nullopt;
    std::uint16_t at = 0;
    if (!free_names_.empty()) {
        at = *free_names_.begin();
        free_names_.erase(free_names_.begin());
        names_[at] = name;
    } else if (names_.size() < keywords_max) {
        at = static_cast<std::uint16_t>(names_.size());
        names_.emplace_back(name);
        name_sets_.push_back(0);
    } else {
        return std::nullopt;
    }
    doubtful_names_.push_back(at);
    return at;
}

std::optional<std::uint16_t> KeywordTable::intern_set(std::vector<std::uint16_t> sorted) {
    if (sorted.empty()) return 0;
    if (const auto known = by_set_.find(sorted); known != by_set_.end()) return known->second;
    if (sorted.size() > keywords_of_message_max) return std::nullopt;
    std::uint16_t at = 0;
    if (!free_sets_.empty()) {
        at = *free_sets_.begin();
        free_sets_.erase(free_sets_.begin());
    } else if (sets_.size() < keyword_sets_max) {
        at = static_cast<std::uint16_t>(sets_.size());
        sets_.emplace_back();
        uses_.push_back(0);
    } else {
        return std::nullopt;
    }
    for (const std::uint16_t keyword : sorted) ++name_sets_[keyword];
    by_set_.emplace(sorted, at);
    sets_[at] = std::move(sorted);
    doubtful_sets_.push_back(at);
    return at;
}

void KeywordTable::use(std::uint16_t combination) {
    if (combination != 0) ++uses_[combination];
}

void KeywordTable::release(std::uint16_t combination) {
    if (combination == 0) return;
    ensure(uses_[combination] > 0);
    if (--uses_[combination] == 0) doubtful_sets_.push_back(combination);
}

void KeywordTable::drop_name_if_unused(std::uint16_t name) {
    if (name_sets_[name] > 0 || names_[name].empty()) return;
    names_[name].clear();
    free_names_.insert(name);
}

void KeywordTable::drop_unused() {
    if (doubtful_sets_.empty() && doubtful_names_.empty()) return;
    for (const std::uint16_t at : std::exchange(doubtful_sets_, {})) {
        if (uses_[at] > 0 || sets_[at].empty()) continue;
        by_set_.erase(sets_[at]);
        for (const std::uint16_t keyword : std::exchange(sets_[at], {})) {
            if (--name_sets_[keyword] == 0) doubtful_names_.push_back(keyword);
        }
        free_sets_.insert(at);
    }
    for (const std::uint16_t name : std::exchange(doubtful_names_, {})) drop_name_if_unused(name);
    trim();
}

void KeywordTable::trim() {
    while (!names_.empty() && names_.back().empty()) {
        names_.pop_back();
        name_sets_.pop_back();
        free_names_.erase(static_cast<std::uint16_t>(names_.size()));
    }
    while (sets_.size() > 1 && sets_.back().empty()) {
        sets_.pop_back();
        uses_.pop_back();
        free_sets_.erase(static_cast<std::uint16_t>(sets_.size()));
    }
}

bool KeywordTable::restore(std::vector<std::string> names, std::vector<std::vector<std::uint16_t>> sets) {
    *this = KeywordTable();
    if (names.size() > keywords_max || sets.size() + 1 > keyword_sets_max) return false;
    for (std::string& name : names) {
        const auto at = static_cast<std::uint16_t>(names_.size());
        if (name.size() > keyword_octets_max || (!name.empty() && find(name))) return false;
        if (name.empty()) {
            free_names_.insert(at);
        } else {
            doubtful_names_.push_back(at);
        }
        names_.push_back(std::move(name));
    }
    name_sets_.resize(names_.size());
    for (auto& set : sets) {
        const auto at = static_cast<std::uint16_t>(sets_.size());
        if (set.size() > keywords_of_message_max) return false;
        if (std::ranges::adjacent_find(set, std::greater_equal<>()) != set.end()) return false;
        for (const std::uint16_t keyword : set) {
            if (keyword >= names_.size() || names_[keyword].empty()) return false;
            ++name_sets_[keyword];
        }
        if (set.empty()) {
            free_sets_.insert(at);
        } else if (!by_set_.emplace(set, at).second) {
            return false;
        } else {
            doubtful_sets_.push_back(at);
        }
        sets_.push_back(std::move(set));
        uses_.push_back(0);
    }
    return true;
}

}  // namespace milpa::mail::account
