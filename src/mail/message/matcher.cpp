// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/matcher.hpp"

#include "mail/message/encoded_word.hpp"
#include "mail/message/header.hpp"
#include "mail/message/walker.hpp"

namespace milpa::mail::message {

struct TextMatcher::State final : TextSink {
    State(Query query_given, SearchScope scope_given)
        : query(std::move(query_given)), finder(query), scope(scope_given), walker(*this) {}

    bool covers(TextKind kind) const { return scope == SearchScope::text || kind == TextKind::body; }
    void text(TextKind kind, std::string_view utf8) override {
        if (covers(kind)) finder.feed(utf8);
    }
    void end_text(TextKind kind) override {
        if (covers(kind)) finder.finish();
    }
    void begin_body(const events::Part&) override {}
    bool wants(TextKind kind) const override { return !finder.found() && covers(kind); }
    void field_was_cut() override {}

    Query query;
    Finder finder;
    SearchScope scope;
    Walker walker;
};

TextMatcher::TextMatcher(Query query, SearchScope scope)
    : state_(std::make_unique<State>(std::move(query), scope)) {}
TextMatcher::~TextMatcher() = default;
TextMatcher::TextMatcher(TextMatcher&&) noexcept = default;
TextMatcher& TextMatcher::operator=(TextMatcher&&) noexcept = default;

void TextMatcher::feed(std::string_view octets) {
    if (!found()) state_->walker.feed(octets);
}

bool TextMatcher::found() const { return state_->finder.found(); }

bool TextMatcher::finish() {
    if (!found()) state_->walker.finish();
    return found();
}

bool header_contains(std::string_view header, std::string_view name, const Query& query) {
    Fields fields(header);
    while (const auto field = fields.next()) {
        if (!equal_ignoring_case(field->name, name)) continue;
        if (query.matches_all() || contains(decode_words(unfold(field->value)), query)) return true;
    }
    return false;
}

}  // namespace milpa::mail::message
