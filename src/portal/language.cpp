// SPDX-License-Identifier: AGPL-3.0-or-later
#include "portal/language.hpp"

#include <algorithm>
#include <array>

#include "http/conditions.hpp"

namespace milpa::portal {

namespace {

constexpr std::array<std::string_view, 5> ours = {"en", "es", "pt", "fr", "ar"};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Nothing where we do not speak it.
std::string_view known(std::string_view tag) {
    const std::string_view first = tag.substr(0, tag.find('-'));
    const auto* const found = std::ranges::find_if(ours, [&](std::string_view one) {
        return std::ranges::equal(one, first, [](char a, char b) { return a == (b | 0x20); });
    });
    return found == ours.end() ? std::string_view() : *found;
}

/// RFC 9110 12.4.2, in thousandths; what is no weight counts as one.
int weight_of(std::string_view parameters) {
    constexpr int whole = 1000;
    const auto at = parameters.find("q=");
    if (at == std::string_view::npos) return whole;
    const std::string_view text = parameters.substr(at + 2);
    if (text.empty() || text.front() != '0') return whole;
    int weight = 0;
    int unit = 100;
    for (const char c : text.substr(std::min<std::size_t>(text.size(), 2))) {
        if (c < '0' || c > '9' || unit == 0) break;
        weight += (c - '0') * unit;
        unit /= 10;
    }
    return weight;
}

}  // namespace

std::span<const std::string_view> languages() { return ours; }

std::string_view language_of(const http::Request& request) {
    if (const auto chosen = request.cookie(language_cookie)) {
        if (const auto language = known(*chosen); !language.empty()) return language;
    }
    std::string_view best = ours.front();
    int best_weight = 0;
    std::string_view rest = request.fields.find("accept-language").value_or("");
    while (!rest.empty()) {
        const std::string_view one = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        const auto semicolon = one.find(';');
        const auto language = known(trimmed(one.substr(0, semicolon)));
        const int weight = weight_of(semicolon == std::string_view::npos ? "" : one.substr(semicolon));
        if (language.empty() || weight <= best_weight) continue;
        best = language;
        best_weight = weight;
    }
    return best;
}

}  // namespace milpa::portal
