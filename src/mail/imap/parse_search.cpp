// SPDX-License-Identifier: AGPL-3.0-or-later
// SEARCH: RFC 9051 6.4.4, RFC 3501 6.4.4 (NEW, OLD, RECENT), RFC 4731 (RETURN), RFC 5182 (SAVE).
#include "mail/imap/parse.hpp"
#include "mail/imap/text.hpp"

namespace milpa::mail::imap {

namespace {

using Kind = SearchKey::Kind;

enum class Takes : unsigned char { nothing, text, date, number, keyword };
struct Key {
    std::string_view name;
    Kind kind;
    Takes takes = Takes::nothing;
    SystemFlags flag = SystemFlags::none;
};
constexpr Key keys[] = {
    {"ALL", Kind::all},
    {"ANSWERED", Kind::flag_set, Takes::nothing, SystemFlags::answered},
    {"DELETED", Kind::flag_set, Takes::nothing, SystemFlags::deleted},
    {"DRAFT", Kind::flag_set, Takes::nothing, SystemFlags::draft},
    {"FLAGGED", Kind::flag_set, Takes::nothing, SystemFlags::flagged},
    {"SEEN", Kind::flag_set, Takes::nothing, SystemFlags::seen},
    {"RECENT", Kind::flag_set, Takes::nothing, SystemFlags::recent},
    {"UNANSWERED", Kind::flag_clear, Takes::nothing, SystemFlags::answered},
    {"UNDELETED", Kind::flag_clear, Takes::nothing, SystemFlags::deleted},
    {"UNDRAFT", Kind::flag_clear, Takes::nothing, SystemFlags::draft},
    {"UNFLAGGED", Kind::flag_clear, Takes::nothing, SystemFlags::flagged},
    {"UNSEEN", Kind::flag_clear, Takes::nothing, SystemFlags::seen},
    {"OLD", Kind::flag_clear, Takes::nothing, SystemFlags::recent},
    {"KEYWORD", Kind::keyword_set, Takes::keyword},
    {"UNKEYWORD", Kind::keyword_clear, Takes::keyword},
    {"BEFORE", Kind::before, Takes::date},
    {"ON", Kind::on, Takes::date},
    {"SINCE", Kind::since, Takes::date},
    {"SENTBEFORE", Kind::sent_before, Takes::date},
    {"SENTON", Kind::sent_on, Takes::date},
    {"SENTSINCE", Kind::sent_since, Takes::date},
    {"LARGER", Kind::larger, Takes::number},
    {"SMALLER", Kind::smaller, Takes::number},
    {"SUBJECT", Kind::subject, Takes::text},
    {"FROM", Kind::from, Takes::text},
    {"TO", Kind::to, Takes::text},
    {"CC", Kind::cc, Takes::text},
    {"BCC", Kind::bcc, Takes::text},
    {"BODY", Kind::body, Takes::text},
    {"TEXT", Kind::any_text, Takes::text},
};

/// Reads one tree and counts its nodes.
class SearchReader {
public:
    explicit SearchReader(Lexer& lexer) : lexer_(lexer) {}

    /// Keys up to the end or to a closing parenthesis; more than one are a conjunction.
    Result<SearchKey> all_of(std::size_t depth) {
        SearchKey both = node(Kind::conjunction);
        do {
            TRY(SearchKey child, one(depth));
            adopt(both, std::move(child));
        } while (lexer_.take(' '));
        if (both.children.size() > 1) return both;
        SearchKey only = std::move(both.children.front());
        return only;
    }

private:
    Result<SearchKey> one(std::size_t depth) {
        if (depth > search_depth_max) return lexer_.refuse("LIMIT", "search keys too deep inside each other");
        if (++count_ > search_keys_max) return lexer_.refuse("LIMIT", "too many search keys");
        char first = lexer_.peek();
        if (is_digit(first) || first == '*' || first == '$') return set_of(Kind::sequence);
        if (lexer_.take('(')) {
            TRY(SearchKey inner, all_of(depth + 1));
            CHECK(lexer_.expect(')'));
            return inner;
        }
        TRY(std::string_view name, lexer_.word());
        if (same_ignoring_case(name, "NOT")) return negation(depth);
        if (same_ignoring_case(name, "OR")) return disjunction(depth);
        if (same_ignoring_case(name, "HEADER")) return header();
        if (same_ignoring_case(name, "NEW")) return fresh();
        if (same_ignoring_case(name, "UID")) {
            CHECK(lexer_.space());
            return set_of(Kind::uid);
        }
        for (const Key& key : keys) {
            if (same_ignoring_case(name, key.name)) return simple(key);
        }
        return fail(ErrorKind::syntax, "no such search key");
    }

