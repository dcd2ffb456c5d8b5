// SPDX-License-Identifier: AGPL-3.0-or-later
// MailboxName: a name that a mailbox may have. Whoever holds one need not check it again.
// Invariants: UTF-8 in normal form C, 1 to 1000 octets, no control characters, no empty level; the first
// level is spelt INBOX when it is INBOX in any case. RFC 9051 5.1.
#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace milpa::mail::imap {

/// How this session writes mailbox names and which strings it may quote.
enum class TextForm : unsigned char {
    rev1,  ///< modified UTF-7 names; 8-bit strings only as literals (RFC 3501)
    utf8,  ///< after ENABLE IMAP4rev2 or UTF8=ACCEPT: UTF-8 names, UTF-8 in quoted strings (RFC 9051, 6855)
};

/// Between the levels of a name; the same everywhere.
inline constexpr char hierarchy_separator = '/';
/// Octets of UTF-8: longer ones fit no screen, and a LIST of thousands must stay small.
inline constexpr std::size_t mailbox_name_bytes_max = 1000;
/// Levels: deeper ones only make work for those who draw trees.
inline constexpr std::size_t mailbox_levels_max = 32;

class MailboxName {
public:
    /// From UTF-8, as stored or as a JMAP client wrote it. Fails with `syntax` (not a possible name) or
    /// `limit`.
    static Result<MailboxName> from_utf8(std::string_view name);
    /// From what stood on the wire. Fails as from_utf8, and with `syntax` if it is not written in that form.
    static Result<MailboxName> from_wire(std::string_view name, TextForm form);
    static MailboxName inbox() { return MailboxName("INBOX"); }

    const std::string& utf8() const { return name_; }
    std::string to_wire(TextForm form) const;
    bool is_inbox() const { return name_ == "INBOX"; }
    /// "a/b/c" is below "a/b" and "a"; nothing is below itself.
    bool is_below(const MailboxName& other) const;

    auto operator<=>(const MailboxName&) const = default;

private:
    explicit MailboxName(std::string name) : name_(std::move(name)) {}

    std::string name_;
};

/// A pattern of LIST as it stood on the wire, as UTF-8 in normal form C; it may be empty. Fails with `syntax`
/// and `limit` as names do, but levels are not looked at.
Result<std::string> mailbox_pattern_from_wire(std::string_view pattern, TextForm form);

}  // namespace milpa::mail::imap
