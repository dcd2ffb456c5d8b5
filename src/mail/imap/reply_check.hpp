// SPDX-License-Identifier: AGPL-3.0-or-later
// A tiny reader of replies, for tests and fuzzers: words, quoted strings, literals and balanced brackets.
#pragma once

#include <string_view>

#include "mail/imap/request.hpp"
#include "mail/imap/text.hpp"

namespace milpa::mail::imap {

/// Whether `replies` are whole lines in which every string is written as `form` allows.
inline bool are_well_formed(std::string_view replies, TextForm form) {
    std::size_t depth = 0;
    while (!replies.empty()) {
        char c = replies.front();
        replies.remove_prefix(1);
        auto byte = static_cast<unsigned char>(c);
        if (c == '"') {
            std::string quoted;
            for (;; replies.remove_prefix(1)) {
                if (replies.empty()) return false;
                if (replies.front() == '"') break;
                if (replies.front() == '\\') {
                    replies.remove_prefix(1);
                    if (replies.empty() || (replies.front() != '"' && replies.front() != '\\')) return false;
                }
                quoted += replies.front();
            }
            replies.remove_prefix(1);
            if (quoted.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) return false;
            if (form == TextForm::rev1 ? !is_ascii(quoted) : !is_utf8(quoted)) return false;
        } else if (c == '{') {
            std::size_t octets = 0;
            while (!replies.empty() && is_digit(replies.front())) {
                octets = octets * 10 + static_cast<std::size_t>(replies.front() - '0');
                replies.remove_prefix(1);
            }
            if (!replies.starts_with("}\r\n") || replies.size() < octets + 3) return false;
            if (replies.substr(3, octets).find('\0') != std::string_view::npos) return false;
            replies.remove_prefix(octets + 3);
        } else if (c == '(') {
            ++depth;
        } else if (c == ')') {
            if (depth-- == 0) return false;
        } else if (c == '\r') {
            if (depth != 0 || !replies.starts_with('\n')) return false;
            replies.remove_prefix(1);
            if (!replies.empty() && replies.front() != '*' && replies.front() != '+') return false;
        } else if (byte < 0x20 || byte > 0x7e) {
            return false;
        }
    }
    return depth == 0;
}

}  // namespace milpa::mail::imap
