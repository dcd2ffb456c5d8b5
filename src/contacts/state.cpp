// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contacts/state.hpp"

#include <set>

#include "contacts/stored_card.hpp"

namespace milpa::contacts {

namespace {

using Answer = events::ContactAnswer;
using mail::account::AnnexOutcome;

/// What an entry of the indexes costs beside its text, about.
constexpr std::size_t card_overhead_octets = 64;

AnnexOutcome answer(Answer::Why why, std::optional<CardId> card = {}, std::optional<BookId> book = {}) {
    Answer said;
    said.set_why(why);
    said.set_card(card ? static_cast<std::uint64_t>(*card) : 0);
    said.set_book(book ? static_cast<std::uint32_t>(*book) : 0);
    AnnexOutcome outcome;
    if (why != Answer::DONE) {
        outcome.error = fail(ErrorKind::conflict, "contacts");
    }
    outcome.answer = serialized(said);
    return outcome;
}

AnnexOutcome refused(ErrorKind kind, std::string detail) {
    AnnexOutcome outcome;
    outcome.error = fail(kind, std::move(detail));
    return outcome;
}

bool is_segment(std::string_view text) {
    return !text.empty() && text.size() <= path_octets_max && text != "." && text != ".." &&
           text.find('/') == std::string_view::npos && text.find('\0') == std::string_view::npos;
}

store::HeldReference held(const events::CardHole& hole) {
    const auto object = ObjectId::from(hole.object().id());
    const auto reference = store::ReferenceId::from(hole.object().reference());
    return object && reference ? store::HeldReference{*object, *reference} : store::HeldReference{};
}

events::StoredCard parse(const Card& card) {
    events::StoredCard stored;
    stored.ParseFromString(*card.stored);
    return stored;
}

void set_places(events::StoredCard& stored, const std::vector<Place>& places) {
    stored.clear_places();
    for (const Place& place : places) {
        events::CardPlace& to = *stored.add_places();
        to.set_book(static_cast<std::uint32_t>(place.book));
        to.set_name(place.name);
        to.set_since(place.since);
    }
}

/// References of the old text that the new one has no more.
std::vector<store::HeldReference> released(const events::CardBody& before, const events::CardBody* after) {
    std::set<store::HeldReference> kept;
    for (int i = 0; after != nullptr && i < after->holes_size(); ++i) {
        kept.insert(held(after->holes(i)));
    }
    std::vector<store::HeldReference> out;
    for (const events::CardHole& hole : before.holes()) {
        if (!kept.contains(held(hole))) {
            out.push_back(held(hole));
        }
    }
    return out;
}

/// What came for nothing: its objects go.
AnnexOutcome give_back(AnnexOutcome outcome, const events::CardSet& event, const events::CardBody* before) {
    if (outcome.error && event.has_body()) {
        outcome.released = released(event.body(), before);
    }
    return outcome;
}

}  // namespace

const Place* Card::find(BookId book) const {
    const auto found = std::ranges::find(places, book, &Place::book);
    return found == places.end() ? nullptr : &*found;
}

State::State() {
    Book& book = books_[first_book];
    book.id = first_book;
    book.path = "default";
    book.name = "Contacts";
    names_[first_book];
}

const Book* State::find(BookId id) const {
    const auto found = books_.find(id);
    return found == books_.end() ? nullptr : &found->second;
}

const Book* State::find_book(std::string_view path) const {
    const auto found = std::ranges::find_if(books_, [&](const auto& one) { return one.second.path == path; });
    return found == books_.end() ? nullptr : &found->second;
}

std::shared_ptr<const Card> State::find(CardId id) const {
    const auto found = cards_.find(id);
    return found == cards_.end() ? nullptr : found->second;
}

std::shared_ptr<const Card> State::find_uid(std::string_view uid) const {
    const auto found = uids_.find(std::string(uid));
    return found == uids_.end() ? nullptr : find(found->second);
}

std::shared_ptr<const Card> State::find(BookId book, std::string_view name) const {
    const auto& all = names(book);
    const auto found = all.find(name);
    return found == all.end() ? nullptr : find(found->second);
}

const std::map<std::string, CardId, std::less<>>& State::names(BookId book) const {
    static const std::map<std::string, CardId, std::less<>> none;
    const auto found = names_.find(book);
    return found == names_.end() ? none : found->second;
}

AnnexOutcome State::apply(std::uint64_t seq, ByteView event) {
    events::ContactEvent what;
    if (!what.ParseFromArray(event.data(), static_cast<int>(event.size()))) {
        return refused(ErrorKind::corrupt, "contact event");
    }
    Outcome outcome;
    switch (what.what_case()) {
        case events::ContactEvent::kBookSet: outcome = apply(seq, what.book_set()); break;
        case events::ContactEvent::kBookRemoved: outcome = apply(seq, what.book_removed()); break;
        case events::ContactEvent::kCardSet: outcome = apply(seq, what.card_set()); break;
        case events::ContactEvent::kCardRemoved: outcome = apply(seq, what.card_removed()); break;
        case events::ContactEvent::WHAT_NOT_SET:
            outcome = refused(ErrorKind::syntax, "contact event of another kind");
            break;
    }
    if (!outcome.error) {
        seq_ = seq;
    } else if (!outcome.answer.empty()) {
        outcome.error.reset();  // the answer says why nothing was changed, and what stands in the way
    }
    return outcome;
}

AnnexOutcome State::apply(std::uint64_t seq, const events::BookSet& event) {
    Book* book = nullptr;
    if (event.book() != 0) {
        const auto found = books_.find(BookId{event.book()});
        if (found == books_.end()) {
            return refused(ErrorKind::missing, "book");
        }
        book = &found->second;
    }
    if ((book == nullptr || event.has_name()) &&
        (event.name().empty() || event.name().size() > book_name_octets_max)) {
        return refused(ErrorKind::syntax, "name of a book");
    }
    if (event.description().size() > book_description_octets_max ||
        event.colour().size() > colour_octets_max) {
        return refused(ErrorKind::limit, "text of a book");
    }
    if (book == nullptr) {
        if (books_.size() >= books_max) {
            return refused(ErrorKind::limit, "books");
        }
        if (!event.path().empty() && !is_segment(event.path())) {
            return refused(ErrorKind::syntax, "path of a book");
        }
        if (const Book* other = find_book(event.path()); other != nullptr) {
            return answer(Answer::NAME, {}, other->id);
        }
        const BookId id{++last_book_};
        book = &books_[id];
        book->id = id;
        book->path = event.path().empty() ? free_path(id, "book") : event.path();
        book->created_seq = seq;
        names_[id];
        touch_if_one_of(2, seq);
    }
    book->name = event.has_name() ? event.name() : book->name;
    book->description = event.has_description() ? event.description() : book->description;
    book->colour = event.has_colour() ? event.colour() : book->colour;
    book->sort_order = event.has_sort_order() ? event.sort_order() : book->sort_order;
    book->subscribed = event.has_subscribed() ? event.subscribed() : book->subscribed;
    book->changed_seq = seq;
    if (event.make_default() && default_book_ != book->id) {
        books_.at(default_book_).changed_seq = seq;
        default_book_ = book->id;
    }
    return answer(Answer::DONE, {}, book->id);
}

std::string State::free_path(BookId id, std::string_view wanted) const {
    std::string path = std::string(wanted) + std::to_string(static_cast<std::uint32_t>(id));
    while (find_book(path) != nullptr) {
        path += "-";
    }
    return path;
}

AnnexOutcome State::apply(std::uint64_t seq, const events::BookRemoved& event) {
    const BookId id{event.book()};
    if (find(id) == nullptr) {
        return refused(ErrorKind::missing, "book");
    }
    if (books_.size() == 1) {
        return refused(ErrorKind::denied, "the last book");
    }
    if (!event.with_cards() && !names(id).empty()) {
        return answer(Answer::CONTENTS, {}, id);
    }
    Outcome outcome = answer(Answer::DONE, {}, id);
    const auto inside = names(id);
    for (const auto& [name, card_id] : inside) {
        const auto card = find(card_id);
        if (card->places.size() == 1) {
            const auto gone = released(parse(*card).body(), nullptr);
            outcome.released.insert(outcome.released.end(), gone.begin(), gone.end());
            drop(seq, *card);
            continue;
        }
        events::StoredCard stored = parse(*card);
        std::vector<Place> places = card->places;
        std::erase_if(places, [&](const Place& place) { return place.book == id; });
        set_places(stored, places);
        stored.set_changed_seq(seq);
        put(seq, card_of(stored), card.get());
    }
    const Book gone = books_.at(id);
    books_.erase(id);
    names_.erase(id);
    gone_books_.push_back({id, gone.created_seq, seq});
    trim(gone_books_);
    std::erase_if(gone_names_, [&](const GoneName& one) { return one.book == id; });
    if (default_book_ == id) {
        default_book_ = books_.begin()->first;
        books_.begin()->second.changed_seq = seq;
    }
    touch_if_one_of(1, seq);
    return outcome;
}

/// The last book may not go, which is told of it (RFC 9610 2, mayDelete): so it changes when it becomes the
/// last one, and when it is it no more.
void State::touch_if_one_of(std::size_t count, std::uint64_t seq) {
    if (books_.size() == count) books_.begin()->second.changed_seq = seq;
}

Result<void> State::check_places(const events::CardSet& event) const {
    std::set<std::uint32_t> books;
    for (const events::CardPlace& place : event.places()) {
        if (find(BookId{place.book()}) == nullptr || !books.insert(place.book()).second) {
            return fail(ErrorKind::missing, "book");
        }
        if (!place.name().empty() && !is_segment(place.name())) {
            return fail(ErrorKind::syntax, "name of a card");
        }
    }
    if (books.size() > books_of_card_max) {
        return fail(ErrorKind::limit, "books of a card");
    }
    return {};
}

/// Without an error: nothing stands against it.
AnnexOutcome State::refuse_card(const events::CardSet& event, const Card* before) const {
    if (before != nullptr && event.if_body_seq() != 0 && event.if_body_seq() != before->body_seq) {
        return answer(Answer::VERSION, before->id);
    }
    if (const auto places = check_places(event); !places) {
        return refused(places.error().kind, places.error().detail);
    }
    const CardId id = before != nullptr ? before->id : CardId{};
    for (const events::CardPlace& place : event.places()) {
        const auto other = place.name().empty() ? nullptr : find(BookId{place.book()}, place.name());
        if (other != nullptr && other->id != id) {
            return answer(Answer::NAME, other->id);
        }
    }
    if (!event.has_body()) {
        return before == nullptr ? refused(ErrorKind::syntax, "a card of nothing") : Outcome{};
    }
    const events::CardBody& body = event.body();
    if (body.uid().empty() || body.uid().size() > uid_octets_max) {
        return refused(ErrorKind::syntax, "uid");
    }
    if (const auto other = find_uid(body.uid()); other != nullptr && other->id != id) {
        return answer(Answer::UID, other->id);
    }
    const std::uint64_t pictures = before != nullptr ? before->pictures_octets : 0;
    const std::size_t old = before != nullptr ? before->stored->size() : 0;
    if (body.text().size() > card_text_octets_max ||
        static_cast<std::size_t>(body.holes_size()) > card_holes_max) {
        return refused(ErrorKind::limit, "text of a card");
    }
    if (octets_ - old + body.text().size() > cards_octets_max ||
        pictures_octets_ - pictures + pictures_of(body) > pictures_octets_max ||
        (before == nullptr && cards_.size() >= cards_max)) {
        return refused(ErrorKind::limit, "cards");
    }
    return {};
}

std::string State::free_name(BookId book, CardId card) const {
    std::string name = "c" + std::to_string(static_cast<std::uint64_t>(card));
    while (names(book).contains(name + ".vcf")) {
        name += "-";
    }
    return name + ".vcf";
}

std::vector<Place> State::places_for(std::uint64_t seq, CardId id, const events::CardSet& event,
                                     const Card* before) const {
    if (event.places().empty()) {
        return before != nullptr ? before->places : std::vector<Place>{};
    }
    std::vector<Place> places;
    for (const events::CardPlace& wanted : event.places()) {
        const BookId book{wanted.book()};
        const Place* old = before != nullptr ? before->find(book) : nullptr;
        if (old != nullptr && (wanted.name().empty() || wanted.name() == old->name)) {
            places.push_back(*old);
        } else {
            places.push_back({book, wanted.name().empty() ? free_name(book, id) : wanted.name(), seq});
        }
    }
    return places;
}

AnnexOutcome State::apply(std::uint64_t seq, const events::CardSet& event) {
    const auto before = event.card() != 0 ? find(CardId{event.card()}) : nullptr;
    events::StoredCard stored;
    if (before != nullptr) {
        stored = parse(*before);
    }
    const events::CardBody* old_body = before != nullptr ? &stored.body() : nullptr;
    if (event.card() != 0 && before == nullptr) {
        return give_back(refused(ErrorKind::missing, "card"), event, nullptr);
    }
    if (before == nullptr && event.places().empty()) {
        return give_back(refused(ErrorKind::syntax, "a card in no book"), event, nullptr);
    }
    if (Outcome refusal = refuse_card(event, before.get()); refusal.error) {
        return give_back(std::move(refusal), event, old_body);
    }
    const CardId id = before != nullptr ? before->id : CardId{++last_card_};
    Outcome outcome = answer(Answer::DONE, id);
    if (event.has_body()) {
        if (old_body != nullptr) {
            outcome.released = released(*old_body, &event.body());
        }
        *stored.mutable_body() = event.body();
        stored.set_body_seq(seq);
        stored.set_updated_ms(event.at_ms());
    }
    stored.set_id(static_cast<std::uint64_t>(id));
    if (before == nullptr) {
        stored.set_created_seq(seq);
        stored.set_created_ms(event.at_ms());
    }
    stored.set_changed_seq(seq);
    set_places(stored, places_for(seq, id, event, before.get()));
    put(seq, card_of(stored), before.get());
    return outcome;
}

AnnexOutcome State::apply(std::uint64_t seq, const events::CardRemoved& event) {
    const auto card = find(CardId{event.card()});
    if (card == nullptr || (event.from() != 0 && card->find(BookId{event.from()}) == nullptr)) {
        return refused(ErrorKind::missing, "card");
    }
    if (event.if_body_seq() != 0 && event.if_body_seq() != card->body_seq) {
        return answer(Answer::VERSION, card->id);
    }
    Outcome outcome = answer(Answer::DONE, card->id);
    events::StoredCard stored = parse(*card);
    std::vector<Place> places = card->places;
    std::erase_if(
        places, [&](const Place& place) { return event.from() == 0 || place.book == BookId{event.from()}; });
    if (places.empty()) {
        outcome.released = released(stored.body(), nullptr);
        drop(seq, *card);
        return outcome;
    }
    set_places(stored, places);
    stored.set_changed_seq(seq);
    put(seq, card_of(stored), card.get());
    return outcome;
}

void State::put(std::uint64_t seq, std::shared_ptr<const Card> card, const Card* before) {
    const bool text = before == nullptr || before->body_seq != card->body_seq;
    if (before != nullptr) {
        for (const Place& place : before->places) {
            const Place* now = card->find(place.book);
            if (now == nullptr || now->name != place.name) {
                bury_name(place.book, place.name, seq);
            }
        }
        unlink(*before);
    }
    for (const Place& place : card->places) {
        if (text || place.since == seq) {
            books_.at(place.book).contents_seq = seq;
        }
    }
    link(*card);
    cards_[card->id] = std::move(card);
}

void State::drop(std::uint64_t seq, const Card& card) {
    for (const Place& place : card.places) {
        bury_name(place.book, place.name, seq);
    }
    gone_cards_.push_back({card.id, card.created_seq, seq});
    trim(gone_cards_);
    unlink(card);
    cards_.erase(card.id);
}

void State::link(const Card& card) {
    uids_[card.uid] = card.id;
    for (const Place& place : card.places) {
        names_[place.book][place.name] = card.id;
    }
    octets_ += card.stored->size() + card_overhead_octets;
    pictures_octets_ += card.pictures_octets;
}

void State::unlink(const Card& card) {
    uids_.erase(card.uid);
    for (const Place& place : card.places) {
        names_[place.book].erase(place.name);
    }
    octets_ -= card.stored->size() + card_overhead_octets;
    pictures_octets_ -= card.pictures_octets;
}

void State::bury_name(BookId book, std::string name, std::uint64_t seq) {
    books_.at(book).contents_seq = seq;
    gone_names_.push_back({book, std::move(name), seq});
    trim(gone_names_);
}

template <class Gone>
void State::trim(std::deque<Gone>& gone) {
    while (gone.size() > tombstones_max) {
        floor_ = std::max(floor_, gone.front().seq);
        gone.pop_front();
    }
}

}  // namespace milpa::contacts
