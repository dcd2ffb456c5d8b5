// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/ids.hpp"

#include <charconv>

namespace milpa::jmap {

namespace account = mail::account;

namespace {

constexpr char email_letter = 'e';
constexpr char thread_letter = 't';
constexpr char mailbox_letter = 'm';
constexpr char state_letter = 's';

std::string with_letter(char letter, std::uint32_t number) { return letter + std::to_string(number); }

std::optional<std::uint32_t> number_behind(char letter, std::string_view text) {
    if (text.size() < 2 || text[0] != letter || text[1] == '0') return std::nullopt;
    std::uint32_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + 1, end, number);
    if (error != std::errc() || stop != end) return std::nullopt;
    return number;
}

}  // namespace

std::string email_id(account::Record record) { return with_letter(email_letter, record); }
std::string thread_id(account::Record thread) { return with_letter(thread_letter, thread); }
std::string mailbox_id(account::MailboxId id) {
    return with_letter(mailbox_letter, static_cast<std::uint32_t>(id));
}

std::optional<account::Record> read_email_id(std::string_view text) {
    return number_behind(email_letter, text);
}
std::optional<account::Record> read_thread_id(std::string_view text) {
    return number_behind(thread_letter, text);
}
std::optional<account::MailboxId> read_mailbox_id(std::string_view text) {
    const auto number = number_behind(mailbox_letter, text);
    return number ? std::optional(account::MailboxId{*number}) : std::nullopt;
}

std::string position_text(const account::Position& position) {
    return state_letter + account::to_text(position);
}

std::optional<account::Position> read_position(std::string_view text) {
    if (!text.starts_with(state_letter)) return std::nullopt;
    return account::parse_position(text.substr(1));
}

}  // namespace milpa::jmap
