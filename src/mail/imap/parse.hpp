// SPDX-License-Identifier: AGPL-3.0-or-later
// The arguments of each command, as rows of command.cpp name them. Private to the grammar.
#pragma once

#include "mail/imap/lexer.hpp"
#include "mail/imap/request.hpp"

namespace milpa::mail::imap {

/// A command without arguments.
template <class Kind>
Result<Arguments> parse_bare(Lexer& lexer, Numbering) {
    CHECK(lexer.end());
    return Arguments(Kind{});
}

/// A command of one mailbox.
template <class Kind>
Result<Arguments> parse_of_mailbox(Lexer& lexer, Numbering) {
    CHECK(lexer.space());
    TRY(MailboxName mailbox, lexer.mailbox());
    CHECK(lexer.end());
    return Arguments(Kind{std::move(mailbox)});
}

// parse_session.cpp
Result<Arguments> parse_id(Lexer& lexer, Numbering numbering);
Result<Arguments> parse_authenticate(Lexer& lexer, Numbering numbering);
Result<Arguments> parse_login(Lexer& lexer, Numbering numbering);
Result<Arguments> parse_enable(Lexer& lexer, Numbering numbering);

// parse_mailbox.cpp
Result<Arguments> parse_create(Lexer& lexer, Numbering numbering);
Result<Arguments> parse_rename(Lexer& lexer, Numbering numbering);
Result<Arguments> parse_status(Lexer& lexer, Numbering numbering);
Result<Arguments> parse_append(Lexer& lexer, Numbering numbering);
Result<StatusItems> read_status_items(Lexer& lexer);

// parse_list.cpp
Result<Arguments> parse_list(Lexer& lexer, Numbering numbering);
Result<Arguments> parse_lsub(Lexer& lexer, Numbering numbering);

// parse_message.cpp
Result<Arguments> parse_expunge(Lexer& lexer, Numbering numbering);
Result<Arguments> parse_store(Lexer& lexer, Numbering numbering);
Result<Arguments> parse_copy(Lexer& lexer, Numbering numbering);
Result<Arguments> parse_move(Lexer& lexer, Numbering numbering);

// parse_fetch.cpp, parse_search.cpp
Result<Arguments> parse_fetch(Lexer& lexer, Numbering numbering);
Result<Arguments> parse_search(Lexer& lexer, Numbering numbering);

}  // namespace milpa::mail::imap
