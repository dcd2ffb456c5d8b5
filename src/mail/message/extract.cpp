// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/extract.hpp"

#include "base/ensure.hpp"
#include "mail/message/preview.hpp"
#include "mail/message/terms.hpp"
#include "mail/message/walker.hpp"
#include "mail/message/wire.hpp"
#include "mail/message/words.hpp"

namespace milpa::mail::message {

namespace {

/// Facts that are longer are stored without words, and a search reads the message: envelope and structure of
/// real messages take a tenth of it. They are in memory twice while they are put together, beside the last
/// chunk of the message.
constexpr std::size_t stored_octets_max = 36 * 1024;

}  // namespace

// What is wanted is decided by octets and terms alone, never by where the pieces were cut.
struct Extractor::State final : TextSink, TermSink {
    State() : splitter(*this), walker(*this) {}

    void text(TextKind kind_now, std::string_view utf8) override {
        kind = kind_now;
        if (preview != nullptr && !preview->is_full()) preview->feed(utf8);
        if (terms.is_full() || words_cut_by_size) return;
        const std::size_t size = std::min(utf8.size(), indexed_octets_max - indexed_octets);
        indexed_octets += size;
        words_cut_by_size = size < utf8.size();
        splitter.feed(utf8.substr(0, size));
    }
    void end_text(TextKind kind_now) override {
        kind = kind_now;
        splitter.finish();
        preview = nullptr;
        shed();
    }
    void begin_body(const events::Part& part) override {
        shed();
        if (part.disposition() == "attachment") return;
        if (part.subtype() == "plain" && plain.is_empty()) preview = &plain;
        if (part.subtype() == "html" && html.is_empty()) preview = &html;
    }
    bool wants(TextKind asked) const override {
        if (!terms.is_full() && !words_cut_by_size) return true;
        return asked == TextKind::body && !plain.is_full();
    }
    void field_was_cut() override { field_cut = true; }
    /// What will be too long is not gathered any further.
    void shed() {
        if (walker.written().size() + terms.serialized_size() > stored_octets_max) terms.give_up();
    }
    void term(std::string_view term) override { (void)terms.add(kind, term); }

    TermSet terms;
    WordSplitter splitter;
    TextKind kind = TextKind::header;
    std::size_t indexed_octets = 0;
    bool words_cut_by_size = false;
    bool field_cut = false;
    Preview plain, html;
    Preview* preview = nullptr;
    Walker walker;
};

Extractor::Extractor() : state_(std::make_unique<State>()) {}
Extractor::~Extractor() = default;
Extractor::Extractor(Extractor&&) noexcept = default;
Extractor& Extractor::operator=(Extractor&&) noexcept = default;

void Extractor::feed(std::string_view octets) { state_->walker.feed(octets); }

StoredFacts Extractor::finish_stored() {
    State& state = *state_;
    state.walker.finish();
    events::MessageFacts& rest = state.walker.facts();
    rest.set_preview(state.plain.is_empty() ? state.html.text() : state.plain.text());
    wire::Blocks& written = state.walker.written();
    state.shed();
    rest.set_words_cut(state.terms.is_full() || state.words_cut_by_size || state.field_cut);
    const std::size_t words = state.terms.serialized_size();
    StoredFacts facts;
    facts.words_begin = written.size() + rest.ByteSizeLong();
    facts.octets.reserve(facts.words_begin +
                         wire::octets_size(events::MessageFacts::kWordsFieldNumber, words));
    written.move_onto(facts.octets);
    rest.AppendToString(&facts.octets);
    wire::append_head(facts.octets, events::MessageFacts::kWordsFieldNumber, words);
    state.terms.move_onto(facts.octets);
    return facts;
}

void StoredFacts::drop_words() {
    octets.resize(words_begin);
    wire::append_number(octets, events::MessageFacts::kWordsCutFieldNumber, 1);
}

events::MessageFacts Extractor::finish() {
    events::MessageFacts facts;
    ensure(facts.ParseFromString(finish_stored().octets));
    return facts;
}

events::MessageFacts extract(std::string_view message) {
    Extractor extractor;
    extractor.feed(message);
    return extractor.finish();
}

}  // namespace milpa::mail::message
