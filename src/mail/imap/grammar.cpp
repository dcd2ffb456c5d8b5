// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/grammar.hpp"

#include "base/ensure.hpp"
#include "mail/imap/lexer.hpp"
#include "mail/imap/text.hpp"

namespace milpa::mail::imap {

namespace {

struct Verb {
    const Command* command;
    Numbering numbering;
};

Result<Verb> read_verb(Lexer& lexer) {
    CHECK(lexer.space());
    Numbering numbering = Numbering::sequence;
    TRY(std::string_view word, lexer.word());
    if (same_ignoring_case(word, "UID")) {
        numbering = Numbering::uid;
        CHECK(lexer.space());
        TRY(word, lexer.word());
    }
    const Command* command = find_command(word);
    if (command == nullptr) return fail(ErrorKind::syntax, "no such command");
    if (numbering == Numbering::uid && command->uid_form == UidForm::none) {
        return fail(ErrorKind::syntax, "no such command with UID");
    }
    return Verb{command, numbering};
}

Result<Request> read_request(Lexer& lexer) {
    TRY(std::string_view tag, lexer.tag());
    TRY(Verb verb, read_verb(lexer));
    TRY(Arguments arguments, verb.command->parse(lexer, verb.numbering));
    return Request{std::string(tag), verb.command, std::move(arguments)};
}

/// Where a kind becomes what is said. The details of this grammar's errors are constant texts: fit to be
/// told.
Refusal refusal_for(const Error& error, const Lexer& lexer, std::string_view text) {
    Refusal refusal{std::string(tag_of(text)), Refusal::Kind::bad, {}, error.detail};
    if (error.kind != ErrorKind::syntax) {
        ensure(lexer.refusal_code().has_value());
        refusal.kind = Refusal::Kind::no;
        refusal.code = *lexer.refusal_code();
    }
    return refusal;
}

}  // namespace

std::expected<Request, Refusal> parse(std::string_view text, TextForm form) {
    Lexer lexer(text, form);
    auto request = read_request(lexer);
    if (!request) return std::unexpected(refusal_for(request.error(), lexer, text));
    return *std::move(request);
}

std::string_view tag_of(std::string_view text) {
    Lexer lexer(text, TextForm::rev1);
    auto tag = lexer.tag();
    if (!tag || (!lexer.at_end() && lexer.peek() != ' ')) return {};
    return *tag;
}

}  // namespace milpa::mail::imap
