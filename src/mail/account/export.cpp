// SPDX-License-Identifier: AGPL-3.0-or-later
#include <vector>

#include "base/log.hpp"
#include "mail/account/account.hpp"

namespace milpa::mail::account {

struct Export::Place {
    explicit Place(Lent<Account> of) : account(of) {
        for (const auto& [name, id] : account->state().names()) mailboxes.push_back(id);
    }

    /// The next of the batch; nothing when it is gone, or names no object.
    std::optional<ExportedMessage> take(const Mailbox& mailbox) {
        const Cold cold = batch.front();
        batch = batch.subspan(1);
        const Entry* entry = mailbox.find(cold.uid);
        const RecordInfo* info = account->state().find_record(cold.record);
        if (entry == nullptr || info == nullptr) return std::nullopt;
        auto octets = account->open_message(*cold.message);
        if (!octets) return std::nullopt;
        return ExportedMessage{mailbox.name, cold.uid, account->state().flags_of(*entry),
                               info->internal_date_ms, std::move(*octets)};
    }

    Lent<Account> account;
    std::vector<MailboxId> mailboxes;
    std::size_t next_mailbox = 0;
    std::optional<FactsReader> reader;
    std::span<const Cold> batch;
};

Export::Export(Lent<Account> account) : place_(std::make_unique<Place>(account)) {}
Export::~Export() = default;

Task<Result<std::optional<ExportedMessage>>> Export::next() {
    Place& place = *place_;
    while (true) {
        const MailboxId id = place.next_mailbox == 0 ? MailboxId{} : place.mailboxes[place.next_mailbox - 1];
        const Mailbox* mailbox = account_mailbox(id);
        if (mailbox != nullptr && !place.batch.empty()) {
            auto message = place.take(*mailbox);
            if (!message) continue;
            const auto begins = co_await message->octets.read(0, 1);
            if (begins) co_return std::move(message);
            if (begins.error().kind == ErrorKind::io) co_return begins.error();
            log::count("account.unreadable");
            continue;
        }
        if (mailbox != nullptr && place.reader) {
            CO_TRY(place.batch, co_await place.reader->next());
            if (!place.batch.empty()) continue;
        }
        place.reader.reset();
        place.batch = {};
        if (place.next_mailbox == place.mailboxes.size()) co_return std::nullopt;
        const MailboxId following = place.mailboxes[place.next_mailbox++];
        const Mailbox* now = account_mailbox(following);
        if (now != nullptr) place.reader.emplace(place.account->facts(following, now->all()));
    }
}

const Mailbox* Export::account_mailbox(MailboxId id) const { return place_->account->state().find(id); }

}  // namespace milpa::mail::account
