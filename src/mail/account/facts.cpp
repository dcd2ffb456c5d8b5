// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/facts.hpp"

#include <google/protobuf/arena.h>

#include <algorithm>
#include <map>

#include "mail/account/account.hpp"
#include "mail/account/record_page.hpp"
#include "mail/account/snapshot_codec.hpp"

namespace milpa::mail::account {
namespace {

/// Messages of one batch: as many as a record page has.
constexpr std::size_t batch_messages_max = record_page_items_max;
/// Record pages held at once: what is read ahead, about 2 MiB.
constexpr std::size_t pages_held_max = 8;
/// Messages of one batch that are still in the log: they come with their words.
constexpr std::size_t batch_tail_max = 64;
/// Events that are read although nobody asked, rather than to begin another read.
constexpr std::uint64_t event_gap_max = 16;

/// Where the facts of a record are: in the log at a seq, or in a page.
struct Source {
    std::uint64_t seq = 0;
    store::PageNumber page = 0;
};

std::optional<Source> find_place(const Account& account, Record record) {
    const auto& tail = account.state().tail();
    const auto at = std::ranges::lower_bound(tail, record, {}, &TailRecord::record);
    if (at != tail.end() && at->record == record) return Source{.seq = at->seq};
    const PageRef* page = account.layout()->cold_page_of(record);
    if (page == nullptr) return std::nullopt;
    return Source{.page = page->page};
}

/// Reads events of the log by their seqs, which ascend; neighbours at once.
Task<Result<void>> each_event(Lent<store::OpenVault> vault, std::vector<std::uint64_t> seqs,
                              std::move_only_function<Result<void>(std::uint64_t, ByteView)> visitor) {
    std::size_t i = 0;
    while (i < seqs.size()) {
        std::size_t last = i;
        while (last + 1 < seqs.size() && seqs[last + 1] - seqs[last] <= event_gap_max) ++last;
        CO_TRY(const auto events, co_await vault->read_events(seqs[i], seqs[last]));
        if (events.empty() || events.front().seq != seqs[i]) {
            co_return fail(ErrorKind::missing, "an event that is not in the log");
        }
        for (const auto& stored : events) {
            if (i == seqs.size() || stored.seq != seqs[i]) continue;
            CO_CHECK(visitor(stored.seq, stored.event));
            ++i;
        }
    }
    co_return Result<void>();
}

bool may_have_moved(const Error& error) {
    return error.kind == ErrorKind::missing || error.kind == ErrorKind::corrupt;
}

Error broken() { return fail(ErrorKind::corrupt, "a stored message that is not of its format"); }

}  // namespace

struct FactsReader::State {
    struct Wanted {
        Uid uid;
        Record record;
        Source place;
    };
    struct HeldPage {
        Bytes bytes;
        RecordPage page;
    };

    Lent<Account> account;
    MailboxId mailbox;
    UidSet left;
    std::map<store::PageNumber, HeldPage> pages;
    google::protobuf::Arena arena;
    std::vector<Cold> batch;

    State(Lent<Account> from, MailboxId id, UidSet uids)
        : account(from), mailbox(id), left(std::move(uids)) {}

