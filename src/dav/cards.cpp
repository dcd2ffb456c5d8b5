// SPDX-License-Identifier: AGPL-3.0-or-later
// GET, PUT, DELETE, COPY and MOVE (RFC 4918 9, RFC 6352 6.3).
#include <algorithm>

#include "contacts/text.hpp"
#include "dav/answer.hpp"

namespace milpa::dav {

namespace {

using contacts::Book;
using contacts::Card;
using contacts::CardWrite;
using contacts::Done;
using contacts::Place;
using Why = events::ContactAnswer;

/// RFC 9110 8.8.3: a list of entity tags, or "*". Weak ones are never equal here.
bool lists(std::string_view list, std::string_view tag) {
    while (!list.empty()) {
        const std::size_t begin = list.find_first_not_of(" \t,");
        if (begin == std::string_view::npos) {
            return false;
        }
        list.remove_prefix(begin);
        const std::size_t quote = list.starts_with("W/") ? 2 : 0;
        const std::size_t end =
            list.size() > quote && list[quote] == '"' ? list.find('"', quote + 1) : std::string_view::npos;
        if (end == std::string_view::npos) {
            return false;
        }
        if (list.substr(0, end + 1) == tag) {
            return true;
        }
        list.remove_prefix(end + 1);
    }
    return false;
}

/// RFC 9110 13.1.1, 13.1.2. True: go on.
bool conditions_hold(const Call& call, const Card* card) {
    const auto match = call.asked.fields.find("if-match");
    if (match && (card == nullptr || (*match != "*" && !lists(*match, etag_of(*card))))) {
        return false;
    }
    const auto none = call.asked.fields.find("if-none-match");
    return !none || card == nullptr || (*none != "*" && !lists(*none, etag_of(*card)));
}

/// The seq that the fold is to insist on: where the client insisted on what it saw.
std::uint64_t insisted(const Call& call, const Card* card) {
    const bool asked = call.asked.fields.find("if-match") || call.asked.fields.find("if-none-match");
    return asked && card != nullptr ? card->body_seq : 0;
}

bool is_vcard(const Call& call) {
    const auto type = call.asked.fields.find("content-type");
    if (!type) {
        return true;
    }
    const std::string_view media = type->substr(0, type->find_first_of("; \t"));
    return contacts::equal_fold(media, "text/vcard") || contacts::equal_fold(media, "text/x-vcard") ||
           contacts::equal_fold(media, "text/directory");
}

http::Response uid_conflict(const Call& call, const Card& other) {
    const Book* book = call.state().find(other.places.front().book);
    const Target target{Level::card, call.member->account_id(), book->path, other.places.front().name};
    return condition(409, card_space, "no-uid-conflict",
                     tagged(dav_space, "href", escape_xml(href_of(target))));
}

std::string uid_of(const contacts::VCard& vcard) {
    const contacts::Property* uid = vcard.find("UID");
    return uid == nullptr ? std::string() : contacts::unescape_text(uid->value);
}

http::Response written(const Call& call, Done done, bool made) {
    call.member->settle();
    http::Response response = plain(made ? 201 : 204);
    if (const auto card = call.state().find(done.card)) {
        // RFC 6352 6.3.2.3: it is stored octet for octet.
        response.fields.add("etag", etag_of(*card));
    }
    return response;
}

http::Response refused(const Call& call, const Done& done) {
    const auto other = call.state().find(done.card);
    if (done.why == Why::UID && other != nullptr) {
        return uid_conflict(call, *other);
    }
    return plain(412);
}

std::vector<Place> with_place(const Card& card, const Place& place) {
    std::vector<Place> places = card.places;
    std::erase_if(places, [&](const Place& one) { return one.book == place.book; });
    places.push_back(place);
    return places;
}

}  // namespace

Task<http::Response> get_card(Lent<Call> call) {
    if (!call->exists()) {
        co_return plain(404);
    }
    const auto card = call->target.level == Level::card ? call->card() : nullptr;
    if (card == nullptr) {
        http::Response response = plain(405);
        response.fields.add("allow", "OPTIONS, PROPFIND, PROPPATCH, REPORT, DELETE");
        co_return response;
    }
    const auto none = call->asked.fields.find("if-none-match");
    if (none && (*none == "*" || lists(*none, etag_of(*card)))) {
        http::Response response = plain(304);
        response.fields.add("etag", etag_of(*card));
        co_return response;
    }
    if (!conditions_hold(*call, card.get())) {
        co_return plain(412);
    }
    auto text = co_await call->contacts.vcard(card);
    if (!text) {
        co_return failed(text.error());
    }
    http::Response response = plain(200);
    response.fields.add("content-type", "text/vcard; charset=utf-8");
    response.fields.add("etag", etag_of(*card));
    response.body = std::move(*text);
    co_return response;
}

Task<http::Response> put_card(Lent<Call> call) {
    const Book* book = call->book();
    if (call->target.level != Level::card || call->target.account != call->member->account_id()) {
        co_return plain(call->exists() ? 405 : 403);
    }
    if (book == nullptr) {
        co_return plain(409);  // RFC 4918 9.7.1: the collection is missing
    }
    if (!is_vcard(*call)) {
        co_return condition(403, card_space, "supported-address-data");
    }
    if (call->asked.body.size() > contacts::card_octets_max) {
        co_return condition(403, card_space, "max-resource-size");
    }
    const auto vcard = contacts::read_vcard(call->asked.body);
    if (!vcard) {
        co_return condition(403, card_space, "valid-address-data");
    }
    if (vcard->version == contacts::VCardVersion::v21) {
        co_return condition(403, card_space, "supported-address-data");
    }
    const contacts::BookId id = book->id;
    const auto before = call->card();
    if (!conditions_hold(*call, before.get())) {
        co_return plain(412);
    }
    const std::string uid = uid_of(*vcard);
    const auto bearer = uid.empty() ? nullptr : call->state().find_uid(uid);
    CardWrite write;
    write.vcard = std::move(call->asked.body);
    write.if_body_seq = insisted(*call, before.get());
    if (before != nullptr) {
        if (!uid.empty() && uid != before->uid) {
            co_return uid_conflict(*call, bearer != nullptr ? *bearer : *before);
        }
        write.card = before->id;
    } else if (bearer != nullptr && bearer->find(id) != nullptr) {
        co_return uid_conflict(*call, *bearer);
    } else if (bearer != nullptr) {
        // The same contact in another book: one card, which from now on stands in both.
        write.card = bearer->id;
        write.places = with_place(*bearer, {id, call->target.card});
    } else {
        write.places = {{id, call->target.card}};
    }
    const auto done = co_await call->contacts.set_card(std::move(write));
    if (!done) {
        co_return failed(done.error());
    }
    co_return done->ok() ? written(*call, *done, before == nullptr) : refused(*call, *done);
}

Task<http::Response> remove(Lent<Call> call) {
    if (!call->exists()) {
        co_return plain(404);
    }
    if (call->target.level < Level::book) {
        co_return plain(403);
    }
    if (call->target.level == Level::book) {
        const auto done =
            co_await call->contacts.remove_book(call->book()->id, contacts::Contacts::Cards::removed);
        if (!done) {
            co_return failed(done.error());
        }
        call->member->settle();
        co_return plain(204);
    }
    const auto card = call->card();
    if (!conditions_hold(*call, card.get())) {
        co_return plain(412);
    }
    const auto done =
        co_await call->contacts.remove_card(card->id, call->book()->id, insisted(*call, card.get()));
    if (!done) {
        co_return failed(done.error());
    }
    if (!done->ok()) {
        co_return plain(412);
    }
    call->member->settle();
    co_return plain(204);
}

Task<http::Response> relocate(Lent<Call> call) {
    const bool move = call->asked.method == http::Method::move;
    const auto to = read_href(call->asked.fields.find("destination").value_or(""));
    if (!call->exists()) {
        co_return plain(404);
    }
    if (call->target.level != Level::card || !to || to->level != Level::card ||
        to->account != call->member->account_id()) {
        co_return plain(403);
    }
    const Book* into = call->state().find_book(to->book);
    if (into == nullptr) {
        co_return plain(409);
    }
    const auto card = call->card();
    if (*to == call->target) {
        co_return plain(403);  // RFC 4918 9.8.5
    }
    if (!conditions_hold(*call, card.get())) {
        co_return plain(412);
    }
    const auto there = call->state().find(into->id, to->card);
    const auto overwrite = call->asked.fields.find("overwrite").value_or("T");
    if (there != nullptr && (overwrite == "F" || overwrite == "f")) {
        co_return plain(412);
    }
    const bool same_book = into->id == call->book()->id;
    if (!move && (same_book || card->find(into->id) != nullptr)) {
        co_return uid_conflict(*call, *card);  // two of the same uid in one book
    }
    // What stands there goes by its own uid: RFC 6352 6.3.2.1.
    if (there != nullptr && there->id != card->id) {
        co_return uid_conflict(*call, *there);
    }
    std::vector<Place> places = with_place(*card, {into->id, to->card});
    if (move && !same_book) {
        std::erase_if(places, [&](const Place& place) { return place.book == call->book()->id; });
    }
    CardWrite write;
    write.card = card->id;
    write.places = std::move(places);
    write.if_body_seq = insisted(*call, card.get());
    const auto done = co_await call->contacts.set_card(std::move(write));
    if (!done) {
        co_return failed(done.error());
    }
    if (!done->ok()) {
        co_return refused(*call, *done);
    }
    call->member->settle();
    co_return plain(there == nullptr ? 201 : 204);
}

}  // namespace milpa::dav
