// SPDX-License-Identifier: AGPL-3.0-or-later
// ID, AUTHENTICATE, LOGIN, ENABLE.
#include "mail/imap/parse.hpp"
#include "mail/imap/text.hpp"

namespace milpa::mail::imap {

Result<Arguments> parse_id(Lexer& lexer, Numbering) {
    CHECK(lexer.space());
    request::Id id;
    if (lexer.take_word("NIL")) {
        CHECK(lexer.end());
        return Arguments(std::move(id));
    }
    CHECK(lexer.expect('('));
    if (!lexer.take(')')) {
        do {
            if (id.fields.size() == id_pairs_max)
                return fail(ErrorKind::syntax, "more fields than RFC 2971 allows");
            TRY(std::string field, lexer.string());
            CHECK(lexer.space());
            TRY(std::optional<std::string> value, lexer.nstring());
            if (field.size() > id_field_bytes_max || (value && value->size() > id_value_bytes_max)) {
                return fail(ErrorKind::syntax, "longer fields than RFC 2971 allows");
            }
            id.fields.emplace_back(std::move(field), std::move(value));
        } while (lexer.take(' '));
        CHECK(lexer.expect(')'));
    }
    CHECK(lexer.end());
    return Arguments(std::move(id));
}

Result<Arguments> parse_authenticate(Lexer& lexer, Numbering) {
    CHECK(lexer.space());
    TRY(std::string_view mechanism, lexer.atom());
    request::Authenticate authenticate{upper_case(mechanism), std::nullopt};
    if (lexer.take(' ')) {
        // RFC 4959 3: "=" is a response that is there and empty.
        if (lexer.rest() == "=") {
            authenticate.initial.emplace();
            return Arguments(std::move(authenticate));
        }
        if (lexer.at_end()) return fail(ErrorKind::syntax, "an initial response expected");
        auto initial = from_base64(lexer.rest());
        if (!initial) return fail(ErrorKind::syntax, "an initial response that is not base64");
        authenticate.initial = std::move(*initial);
        return Arguments(std::move(authenticate));
    }
    CHECK(lexer.end());
    return Arguments(std::move(authenticate));
}

Result<Arguments> parse_login(Lexer& lexer, Numbering) {
    CHECK(lexer.space());
    TRY(std::string user, lexer.astring());
    CHECK(lexer.space());
    TRY(std::string password, lexer.astring());
    CHECK(lexer.end());
    return Arguments(request::Login{std::move(user), std::move(password)});
}

Result<Arguments> parse_enable(Lexer& lexer, Numbering) {
    request::Enable enable;
    do {
        CHECK(lexer.space());
        TRY(std::string_view capability, lexer.atom());
        enable.imap4rev2 |= same_ignoring_case(capability, "IMAP4REV2");
        enable.utf8_accept |= same_ignoring_case(capability, "UTF8=ACCEPT");
    } while (!lexer.at_end());
    return Arguments(enable);
}

}  // namespace milpa::mail::imap