    Result<std::vector<Wanted>> plan(std::vector<store::PageNumber>& to_read);
    Task<Result<void>> read(std::vector<Wanted> wanted, std::vector<store::PageNumber> to_read);
    Task<Result<void>> read_tail(Lent<const std::vector<Wanted>> wanted);
    Result<void> take(const std::vector<Wanted>& wanted);
    std::map<std::uint64_t, const events::StoredMessage*> from_log;  // of this batch
};

FactsReader::FactsReader(Lent<Account> account, std::uint32_t mailbox, UidSet uids)
    : state_(std::make_unique<State>(account, MailboxId{mailbox}, std::move(uids))) {}
FactsReader::FactsReader(FactsReader&&) noexcept = default;
FactsReader::~FactsReader() = default;

// The next messages, as many as fit one batch, and the pages to read for them and for those that follow.
Result<std::vector<FactsReader::State::Wanted>> FactsReader::State::plan(
    std::vector<store::PageNumber>& to_read) {
    const Mailbox* box = account->state().find(mailbox);
    if (box == nullptr) return fail(ErrorKind::missing, "no such mailbox");
    std::vector<Wanted> wanted;
    std::vector<store::PageNumber> needed;
    std::size_t tail = 0;
    bool ahead = false;  // the batch is complete; what follows is only read ahead
    for (const auto& range : left.ranges()) {
        for (std::size_t at = box->lower_bound(range.first);
             at < box->entries.size() && box->entries[at].uid <= range.last; ++at) {
            const Entry& entry = box->entries[at];
            const auto place = find_place(*account, entry.record);
            if (!place) return fail(ErrorKind::corrupt, "a message that is nowhere");
            ahead =
                ahead || wanted.size() == batch_messages_max || (place->seq != 0 && tail == batch_tail_max);
            if (place->seq == 0 && (needed.empty() || needed.back() != place->page) &&
                std::ranges::find(needed, place->page) == needed.end()) {
                if (needed.size() == pages_held_max) return wanted;
                needed.push_back(place->page);
                if (!pages.contains(place->page)) to_read.push_back(place->page);
            }
            if (!ahead) {
                tail += place->seq != 0 ? 1 : 0;
                wanted.push_back({entry.uid, entry.record, *place});
            } else if (to_read.empty() || place->seq != 0) {
                return wanted;  // read ahead only when something must be read anyway
            }
        }
    }
    return wanted;
}

Task<Result<std::span<const Cold>>> FactsReader::next() {
    State& state = *state_;
    while (true) {
        state.batch.clear();
        state.from_log.clear();
        state.arena.Reset();
        if (state.left.empty()) co_return std::span<const Cold>();
        const auto seen = state.account->layout();
        std::vector<store::PageNumber> to_read;
        CO_TRY(auto wanted, state.plan(to_read));
        if (wanted.empty()) {
            state.left.clear();
            continue;
        }
        const Uid last = wanted.back().uid;
        auto done = co_await state.read(std::move(wanted), std::move(to_read));
        if (!done) {
            if (may_have_moved(done.error()) && co_await state.account->wait_for_layout(seen)) continue;
            co_return done.error();
        }
        state.left.remove_range(1, last);
        if (!state.batch.empty()) co_return std::span<const Cold>(state.batch);
    }
}

Task<Result<void>> FactsReader::State::read(std::vector<Wanted> wanted,
                                            std::vector<store::PageNumber> to_read) {
    if (!to_read.empty()) {
        std::erase_if(pages, [&](const auto& held) {
            return std::ranges::none_of(wanted,
                                        [&](const Wanted& item) { return item.place.page == held.first; });
        });
        CO_TRY(auto read, co_await account->vault().read_pages(to_read));
        for (std::size_t i = 0; i < read.size(); ++i) {
            HeldPage& held = pages[to_read[i]];
            held.bytes = std::move(read[i]);
            CO_TRY(held.page, RecordPage::parse(held.bytes));
        }
    }
    CO_CHECK(co_await read_tail(&wanted));
    co_return take(wanted);
}

Task<Result<void>> FactsReader::State::read_tail(Lent<const std::vector<Wanted>> wanted) {
    std::vector<std::uint64_t> seqs;
    for (const Wanted& item : *wanted) {
        if (item.place.seq != 0) seqs.push_back(item.place.seq);
    }
    std::ranges::sort(seqs);
    co_return co_await each_event(
        &account->vault(), std::move(seqs), [this](std::uint64_t seq, ByteView bytes) -> Result<void> {
            auto* event = google::protobuf::Arena::CreateMessage<events::MailEvent>(&arena);
            if (!event->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || !event->has_added()) {
                return broken();
            }
            event->mutable_added()->mutable_message()->mutable_facts()->clear_words();
            from_log[seq] = &event->added().message();
            return {};
        });
}

Result<void> FactsReader::State::take(const std::vector<Wanted>& wanted) {
    const Mailbox* box = account->state().find(mailbox);
    if (box == nullptr) return fail(ErrorKind::missing, "no such mailbox");
    for (const Wanted& item : wanted) {
        if (box->find(item.uid) == nullptr) continue;  // expunged meanwhile
        if (item.place.seq != 0) {
            batch.push_back({item.uid, item.record, from_log.at(item.place.seq)});
            continue;
        }
        const auto text = pages.at(item.place.page).page.find(item.record);
        if (!text) return fail(ErrorKind::corrupt, "a message that is not in its page");
        auto* message = google::protobuf::Arena::CreateMessage<events::StoredMessage>(&arena);
        if (!message->ParseFromArray(text->data(), static_cast<int>(text->size()))) return broken();
        batch.push_back({item.uid, item.record, message});
    }
    return {};
}

FactsReader Account::facts(MailboxId mailbox, UidSet uids) {
    const Mailbox* box = state_.find(mailbox);
    return {this, static_cast<std::uint32_t>(mailbox),
            box == nullptr ? std::move(uids) : box->existing(uids)};
}

Task<Result<events::StoredMessage>> Account::facts_of(Record record) {
    while (true) {
        if (state_.find_record(record) == nullptr) co_return fail(ErrorKind::missing, "no such message");
        const auto seen = layout_;
        const auto place = find_place(*this, record);
        if (!place) co_return fail(ErrorKind::corrupt, "a message that is nowhere");
        std::optional<Error> error;
        if (place->seq != 0) {
            auto bytes = co_await vault_->read_event(place->seq);
            events::MailEvent event;
            if (bytes) {
                if (!event.ParseFromArray(bytes->data(), static_cast<int>(bytes->size()))) co_return broken();
                event.mutable_added()->mutable_message()->mutable_facts()->clear_words();
                co_return std::move(*event.mutable_added()->mutable_message());
            }
            error = bytes.error();
        } else {
            auto bytes = co_await vault_->read_page(place->page);
            if (bytes) {
                CO_TRY(const RecordPage page, RecordPage::parse(*bytes));
                const auto text = page.find(record);
                events::StoredMessage message;
                if (!text || !message.ParseFromArray(text->data(), static_cast<int>(text->size()))) {
                    co_return broken();
                }
                co_return message;
            }
            error = bytes.error();
        }
        if (!may_have_moved(*error) || !co_await wait_for_layout(seen)) co_return *error;
    }
}

namespace {

/// Where the facts of several records are, and which of the answer they are.
struct Sought {
    std::vector<store::PageNumber> pages;
    std::map<store::PageNumber, std::vector<std::size_t>> by_page;
    std::map<std::uint64_t, std::vector<std::size_t>> by_seq;
};

Result<Sought> seek(const Account& account, const std::vector<Record>& records) {
    Sought sought;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (account.state().find_record(records[i]) == nullptr) continue;
        const auto place = find_place(account, records[i]);
        if (!place) return fail(ErrorKind::corrupt, "a message that is nowhere");
        if (place->seq != 0) {
            sought.by_seq[place->seq].push_back(i);
            continue;
        }
        auto& items = sought.by_page[place->page];
        if (items.empty()) sought.pages.push_back(place->page);
        items.push_back(i);
    }
    return sought;
}

}  // namespace

