// SPDX-License-Identifier: AGPL-3.0-or-later
// Commands of JMAP: what they append.
#include <algorithm>

#include "mail/account/command.hpp"

namespace milpa::mail::account {
namespace {

void write_update(const EmailUpdate& update, events::RecordUpdate& to) {
    std::vector<Record> records = update.records;
    std::ranges::sort(records);
    UidSet set;
    for (const Record record : records) set.add(record);
    set.to(*to.mutable_records());
    to.set_replace_flags(update.replace_flags);
    write_flags(update.add, *to.mutable_add());
    write_flags(update.remove, *to.mutable_remove());
    for (const MailboxId id : update.into) to.add_into(static_cast<std::uint32_t>(id));
    for (const MailboxId id : update.out_of) to.add_out_of(static_cast<std::uint32_t>(id));
    to.set_out_of_all_others(update.out_of_all_others);
    to.set_destroy(update.destroy);
}

/// What the entries take that are not there yet.
Usage growth(const State& state, const EmailUpdate& update) {
    Usage more;
    if (update.into.empty() || update.destroy) return more;
    for (const Record record : update.records) {
        const RecordInfo* info = state.find_record(record);
        if (info == nullptr) continue;
        const auto held = state.mailboxes_of(record);
        for (const MailboxId id : update.into) {
            if (std::ranges::binary_search(held, id)) continue;
            ++more.messages;
            more.octets += info->size;
        }
    }
    return more;
}

}  // namespace

Task<Result<Outcome>> Account::update(std::vector<EmailUpdate> updates, Quota quota) {
    events::MailEvent event;
    Usage more;
    std::size_t records = 0;
    for (const EmailUpdate& update : updates) {
        records += update.records.size();
        if (records > updated_records_max || update.into.size() > mailboxes_of_update_max ||
            update.out_of.size() > mailboxes_of_update_max) {
            co_return fail(ErrorKind::limit, "too much at once");
        }
        CO_CHECK(check_flags(update.add));
        CO_CHECK(check_flags(update.remove));
        write_update(update, *event.mutable_updated()->add_updates());
        const Usage part = growth(state_, update);
        more.messages += part.messages;
        more.octets += part.octets;
    }
    if (more.messages > 0) CO_CHECK(may_grow(quota, more.messages, more.octets));
    const Reserved reserved(reserved_, more);
    co_return co_await run(std::move(event));
}

Task<Result<Outcome>> Account::create(NewMailbox mailbox) {
    CO_TRY(mailbox.name, normalize_name(mailbox.name));
    events::MailEvent event;
    events::MailboxCreated& created = *event.mutable_mailbox_created();
    created.set_name(std::move(mailbox.name));
    created.set_special_use(static_cast<std::uint32_t>(mailbox.use));
    created.set_created_ms(to_unix_ms(world_.clock->wall()));
    created.set_subscribe(mailbox.subscribe);
    created.set_sort_order(mailbox.sort_order);
    created.set_is_new(true);
    co_return co_await run(std::move(event));
}

Task<Result<Outcome>> Account::change(MailboxId mailbox, MailboxChange change) {
    events::MailEvent event;
    events::MailboxChanged& changed = *event.mutable_mailbox_changed();
    changed.set_mailbox(static_cast<std::uint32_t>(mailbox));
    if (change.name) {
        CO_TRY(std::string name, normalize_name(*change.name));
        changed.set_name(std::move(name));
    }
    if (change.use) changed.set_special_use(static_cast<std::uint32_t>(*change.use));
    if (change.sort_order) changed.set_sort_order(*change.sort_order);
    if (change.subscribed) changed.set_subscribed(*change.subscribed);
    changed.set_changed_ms(to_unix_ms(world_.clock->wall()));
    co_return co_await run(std::move(event));
}

Task<Result<Outcome>> Account::destroy(MailboxId mailbox, Messages messages) {
    events::MailEvent event;
    events::MailboxDeleted& deleted = *event.mutable_mailbox_deleted();
    deleted.set_mailbox(static_cast<std::uint32_t>(mailbox));
    deleted.set_without_children(true);
    deleted.set_only_empty(messages == Messages::refused);
    deleted.set_unsubscribe(true);
    co_return co_await run(std::move(event));
}

Task<Result<Outcome>> Account::append_annex(AnnexKind kind, Bytes event, store::Batch with) {
    if (event.size() > annex_event_octets_max) co_return fail(ErrorKind::limit, "a large event");
    events::MailEvent wrapped;
    wrapped.mutable_annexed()->set_kind(static_cast<std::uint32_t>(kind));
    wrapped.mutable_annexed()->set_event(std::string(as_text(event)));
    co_return co_await run(std::move(wrapped), std::move(with));
}

}  // namespace milpa::mail::account
