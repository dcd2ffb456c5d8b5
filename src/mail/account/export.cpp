// SPDX-License-Identifier: AGPL-3.0-or-later
#include <vector>

#include "mail/account/account.hpp"

namespace milpa::mail::account {

struct Export::Place {
    explicit Place(Lent<Account> of) : account(of) {
        for (const auto& [name, id] : account->state().names()) mailboxes.push_back(id);
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
        while (mailbox != nullptr && !place.batch.empty()) {
            const Cold cold = place.batch.front();
            place.batch = place.batch.subspan(1);
            const Entry* entry = mailbox->find(cold.uid);
            const RecordInfo* info = place.account->state().find_record(cold.record);
            if (entry == nullptr || info == nullptr) continue;
            CO_TRY(auto octets, place.account->open_message(*cold.message));
            co_return ExportedMessage{mailbox->name, cold.uid, place.account->state().flags_of(*entry),
                                      info->internal_date_ms, std::move(octets)};
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
