// SPDX-License-Identifier: AGPL-3.0-or-later
// The state as octets, and back.
#include "contacts/stored_card.hpp"

namespace milpa::contacts {

Bytes serialized(const google::protobuf::MessageLite& message) {
    Bytes out(message.ByteSizeLong());
    message.SerializeToArray(out.data(), static_cast<int>(out.size()));
    return out;
}

std::uint64_t pictures_of(const events::CardBody& body) {
    std::uint64_t sum = 0;
    for (const events::CardHole& hole : body.holes()) {
        sum += hole.object().size();
    }
    return sum;
}

std::shared_ptr<const Card> card_of(const events::StoredCard& stored) {
    auto card = std::make_shared<Card>();
    card->id = CardId{stored.id()};
    card->uid = stored.body().uid();
    for (const events::CardPlace& place : stored.places()) {
        card->places.push_back({BookId{place.book()}, place.name(), place.since()});
    }
    card->created_seq = stored.created_seq();
    card->changed_seq = stored.changed_seq();
    card->body_seq = stored.body_seq();
    card->created_ms = stored.created_ms();
    card->updated_ms = stored.updated_ms();
    card->stored = std::make_shared<const std::string>(stored.SerializeAsString());
    card->pictures_octets = pictures_of(stored.body());
    return card;
}

namespace {

/// Field 9 of ContactsState, length-delimited.
constexpr std::uint8_t cards_tag = (9U << 3U) | 2U;

void put_varint(Bytes& to, std::size_t value) {
    while (value >= 0x80) {
        to.push_back(static_cast<std::uint8_t>(value | 0x80U));
        value >>= 7U;
    }
    to.push_back(static_cast<std::uint8_t>(value));
}

}  // namespace

/// Cards are serialized already; a message is what its pieces are, one behind the other.
Bytes State::save() const {
    events::ContactsState head;
    for (const auto& [id, book] : books_) {
        events::StoredBook& to = *head.add_books();
        to.set_id(static_cast<std::uint32_t>(id));
        to.set_path(book.path);
        to.set_name(book.name);
        to.set_description(book.description);
        to.set_colour(book.colour);
        to.set_sort_order(book.sort_order);
        to.set_subscribed(book.subscribed);
        to.set_created_seq(book.created_seq);
        to.set_changed_seq(book.changed_seq);
        to.set_contents_seq(book.contents_seq);
    }
    head.set_default_book(static_cast<std::uint32_t>(default_book_));
    head.set_last_book(last_book_);
    head.set_last_card(last_card_);
    for (const GoneCard& gone : gone_cards_) {
        events::CardTombstone& to = *head.add_gone_cards();
        to.set_card(static_cast<std::uint64_t>(gone.card));
        to.set_created_seq(gone.created_seq);
        to.set_seq(gone.seq);
    }
    for (const GoneBook& gone : gone_books_) {
        events::BookTombstone& to = *head.add_gone_books();
        to.set_book(static_cast<std::uint32_t>(gone.book));
        to.set_created_seq(gone.created_seq);
        to.set_seq(gone.seq);
    }
    for (const GoneName& gone : gone_names_) {
        events::NameTombstone& to = *head.add_gone_names();
        to.set_book(static_cast<std::uint32_t>(gone.book));
        to.set_name(gone.name);
        to.set_seq(gone.seq);
    }
    head.set_floor(floor_);
    head.set_seq(seq_);
    Bytes out = serialized(head);
    for (const auto& [id, card] : cards_) {
        out.push_back(cards_tag);
        put_varint(out, card->stored->size());
        append(out, as_bytes(*card->stored));
    }
    return out;
}

Result<void> State::load(ByteView state) {
    events::ContactsState from;
    if (!from.ParseFromArray(state.data(), static_cast<int>(state.size())) || from.books().empty()) {
        return fail(ErrorKind::corrupt, "contacts");
    }
    books_.clear();
    names_.clear();
    for (const events::StoredBook& book : from.books()) {
        const BookId id{book.id()};
        books_[id] = {id,
                      book.path(),
                      book.name(),
                      book.description(),
                      book.colour(),
                      book.sort_order(),
                      book.subscribed(),
                      book.created_seq(),
                      book.changed_seq(),
                      book.contents_seq()};
        names_[id];
    }
    default_book_ = BookId{from.default_book()};
    last_book_ = from.last_book();
    last_card_ = from.last_card();
    for (const events::CardTombstone& gone : from.gone_cards()) {
        gone_cards_.push_back({CardId{gone.card()}, gone.created_seq(), gone.seq()});
    }
    for (const events::BookTombstone& gone : from.gone_books()) {
        gone_books_.push_back({BookId{gone.book()}, gone.created_seq(), gone.seq()});
    }
    for (const events::NameTombstone& gone : from.gone_names()) {
        gone_names_.push_back({BookId{gone.book()}, gone.name(), gone.seq()});
    }
    floor_ = from.floor();
    seq_ = from.seq();
    for (const std::string& bytes : from.cards()) {
        events::StoredCard stored;
        if (!stored.ParseFromString(bytes)) {
            return fail(ErrorKind::corrupt, "card");
        }
        auto card = card_of(stored);
        for (const Place& place : card->places) {
            if (!books_.contains(place.book)) {
                return fail(ErrorKind::corrupt, "card in no book");
            }
        }
        link(*card);
        cards_[card->id] = std::move(card);
    }
    return books_.contains(default_book_) ? Result<void>() : fail(ErrorKind::corrupt, "no default book");
}

std::unique_ptr<mail::account::Annex> make_annex() { return std::make_unique<State>(); }

}  // namespace milpa::contacts
