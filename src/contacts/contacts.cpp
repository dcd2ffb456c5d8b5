// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contacts/contacts.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/ensure.hpp"
#include "contacts/body.hpp"
#include "contacts/moment.hpp"
#include "mail/account/stored_message.hpp"

namespace milpa::contacts {

namespace {

using Stored = std::shared_ptr<const events::StoredCard>;

Stored parse(const Card& card) {
    auto stored = std::make_shared<events::StoredCard>();
    stored->ParseFromString(*card.stored);
    return stored;
}

/// A blobId in what is stored (a vCard may bring one as JSPROP) is none of ours, and names nothing here.
void drop_blob_ids(json::object& card) {
    json::value* const media = card.if_contains("media");
    if (media == nullptr || !media->is_object()) {
        return;
    }
    json::object& entries = media->get_object();
    for (auto entry = entries.begin(); entry != entries.end();) {
        if (entry->value().is_object() && entry->value().get_object().erase("blobId") > 0 &&
            !entry->value().get_object().contains("uri")) {
            entry = entries.stable_erase(entry);
        } else {
            ++entry;
        }
    }
    if (entries.empty()) {
        card.erase("media");
    }
}

/// What is stored was checked when it came; an empty card is what a broken one would be.
json::object object_of(const events::StoredCard& stored, std::string_view text) {
    json::object card;
    if (stored.body().form() == events::CardBody::VCARD) {
        if (const auto vcard = read_vcard(text)) {
            card = card_from_vcard(*vcard);
        }
    } else {
        // Deeper ones than check_card() takes were taken once.
        json::parse_options options;
        options.max_depth = 4 * card_depth_max;
        boost::system::error_code error;
        json::value value = json::parse(text, error, {}, options);
        if (!error && value.is_object()) {
            card = std::move(value.get_object());
        }
    }
    drop_blob_ids(card);
    card["uid"] = stored.body().uid();
    if (!card.contains("created")) {
        card["created"] = utc_text(stored.created_ms());
    }
    if (!card.contains("updated")) {
        card["updated"] = utc_text(stored.updated_ms());
    }
    return card;
}

events::CardBody body_of(const CardWrite& write, std::string& whole) {
    events::CardBody body;
    if (write.vcard) {
        whole = *write.vcard;
        body.set_form(events::CardBody::VCARD);
        const auto vcard = read_vcard(whole);
        const json::object card = vcard ? card_from_vcard(*vcard) : json::object();
        const json::value* uid = card.if_contains("uid");
        body.set_uid(uid != nullptr && uid->is_string() ? std::string(uid->get_string()) : std::string());
    } else {
        whole = json::serialize(*write.object);
        body.set_form(events::CardBody::JSCONTACT);
        body.set_uid(std::string(write.object->at("uid").as_string()));
    }
    return body;
}

Task<Result<std::vector<Picture>>> pictures(Lent<mail::account::Account> account, Stored stored) {
    std::vector<Picture> out;
    for (const events::CardHole& hole : stored->body().holes()) {
        CO_TRY(store::ObjectRef ref, mail::account::read_ref(hole.object()));
        store::ObjectReader reader(account->world().objects, std::move(ref));
        CO_TRY(const Bytes octets, co_await reader.read(0, card_octets_max));
        out.push_back({static_cast<std::size_t>(hole.at()), std::string(as_text(octets))});
    }
    co_return out;
}

Task<Result<std::string>> whole(Lent<mail::account::Account> account, Stored stored) {
    CO_TRY(const std::vector<Picture> all, co_await pictures(account, stored));
    co_return assemble(stored->body().text(), all);
}

}  // namespace

std::string fresh_uid(Random& random) {
    Bytes bytes(16);
    random.fill(bytes);
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | 0x40U);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
    std::string hex = to_hex(bytes);
    for (const std::size_t at : {20U, 16U, 12U, 8U}) {
        hex.insert(at, "-");
    }
    return "urn:uuid:" + hex;
}

const State& Contacts::state() const {
    const auto* annex = account_->annex(annex_kind);
    ensure(annex != nullptr);  // whoever opens accounts knows contacts
    return static_cast<const State&>(*annex);
}

Task<Result<Done>> Contacts::send(events::ContactEvent event, store::Batch with) {
    CO_TRY(const mail::account::Outcome outcome,
           co_await account_->append_annex(annex_kind, to_bytes(event.SerializeAsString()), std::move(with)));
    events::ContactAnswer answer;
    if (!answer.ParseFromString(std::string(as_text(outcome.answer)))) {
        co_return fail(ErrorKind::corrupt, "answer of contacts");
    }
    co_return Done{answer.why(), CardId{answer.card()}, BookId{answer.book()}};
}

