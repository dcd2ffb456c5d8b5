// SPDX-License-Identifier: AGPL-3.0-or-later
// Bringing a sealed former vault back into the account, once an old secret has turned up. No message is
// copied: the account gets a reference to each object, and its own record of it; what else the vault holds
// follows (merge_annexes). What the account has already in that mailbox (an earlier try that was cut off) is
// left out, so it can be done again. What anybody may have sealed into the old vault, and cannot be read,
// stops nothing.
#include <map>
#include <set>

#include "base/log.hpp"
#include "mail/account/account.hpp"
#include "mail/account/stored_message.hpp"
#include "mail/message/extract.hpp"
#include "server/merge_annexes.hpp"
#include "server/server.hpp"

namespace milpa::server {

namespace account = mail::account;

namespace {

/// A message of the old vault, with what the new one needs.
struct Moved {
    std::string mailbox;
    account::Record record;
    account::NewMessage message;
};

struct OldVault {
    account::AccountHandle handle;
    std::optional<account::Export> messages;
};

Task<Result<std::unique_ptr<OldVault>>> open_old(Lent<Server> server, members::Login login) {
    auto old = std::make_unique<OldVault>();
    CO_TRY(old->handle, co_await server->open_account(std::move(login)));
    old->messages.emplace(old->handle.get());
    co_return std::move(old);
}

Task<> close_old(std::unique_ptr<OldVault> old) {
    old.reset();
    co_return;
}

/// The words of a message are not kept in snapshots: it is read once more.
Task<Result<events::MessageFacts>> facts_of(Lent<store::ObjectReader> octets) {
    mail::message::Extractor extractor;
    for (;;) {
        CO_TRY(const Bytes part, co_await octets->next());
        if (part.empty()) co_return extractor.finish();
        extractor.feed(as_text(part));
    }
}

Task<Result<std::optional<Moved>>> next_of(Lent<OldVault> old) {
    std::optional<account::ExportedMessage> next;
    std::optional<events::MessageFacts> facts;
    while (!facts) {
        CO_TRY(next, co_await old->messages->next());
        if (!next) co_return std::optional<Moved>();
        auto read = co_await facts_of(&next->octets);
        if (read) {
            facts = std::move(*read);
        } else if (read.error().kind == ErrorKind::missing || read.error().kind == ErrorKind::corrupt) {
            log::count("merge.unreadable");
        } else {
            co_return read.error();
        }
    }
    // Looked up after the last wait: it may have been expunged meanwhile, and then it is nobody's any more.
    const account::Mailbox* mailbox = old->handle->state().find(next->mailbox);
    const account::Entry* entry = mailbox != nullptr ? mailbox->find(next->uid) : nullptr;
    Moved moved{std::move(next->mailbox),
                entry != nullptr ? entry->record : 0,
                {.object = next->octets.ref().copy(),
                 .facts = std::move(*facts),
                 .internal_date_ms = next->internal_date_ms,
                 .flags = std::move(next->flags)}};
    co_return std::optional<Moved>(std::move(moved));
}

/// What an account refers to, and in which mailbox.
struct Present {
    std::map<std::pair<std::string, ObjectId>, account::Record> messages;
    std::set<store::HeldReference> references;
};
Task<Result<Present>> present_in(Lent<account::Account> into) {
    Present present;
    std::vector<std::pair<std::string, account::MailboxId>> mailboxes;
    for (const auto& [name, id] : into->state().names()) mailboxes.emplace_back(name, id);
    for (const auto& [name, id] : mailboxes) {
        const account::Mailbox* mailbox = into->state().find(id);
        if (mailbox == nullptr) continue;
        account::FactsReader reader = into->facts(id, mailbox->all());
        for (;;) {
            CO_TRY(const auto some, co_await reader.next());
            if (some.empty()) break;
            for (const account::Cold& cold : some) {
                const auto ref = account::read_ref(cold.message->object());
                if (!ref) continue;  // a delivery of nothing
                present.messages.emplace(std::pair(name, ref->id), cold.record);
                present.references.insert({ref->id, ref->reference});
            }
        }
    }
    co_return std::move(present);
}

Task<Result<account::MailboxId>> mailbox_of(Lent<account::Account> into, std::string name) {
    const account::Mailbox* there = into->state().find(name);
    if (there != nullptr && there->selectable) co_return there->id;
    CO_TRY(const account::Outcome made, co_await into->create(std::move(name)));
    co_return made.mailbox;
}

Task<Result<Server::Reopened>> merge(Lent<Server> server, members::Login login, Executor old_home,
                                     Lent<OldVault> old) {
    CO_TRY(const account::AccountHandle into, co_await server->open_account(login));
    CO_TRY(const auto present, co_await present_in(into.get()));
    Server::Reopened done;
    MovedRecords records;
    for (;;) {
        CO_TRY(auto next, co_await net::call_on(old_home, next_of(old)));
        if (!next) break;
        const auto there = present.messages.find({next->mailbox, next->message.object.id});
        if (there != present.messages.end()) {
            records.emplace(next->record, there->second);
            continue;
        }
        CO_TRY(const account::MailboxId mailbox, co_await mailbox_of(into.get(), next->mailbox));
        CO_TRY(const account::Outcome added, co_await into->append(mailbox, std::move(next->message), {}));
        if (added.error) co_return *added.error;
        records.emplace(next->record, added.record);
        ++done.messages;
    }
    const auto carried =
        co_await merge_annexes(into.get(), old_home, old->handle.get(), &server->random(), &records);
    if (!carried && carried.error().kind != ErrorKind::limit) co_return carried.error();
    done.kept = !carried;
    co_return done;
}

/// The references of the old vault, each once, to be given back with it.
Task<Result<std::vector<store::HeldReference>>> releases_of(Lent<OldVault> old, WallTime now) {
    CO_TRY(auto present, co_await present_in(old->handle.get()));
    CO_TRY(const auto others, annex_references(*old->handle, now));
    present.references.insert(others.begin(), others.end());
    co_return std::vector<store::HeldReference>(present.references.begin(), present.references.end());
}

}  // namespace

Task<Result<Server::Reopened>> Server::reopen_former(members::Login login, crypto::SecretText old) {
    CO_TRY(const members::FormerVault former, co_await members_->reopen_former(login, std::move(old)));
    members::Login old_login = login;
    auto record = std::make_shared<members::MemberRecord>(*login.member);
    record->vault = former.vault;
    old_login.member = record;
    old_login.keys = former.keys;

    const Executor old_home = home_of(former.vault);
    CO_TRY(auto opened, co_await net::call_on(old_home, open_old(this, std::move(old_login))));
    auto merged = co_await net::call_on(home_of(login.vault()), merge(this, login, old_home, opened.get()));
    auto releases = co_await net::call_on(old_home, releases_of(opened.get(), clock_.wall()));
    co_await net::call_on(old_home, close_old(std::move(opened)));
    CO_TRY(const Reopened done, std::move(merged));
    CO_TRY(auto released, std::move(releases));
    CO_CHECK(co_await wait_closed(former.vault));
    if (!done.kept)
        CO_CHECK(co_await members_->close_former(std::move(login), former.vault, std::move(released)));
    co_return done;
}

}  // namespace milpa::server
