// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/control/mbox.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace milpa::server::control {

namespace {

using namespace mail::account;  // the flag bits

constexpr std::string_view from_word = "From ";
/// A line that has not turned out to be a From line after so many octets of '>' is none.
constexpr std::size_t held_octets_max = 1000;
constexpr std::size_t keyword_letters = 26;
/// File systems take 255; the rest is for a dot, the number and ".mbox".
constexpr std::size_t file_name_octets_max = 220;

bool may_become_from(std::string_view text) {
    const auto start = text.find_first_not_of('>');
    if (start == std::string_view::npos) return text.size() < held_octets_max;
    const std::string_view rest = text.substr(start);
    return rest.size() < from_word.size() ? from_word.starts_with(rest) : rest.starts_with(from_word);
}

bool is_from(std::string_view text) {
    const auto start = text.find_first_not_of('>');
    return start != std::string_view::npos && text.substr(start).starts_with(from_word);
}

/// FNV-1a: tells names of one mailbox tree apart; nobody is to be kept from anything by it.
std::uint64_t number_of(std::string_view name) {
    std::uint64_t number = 0xCBF2'9CE4'8422'2325ULL;
    for (const char c : name) number = (number ^ static_cast<unsigned char>(c)) * 0x0000'0100'0000'01B3ULL;
    return number;
}

std::string encode_name(std::string_view name, char separator) {
    std::string text;
    for (const char c : name) {
        const auto octet = static_cast<unsigned char>(c);
        if (c == '/') {
            text += separator;
        } else if (octet < 0x20 || octet == 0x7f || c == '%' || c == '\\' || c == '.' || c == ':') {
            text += fmt::format("%{:02X}", octet);
        } else {
            text += c;
        }
    }
    if (text.size() <= file_name_octets_max) return text;
    std::size_t cut = file_name_octets_max;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
    return fmt::format("{}~{:016x}", text.substr(0, cut), number_of(name));
}

}  // namespace

std::string mbox_line(WallTime arrived) {
    static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(arrived);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(arrived - day));
    return fmt::format("From MAILER-DAEMON {} {} {:2} {:02}:{:02}:{:02} {}\n",
                       days[std::chrono::weekday(day).c_encoding()],
                       months[static_cast<unsigned>(date.month()) - 1], static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       static_cast<int>(date.year()));
}

std::string mbox_status(const Flags& flags) {
    std::string more;
    if (flags.system & flag_answered) more += 'A';
    if (flags.system & flag_flagged) more += 'F';
    if (flags.system & flag_draft) more += 'T';
    if (flags.system & flag_deleted) more += 'D';
    std::string text = flags.system & flag_seen ? "Status: RO\n" : "Status: O\n";
    if (!more.empty()) text += fmt::format("X-Status: {}\n", more);
    if (!flags.keywords.empty()) {
        const std::string words = fmt::format("{}", fmt::join(flags.keywords, " "));
        text += fmt::format("X-Keywords: {}\nX-Mozilla-Keys: {}\n", words, words);
    }
    return text;
}

std::string MaildirKeywords::letters(const std::vector<std::string>& keywords) {
    std::string text;
    for (const std::string& keyword : keywords) {
        auto found = std::ranges::find(names_, keyword);
        if (found == names_.end() && names_.size() == keyword_letters) continue;
        if (found == names_.end()) found = names_.insert(names_.end(), keyword);
        text += static_cast<char>('a' + (found - names_.begin()));
    }
    std::ranges::sort(text);
    return text;
}

std::string MaildirKeywords::file() const {
    std::string text;
    for (std::size_t i = 0; i < names_.size(); ++i) text += fmt::format("{} {}\n", i, names_[i]);
    return text;
}

std::string maildir_flags(std::uint8_t flags) {
    std::string text;
    if (flags & flag_draft) text += 'D';
    if (flags & flag_flagged) text += 'F';
    if (flags & flag_answered) text += 'R';
    if (flags & flag_seen) text += 'S';
    if (flags & flag_deleted) text += 'T';
    return text;
}

std::string file_name_of(std::string_view mailbox) { return encode_name(mailbox, '.'); }

std::string maildir_folder(std::string_view mailbox) {
    if (mailbox == inbox_name) return {};
    return fmt::format(".{}/", encode_name(mailbox, '.'));
}

std::string Unchanged::take(std::string_view octets) {
    std::string out;
    out.reserve(octets.size() + 1);
    for (const char c : octets) {
        if (cr_ && c != '\n') out += '\r';
        cr_ = c == '\r';
        if (!cr_) out += c;
    }
    return out;
}

std::string Unchanged::finish() { return std::exchange(cr_, false) ? "\r" : ""; }

void MboxQuoting::line(std::string& out, std::string_view text) {
    if (line_start_ && is_from(text)) out += '>';
    out += text;
    if (!text.empty()) {
        line_start_ = text.back() == '\n';
        ended_ = line_start_;
    }
}

std::string MboxQuoting::take(std::string_view octets) {
    const std::string text = held_ + ends_.take(octets);
    held_.clear();
    std::string out;
    out.reserve(text.size() + 64);
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        const std::string_view one = rest.substr(0, end == std::string_view::npos ? end : end + 1);
        rest.remove_prefix(one.size());
        const bool whole = end != std::string_view::npos;
        const bool decided = whole || !line_start_ || !may_become_from(one) || is_from(one);
        if (decided) {
            line(out, one);
        } else {
            held_ = one;
        }
    }
    return out;
}

std::string MboxQuoting::finish() {
    std::string out;
    line(out, std::exchange(held_, {}));
    line(out, ends_.finish());
    return out + (ended_ ? "\n" : "\n\n");
}

}  // namespace milpa::server::control
