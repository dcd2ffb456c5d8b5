// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/mailbox_counts.hpp"

#include <vector>

namespace milpa::jmap {

namespace account = mail::account;

namespace {

enum Mark : std::uint8_t {
    mark_seen_or_draft = 1,
    mark_in_trash = 2,
    mark_elsewhere = 4,
    // Of threads:
    mark_unread_in_trash = 8,
    mark_unread_elsewhere = 16,
};

/// By number of record: what is known of it after the first pass. A thread has the number of a record.
class Counter {
public:
    explicit Counter(const account::State& state)
        : state_(state),
          marks_(state.record_next()),
          threads_(state.record_next()),
          seen_by_(state.record_next()) {}

    std::unordered_map<account::MailboxId, MailboxCounts> count() {
        for (const account::RecordInfo& info : state_.records()) threads_[info.number] = info.thread;
        for (const auto& [name, id] : state_.names()) mark(*state_.find(id));
        mark_threads();
        std::unordered_map<account::MailboxId, MailboxCounts> counts;
        for (const auto& [name, id] : state_.names()) {
            const account::Mailbox& mailbox = *state_.find(id);
            if (!mailbox.entries.empty()) counts[id] = count(mailbox);
        }
        return counts;
    }

private:
    void mark(const account::Mailbox& mailbox) {
        const std::uint8_t place =
            mailbox.special_use == account::SpecialUse::trash ? mark_in_trash : mark_elsewhere;
        for (const account::Entry& entry : mailbox.entries) {
            if ((entry.flags & account::flag_deleted) != 0) continue;
            const bool read = (entry.flags & (account::flag_seen | account::flag_draft)) != 0;
            marks_[entry.record] |= place | (read ? mark_seen_or_draft : 0);
        }
    }

    bool is_unread(account::Record record) const { return (marks_[record] & mark_seen_or_draft) == 0; }

    void mark_threads() {
        for (const account::RecordInfo& info : state_.records()) {
            const std::uint8_t marks = marks_[info.number];
            if (info.thread == 0 || !is_unread(info.number)) continue;
            if ((marks & mark_in_trash) != 0) marks_[info.thread] |= mark_unread_in_trash;
            if ((marks & mark_elsewhere) != 0) marks_[info.thread] |= mark_unread_elsewhere;
        }
    }

    MailboxCounts count(const account::Mailbox& mailbox) {
        MailboxCounts counts;
        const std::uint8_t unread =
            mailbox.special_use == account::SpecialUse::trash ? mark_unread_in_trash : mark_unread_elsewhere;
        ++round_;
        for (const account::Entry& entry : mailbox.entries) {
            if ((entry.flags & account::flag_deleted) != 0) continue;
            // A message may be in a mailbox twice (IMAP copies it), and is one Email.
            SeenBy& record = seen_by_[entry.record];
            if (std::exchange(record.as_email, round_) == round_) continue;
            ++counts.emails;
            if (is_unread(entry.record)) ++counts.unread_emails;
            const account::Record number = threads_[entry.record];
            if (std::exchange(seen_by_[number].as_thread, round_) == round_) continue;
            ++counts.threads;
            if ((marks_[number] & unread) != 0) ++counts.unread_threads;
        }
        return counts;
    }

    struct SeenBy {
        std::uint32_t as_email = 0;
        std::uint32_t as_thread = 0;
    };

    const account::State& state_;
    std::vector<std::uint8_t> marks_;
    std::vector<account::Record> threads_;
    std::vector<SeenBy> seen_by_;  // the last round that met it
    std::uint32_t round_ = 0;
};

}  // namespace

std::unordered_map<account::MailboxId, MailboxCounts> count_mailboxes(const account::State& state) {
    return Counter(state).count();
}

}  // namespace milpa::jmap
