// SPDX-License-Identifier: AGPL-3.0-or-later
// FETCH: RFC 9051 6.4.5, RFC 3501 6.4.5 (RFC822 and its kin), RFC 3516 (BINARY).
#include "mail/imap/parse.hpp"
#include "mail/imap/text.hpp"

namespace milpa::mail::imap {

namespace {

using Form = FetchBody::Form;
using Seen = FetchBody::Seen;

/// RFC 5322 2.2: printable, and no colon.
bool is_field_name(std::string_view name) {
    for (char c : name) {
        if (c < 33 || c > 126 || c == ':') return false;
    }
    return !name.empty();
}

Result<std::vector<std::string>> read_field_names(Lexer& lexer) {
    std::vector<std::string> names;
    CHECK(lexer.space());
    CHECK(lexer.expect('('));
    do {
        TRY(std::string name, lexer.astring());
        if (!is_field_name(name)) return fail(ErrorKind::syntax, "a header field cannot have that name");
        names.push_back(std::move(name));
    } while (lexer.take(' '));
    CHECK(lexer.expect(')'));
    return names;
}

Result<void> read_section_text(Lexer& lexer, Section& section) {
    TRY(std::string_view word, lexer.word());
    if (same_ignoring_case(word, "HEADER")) {
        section.text = Section::Text::header;
    } else if (same_ignoring_case(word, "TEXT")) {
        section.text = Section::Text::text;
    } else if (same_ignoring_case(word, "MIME") && !section.part.empty()) {
        section.text = Section::Text::mime;
    } else if (same_ignoring_case(word, "HEADER.FIELDS")) {
        section.text = Section::Text::header_fields;
        TRY(section.fields, read_field_names(lexer));
    } else if (same_ignoring_case(word, "HEADER.FIELDS.NOT")) {
        section.text = Section::Text::header_fields_not;
        TRY(section.fields, read_field_names(lexer));
    } else {
        return fail(ErrorKind::syntax, "no such section");
    }
    return {};
}

/// "[...]". For BINARY only part numbers may stand there: RFC 3516 4.
Result<Section> read_section(Lexer& lexer, Form form) {
    Section section;
    CHECK(lexer.expect('['));
    if (lexer.take(']')) return section;
    bool text_follows = true;
    while (is_digit(lexer.peek())) {
        if (section.part.size() == section_depth_max)
            return fail(ErrorKind::syntax, "a section that is too deep");
        TRY(std::uint32_t number, lexer.nonzero_number());
        section.part.push_back(number);
        text_follows = lexer.take('.');
        if (!text_follows) break;
    }
    if (text_follows) {
        if (form != Form::body) return fail(ErrorKind::syntax, "BINARY takes part numbers only");
        CHECK(read_section_text(lexer, section));
    }
    CHECK(lexer.expect(']'));
    return section;
}

Result<std::optional<Partial>> read_partial(Lexer& lexer) {
    if (!lexer.take('<')) return std::optional<Partial>();
    TRY(std::uint64_t offset, lexer.number64());
    CHECK(lexer.expect('.'));
    TRY(std::uint64_t octets, lexer.number64());
    if (octets == 0) return fail(ErrorKind::syntax, "a partial of nothing");
    CHECK(lexer.expect('>'));
    return std::optional<Partial>(Partial{offset, octets});
}

Result<void> add_body(Lexer& lexer, FetchItems& items, FetchBody body) {
    for (const FetchBody& known : items.bodies) {
        if (known == body) return {};
    }
    if (items.bodies.size() == fetch_bodies_max) return lexer.refuse("LIMIT", "too many sections");
    std::size_t names = body.section.fields.size();
    for (const FetchBody& known : items.bodies) names += known.section.fields.size();
    if (names > fetch_field_names_max) return lexer.refuse("LIMIT", "too many names of header fields");
    items.bodies.push_back(std::move(body));
    return {};
}

Result<void> read_body(Lexer& lexer, FetchItems& items, Form form, Seen seen) {
    FetchBody body{form, seen, {}, std::nullopt};
    TRY(body.section, read_section(lexer, form));
    if (form != Form::binary_size) {
        TRY(body.partial, read_partial(lexer));
    }
    return add_body(lexer, items, std::move(body));
}

constexpr std::pair<std::string_view, bool FetchItems::*> plain_items[] = {
    {"UID", &FetchItems::uid},
    {"FLAGS", &FetchItems::flags},
    {"INTERNALDATE", &FetchItems::internal_date},
    {"RFC822.SIZE", &FetchItems::size},
    {"ENVELOPE", &FetchItems::envelope},
    {"BODYSTRUCTURE", &FetchItems::body_structure},
};

Result<void> read_item(Lexer& lexer, FetchItems& items) {
    TRY(std::string_view name, lexer.word());
    for (auto [known, item] : plain_items) {
        if (!same_ignoring_case(name, known)) continue;
        items.*item = true;
        return {};
    }
    auto is = [&](std::string_view word) { return same_ignoring_case(name, word); };
    if (is("BODY") && lexer.peek() != '[') {
        items.body = true;
        return {};
    }
    if (is("BODY")) return read_body(lexer, items, Form::body, Seen::set);
    if (is("BODY.PEEK")) return read_body(lexer, items, Form::body, Seen::peek);
    if (is("BINARY")) return read_body(lexer, items, Form::binary, Seen::set);
    if (is("BINARY.PEEK")) return read_body(lexer, items, Form::binary, Seen::peek);
    if (is("BINARY.SIZE")) return read_body(lexer, items, Form::binary_size, Seen::peek);
    // RFC 3501 6.4.5: RFC822 is BODY[], RFC822.HEADER is BODY.PEEK[HEADER], RFC822.TEXT is BODY[TEXT].
    if (is("RFC822")) return add_body(lexer, items, {Form::rfc822, Seen::set, {}, std::nullopt});
    Section section;
    if (is("RFC822.HEADER")) {
        section.text = Section::Text::header;
        return add_body(lexer, items, {Form::rfc822_header, Seen::peek, std::move(section), std::nullopt});
    }
    if (is("RFC822.TEXT")) {
        section.text = Section::Text::text;
        return add_body(lexer, items, {Form::rfc822_text, Seen::set, std::move(section), std::nullopt});
    }
    return fail(ErrorKind::syntax, "no such item of FETCH");
}

/// RFC 9051 6.4.5: a macro stands alone, never in a list.
bool take_macro(Lexer& lexer, FetchItems& items) {
    bool is_full = lexer.take_word("FULL");
    bool is_all = is_full || lexer.take_word("ALL");
    if (!is_all && !lexer.take_word("FAST")) return false;
    items.flags = items.internal_date = items.size = true;
    items.envelope = is_all;
    items.body = is_full;
    return true;
}

}  // namespace

Result<Arguments> parse_fetch(Lexer& lexer, Numbering numbering) {
    request::Fetch fetch;
    fetch.numbering = numbering;
    CHECK(lexer.space());
    TRY(fetch.set, lexer.sequence_set());
    CHECK(lexer.space());
    if (lexer.take('(')) {
        do {
            CHECK(read_item(lexer, fetch.items));
        } while (lexer.take(' '));
        CHECK(lexer.expect(')'));
    } else if (!take_macro(lexer, fetch.items)) {
        CHECK(read_item(lexer, fetch.items));
    }
    CHECK(lexer.end());
    // RFC 9051 6.4.9: UID FETCH answers with the UID, asked for or not.
    if (numbering == Numbering::uid) fetch.items.uid = true;
    return Arguments(std::move(fetch));
}

}  // namespace milpa::mail::imap
