// SPDX-License-Identifier: AGPL-3.0-or-later
// Messages in the forms that other programs read: mbox (RFC 4155, in the "mboxrd" variant, which can be
// undone) and Maildir. Pure. Both keep their lines as LF, as programs on disk do.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace milpa::server::control {

/// "From MAILER-DAEMON Mon Nov  2 09:41:07 2026\n"
std::string mbox_line(WallTime arrived);
/// Status and X-Status fields that carry the flags (mail::account::Flag bits), as mutt and Dovecot read them.
std::string mbox_status(std::uint8_t flags);
/// The letters behind ":2," of a Maildir name, in ASCII order.
std::string maildir_flags(std::uint8_t flags);
/// A mailbox's name as a file's: '/' of its levels becomes '.', what a file system may not have is
/// percent-encoded.
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