using RecordsFacts = std::vector<std::optional<events::StoredMessage>>;

Task<Result<RecordsFacts>> Account::records_facts(std::vector<Record> records) {
    if (records.size() > records_facts_max) co_return fail(ErrorKind::limit, "many messages at once");
    while (true) {
        const auto seen = layout_;
        RecordsFacts out(records.size());
        CO_TRY(Sought sought, seek(*this, records));
        const auto take_page = [&](store::PageNumber number, Bytes bytes) -> Result<void> {
            TRY(const RecordPage page, RecordPage::parse(bytes));
            for (const std::size_t item : sought.by_page[number]) {
                const auto text = page.find(records[item]);
                if (!text) return fail(ErrorKind::corrupt, "a message that is not in its page");
                if (!out[item].emplace().ParseFromArray(text->data(), static_cast<int>(text->size()))) {
                    return broken();
                }
            }
            return {};
        };
        const auto take_event = [&](std::uint64_t seq, ByteView bytes) -> Result<void> {
            events::MailEvent event;
            if (!event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || !event.has_added()) {
                return broken();
            }
            event.mutable_added()->mutable_message()->mutable_facts()->clear_words();
            for (const std::size_t item : sought.by_seq[seq]) out[item] = event.added().message();
            return {};
        };
        auto done = co_await vault_->each_page(std::move(sought.pages), take_page);
        if (done) {
            std::vector<std::uint64_t> seqs;
            for (const auto& [seq, items] : sought.by_seq) seqs.push_back(seq);
            done = co_await each_event(&*vault_, std::move(seqs), take_event);
        }
        if (done) co_return std::move(out);
        if (!may_have_moved(done.error()) || !co_await wait_for_layout(seen)) co_return done.error();
    }
}

}  // namespace milpa::mail::account
