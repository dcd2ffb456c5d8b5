// SPDX-License-Identifier: AGPL-3.0-or-later
// CREATE, RENAME, STATUS, APPEND.
#include "mail/imap/parse.hpp"
#include "mail/imap/text.hpp"

namespace milpa::mail::imap {

namespace {

/// RFC 6154 3: CREATE name (USE (\Sent ...)).
Result<SpecialUse> read_special_use(Lexer& lexer) {
    constexpr std::pair<std::string_view, SpecialUse> uses[] = {
        {"ALL", SpecialUse::all},       {"ARCHIVE", SpecialUse::archive},
        {"DRAFTS", SpecialUse::drafts}, {"FLAGGED", SpecialUse::flagged},
        {"JUNK", SpecialUse::junk},     {"SENT", SpecialUse::sent},
        {"TRASH", SpecialUse::trash},   {"IMPORTANT", SpecialUse::important},
    };
    CHECK(lexer.expect('\\'));
    TRY(std::string_view name, lexer.atom());
    for (auto [known, use] : uses) {
        if (same_ignoring_case(name, known)) return use;
    }
    return lexer.refuse("USEATTR", "no such special use");
}

Result<SpecialUse> read_create_parameters(Lexer& lexer) {
    SpecialUse use = SpecialUse::none;
    CHECK(lexer.expect('('));
    if (!lexer.take_word("USE")) return fail(ErrorKind::syntax, "no such parameter of CREATE");
    CHECK(lexer.space());
    CHECK(lexer.expect('('));
    if (!lexer.take(')')) {
        do {
            TRY(SpecialUse one, read_special_use(lexer));
            use = use | one;
        } while (lexer.take(' '));
        CHECK(lexer.expect(')'));
    }
    CHECK(lexer.expect(')'));
    return use;
}

}  // namespace

Result<Arguments> parse_create(Lexer& lexer, Numbering) {
    CHECK(lexer.space());
    TRY(std::string written, lexer.astring());
    // RFC 9051 6.3.4: a separator at the end declares that names below it will follow; the mailbox is without
    // it.
    std::string_view name = written;
    if (name.size() > 1 && name.back() == hierarchy_separator) name.remove_suffix(1);
    auto mailbox = MailboxName::from_wire(name, lexer.form());
    if (!mailbox) return lexer.refuse("CANNOT", "no mailbox can have that name");
    request::Create create{*std::move(mailbox), SpecialUse::none};
    if (lexer.take(' ')) {
        TRY(create.use, read_create_parameters(lexer));
    }
    CHECK(lexer.end());
    return Arguments(std::move(create));
}

Result<Arguments> parse_rename(Lexer& lexer, Numbering) {
    CHECK(lexer.space());
    TRY(MailboxName from, lexer.mailbox());
    CHECK(lexer.space());
    TRY(MailboxName to, lexer.mailbox());
    CHECK(lexer.end());
    return Arguments(request::Rename{std::move(from), std::move(to)});
}

Result<StatusItems> read_status_items(Lexer& lexer) {
    constexpr std::pair<std::string_view, bool StatusItems::*> names[] = {
        {"MESSAGES", &StatusItems::messages}, {"RECENT", &StatusItems::recent},
        {"UIDNEXT", &StatusItems::uid_next},  {"UIDVALIDITY", &StatusItems::uid_validity},
        {"UNSEEN", &StatusItems::unseen},     {"DELETED", &StatusItems::deleted},
        {"SIZE", &StatusItems::size},
    };
    StatusItems items;
    CHECK(lexer.expect('('));
    do {
        TRY(std::string_view name, lexer.word());
        bool is_known = false;
        for (auto [known, item] : names) {
            if (!same_ignoring_case(name, known)) continue;
            items.*item = true;
            is_known = true;
        }
        if (!is_known) return fail(ErrorKind::syntax, "no such item of STATUS");
    } while (lexer.take(' '));
    CHECK(lexer.expect(')'));
    return items;
}

Result<Arguments> parse_status(Lexer& lexer, Numbering) {
    CHECK(lexer.space());
    TRY(MailboxName mailbox, lexer.mailbox());
    CHECK(lexer.space());
    TRY(StatusItems items, read_status_items(lexer));
    CHECK(lexer.end());
    return Arguments(request::Status{std::move(mailbox), items});
}

Result<Arguments> parse_append(Lexer& lexer, Numbering) {
    CHECK(lexer.space());
    TRY(MailboxName mailbox, lexer.mailbox());
    request::Append append{std::move(mailbox), {}, std::nullopt, 0, request::Append::Form::plain};
    CHECK(lexer.space());
    if (lexer.peek() == '(') {
        TRY(append.flags, lexer.flag_list());
        CHECK(lexer.space());
    }
    if (lexer.peek() == '"') {
        TRY(append.date, lexer.date_time());
        CHECK(lexer.space());
    }
    if (lexer.take_word("UTF8")) {
        // RFC 6855 4: UTF8 (~{...}); the reader sees to the parenthesis behind the octets.
        CHECK(lexer.space());
        CHECK(lexer.expect('('));
        CHECK(lexer.expect('~'));
        append.form = request::Append::Form::utf8;
    } else if (lexer.take('~')) {
        append.form = request::Append::Form::binary;
    }
    if (lexer.peek() != '{') return fail(ErrorKind::syntax, "APPEND takes the message as a literal");
    TRY(append.octets, lexer.literal_announcement());
    CHECK(lexer.end());
    return Arguments(std::move(append));
}

}  // namespace milpa::mail::imap
