// SPDX-License-Identifier: AGPL-3.0-or-later
// LIST in its basic and extended form (RFC 9051 6.3.9, RFC 5258, 5819, 6154), and LSUB.
#include "mail/imap/mailbox_match.hpp"
#include "mail/imap/parse.hpp"
#include "mail/imap/text.hpp"

namespace milpa::mail::imap {

namespace {

using Option = std::pair<std::string_view, bool ListOptions::*>;

Result<void> read_option(Lexer& lexer, std::span<const Option> known, ListOptions& options) {
    TRY(std::string_view name, lexer.word());
    for (auto [upper, option] : known) {
        if (!same_ignoring_case(name, upper)) continue;
        options.*option = true;
        return {};
    }
    return fail(ErrorKind::syntax, "no such option of LIST");
}

Result<void> read_selection(Lexer& lexer, ListOptions& options) {
    constexpr Option known[] = {
        {"SUBSCRIBED", &ListOptions::select_subscribed},
        {"REMOTE", &ListOptions::select_remote},
        {"RECURSIVEMATCH", &ListOptions::recursive_match},
        {"SPECIAL-USE", &ListOptions::select_special_use},
    };
    CHECK(lexer.expect('('));
    if (lexer.take(')')) return {};
    do {
        CHECK(read_option(lexer, known, options));
    } while (lexer.take(' '));
    CHECK(lexer.expect(')'));
    // RFC 5258 3.1: it modifies a selection, and REMOTE and SPECIAL-USE are none that it could modify.
    if (options.recursive_match && !options.select_subscribed) {
        return fail(ErrorKind::syntax, "RECURSIVEMATCH without what it modifies");
    }
    return {};
}

Result<void> read_returns(Lexer& lexer, ListOptions& options) {
    constexpr Option known[] = {
        {"SUBSCRIBED", &ListOptions::return_subscribed},
        {"CHILDREN", &ListOptions::return_children},
        {"SPECIAL-USE", &ListOptions::return_special_use},
    };
    if (!lexer.take_word("RETURN")) return fail(ErrorKind::syntax, "RETURN expected");
    CHECK(lexer.space());
    CHECK(lexer.expect('('));
    if (lexer.take(')')) return {};
    do {
        if (lexer.take_word("STATUS")) {
            CHECK(lexer.space());
            TRY(options.return_status, read_status_items(lexer));
        } else {
            CHECK(read_option(lexer, known, options));
        }
    } while (lexer.take(' '));
    return lexer.expect(')');
}

/// Joins it to the reference. RFC 9051 6.3.9: an empty pattern asks for the separator, and names nothing.
Result<void> read_pattern(Lexer& lexer, std::string_view reference, std::vector<std::string>& patterns) {
    TRY(std::string written, lexer.list_mailbox());
    if (written.empty()) return {};
    auto pattern = mailbox_pattern_from_wire(written, lexer.form());
    if (!pattern || reference.size() + pattern->size() > mailbox_pattern_bytes_max) {
        return lexer.refuse("CANNOT", "no mailbox can have such a name");
    }
    if (patterns.size() == list_patterns_max) return lexer.refuse("LIMIT", "too many patterns");
    patterns.push_back(std::string(reference) + *pattern);
    return {};
}

Result<std::string> read_reference(Lexer& lexer) {
    TRY(std::string written, lexer.astring());
    auto reference = mailbox_pattern_from_wire(written, lexer.form());
    if (!reference) return lexer.refuse("CANNOT", "no mailbox can have such a name");
    return *std::move(reference);
}

}  // namespace

Result<Arguments> parse_list(Lexer& lexer, Numbering) {
    request::List list;
    CHECK(lexer.space());
    if (lexer.peek() == '(') {
        CHECK(read_selection(lexer, list.options));
        CHECK(lexer.space());
    }
    TRY(std::string reference, read_reference(lexer));
    CHECK(lexer.space());
    if (lexer.take('(')) {
        do {
            CHECK(read_pattern(lexer, reference, list.patterns));
        } while (lexer.take(' '));
        CHECK(lexer.expect(')'));
    } else {
        CHECK(read_pattern(lexer, reference, list.patterns));
    }
    if (lexer.take(' ')) CHECK(read_returns(lexer, list.options));
    CHECK(lexer.end());
    return Arguments(std::move(list));
}

Result<Arguments> parse_lsub(Lexer& lexer, Numbering) {
    request::Lsub lsub;
    CHECK(lexer.space());
    TRY(std::string reference, read_reference(lexer));
    CHECK(lexer.space());
    CHECK(read_pattern(lexer, reference, lsub.patterns));
    CHECK(lexer.end());
    return Arguments(std::move(lsub));
}

}  // namespace milpa::mail::imap
