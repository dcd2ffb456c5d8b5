// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/merge_annexes.hpp"

#include "contacts/contacts.hpp"
#include "jmap/belongings/belongings.hpp"
#include "jmap/mail/submissions.hpp"
#include "jmap/uploads.hpp"
#include "mail/account/stored_message.hpp"
#include "net/runtime.hpp"

namespace milpa::server {

namespace account = mail::account;

namespace {

using contacts::Contacts;

// ---- what is read there

struct FormerCard {
    std::string uid;
    std::vector<std::pair<std::string, std::string>> places;  ///< paths of books, and the name there
    contacts::CardWrite text;
};

struct FormerBooks {
    std::vector<contacts::Book> books;
    std::string default_path;
    std::vector<contacts::CardId> cards;
};

Task<FormerBooks> read_books(Lent<account::Account> former, Lent<Random> random) {
    const Contacts all(former, random);
    FormerBooks read;
    for (const auto& [id, book] : all.state().books()) read.books.push_back(book);
    if (const auto* book = all.state().find(all.state().default_book())) read.default_path = book->path;
    for (const auto& [id, card] : all.state().cards()) read.cards.push_back(id);
    co_return read;
}

/// Nothing for one that is gone meanwhile.
Task<Result<std::optional<FormerCard>>> read_card(Lent<account::Account> former, Lent<Random> random,
                                                  contacts::CardId id) {
    const Contacts all(former, random);
    const auto card = all.state().find(id);
    if (card == nullptr) co_return std::nullopt;
    FormerCard read;
    read.uid = card->uid;
    for (const auto& place : card->places) {
        if (const auto* book = all.state().find(place.book)) read.places.emplace_back(book->path, place.name);
    }
    events::StoredCard stored;
    if (!stored.ParseFromString(*card->stored)) co_return fail(ErrorKind::corrupt, "a card");
    if (stored.body().form() == events::CardBody::VCARD) {
        CO_TRY(read.text.vcard, co_await all.vcard(card));
        // One that says no uid would get another one.
        const auto vcard = contacts::read_vcard(*read.text.vcard);
        if (!vcard || !contacts::card_from_vcard(*vcard).contains("uid")) read.text.vcard.reset();
    }
    if (!read.text.vcard) {
        CO_TRY(read.text.object, co_await all.read(card));
    }
    co_return std::optional<FormerCard>(std::move(read));
}

struct FormerBelongings {
    std::vector<events::ClientDatum> data;
    std::vector<events::OpenPgpSecretKey> keys;  ///< the default first
};
Task<FormerBelongings> read_belongings(Lent<account::Account> former) {
    FormerBelongings read;
    const auto* kept = jmap::belongings_of(*former);
    if (kept == nullptr) co_return read;
    for (const auto& [id, one] : kept->data().all()) read.data.push_back(one.object());
    for (const auto& [id, one] : kept->keys().all()) {
        const bool first = id == kept->default_key();
        read.keys.insert(first ? read.keys.begin() : read.keys.end(), one.object());
    }
    co_return read;
}

struct FormerSending {
    std::vector<events::Identity> identities;
    std::vector<events::EmailSubmission> submissions;
};
Task<FormerSending> read_sending(Lent<account::Account> former) {
    FormerSending read;
    if (const auto* kept = jmap::submissions_of(*former)) {
        for (const auto& [id, one] : kept->identities()) read.identities.push_back(one.identity());
        for (const auto& one : kept->submissions()) read.submissions.push_back(one.submission());
    }
    co_return read;
}

// ---- what is written here

Error no_room() { return fail(ErrorKind::limit, "no room beside the mail"); }

Task<Result<std::map<std::string, contacts::BookId>>> write_books(Lent<account::Account> into,
                                                                  Lent<Random> random, FormerBooks former) {
    Contacts all(into, random);
    std::map<std::string, contacts::BookId> by_path;
    const bool untouched = all.state().seq() == 0;
    for (const contacts::Book& book : former.books) {
        contacts::BookWrite write{.name = book.name,
                                  .description = book.description,
                                  .colour = book.colour,
                                  .sort_order = book.sort_order,
                                  .subscribed = book.subscribed,
                                  .make_default = untouched && book.path == former.default_path};
        const contacts::Book* there = all.state().find_book(book.path);
        if (there == nullptr) {
            write.path = book.path;
        } else {
            by_path[book.path] = there->id;
            // The one that everybody has, as they had named it.
            if (!untouched || book.changed_seq == 0) continue;
            write.book = there->id;
        }
        CO_TRY(const contacts::Done done, co_await all.set_book(std::move(write)));
        if (!done.ok()) co_return no_room();
        if (there == nullptr) by_path[book.path] = done.book;
    }
    co_return by_path;
}

Task<Result<void>> write_card(Lent<account::Account> into, Lent<Random> random,
                              Lent<const std::map<std::string, contacts::BookId>> books, FormerCard card) {
    Contacts all(into, random);
    if (all.state().find_uid(card.uid) != nullptr) co_return Result<void>();
    for (const auto& [path, name] : card.places) {
        if (const auto book = books->find(path); book != books->end())
            card.text.places.push_back({.book = book->second, .name = name});
    }
    if (card.text.places.empty())
        card.text.places.push_back({.book = all.state().default_book(), .name = {}});
    contacts::CardWrite again = card.text;
    for (contacts::Place& place : again.places) place.name.clear();
    CO_TRY(contacts::Done done, co_await all.set_card(std::move(card.text)));
    // Something else has its name there: it gets another.
    if (done.why == events::ContactAnswer::NAME) {
        CO_TRY(done, co_await all.set_card(std::move(again)));
    }
    if (!done.ok() && done.why != events::ContactAnswer::UID) co_return no_room();
    co_return Result<void>();
}

/// Of what has the same name, or is the same key, the account's own stays.
Task<Result<void>> write_belongings(Lent<account::Account> into, FormerBelongings former) {
    const jmap::Belongings* kept = jmap::belongings_of(*into);
    if (kept == nullptr) co_return Result<void>();
    for (events::ClientDatum& datum : former.data) {
        if (kept->find_datum(datum.name()) != nullptr) continue;
        events::BelongingEvent event;
        event.mutable_datum_set()->Swap(&datum);
        CO_CHECK(co_await jmap::append_belonging(into, std::move(event)));
    }
    for (events::OpenPgpSecretKey& key : former.keys) {
        if (kept->find_key(key.fingerprint()) != nullptr) continue;
        events::BelongingEvent event;
        event.mutable_key_set()->mutable_key()->Swap(&key);
        CO_CHECK(co_await jmap::append_belonging(into, std::move(event)));
    }
    co_return Result<void>();
}

Task<Result<void>> append(Lent<account::Account> into, events::SubmissionEvent event) {
    CO_TRY(const account::Outcome done,
           co_await into->append_annex(jmap::submissions_kind, to_bytes(event.SerializeAsString())));
    if (done.error) co_return *done.error;
    co_return Result<void>();
}

/// Those that came along.
void move_records(google::protobuf::RepeatedField<std::uint32_t>& reports, const MovedRecords& records) {
    google::protobuf::RepeatedField<std::uint32_t> moved;
    for (const std::uint32_t report : reports) {
        if (const auto record = records.find(report); record != records.end()) moved.Add(record->second);
    }
    reports = std::move(moved);
}

/// What waited for its time when the account was reset has not left, and never will.
void end(events::EmailSubmission& submission) {
    submission.set_undo(events::SUBMISSION_FINAL);
    for (events::RecipientOutcome& one : *submission.mutable_outcomes()) {
        one.set_delivered(events::RecipientOutcome::NO);
        one.set_reply("550 5.7.1 The account was reset before it was to leave");
    }
}

Task<Result<void>> write_sending(Lent<account::Account> into, FormerSending former,
                                 Lent<const MovedRecords> records) {
    const jmap::Submissions* kept = jmap::submissions_of(*into);
    if (kept == nullptr) co_return Result<void>();
    for (const events::Identity& identity : former.identities) {
        if (kept->find_identity(identity.id()) != nullptr) continue;
        events::SubmissionEvent event;
        *event.mutable_identity_set() = identity;
        CO_CHECK(co_await append(into, std::move(event)));
    }
    CO_CHECK(co_await into->need_threads());
    // The oldest would push out what was sent since.
    const std::size_t room = jmap::submissions_max - kept->submissions().size();
    const std::size_t first = former.submissions.size() - std::min(room, former.submissions.size());
    for (std::size_t i = first; i < former.submissions.size(); ++i) {
        events::SubmissionEvent event;
        events::EmailSubmission& one = *event.mutable_submitted();
        one = former.submissions[i];
        if (kept->find_submission(one.id()) != nullptr) continue;
        if (one.undo() == events::SUBMISSION_PENDING) end(one);
        const auto record = records->find(one.email());
        one.set_email(record == records->end() ? 0 : record->second);  // 0 is none: the email is gone
        move_records(*one.mutable_dsns(), *records);
        move_records(*one.mutable_mdns(), *records);
        const account::RecordInfo* info = into->state().find_record(one.email());
        one.set_thread(info != nullptr ? info->thread : one.email());
        CO_CHECK(co_await append(into, std::move(event)));
    }
    co_return Result<void>();
}

Result<void> add_reference(const events::ObjectRef& from, std::vector<store::HeldReference>& to) {
    TRY(const auto ref, account::read_ref(from));
    to.push_back({ref.id, ref.reference});
    return {};
}

}  // namespace

Task<Result<void>> merge_annexes(Lent<account::Account> into, Executor former_home,
                                 Lent<account::Account> former, Lent<Random> random,
                                 Lent<const MovedRecords> records) {
    if (former->state().annexes().seq(contacts::annex_kind) != 0) {
        FormerBooks there = co_await net::call_on(former_home, read_books(former, random));
        const std::vector<contacts::CardId> cards = std::move(there.cards);
        CO_TRY(const auto books, co_await write_books(into, random, std::move(there)));
        for (const contacts::CardId id : cards) {
            CO_TRY(auto card, co_await net::call_on(former_home, read_card(former, random, id)));
            if (card) CO_CHECK(co_await write_card(into, random, &books, std::move(*card)));
        }
    }
    FormerBelongings belongings = co_await net::call_on(former_home, read_belongings(former));
    CO_CHECK(co_await write_belongings(into, std::move(belongings)));
    FormerSending sending = co_await net::call_on(former_home, read_sending(former));
    co_return co_await write_sending(into, std::move(sending), records);
}

Result<std::vector<store::HeldReference>> annex_references(account::Account& former, WallTime now) {
    std::vector<store::HeldReference> all;
    if (const auto* cards = dynamic_cast<const contacts::State*>(former.annex(contacts::annex_kind))) {
        for (const auto& [id, card] : cards->cards()) {
            events::StoredCard stored;
            if (!stored.ParseFromString(*card->stored)) return fail(ErrorKind::corrupt, "a card");
            for (const auto& hole : stored.body().holes()) CHECK(add_reference(hole.object(), all));
        }
    }
    if (const auto* uploads = dynamic_cast<const jmap::Uploads*>(former.annex(jmap::uploads_kind))) {
        // All of them: by then their time is over.
        for (const std::string& text : uploads->in_the_way(now + 2 * jmap::uploads_stay, 0)) {
            TRY(const auto id, jmap::UploadId::from(text));
            if (const auto* upload = uploads->find(id)) CHECK(add_reference(upload->object(), all));
        }
    }
    return all;
}

}  // namespace milpa::server