    Result<SearchKey> simple(const Key& row) {
        SearchKey key = node(row.kind);
        key.flags = row.flag;
        if (row.takes != Takes::nothing) CHECK(lexer_.space());
        switch (row.takes) {
            case Takes::nothing: break;
            case Takes::text: {
                TRY(key.text, text());
                break;
            }
            case Takes::date: {
                TRY(key.date, lexer_.date());
                break;
            }
            case Takes::number: {
                TRY(key.number, lexer_.number64());
                break;
            }
            case Takes::keyword: {
                TRY(key.text, lexer_.keyword());
                break;
            }
        }
        return key;
    }

    Result<SearchKey> set_of(Kind kind) {
        SearchKey key = node(kind);
        TRY(key.set, lexer_.sequence_set());
        return key;
    }

    Result<SearchKey> negation(std::size_t depth) {
        CHECK(lexer_.space());
        SearchKey key = node(Kind::negation);
        TRY(SearchKey child, one(depth + 1));
        key.children.push_back(std::move(child));
        return key;
    }

    /// OR a OR b OR c d is one level, as clients that look for many things at once write it.
    Result<SearchKey> disjunction(std::size_t depth) {
        SearchKey either = node(Kind::disjunction);
        do {
            CHECK(lexer_.space());
            TRY(SearchKey child, one(depth + 1));
            adopt(either, std::move(child));
            CHECK(lexer_.space());
        } while (lexer_.take_word("OR"));
        TRY(SearchKey last, one(depth + 1));
        adopt(either, std::move(last));
        return either;
    }

    Result<SearchKey> header() {
        SearchKey key = node(Kind::header);
        CHECK(lexer_.space());
        TRY(key.field, lexer_.astring());
        CHECK(lexer_.space());
        TRY(key.text, text());
        return key;
    }

    /// RFC 3501 6.4.4: NEW is (RECENT UNSEEN).
    SearchKey fresh() {
        SearchKey key = node(Kind::conjunction);
        key.children.push_back(node(Kind::flag_set));
        key.children.back().flags = SystemFlags::recent;
        key.children.push_back(node(Kind::flag_clear));
        key.children.back().flags = SystemFlags::seen;
        return key;
    }

    /// RFC 9051 6.4.4: UTF-8 is the default and includes US-ASCII, the only other set that we speak.
    Result<std::string> text() {
        TRY(std::string text, lexer_.astring());
        if (!is_utf8(text)) return fail(ErrorKind::syntax, "a text to search for that is not UTF-8");
        return text;
    }

    static SearchKey node(Kind kind) {
        SearchKey key;
        key.kind = kind;
        return key;
    }

    /// A conjunction in a conjunction (and so on) is one: the tree gets flatter.
    static void adopt(SearchKey& parent, SearchKey child) {
        if (child.kind != parent.kind) {
            parent.children.push_back(std::move(child));
            return;
        }
        for (SearchKey& grandchild : child.children) parent.children.push_back(std::move(grandchild));
    }

    Lexer& lexer_;
    std::size_t count_ = 0;
};

/// "(...)"; RFC 4731 3.1: an empty list is ALL.
Result<SearchReturn> read_returns(Lexer& lexer) {
    constexpr std::pair<std::string_view, bool SearchReturn::*> names[] = {
        {"MIN", &SearchReturn::min},     {"MAX", &SearchReturn::max},   {"ALL", &SearchReturn::all},
        {"COUNT", &SearchReturn::count}, {"SAVE", &SearchReturn::save},
    };
    SearchReturn returns;
    CHECK(lexer.expect('('));
    if (lexer.take(')')) {
        returns.all = true;
        return returns;
    }
    do {
        TRY(std::string_view name, lexer.word());
        bool is_known = false;
        for (auto [known, option] : names) {
            if (!same_ignoring_case(name, known)) continue;
            returns.*option = true;
            is_known = true;
        }
        if (!is_known) return fail(ErrorKind::syntax, "no such result of SEARCH");
    } while (lexer.take(' '));
    CHECK(lexer.expect(')'));
    return returns;
}

Result<void> read_charset(Lexer& lexer) {
    CHECK(lexer.space());
    TRY(std::string charset, lexer.astring());
    if (!same_ignoring_case(charset, "UTF-8") && !same_ignoring_case(charset, "US-ASCII")) {
        return lexer.refuse("BADCHARSET (US-ASCII UTF-8)", "texts can be searched for in UTF-8 only");
    }
    return lexer.space();
}

}  // namespace

Result<Arguments> parse_search(Lexer& lexer, Numbering numbering) {
    request::Search search;
    search.numbering = numbering;
    CHECK(lexer.space());
    if (lexer.take_word("RETURN")) {
        CHECK(lexer.space());
        TRY(search.returns, read_returns(lexer));
        CHECK(lexer.space());
    }
    if (lexer.take_word("CHARSET")) CHECK(read_charset(lexer));
    TRY(search.key, SearchReader(lexer).all_of(0));
    CHECK(lexer.end());
    return Arguments(std::move(search));
}

}  // namespace milpa::mail::imap