Task<Result<Done>> Contacts::set_book(BookWrite write) {
    events::ContactEvent event;
    events::BookSet& set = *event.mutable_book_set();
    set.set_book(write.book ? static_cast<std::uint32_t>(*write.book) : 0);
    set.set_path(write.path);
    if (write.name) {
        set.set_name(*write.name);
    }
    if (write.description) {
        set.set_description(*write.description);
    }
    if (write.colour) {
        set.set_colour(*write.colour);
    }
    if (write.sort_order) {
        set.set_sort_order(*write.sort_order);
    }
    if (write.subscribed) {
        set.set_subscribed(*write.subscribed);
    }
    set.set_make_default(write.make_default);
    co_return co_await send(std::move(event));
}

Task<Result<Done>> Contacts::remove_book(BookId book, Cards cards) {
    events::ContactEvent event;
    event.mutable_book_removed()->set_book(static_cast<std::uint32_t>(book));
    event.mutable_book_removed()->set_with_cards(cards == Cards::removed);
    co_return co_await send(std::move(event));
}

Task<Result<Done>> Contacts::remove_card(CardId card, std::optional<BookId> from, std::uint64_t if_body_seq) {
    events::ContactEvent event;
    events::CardRemoved& removed = *event.mutable_card_removed();
    removed.set_card(static_cast<std::uint64_t>(card));
    removed.set_from(from ? static_cast<std::uint32_t>(*from) : 0);
    removed.set_if_body_seq(if_body_seq);
    co_return co_await send(std::move(event));
}

Task<Result<Done>> Contacts::set_card(CardWrite write) {
    events::ContactEvent event;
    events::CardSet& set = *event.mutable_card_set();
    set.set_card(write.card ? static_cast<std::uint64_t>(*write.card) : 0);
    for (const Place& place : write.places) {
        events::CardPlace& to = *set.add_places();
        to.set_book(static_cast<std::uint32_t>(place.book));
        to.set_name(place.name);
    }
    set.set_at_ms(to_unix_ms(account_->now()));
    set.set_if_body_seq(write.if_body_seq);
    store::Batch with;
    if (write.vcard || write.object) {
        CO_CHECK(co_await put_body(&set, &with, std::move(write)));
    }
    co_return co_await send(std::move(event), std::move(with));
}

/// Pictures that the card had already keep their objects.
Task<Result<void>> Contacts::put_body(Lent<events::CardSet> into, Lent<store::Batch> with, CardWrite write) {
    std::string whole_text;
    events::CardBody body = body_of(write, whole_text);
    const auto before = write.card ? state().find(*write.card) : nullptr;
    if (body.uid().empty()) {
        body.set_uid(before != nullptr ? before->uid : fresh_uid(*random_));
    }
    if (whole_text.size() > card_octets_max) {
        co_return fail(ErrorKind::limit, "octets of a card");
    }
    Punched punched = punch(whole_text);
    if (punched.pictures.size() > card_holes_max || punched.text.size() > card_text_octets_max) {
        co_return fail(ErrorKind::limit, "text of a card");
    }
    const Stored stored = before != nullptr && before->pictures_octets > 0 ? parse(*before) : nullptr;
    std::vector<Picture> old;
    if (stored != nullptr && !punched.pictures.empty()) {
        CO_TRY(old, co_await pictures(account_, stored));
    }
    for (const Picture& picture : punched.pictures) {
        events::CardHole& hole = *body.add_holes();
        hole.set_at(picture.at);
        const auto same = std::ranges::find(old, picture.octets, &Picture::octets);
        if (same != old.end()) {
            *hole.mutable_object() = stored->body().holes(static_cast<int>(same - old.begin())).object();
            same->octets.clear();  // each reference stands in one place
            continue;
        }
        store::ObjectWriter writer(account_->world().objects);
        CO_CHECK(co_await writer.write(as_bytes(picture.octets)));
        CO_TRY(const store::ObjectRef object, writer.finish(*with));
        mail::account::write_ref(with->refer(object, *random_), *hole.mutable_object());
    }
    body.set_text(std::move(punched.text));
    *into->mutable_body() = std::move(body);
    co_return Result<void>();
}

Task<Result<json::object>> read_card(Lent<mail::account::Account> account, std::shared_ptr<const Card> card) {
    const Stored stored = parse(*card);
    CO_TRY(const std::string text, co_await whole(account, stored));
    co_return object_of(*stored, text);
}

Task<Result<json::object>> Contacts::read(std::shared_ptr<const Card> card) const {
    return read_card(account_, std::move(card));
}

Task<Result<std::string>> Contacts::vcard(std::shared_ptr<const Card> card,
                                          std::optional<VCardVersion> version) const {
    const Stored stored = parse(*card);
    CO_TRY(std::string text, co_await whole(account_, stored));
    if (stored->body().form() == events::CardBody::VCARD) {
        const auto written = read_vcard(text);
        if (!version || (written && written->version == *version)) {
            co_return text;
        }
    }
    co_return write_vcard(card_to_vcard(object_of(*stored, text), version.value_or(VCardVersion::v30)));
}

json::object read_without_pictures(const Card& card) {
    const Stored stored = parse(card);
    return object_of(*stored, stored->body().text());
}

}  // namespace milpa::contacts
