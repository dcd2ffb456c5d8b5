// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests: events in one line.
#pragma once

#include "mail/account/state.hpp"

namespace milpa::mail::account::testing {

inline events::MailEvent added(MailboxId mailbox, std::uint64_t size = 100, std::uint32_t flags = 0,
                               std::vector<std::string> keywords = {}) {
    events::MailEvent event;
    auto& added = *event.mutable_added();
    added.set_mailbox(static_cast<std::uint32_t>(mailbox));
    added.mutable_message()->mutable_facts()->set_size(size);
    added.set_internal_date_ms(static_cast<std::int64_t>(size) * 1000);
    added.mutable_flags()->set_system(flags);
    for (auto& keyword : keywords) added.mutable_flags()->add_keywords(keyword);
    return event;
}
inline events::MailEvent copied(MailboxId from, const UidSet& uids, MailboxId to) {
    events::MailEvent event;
    event.mutable_copied()->set_from(static_cast<std::uint32_t>(from));
    uids.to(*event.mutable_copied()->mutable_uids());
    event.mutable_copied()->set_to(static_cast<std::uint32_t>(to));
    return event;
}
inline events::MailEvent moved(MailboxId from, const UidSet& uids, MailboxId to) {
    events::MailEvent event;
    event.mutable_moved()->set_from(static_cast<std::uint32_t>(from));
    uids.to(*event.mutable_moved()->mutable_uids());
    event.mutable_moved()->set_to(static_cast<std::uint32_t>(to));
    return event;
}
inline events::MailEvent flagged(MailboxId mailbox, const UidSet& uids, events::Flagged::How how,
                                 std::uint32_t system, std::vector<std::string> keywords = {},
                                 std::uint64_t unchanged_since = 0) {
    events::MailEvent event;
    auto& flagged = *event.mutable_flagged();
    flagged.set_mailbox(static_cast<std::uint32_t>(mailbox));
    uids.to(*flagged.mutable_uids());
    flagged.set_how(how);
    flagged.mutable_flags()->set_system(system);
    for (auto& keyword : keywords) flagged.mutable_flags()->add_keywords(keyword);
    flagged.set_unchanged_since(unchanged_since);
    return event;
}
inline events::MailEvent expunged(MailboxId mailbox, const UidSet& uids, bool only_deleted = false) {
    events::MailEvent event;
    event.mutable_expunged()->set_mailbox(static_cast<std::uint32_t>(mailbox));
    uids.to(*event.mutable_expunged()->mutable_uids());
    event.mutable_expunged()->set_only_deleted(only_deleted);
    return event;
}
inline events::MailEvent created(std::string name, SpecialUse use = SpecialUse::none,
                                 std::int64_t now_ms = 0) {
    events::MailEvent event;
    event.mutable_mailbox_created()->set_name(std::move(name));
    event.mutable_mailbox_created()->set_special_use(static_cast<std::uint32_t>(use));
    event.mutable_mailbox_created()->set_created_ms(now_ms);
    return event;
}
inline events::MailEvent renamed(MailboxId mailbox, std::string name) {
    events::MailEvent event;
    event.mutable_mailbox_renamed()->set_mailbox(static_cast<std::uint32_t>(mailbox));
    event.mutable_mailbox_renamed()->set_name(std::move(name));
    return event;
}
inline events::MailEvent deleted(MailboxId mailbox) {
    events::MailEvent event;
    event.mutable_mailbox_deleted()->set_mailbox(static_cast<std::uint32_t>(mailbox));
    return event;
}
inline events::RecordUpdate update_of(const UidSet& records) {
    events::RecordUpdate update;
    records.to(*update.mutable_records());
    return update;
}
inline events::MailEvent updated(std::initializer_list<events::RecordUpdate> updates) {
    events::MailEvent event;
    for (const auto& update : updates) *event.mutable_updated()->add_updates() = update;
    return event;
}
inline events::MailEvent annexed(std::uint32_t kind, std::string bytes) {
    events::MailEvent event;
    event.mutable_annexed()->set_kind(kind);
    event.mutable_annexed()->set_event(std::move(bytes));
    return event;
}
inline events::MailEvent subscribed(std::string name) {
    events::MailEvent event;
    event.mutable_subscribed()->set_name(std::move(name));
    return event;
}
inline events::MailEvent unsubscribed(std::string name) {
    events::MailEvent event;
    event.mutable_unsubscribed()->set_name(std::move(name));
    return event;
}

}  // namespace milpa::mail::account::testing
