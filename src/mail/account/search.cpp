// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/search.hpp"

#include <google/protobuf/arena.h>

#include <algorithm>

#include "base/ensure.hpp"
#include "mail/message/address.hpp"
#include "mail/message/encoded_word.hpp"
#include "mail/message/matcher.hpp"

namespace milpa::mail::account {
namespace {

/// Postings read at once.
constexpr std::size_t posting_pages_at_once = 16;
/// A header longer than this is searched as far as this (the extractor looks no further into a field).
constexpr std::uint64_t header_octets_max = 1024 * 1024;
/// Messages whose facts are read at once, where the index does not decide.
constexpr std::size_t records_at_once = 64;
/// How often a search begins again because a snapshot moved messages: at first beside the snapshots, then
/// while they pause; of these at most one was under way.
constexpr int beginnings_free = 2;
constexpr int beginnings_max = 8;

bool same_name(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

/// The list of words that has a header field.
std::uint8_t list_of(std::string_view header) {
    if (same_name(header, "subject")) return in_subject;
    if (same_name(header, "from")) return in_from;
    if (same_name(header, "to")) return in_to;
    if (same_name(header, "cc")) return in_cc;
    if (same_name(header, "bcc")) return in_bcc;
    return in_header;
}

std::uint8_t lists_of(const TextKey& key) {
    switch (key.field) {
        case SearchField::subject: return in_subject;
        case SearchField::from: return in_from;
        case SearchField::to: return in_to;
        case SearchField::cc: return in_cc;
        case SearchField::bcc: return in_bcc;
        case SearchField::header: return list_of(key.header);
        case SearchField::body: return in_body;
        case SearchField::text: return in_any;
    }
    return in_any;
}

bool matches_list(const google::protobuf::RepeatedPtrField<std::string>& terms,
                  const message::Query::Run& run) {
    return std::ranges::any_of(terms, [&](const std::string& term) { return run.matches(term); });
}

bool matches(const events::Words& words, std::uint8_t fields, const message::Query::Run& run) {
    return ((fields & in_subject) != 0 && matches_list(words.subject(), run)) ||
           ((fields & in_from) != 0 && matches_list(words.from(), run)) ||
           ((fields & in_to) != 0 && matches_list(words.to(), run)) ||
           ((fields & in_cc) != 0 && matches_list(words.cc(), run)) ||
           ((fields & in_bcc) != 0 && matches_list(words.bcc(), run)) ||
           ((fields & in_header) != 0 && matches_list(words.header(), run)) ||
           ((fields & in_body) != 0 && matches_list(words.body(), run));
}

}  // namespace

Search::Search(Lent<Account> account, TextKey key)
    : account_(account),
      key_(std::move(key)),
      query_(key_.needle),
      fields_(lists_of(key_)),
      certain_(query_.index_is_proof() && key_.field != SearchField::header),
      runs_(query_.runs()) {
    if (key_.field == SearchField::header && fields_ == in_header) {
        // Names of fields are among the words: no message without the name can match.
        const message::Query name(key_.header);
        runs_.insert(runs_.end(), name.runs().begin(), name.runs().end());
    }
    for (const auto& run : runs_) patterns_.emplace_back(run);
}

Task<Result<UidSet>> Search::run(MailboxId mailbox, UidSet among) {
    const Mailbox* box = account_->state().find(mailbox);
    if (box == nullptr) co_return fail(ErrorKind::missing, "no such mailbox");
    among = box->existing(among);
    // RFC 9051 6.4.4: an empty string is in every text; but a field must be there to hold it.
    if (query_.matches_all() && key_.field != SearchField::header) co_return among;
    wanted_.reserve(among.size());
    for (const auto& range : among.ranges()) {
        for (std::size_t at = box->lower_bound(range.first);
             at < box->entries.size() && box->entries[at].uid <= range.last; ++at) {
            wanted_.push_back({box->entries[at].record, box->entries[at].uid});
        }
    }
    // Deliveries are in this order already; only what was moved about is not.
    const auto order = [](const Wanted& item) { return std::pair(item.record, item.uid); };
    if (!std::ranges::is_sorted(wanted_, {}, order)) std::ranges::sort(wanted_, {}, order);
    CO_CHECK(co_await find());
    CO_CHECK(co_await verify(mailbox));
    // What was expunged meanwhile is found by nobody.
    box = account_->state().find(mailbox);
    co_return box == nullptr ? UidSet() : box->existing(hits_);
}

Task<Result<UidSet>> Search::run_records(UidSet among) {
    const State& state = account_->state();
    const auto shown = [&](const UidSet& records) {
        UidSet out;
        records.for_each_below(state.record_next(), [&](Record record) {
            if (state.is_shown(record)) out.add(record);
        });
        return out;
    };
    among = shown(among);
    if (query_.matches_all() && key_.field != SearchField::header) co_return among;
    among.for_each([&](Record record) { wanted_.push_back({record, record}); });
    CO_CHECK(co_await find());
    CO_CHECK(co_await verify_records());
    co_return shown(hits_);
}

/// By the index and the log, as far as these decide.
Task<Result<void>> Search::find() {
    if (!runs_.empty()) co_return co_await narrow();
    // Nothing that the index knows: a string of punctuation.
    for (const Wanted& item : wanted_) doubtful_.add(item.uid);
    co_return Result<void>();
}

Task<Result<void>> Search::narrow() {
    std::optional<Account::Pause> pause;
    for (int begun = 1; begun <= beginnings_max; ++begun) {
        if (begun > beginnings_free && !pause) pause.emplace(account_);
        const auto layout = account_->layout();
        hits_.clear();
        doubtful_.clear();
        auto done = co_await search_segments(layout);
        if (done) done = co_await search_tail();
        // A snapshot in between moved messages from the log into segments: look again.
        if (done && account_->layout() == layout) co_return done;
        if (!done && done.error().kind != ErrorKind::missing && done.error().kind != ErrorKind::corrupt) {
            co_return done;
        }
        if (!co_await account_->wait_for_layout(layout)) co_return done;
    }
    co_return fail(ErrorKind::conflict, "the index changes too fast to be searched");
}

void Search::found(Record record, bool certain) {
    for (auto at = std::ranges::lower_bound(wanted_, record, {}, &Wanted::record);
         at != wanted_.end() && at->record == record; ++at) {
        (certain ? hits_ : doubtful_).add(at->uid);
    }
}

// ---- segments ----

Task<Result<void>> Search::search_segments(std::shared_ptr<const Layout> layout) {
    for (const SegmentRef& ref : layout->segments) {
        const auto first = std::ranges::lower_bound(wanted_, ref.first, {}, &Wanted::record);
        if (first == wanted_.end() || first->record > ref.last) continue;
        CO_CHECK(co_await search_segment(ref));
    }
    co_return Result<void>();
}

Task<Result<void>> Search::search_segment(SegmentRef ref) {
    std::vector<Record> records;
    std::vector<std::vector<StreamRange>> places(patterns_.size() + 1);
    const TermPattern cut = TermPattern::cut_documents();
    std::vector<store::PageNumber> numbers;
    for (std::uint32_t i = 0; i <= ref.dictionary_pages; ++i) numbers.push_back(ref.first_page + i);
    const auto take = [&](store::PageNumber number, Bytes page) -> Result<void> {
        if (number == ref.first_page) {
            TRY(records, parse_head(page));
            return {};
        }
        if (number == ref.first_page + 1) CHECK(cut.scan(page, places.back()));
        return TermPattern::scan_all(page, patterns_, places);
    };
    CO_CHECK(co_await account_->vault().each_page(std::move(numbers), take));

    std::vector<bool> all(records.size(), true);
    for (std::size_t i = 0; i < patterns_.size(); ++i) {
        std::vector<bool> some(records.size(), false);
        // A field's name is among the words of headers, wherever its value is looked for.
        CO_TRY(const Bytes postings, co_await read_postings(ref, std::move(places[i])));
        CO_CHECK(mark_documents(postings, fields_, some));
        for (std::size_t doc = 0; doc < all.size(); ++doc) all[doc] = all[doc] && some[doc];
    }
    std::vector<bool> was_cut(records.size(), false);
    CO_TRY(const Bytes postings, co_await read_postings(ref, std::move(places.back())));
    CO_CHECK(mark_documents(postings, in_any, was_cut));
    for (std::size_t doc = 0; doc < all.size(); ++doc) {
        if (all[doc]) {
            found(records[doc], certain_);
        } else if (was_cut[doc]) {
            found(records[doc], /*certain=*/false);
        }
    }
    co_return Result<void>();
}

// The postings of these ranges, one after another; only their pages are read.
Task<Result<Bytes>> Search::read_postings(SegmentRef ref, std::vector<StreamRange> ranges) {
    const std::uint64_t pages = ref.pages - ref.dictionary_pages - 1;
    std::vector<std::uint64_t> needed;
    for (const StreamRange& range : ranges) {
        if (range.end > pages * postings_page_octets || range.begin >= range.end) {
            co_return fail(ErrorKind::corrupt, "postings that are not there");
        }
        std::uint64_t page = range.begin / postings_page_octets;
        if (!needed.empty() && page <= needed.back()) page = needed.back() + 1;
        for (; page * postings_page_octets < range.end; ++page) needed.push_back(page);
    }
    Bytes out;
    std::size_t range = 0;
    for (std::size_t begin = 0; begin < needed.size(); begin += posting_pages_at_once) {
        const std::size_t end = std::min(needed.size(), begin + posting_pages_at_once);
        std::vector<store::PageNumber> numbers;
        for (std::size_t i = begin; i < end; ++i) {
            numbers.push_back(ref.first_page + ref.dictionary_pages + 1 + needed[i]);
        }
        CO_TRY(const auto read, co_await account_->vault().read_pages(std::move(numbers)));
        for (std::size_t i = begin; i < end; ++i) {
            const std::uint64_t page_begin = needed[i] * postings_page_octets;
            const Bytes& page = read[i - begin];
            for (; range < ranges.size() && ranges[range].begin < page_begin + postings_page_octets;
                 ++range) {
                StreamRange& part = ranges[range];
                const std::uint64_t to = std::min(part.end, page_begin + postings_page_octets);
                if (to - page_begin > page.size()) {
                    co_return fail(ErrorKind::corrupt, "postings that are not there");
                }
                append(out, ByteView(page).subspan(part.begin - page_begin, to - part.begin));
                part.begin = to;
                if (part.begin < part.end) break;  // goes on in the next page
            }
        }
    }
    co_return out;
}

// ---- the log ----

Task<Result<void>> Search::search_tail() {
    const auto& tail = account_->state().tail();
    if (tail.empty()) co_return Result<void>();
    std::uint64_t seq = account_->vault().snapshot_seq() + 1;
    const std::uint64_t last = account_->vault().seq();
    while (seq <= last) {
        CO_TRY(const auto events, co_await account_->vault().read_events(seq, last));
        if (events.empty() || events.front().seq != seq) {
            co_return fail(ErrorKind::missing, "a snapshot took the log away");
        }
        for (const auto& stored : events) {
            const auto at = std::ranges::lower_bound(tail, stored.seq, {}, &TailRecord::seq);
            if (at == tail.end() || at->seq != stored.seq) continue;
            const Record record = at->record;
            if (!std::ranges::binary_search(wanted_, record, {}, &Wanted::record)) continue;
            google::protobuf::Arena arena;
            auto* event = google::protobuf::Arena::CreateMessage<events::MailEvent>(&arena);
            if (!event->ParseFromArray(stored.event.data(), static_cast<int>(stored.event.size()))) {
                co_return fail(ErrorKind::corrupt, "an event that is not what it was");
            }
            search_event(event->added().message().facts(), record);
        }
        seq = events.back().seq + 1;
    }
    co_return Result<void>();
}

void Search::search_event(const events::MessageFacts& facts, Record record) {
    const bool all = std::ranges::all_of(
        runs_, [&](const message::Query::Run& run) { return matches(facts.words(), fields_, run); });
    if (all) {
        found(record, certain_);
    } else if (facts.words_cut()) {
        found(record, /*certain=*/false);
    }
}

// ---- what neither decides ----

Task<Result<void>> Search::verify(MailboxId mailbox) {
    doubtful_ = doubtful_.without(hits_);
    if (doubtful_.empty()) co_return Result<void>();
    FactsReader reader = account_->facts(mailbox, std::move(doubtful_));
    while (true) {
        auto batch = co_await reader.next();
        if (!batch) {
            if (batch.error().kind == ErrorKind::missing) break;  // the mailbox is gone
            co_return batch.error();
        }
        if (batch->empty()) break;
        for (const Cold& cold : *batch) {
            CO_TRY(const bool is, co_await verify_one(cold.record, cold.message));
            if (is) hits_.add(cold.uid);
        }
    }
    co_return Result<void>();
}

Task<Result<void>> Search::verify_records() {
    doubtful_ = doubtful_.without(hits_);
    std::vector<Record> doubtful;
    doubtful_.for_each([&](Record record) { doubtful.push_back(record); });
    for (std::size_t at = 0; at < doubtful.size(); at += records_at_once) {
        const std::size_t count = std::min(records_at_once, doubtful.size() - at);
        const auto first = doubtful.begin() + static_cast<std::ptrdiff_t>(at);
        const std::vector<Record> some(first, first + static_cast<std::ptrdiff_t>(count));
        CO_TRY(const auto facts, co_await account_->records_facts(some));
        for (std::size_t i = 0; i < some.size(); ++i) {
            if (!facts[i]) continue;
            CO_TRY(const bool is, co_await verify_one(some[i], &*facts[i]));
            if (is) hits_.add(some[i]);
        }
    }
    co_return Result<void>();
}

Task<Result<bool>> Search::verify_one(Record record, Lent<const events::StoredMessage> message) {
    auto is = co_await verify_message(message);
    // An object goes only with its last message: it was expunged, and a snapshot was quick.
    if (!is && is.error().kind == ErrorKind::missing && account_->state().find_record(record) == nullptr) {
        co_return false;
    }
    co_return is;
}

Task<Result<bool>> Search::verify_message(Lent<const events::StoredMessage> stored) {
    const events::MessageFacts& facts = stored->facts();
    const events::Envelope& envelope = facts.envelope();
    const auto in = [&](const message::AddressList& list) {
        return message::contains(message::to_display_text(list), query_);
    };
    if (!facts.words_cut()) {
        switch (key_.field) {
            case SearchField::subject:
                co_return message::contains(message::decode_words(envelope.subject()), query_);
            case SearchField::from: co_return in(envelope.from());
            case SearchField::to: co_return in(envelope.to());
            case SearchField::cc: co_return in(envelope.cc());
            case SearchField::bcc: co_return in(envelope.bcc());
            default: break;
        }
    }
    CO_TRY(auto octets, account_->open_message(*stored));
    switch (key_.field) {
        case SearchField::body:
        case SearchField::text: co_return co_await verify_text(std::move(octets));
        default: co_return co_await verify_header(std::move(octets), facts.structure().body_begin());
    }
}

Task<Result<bool>> Search::verify_header(store::ObjectReader octets, std::uint64_t header_octets) {
    std::string_view name = key_.header;
    switch (key_.field) {
        case SearchField::subject: name = "subject"; break;
        case SearchField::from: name = "from"; break;
        case SearchField::to: name = "to"; break;
        case SearchField::cc: name = "cc"; break;
        case SearchField::bcc: name = "bcc"; break;
        default: break;
    }
    CO_TRY(const Bytes header, co_await octets.read(0, std::min(header_octets, header_octets_max)));
    co_return message::header_contains(as_text(header), name, query_);
}

Task<Result<bool>> Search::verify_text(store::ObjectReader octets) {
    message::TextMatcher matcher(
        query_, key_.field == SearchField::body ? message::SearchScope::body : message::SearchScope::text);
    while (!matcher.found()) {
        CO_TRY(const Bytes part, co_await octets.next());
        if (part.empty()) break;
        matcher.feed(as_text(part));
    }
    co_return matcher.finish();
}

Task<Result<UidSet>> Account::search(MailboxId mailbox, TextKey key, UidSet among) {
    Search search(this, std::move(key));
    co_return co_await search.run(mailbox, std::move(among));
}

Task<Result<UidSet>> Account::search_records(TextKey key, UidSet among) {
    Search search(this, std::move(key));
    co_return co_await search.run_records(std::move(among));
}

}  // namespace milpa::mail::account
