// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of the grammar, read from one whole command. Used only by the parse_*.cpp files.
//
// Invariant: the position never passes the end; a failed read leaves it anywhere, and the command is refused.
// The details of errors are constant texts without a word of the client's: grammar.cpp tells them to the
// peer.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "mail/imap/request.hpp"

namespace milpa::mail::imap {

class Lexer {
public:
    /// `text` must outlive the lexer: the octets of a command, its literals included, without the last CRLF.
    Lexer(std::string_view text, TextForm form) : text_(text), form_(form) {}

    TextForm form() const { return form_; }
    bool at_end() const { return position_ == text_.size(); }
    char peek() const { return at_end() ? '\0' : text_[position_]; }
    std::string_view rest() const { return text_.substr(position_); }

    /// Takes the character if it is next.
    bool take(char c);
    /// Takes the word, in any case, if it is next and no letter or digit follows it.
    bool take_word(std::string_view upper);
    Result<void> expect(char c);
    Result<void> space() { return expect(' '); }
    Result<void> end() const;

    Result<std::string_view> tag();
    Result<std::string_view> atom();
    /// Letters, digits, "." and "-": the names of commands, items and keys.
    Result<std::string_view> word();
    Result<std::string> astring();
    Result<std::string> string();
    Result<std::optional<std::string>> nstring();
    /// With wildcards (list-mailbox).
    Result<std::string> list_mailbox();

    Result<std::uint32_t> number();
    Result<std::uint32_t> nonzero_number();
    Result<std::uint64_t> number64();
    /// Exactly so many digits.
    Result<unsigned> digits(std::size_t count);

    Result<SequenceSet> sequence_set();
    Result<MailboxName> mailbox();
    /// One flag onto `flags`. \Recent is passed over: no client can change it.
    Result<void> flag(FlagList& flags);
    /// "(" ... ")", which may be empty.
    Result<FlagList> flag_list();
    Result<std::string> keyword();
    Result<std::chrono::sys_days> date();
    Result<WallTime> date_time();

    /// "{123}" or "{123+}" with the line end after it, without the octets that follow.
    Result<std::uint64_t> literal_announcement();

    /// Fails with NO and this response code in the place of BAD. `code` and `detail` are static.
    Error refuse(std::string_view code, std::string_view detail);
    std::optional<std::string_view> refusal_code() const { return refusal_code_; }

private:
    Result<std::string> quoted();
    Result<std::string> literal();
    Result<std::uint32_t> sequence_number();
    Result<std::chrono::sys_days> day_month_year(unsigned day);
    template <class Accept>
    std::string_view take_while(Accept accept);

    std::string_view text_;
    std::size_t position_ = 0;
    TextForm form_;
    std::optional<std::string_view> refusal_code_;
};

}  // namespace milpa::mail::imap
