// SPDX-License-Identifier: AGPL-3.0-or-later
// Messages in the forms that other programs read: mbox (RFC 4155, in the "mboxrd" variant, which can be
// undone) and Maildir. Pure. Both keep their lines as LF, as programs on disk do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "mail/account/mailbox.hpp"

namespace milpa::server::control {

/// "From MAILER-DAEMON Mon Nov  2 09:41:07 2026\n"
std::string mbox_line(WallTime arrived);
/// Status and X-Status fields that carry the flags, as mutt and Dovecot read them; X-Keywords (Dovecot) and
/// X-Mozilla-Keys (Thunderbird) where there are keywords.
std::string mbox_status(const mail::account::Flags& flags);
/// The letters behind ":2," of a Maildir name, in ASCII order.
std::string maildir_flags(std::uint8_t flags);

/// Keywords in Maildir, as Dovecot has them: the letters a to z behind the flags, and in each folder a file
/// `dovecot-keywords` that says what they mean. More than 26 in a folder stand in the mbox only.
class MaildirKeywords {
public:
    /// The letters of those that have one, in ASCII order.
    std::string letters(const std::vector<std::string>& keywords);
    /// "0 $Forwarded\n1 Work\n"; empty where there are none.
    std::string file() const;

private:
    std::vector<std::string> names_;
};

/// A mailbox's name as a file's: '/' of its levels becomes '.', what a file system may not have is
/// percent-encoded; a very long name is cut, and ends with a number that only this one gives.
std::string file_name_of(std::string_view mailbox);
/// "" for INBOX, ".Sent.2026/" for Sent/2026 (Maildir++).
std::string maildir_folder(std::string_view mailbox);

/// CRLF becomes LF; nothing else changes. Pieces may be cut anywhere.
class Unchanged {
public:
    std::string take(std::string_view octets);
    std::string finish();

private:
    bool cr_ = false;
};

/// The same, with '>' before each line that begins with any number of '>' and "From ", and an empty line at
/// the end.
class MboxQuoting {
public:
    std::string take(std::string_view octets);
    std::string finish();

private:
    void line(std::string& out, std::string_view text);
    Unchanged ends_;
    std::string held_;  // the beginning of a line that may still become a From line
    bool line_start_ = true;
    bool ended_ = true;  // the last octet was a line end
};

}  // namespace milpa::server::control
