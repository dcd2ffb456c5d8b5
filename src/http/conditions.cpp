// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/conditions.hpp"

#include <algorithm>
#include <charconv>

#include "http/date.hpp"

namespace milpa::http {

namespace {

constexpr int quality_max = 1000;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_same_word(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, lower, lower);
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blanks = " \t";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The next element of a list, without white space around.
std::string_view take_element(std::string_view* list, char separator = ',') {
    const auto end = list->find(separator);
    const std::string_view element = list->substr(0, end);
    list->remove_prefix(end == std::string_view::npos ? list->size() : end + 1);
    return trim(element);
}

std::optional<std::uint64_t> read_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

enum class Spec : std::uint8_t { good, outside, malformed };

/// RFC 9110 14.1.1: "first-last", "first-", "-suffix".
Spec read_spec(std::string_view text, std::uint64_t length, ByteRange* range) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return Spec::malformed;
    const auto first = read_number(text.substr(0, dash));
    const auto last = read_number(text.substr(dash + 1));
    if (dash == 0) {
        if (!last) return Spec::malformed;
        if (*last == 0 || length == 0) return Spec::outside;
        *range = {length - std::min(*last, length), length - 1};
        return Spec::good;
    }
    if (!first || (!last && dash + 1 != text.size()) || (last && *last < *first)) return Spec::malformed;
    if (*first >= length) return Spec::outside;
    *range = {*first, std::min(last.value_or(length - 1), length - 1)};
    return Spec::good;
}

/// "0.5" as 500.
int read_quality(std::string_view text) {
    if (text.empty() || text.front() < '0' || text.front() > '1') return 0;
    int quality = (text.front() - '0') * quality_max;
    text.remove_prefix(1);
    if (text.starts_with('.')) text.remove_prefix(1);
    for (int unit = quality_max / 10; !text.empty() && unit > 0; unit /= 10, text.remove_prefix(1)) {
        if (text.front() < '0' || text.front() > '9') return 0;
        quality += (text.front() - '0') * unit;
    }
    return std::min(quality, quality_max);
}

/// RFC 9110 13.1.5: a tag that is strong and the same, or the very date.
bool still_holds(std::string_view if_range, const Validators& validators) {
    if (if_range.starts_with('"')) return !validators.etag.empty() && if_range == validators.etag;
    const auto date = read_date(if_range);
    return date && validators.modified &&
           *date == std::chrono::floor<std::chrono::seconds>(*validators.modified);
}

}  // namespace

bool names_tag(std::string_view list, std::string_view etag, bool weakly) {
    list = trim(list);
    if (list == "*") return true;
    while (!list.empty()) {
        std::string_view tag = list;
        const bool weak = tag.starts_with("W/");
        if (weak) tag.remove_prefix(2);
        if (!tag.starts_with('"')) return false;
        // A comma may stand within a tag.
        const auto end = tag.find('"', 1);
        if (end == std::string_view::npos) return false;
        const std::string_view rest = trim(tag.substr(end + 1));
        tag = tag.substr(0, end + 1);
        if (tag == etag && (!weak || weakly)) return true;
        if (!rest.starts_with(',')) return false;
        list = trim(rest.substr(1));
    }
    return false;
}

std::optional<std::vector<ByteRange>> read_ranges(std::string_view text, std::uint64_t length) {
    constexpr std::string_view unit = "bytes=";
    if (text.size() < unit.size() || !is_same_word(text.substr(0, unit.size()), unit)) return std::nullopt;
    text.remove_prefix(unit.size());
    std::vector<ByteRange> ranges;
    std::size_t count = 0;
    std::uint64_t sum = 0;
    while (!text.empty()) {
        const std::string_view element = take_element(&text);
        if (element.empty()) continue;
        ByteRange range;
        const Spec spec = read_spec(element, length, &range);
        if (spec == Spec::malformed || ++count > ranges_max) return std::nullopt;
        if (spec == Spec::outside) continue;
        sum += range.length();
        // RFC 9110 14.2: whoever asks for everything twice may have it once.
        if (!ranges.empty() && sum > length) return std::nullopt;
        ranges.push_back(range);
    }
    if (count == 0) return std::nullopt;
    return ranges;
}

Conditions weigh(const Fields& fields, const Validators& validators, std::uint64_t length) {
    using enum Conditions::Outcome;
    // RFC 9110 13.2.2, in its order.
    if (const auto list = fields.find("if-match")) {
        if (!names_tag(*list, validators.etag, false)) return {failed};
    } else if (const auto since = fields.find("if-unmodified-since"); since && validators.modified) {
        const auto date = read_date(*since);
        if (date && std::chrono::floor<std::chrono::seconds>(*validators.modified) > *date) return {failed};
    }
    if (const auto list = fields.find("if-none-match")) {
        if (names_tag(*list, validators.etag, true)) return {not_modified};
    } else if (const auto since = fields.find("if-modified-since"); since && validators.modified) {
        const auto date = read_date(*since);
        if (date && std::chrono::floor<std::chrono::seconds>(*validators.modified) <= *date)
            return {not_modified};
    }
    const auto range = fields.find("range");
    if (!range) return {whole};
    if (const auto if_range = fields.find("if-range"); if_range && !still_holds(*if_range, validators))
        return {whole};
    auto wanted = read_ranges(*range, length);
    if (!wanted) return {whole};
    if (wanted->empty()) return {unsatisfiable};
    return {ranges, std::move(*wanted)};
}

int coding_quality(const Fields& fields, std::string_view coding) {
    std::optional<int> named, any;
    bool asked = false;
    for (const Fields::Field& field : fields.all()) {
        if (field.name != "accept-encoding") continue;
        asked = true;
        for (std::string_view list = field.value; !list.empty();) {
            std::string_view element = take_element(&list);
            const std::string_view name = take_element(&element, ';');
            int quality = quality_max;
            while (!element.empty()) {
                std::string_view value = take_element(&element, ';');
                const std::string_view key = take_element(&value, '=');
                if (is_same_word(key, "q")) quality = read_quality(value);
            }
            if (is_same_word(name, coding)) named = quality;
            if (name == "*") any = quality;
        }
    }
    if (named) return *named;
    // RFC 9110 12.5.3: what is not coded is acceptable unless it is refused; without the field, prefer that.
    if (coding == "identity") return any && *any == 0 ? 0 : 1;
    return asked && any ? *any : 0;
}

}  // namespace milpa::http
