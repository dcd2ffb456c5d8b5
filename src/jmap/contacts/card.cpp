// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "contacts/moment.hpp"
#include "jmap/contacts/card_media.hpp"
#include "jmap/contacts/contacts.hpp"
#include "jmap/context.hpp"
#include "jmap/set.hpp"
#include "net/turns.hpp"
#include "store/vault.hpp"

namespace milpa::jmap::contacts {

namespace {

/// Two clients change the same card at once: who was first wins, and the other begins anew, so often.
constexpr int update_tries = 4;

/// RFC 9553 1.7.2: a card may have any property besides.
bool any_property(std::string_view) { return true; }

json::object books_of(const Card& card) {
    json::object out;
    for (const Place& place : card.places) out[id_text(place.book)] = true;
    return out;
}

std::expected<std::vector<Place>, SetError> read_places(const State& state, const json::object& object) {
    std::vector<Place> places;
    const json::value* ids = object.if_contains("addressBookIds");
    for (const auto& [id, set] : ids != nullptr && ids->is_object() ? ids->get_object() : json::object()) {
        const auto book = read_book_id(id);
        if (!book || state.find(*book) == nullptr || !set.is_bool() || !set.get_bool()) {
            return std::unexpected(invalid_properties({"addressBookIds"}, "no such address book"));
        }
        places.push_back({*book, ""});
    }
    if (places.empty() || places.size() > books_of_card_max) {
        return std::unexpected(
            invalid_properties({"addressBookIds"}, "a card is in one address book at least, and in few"));
    }
    return places;
}

SetError refused(const Done& done) {
    if (done.why == events::ContactAnswer::UID) {
        return {"alreadyExists", "another card bears this uid", {}, {{"existingId", id_text(done.card)}}};
    }
    return {"serverUnavailable", "it changed meanwhile"};
}

/// What a card is that a client wants stored: complete, or why not.
std::expected<void, SetError> complete(json::object& card, std::int64_t now_ms) {
    card["@type"] = "Card";
    if (!card.contains("version")) card["version"] = "1.0";
    if (!card.contains("created")) card["created"] = utc_text(now_ms);
    if (!card.contains("updated")) card["updated"] = utc_text(now_ms);
    std::vector<std::string> wrong = check_card(card);
    if (!wrong.empty()) {
        return std::unexpected(invalid_properties(std::move(wrong), "not as RFC 9553 has it"));
    }
    return {};
}

/// What the client has to be told of `media`: as it is now, where that is not what was sent.
std::optional<json::value> told_media(const json::object& sent, json::object card, CardId id) {
    if (!sent.contains("media") || !card.contains("media")) return std::nullopt;
    show_media(card, id);
    return card.at("media") == sent.at("media") ? std::nullopt : std::optional(card.at("media"));
}

class CardSetter final : public Setter {
public:
    explicit CardSetter(Lent<Context> context) : context_(context) {}

    std::string state() const override { return state_of(*context_); }

    Task<Outcome<New>> create(json::object object) override {
        Contacts contacts = contacts_of(*context_);
        auto places = read_places(contacts.state(), object);
        if (!places) co_return std::unexpected(std::move(places.error()));
        json::object card = object;
        card.erase("addressBookIds");
        if (auto taken = co_await take_media(context_, &card, {}); !taken) {
            co_return std::unexpected(std::move(taken.error()));
        }
        if (!card.contains("uid")) card["uid"] = fresh_uid(context_->room().random());
        if (auto whole = complete(card, now()); !whole) co_return std::unexpected(std::move(whole.error()));
        New made;
        for (const auto& [member, value] : card) {
            if (!object.contains(member)) made.set_by_server[member] = value;
        }
        auto done = co_await contacts.set_card({.places = std::move(*places), .object = card});
        if (!done) co_return std::unexpected(error_of(done.error()));
        if (!done->ok()) co_return std::unexpected(refused(*done));
        made.id = id_text(done->card);
        if (auto media = told_media(object, std::move(card), done->card)) {
            made.set_by_server["media"] = std::move(*media);
        }
        co_return made;
    }

    Task<Outcome<json::object>> read(std::string id, std::vector<std::string> properties) override {
        const Contacts contacts = contacts_of(*context_);
        const auto card = find(contacts, id);
        if (card == nullptr) co_return std::unexpected(SetError{"notFound", "no such card"});
        json::object some;
        auto object = co_await contacts.read(card);
        if (!object) co_return std::unexpected(set_error_for(object.error()));
        (*object)["addressBookIds"] = books_of(*card);
        show_media(*object, card->id);
        for (const std::string& name : properties) {
            if (const json::value* value = object->if_contains(name)) some[name] = *value;
        }
        co_return some;
    }

