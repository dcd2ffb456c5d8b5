// SPDX-License-Identifier: AGPL-3.0-or-later
// Opening, folding, and what commands become.
#include "mail/account/account.hpp"

#include <google/protobuf/arena.h>

#include "base/ensure.hpp"
#include "base/log.hpp"
#include "mail/account/command.hpp"
#include "mail/account/snapshot_codec.hpp"
#include "mail/account/stored_message.hpp"
#include "mail/message/wire.hpp"

namespace milpa::mail::account {

Account::Account(Lent<store::OpenVault> vault, AccountWorld world)
    : vault_(vault), world_(world), layout_(std::make_shared<Layout>()) {
    if (world_.annexes) state_.annexes().know(*world_.annexes);
}

Account::~Account() = default;

// ---- opening ----

Result<void> Account::load(ByteView root) {
    root_.emplace();
    if (!root_->ParseFromArray(root.data(), static_cast<int>(root.size()))) {
        return fail(ErrorKind::corrupt, "a root that is not of its format");
    }
    return {};
}

Task<Result<void>> Account::load_pages() {
    ensure(root_.has_value());
    auto layout = std::make_shared<Layout>();
    std::string text = root_->snapshot();
    layout->meta = {root_->pages().begin(), root_->pages().end()};
    CO_CHECK(co_await vault_->each_page(layout->meta, [&text](store::PageNumber, Bytes page) {
        text += as_text(page);
        return Result<void>();
    }));
    root_.reset();
    events::MailSnapshot saved;
    if (!saved.ParseFromString(text)) {
        co_return fail(ErrorKind::corrupt, "a snapshot that is not of its format");
    }
    auto meta = std::move(layout->meta);
    CO_TRY(*layout, SnapshotCodec::load(saved, state_));
    layout->meta = std::move(meta);

    // Records first, then the mailboxes in the order of their ids: one row of pages, read ahead.
    constexpr std::uint32_t records = 0;
    std::vector<store::PageNumber> numbers;
    std::vector<std::uint32_t> owners;
    for (const PageRef& page : layout->records) {
        numbers.push_back(page.page);
        owners.push_back(records);
    }
    for (const auto& [mailbox, pages] : layout->entries) {
        for (const PageRef& page : pages) {
            numbers.push_back(page.page);
            owners.push_back(mailbox);
        }
    }
    CO_CHECK(co_await load_annexes(layout));
    std::size_t at = 0;
    const auto take = [&](store::PageNumber, Bytes page) {
        const std::uint32_t owner = owners[at++];
        return owner == records ? SnapshotCodec::load_records(state_, page)
                                : SnapshotCodec::load_entries(state_, owner, page);
    };
    CO_CHECK(co_await vault_->each_page(std::move(numbers), take));
    CO_CHECK(SnapshotCodec::finish(saved, state_));
    layout_ = std::move(layout);
    co_return Result<void>();
}

Task<Result<void>> Account::load_annexes(std::shared_ptr<const Layout> layout) {
    for (const auto& [kind, place] : layout->annexes) {
        if (place.pages.empty()) continue;
        Bytes state;
        CO_CHECK(co_await vault_->each_page(place.pages, [&state](store::PageNumber, Bytes page) {
            milpa::append(state, page);
            return Result<void>();
        }));
        if (state.size() != place.octets) co_return fail(ErrorKind::corrupt, "an annex that was cut");
        CO_CHECK(state_.annexes().load_state(kind, std::move(state)));
    }
    co_return Result<void>();
}

Result<void> Account::apply(store::Seq seq, ByteView bytes, store::Author author, store::Arrival arrival) {
    // The snapshot's state may be ahead of what it covers: see snapshot_step.hpp.
    if (seq <= state_.seq()) return {};
    google::protobuf::Arena arena;
    auto* event = google::protobuf::Arena::CreateMessage<events::MailEvent>(&arena);
    // What is not an event counts as one of an unknown kind: nobody can close a vault by sealing noise into
    // it.
    if (!event->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) event->Clear();
    const std::uint64_t forged = state_.forged();
    Outcome outcome = state_.apply(seq, *event, author);
    if (state_.forged() != forged) log::count("account.forged_event");
    if (arrival == store::Arrival::replayed) return {};
    const bool is_told = author == store::Author::owner || event->has_annexed();
    if (world_.on_own_change && is_told && !outcome.error) {
        world_.on_own_change(
            seq, event->has_annexed() ? std::optional(AnnexKind{event->annexed().kind()}) : std::nullopt);
    }
    if (world_.on_own_change) {
        for (const AnnexKind kind : outcome.annexes) world_.on_own_change(seq, kind);
    }
    if (commands_ > 0) outcomes_.emplace(seq, std::move(outcome));
    maintain();
    return {};
}

// ---- commands ----

namespace {

/// Counts a command while it is under way.
class Under {
public:
    explicit Under(std::size_t& count) : count_(count) { ++count_; }
    ~Under() { --count_; }
    Under(const Under&) = delete;
    Under& operator=(const Under&) = delete;

private:
    std::size_t& count_;
};

Bytes serialize(const events::MailEvent& event) {
    Bytes bytes(event.ByteSizeLong());
    event.SerializeWithCachedSizesToArray(bytes.data());
    return bytes;
}

}  // namespace

Task<Result<Outcome>> Account::run(events::MailEvent event, store::Batch with) {
    const Under under(commands_);
    auto seq = co_await vault_->append(serialize(event), std::move(with));
    if (!seq) co_return seq.error();
    const auto applied = outcomes_.find(*seq);
    ensure(applied != outcomes_.end());
    Outcome outcome = std::move(applied->second);
    outcomes_.erase(applied);
    // What deliveries left there meanwhile is nobody's.
    if (commands_ == 1) outcomes_.clear();
    if (outcome.error) co_return *std::move(outcome.error);
    co_return outcome;
}

Result<void> Account::may_grow(Quota quota, std::uint64_t messages, std::uint64_t octets) const {
    const Usage used = state_.usage();
    const auto fits = [](std::uint64_t now, std::uint64_t more, std::uint64_t max) {
        return now <= max && more <= max - now;
    };
    if (fits(used.messages + reserved_.messages, messages, quota.messages_max) &&
        fits(used.octets + reserved_.octets, octets, quota.octets_max)) {
        return {};
    }
    return fail(ErrorKind::limit, "the quota is used up");
}

Task<Result<Outcome>> Account::append(MailboxId mailbox, NewMessage message, store::Batch with, Quota quota) {
    return append(std::vector<MailboxId>{mailbox}, std::move(message), std::move(with), quota);
}

Task<Result<Outcome>> Account::append(std::vector<MailboxId> mailboxes, NewMessage message, store::Batch with,
                                      Quota quota) {
    if (mailboxes.size() > mailboxes_of_update_max) co_return fail(ErrorKind::limit, "many mailboxes");
    for (const MailboxId mailbox : mailboxes) {
        const Mailbox* to = state_.find(mailbox);
        if (to == nullptr || !to->selectable) co_return no_mailbox();
    }
    if (mailboxes.empty()) co_return no_mailbox();
    CO_CHECK(check_flags(message.flags));
    const Usage more{mailboxes.size(), mailboxes.size() * message.facts.size()};
    CO_CHECK(may_grow(quota, more.messages, more.octets));
    const Reserved reserved(reserved_, more);
    events::MailEvent event;
    events::Added& added = *event.mutable_added();
    added.set_mailbox(static_cast<std::uint32_t>(mailboxes.front()));
    for (std::size_t i = 1; i < mailboxes.size(); ++i) {
        added.add_also(static_cast<std::uint32_t>(mailboxes[i]));
    }
    // Its own reference: what the message brought is the writer's, or another vault's.
    write_ref(with.refer(message.object, world_.objects.sealing->random()),
              *added.mutable_message()->mutable_object());
    *added.mutable_message()->mutable_facts() = std::move(message.facts);
    added.set_internal_date_ms(message.internal_date_ms);
    write_flags(message.flags, *added.mutable_flags());
    co_return co_await run(std::move(event), std::move(with));
}

Task<Result<Outcome>> Account::copy(MailboxId from, UidSet uids, MailboxId to, Quota quota) {
    const Mailbox* source = state_.find(from);
    const Mailbox* target = state_.find(to);
    if (source == nullptr || target == nullptr || !target->selectable) co_return no_mailbox();
    uids = source->existing(uids);
    Usage more{.messages = uids.size()};
    uids.for_each([&](Uid uid) { more.octets += state_.find_record(source->find(uid)->record)->size; });
    CO_CHECK(may_grow(quota, more.messages, more.octets));
    const Reserved reserved(reserved_, more);
    events::MailEvent event;
    event.mutable_copied()->set_from(static_cast<std::uint32_t>(from));
    event.mutable_copied()->set_to(static_cast<std::uint32_t>(to));
    uids.to(*event.mutable_copied()->mutable_uids());
    co_return co_await run(std::move(event));
}

Task<Result<Outcome>> Account::move(MailboxId from, UidSet uids, MailboxId to) {
    const Mailbox* source = state_.find(from);
    const Mailbox* target = state_.find(to);
    if (source == nullptr || target == nullptr || !target->selectable) co_return no_mailbox();
    events::MailEvent event;
    event.mutable_moved()->set_from(static_cast<std::uint32_t>(from));
    event.mutable_moved()->set_to(static_cast<std::uint32_t>(to));
    source->existing(uids).to(*event.mutable_moved()->mutable_uids());
    co_return co_await run(std::move(event));
}

Task<Result<Outcome>> Account::flag(MailboxId mailbox, UidSet uids, FlagChange change, Flags flags,
                                    std::uint64_t unchanged_since) {
    const Mailbox* in = state_.find(mailbox);
    if (in == nullptr) co_return no_mailbox();
    CO_CHECK(check_flags(flags));
    events::MailEvent event;
    events::Flagged& flagged = *event.mutable_flagged();
    flagged.set_mailbox(static_cast<std::uint32_t>(mailbox));
    in->existing(uids).to(*flagged.mutable_uids());
    switch (change) {
        case FlagChange::add: flagged.set_how(events::Flagged::ADD); break;
        case FlagChange::remove: flagged.set_how(events::Flagged::REMOVE); break;
        case FlagChange::replace: flagged.set_how(events::Flagged::REPLACE); break;
    }
    write_flags(flags, *flagged.mutable_flags());
    flagged.set_unchanged_since(unchanged_since);
    co_return co_await run(std::move(event));
}

Task<Result<Outcome>> Account::expunge(MailboxId mailbox, UidSet uids, ExpungeOnly only) {
    const Mailbox* in = state_.find(mailbox);
    if (in == nullptr) co_return no_mailbox();
    events::MailEvent event;
    event.mutable_expunged()->set_mailbox(static_cast<std::uint32_t>(mailbox));
    in->existing(uids).to(*event.mutable_expunged()->mutable_uids());
    event.mutable_expunged()->set_only_deleted(only == ExpungeOnly::deleted);
    co_return co_await run(std::move(event));
}

Task<Result<Outcome>> Account::create(std::string name, SpecialUse use) {
    CO_TRY(name, normalize_name(name));
    events::MailEvent event;
    event.mutable_mailbox_created()->set_name(std::move(name));
    event.mutable_mailbox_created()->set_special_use(static_cast<std::uint32_t>(use));
    event.mutable_mailbox_created()->set_created_ms(to_unix_ms(world_.clock->wall()));
    co_return co_await run(std::move(event));
}

Task<Result<Outcome>> Account::rename(MailboxId mailbox, std::string name) {
    CO_TRY(name, normalize_name(name));
    events::MailEvent event;
    event.mutable_mailbox_renamed()->set_mailbox(static_cast<std::uint32_t>(mailbox));
    event.mutable_mailbox_renamed()->set_name(std::move(name));
    event.mutable_mailbox_renamed()->set_renamed_ms(to_unix_ms(world_.clock->wall()));
    co_return co_await run(std::move(event));
}

Task<Result<Outcome>> Account::remove(MailboxId mailbox) {
    events::MailEvent event;
    event.mutable_mailbox_deleted()->set_mailbox(static_cast<std::uint32_t>(mailbox));
    co_return co_await run(std::move(event));
}

Task<Result<Outcome>> Account::subscribe(std::string name) {
    CO_TRY(name, normalize_name(name));
    events::MailEvent event;
    event.mutable_subscribed()->set_name(std::move(name));
    co_return co_await run(std::move(event));
}

Task<Result<Outcome>> Account::unsubscribe(std::string name) {
    CO_TRY(name, normalize_name(name));
    events::MailEvent event;
    event.mutable_unsubscribed()->set_name(std::move(name));
    co_return co_await run(std::move(event));
}

// ---- events for closed vaults ----

std::vector<Bytes> initial_events(WallTime now) {
    struct Initial {
        std::string_view name;
        SpecialUse use;
    };
    constexpr std::array<Initial, founding_mailboxes_max> all{{{inbox_name, SpecialUse::none},
                                                               {"Drafts", SpecialUse::drafts},
                                                               {"Sent", SpecialUse::sent},
                                                               {"Junk", SpecialUse::junk},
                                                               {"Trash", SpecialUse::trash},
                                                               {"Archive", SpecialUse::archive}}};
    std::vector<Bytes> out;
    for (const Initial& initial : all) {
        events::MailEvent event;
        events::MailboxCreated& created = *event.mutable_mailbox_created();
        created.set_name(std::string(initial.name));
        created.set_special_use(static_cast<std::uint32_t>(initial.use));
        created.set_created_ms(to_unix_ms(now));
        created.set_subscribe(true);
        out.push_back(serialize(event));
    }
    return out;
}

Bytes delivery_event(const store::ObjectRef& object, events::MessageFacts facts, WallTime arrived) {
    events::MailEvent event;
    events::Added& added = *event.mutable_added();
    added.set_mailbox(static_cast<std::uint32_t>(inbox_id));
    write_ref(object, *added.mutable_message()->mutable_object());
    *added.mutable_message()->mutable_facts() = std::move(facts);
    added.set_internal_date_ms(to_unix_ms(arrived));
    return serialize(event);
}

Bytes delivery_head(const store::ObjectRef& object, WallTime arrived, std::size_t facts_octets) {
    namespace wire = message::wire;
    Bytes event = delivery_event(object, {}, arrived);
    const std::size_t message_octets =
        wire::octets_size(events::StoredMessage::kFactsFieldNumber, facts_octets);
    wire::append_head(event, events::MailEvent::kAddedFieldNumber,
                      wire::octets_size(events::Added::kMessageFieldNumber, message_octets));
    wire::append_head(event, events::Added::kMessageFieldNumber, message_octets);
    wire::append_head(event, events::StoredMessage::kFactsFieldNumber, facts_octets);
    return event;
}

// ---- objects ----

void write_ref(const store::ObjectRef& ref, events::ObjectRef& to) {
    to.set_id(std::string(as_text(ref.id.view())));
    to.set_key(std::string(as_text(ref.key.view())));
    to.set_size(ref.size);
    to.set_reference(std::string(as_text(ref.reference.view())));
}

Result<store::ObjectRef> read_ref(const events::ObjectRef& from) {
    TRY(const ObjectId id, ObjectId::from(from.id()));
    TRY(crypto::Key key, crypto::Key::from(as_bytes(from.key())));
    // Without one it can be read, and gives nothing back.
    store::ReferenceId reference;
    if (!from.reference().empty()) {
        TRY(reference, store::ReferenceId::from(from.reference()));
    }
    return store::ObjectRef{id, std::move(key), from.size(), reference};
}

Result<store::ObjectReader> Account::open_message(const events::StoredMessage& message) const {
    TRY(store::ObjectRef ref, read_ref(message.object()));
    return store::ObjectReader(world_.objects, std::move(ref));
}

}  // namespace milpa::mail::account
