// SPDX-License-Identifier: AGPL-3.0-or-later
// EXPUNGE, STORE, COPY, MOVE.
#include "mail/imap/parse.hpp"

namespace milpa::mail::imap {

namespace {

template <class Kind>
Result<Arguments> parse_to_mailbox(Lexer& lexer, Numbering numbering) {
    CHECK(lexer.space());
    TRY(SequenceSet set, lexer.sequence_set());
    CHECK(lexer.space());
    TRY(MailboxName mailbox, lexer.mailbox());
    CHECK(lexer.end());
    return Arguments(Kind{numbering, std::move(set), std::move(mailbox)});
}

}  // namespace

Result<Arguments> parse_expunge(Lexer& lexer, Numbering numbering) {
    request::Expunge expunge;
    if (numbering == Numbering::uid) {
        CHECK(lexer.space());
        TRY(expunge.uids, lexer.sequence_set());
    }
    CHECK(lexer.end());
    return Arguments(std::move(expunge));
}

Result<Arguments> parse_store(Lexer& lexer, Numbering numbering) {
    using request::Store;
    Store store;
    store.numbering = numbering;
    CHECK(lexer.space());
    TRY(store.set, lexer.sequence_set());
    CHECK(lexer.space());
    if (lexer.take('+')) {
        store.mode = Store::Mode::add;
    } else if (lexer.take('-')) {
        store.mode = Store::Mode::remove;
    }
    if (lexer.take_word("FLAGS.SILENT")) {
        store.reply = Store::Reply::silent;
    } else if (!lexer.take_word("FLAGS")) {
        return fail(ErrorKind::syntax, "FLAGS expected");
    }
    CHECK(lexer.space());
    if (lexer.peek() == '(') {
        TRY(store.flags, lexer.flag_list());
    } else {
        do {
            CHECK(lexer.flag(store.flags));
        } while (lexer.take(' '));
    }
    CHECK(lexer.end());
    return Arguments(std::move(store));
}

Result<Arguments> parse_copy(Lexer& lexer, Numbering numbering) {
    return parse_to_mailbox<request::Copy>(lexer, numbering);
}

Result<Arguments> parse_move(Lexer& lexer, Numbering numbering) {
    return parse_to_mailbox<request::Move>(lexer, numbering);
}

}  // namespace milpa::mail::imap