    Task<Outcome<std::optional<json::object>>> update(std::string id, json::object before,
                                                      json::object after) override {
        Contacts contacts = contacts_of(*context_);
        CardWrite write{.card = read_card_id(id)};
        if (before.contains("addressBookIds") || after.contains("addressBookIds")) {
            auto places = read_places(contacts.state(), after);
            if (!places) co_return std::unexpected(std::move(places.error()));
            write.places = std::move(*places);
            before.erase("addressBookIds");
            after.erase("addressBookIds");
        }
        const json::object sent = after;
        if (auto taken = co_await take_media(context_, &after, write.card); !taken) {
            co_return std::unexpected(std::move(taken.error()));
        }
        json::object by_server;
        for (int i = 0; i < update_tries; ++i) {
            const auto card = find(contacts, id);
            if (card == nullptr) co_return std::unexpected(SetError{"notFound", "no such card"});
            CardWrite attempt = write;
            if (!before.empty() || !after.empty()) {
                auto object = co_await contacts.read(card);
                if (!object) co_return std::unexpected(set_error_for(object.error()));
                for (const auto& member : before) object->erase(member.key());
                for (const auto& [member, value] : after) (*object)[member] = value;
                if (!after.contains("updated")) {
                    (*object)["updated"] = by_server["updated"] = utc_text(now());
                }
                if (auto whole = complete(*object, now()); !whole) {
                    co_return std::unexpected(std::move(whole.error()));
                }
                if (auto media = told_media(sent, *object, card->id)) by_server["media"] = std::move(*media);
                attempt.object = std::move(*object);
                attempt.if_body_seq = card->body_seq;
            }
            auto done = co_await contacts.set_card(std::move(attempt));
            if (!done) co_return std::unexpected(error_of(done.error()));
            if (done->ok()) {
                co_return by_server.empty() ? std::optional<json::object>() : std::optional(by_server);
            }
            if (done->why != events::ContactAnswer::VERSION) co_return std::unexpected(refused(*done));
        }
        co_return std::unexpected(SetError{"serverUnavailable", "it changes all the time"});
    }

    Task<Outcome<void>> destroy(std::string id) override {
        Contacts contacts = contacts_of(*context_);
        if (find(contacts, id) == nullptr) co_return std::unexpected(SetError{"notFound", "no such card"});
        auto done = co_await contacts.remove_card(*read_card_id(id));
        if (!done) co_return std::unexpected(set_error_for(done.error()));
        co_return Outcome<void>();
    }

private:
    std::int64_t now() const { return to_unix_ms(context_->room().clock().wall()); }
    static std::shared_ptr<const Card> find(const Contacts& contacts, std::string_view id) {
        const auto card = read_card_id(id);
        return card ? contacts.state().find(*card) : nullptr;
    }
    static SetError error_of(const Error& error) {
        if (error.kind == ErrorKind::limit) return {"tooLarge", "the card, or all cards together"};
        return set_error_for(error);
    }

    const Lent<Context> context_;
};

}  // namespace

std::optional<std::vector<Happened>> card_changes(const State& state, std::uint64_t since) {
    if (since < state.floor() || since > state.seq()) {
        return std::nullopt;
    }
    std::vector<Happened> all;
    for (const auto& [id, card] : state.cards()) {
        if (card->created_seq > since) {
            all.push_back({Happened::What::created, card->created_seq, id_text(id)});
        } else if (card->changed_seq > since) {
            all.push_back({Happened::What::updated, card->changed_seq, id_text(id)});
        }
    }
    for (const GoneCard& gone : state.gone_cards()) {
        if (gone.seq > since && gone.created_seq <= since) {
            all.push_back({Happened::What::destroyed, gone.seq, id_text(gone.card)});
        }
    }
    return all;
}

Task<Answer> card_get(Lent<Context> context, json::object arguments) {
    auto call = read_get(*context, card_type, arguments, any_property);
    if (!call) co_return std::unexpected(std::move(call.error()));
    const json::value* named = arguments.if_contains("properties");
    const bool all = named == nullptr || named->is_null();
    const Contacts contacts = contacts_of(*context);
    if (!call->ids) {
        if (auto fits = check_all(*context, contacts.state().cards().size()); !fits) {
            co_return std::unexpected(std::move(fits.error()));
        }
        call->ids.emplace();
        for (const auto& [id, card] : contacts.state().cards()) call->ids->push_back(id_text(id));
    }
    const std::string state = state_of(*context);
    GetAnswer answer;
    net::Turns turns(&context->room().clock(), store::slice_max);
    for (const std::string& text : *call->ids) {
        if (turns.is_over()) co_await turns.pass();
        const auto id = read_card_id(text);
        const auto card = id ? contacts.state().find(*id) : nullptr;
        if (card == nullptr) {
            answer.miss(text);
            continue;
        }
        auto object = co_await contacts.read(card);
        if (!object) co_return std::unexpected(error_for(object.error()));
        show_media(*object, *id);
        (*object)["id"] = text;
        (*object)["addressBookIds"] = books_of(*card);
        if (!all) keep_wanted(*object, *call);
        answer.add(std::move(*object));
    }
    co_return std::move(answer).finish(*context, state);
}

Task<Answer> card_changes_method(Lent<Context> context, json::object arguments) {
    auto call = read_changes(*context, arguments);
    if (!call) co_return std::unexpected(std::move(call.error()));
    const Contacts contacts = contacts_of(*context);
    const auto since = read_state(call->since);
    auto all = since ? card_changes(contacts.state(), *since) : std::nullopt;
    auto changes = all ? cut_changes(std::move(*all), call->max, contacts.state().seq()) : std::nullopt;
    if (!changes) co_return std::unexpected(cannot_calculate_changes());
    co_return changes_answer(*context, *call, std::move(*changes));
}

Task<Answer> card_set(Lent<Context> context, json::object arguments) {
    CardSetter setter(context);
    co_return co_await run_set(context, {.type = &card_type, .also = any_property}, &setter,
                               std::move(arguments));
}

}  // namespace milpa::jmap::contacts
