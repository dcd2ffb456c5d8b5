// SPDX-License-Identifier: AGPL-3.0-or-later
// A member's contacts, as the protocols use them: what is asked of them becomes events of the annex, and what
// the fold made of an event is the answer.
//
// What always holds
// - a card is read and written whole: its pictures are put back, and taken out again into objects;
// - of a vCard that a program wrote the very octets are kept until somebody changes the card as JSContact.
#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/lent.hpp"
#include "base/random.hpp"
#include "contacts/jscontact.hpp"
#include "contacts/state.hpp"
#include "mail/account/account.hpp"

namespace milpa::contacts {

using Why = events::ContactAnswer::Why;

/// `why`: DONE, or what stood in the way; then nothing was changed, and `card` or `book` says what did.
struct Done {
    Why why = events::ContactAnswer::DONE;
    CardId card{};
    BookId book{};
    bool ok() const { return why == events::ContactAnswer::DONE; }
};

struct BookWrite {
    std::optional<BookId> book = {};  ///< nothing: a new one
    std::string path = {};            ///< of a new one; empty: chosen here
    std::optional<std::string> name = {};
    std::optional<std::string> description = {};
    std::optional<std::string> colour = {};
    std::optional<std::uint32_t> sort_order = {};
    std::optional<bool> subscribed = {};
    bool make_default = false;
};

/// Exactly one of `vcard` and `card`, or none where only places change.
struct CardWrite {
    std::optional<CardId> card = {};  ///< nothing: a new one
    std::vector<Place> places = {};   ///< all of them; empty: as they are. Names may be empty: chosen here
    std::optional<std::string> vcard = {};    ///< octets that read_vcard() takes
    std::optional<json::object> object = {};  ///< that check_card() has nothing against
    /// Only while the text is that of this seq; 0: whatever it is.
    std::uint64_t if_body_seq = 0;
};

/// Made where it is used, on the vault's home thread; all that is lent outlives it. Everything fails as
/// Account's commands do, and as State::apply() says.
class Contacts {
public:
    Contacts(Lent<mail::account::Account> account, Lent<Random> random)
        : account_(account), random_(random) {}

    const State& state() const;

    Task<Result<Done>> set_book(BookWrite write);
    enum class Cards : std::uint8_t { removed, refused };
    Task<Result<Done>> remove_book(BookId book, Cards cards);
    /// `limit` also above card_octets_max.
    Task<Result<Done>> set_card(CardWrite write);
    /// From one book, or from all.
    Task<Result<Done>> remove_card(CardId card, std::optional<BookId> from = {},
                                   std::uint64_t if_body_seq = 0);

    /// With its pictures. `created` and `updated` are there: those that the text says, else when it came
    /// here.
    Task<Result<json::object>> read(std::shared_ptr<const Card> card) const;
    /// What a program wrote, octet for octet; or made of JSContact. Of another version than asked for, it is
    /// converted; nothing asked for: as it is, and 3.0 where it was never a vCard.
    Task<Result<std::string>> vcard(std::shared_ptr<const Card> card,
                                    std::optional<VCardVersion> version = {}) const;

private:
    Task<Result<Done>> send(events::ContactEvent event, store::Batch with = {});
    Task<Result<void>> put_body(Lent<events::CardSet> into, Lent<store::Batch> with, CardWrite write);

    const Lent<mail::account::Account> account_;
    const Lent<Random> random_;
};

/// As Contacts::read(), for who writes nothing.
Task<Result<json::object>> read_card(Lent<mail::account::Account> account, std::shared_ptr<const Card> card);
/// "urn:uuid:..." (RFC 9562 5.4), as RFC 9553 2.1.9 recommends.
std::string fresh_uid(Random& random);
/// Without its pictures (their URIs end where the picture began), at once: for searching and sorting.
json::object read_without_pictures(const Card& card);

}  // namespace milpa::contacts
