// SPDX-License-Identifier: AGPL-3.0-or-later
// The fold of a member's address books and cards.
//
// What always holds
// - a card stands in one book at least; no two cards have the same uid (RFC 9610 3), and no two in a book the
//   same name there (that of CardDAV);
// - there is one book at least, and one of them is the default (RFC 9610 2);
// - what went is remembered (tombstones) up to tombstones_max; who asks for changes since before floor() has
//   to read everything again;
// - a card's text changes only with its body_seq, so that it may stand for the text (an ETag).
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "contacts.pb.h"
#include "mail/account/annex.hpp"

namespace milpa::contacts {

/// This annex's number in the vault.
inline constexpr mail::account::AnnexKind annex_kind{3};

enum class CardId : std::uint64_t {};
enum class BookId : std::uint32_t {};

inline constexpr std::size_t cards_max = 50'000;
inline constexpr std::size_t books_max = 100;
/// Octets of all cards without their pictures, in memory while the vault is open.
inline constexpr std::size_t cards_octets_max = 24 * 1024 * 1024;
/// Octets of all pictures, on the disk: 2,000 of 128 KiB.
inline constexpr std::uint64_t pictures_octets_max = 256ULL * 1024 * 1024;
/// Of one card without its pictures: what an event may hold, and a while of parsing.
inline constexpr std::size_t card_text_octets_max = 128 * 1024;
inline constexpr std::size_t card_holes_max = 16;
inline constexpr std::size_t books_of_card_max = 20;
/// RFC 9610 2: name of a book.
inline constexpr std::size_t book_name_octets_max = 255;
inline constexpr std::size_t book_description_octets_max = 4'096;
inline constexpr std::size_t colour_octets_max = 32;
/// Segments of paths that CardDAV programs make; most are a UUID and ".vcf".
inline constexpr std::size_t path_octets_max = 255;
inline constexpr std::size_t uid_octets_max = 255;
/// Of each kind.
inline constexpr std::size_t tombstones_max = 10'000;

/// The book that everybody has from the beginning.
inline constexpr BookId first_book{1};

struct Book {
    BookId id{};
    std::string path;
    std::string name;
    std::string description;
    std::string colour;  ///< "#rrggbb", or what a program wrote
    std::uint32_t sort_order = 0;
    bool subscribed = true;
    std::uint64_t created_seq = 0;
    std::uint64_t changed_seq = 0;   ///< of what stands above
    std::uint64_t contents_seq = 0;  ///< of the cards in it: their names, texts, coming and going
};

struct Place {
    BookId book{};
    std::string name;
    std::uint64_t since = 0;
};

/// What is known without reading. The text is in `stored`: a StoredCard.
struct Card {
    CardId id{};
    std::string uid;
    std::vector<Place> places;
    std::uint64_t created_seq = 0;
    std::uint64_t changed_seq = 0;
    std::uint64_t body_seq = 0;
    std::int64_t created_ms = 0;
    std::int64_t updated_ms = 0;
    std::shared_ptr<const std::string> stored;
    std::uint64_t pictures_octets = 0;

    const Place* find(BookId book) const;
    /// RFC 6578: when it last changed for whoever looks at this book.
    std::uint64_t seq_in(const Place& place) const { return std::max(body_seq, place.since); }
};

struct GoneCard {
    CardId card;
    std::uint64_t created_seq;
    std::uint64_t seq;
};
struct GoneBook {
    BookId book;
    std::uint64_t created_seq;
    std::uint64_t seq;
};
/// Of a place: the card left the book, or got another name there.
struct GoneName {
    BookId book;
    std::string name;
    std::uint64_t seq;
};

/// Lives on the vault's home thread.
class State final : public mail::account::Annex {
public:
    State();

    const std::map<BookId, Book>& books() const { return books_; }
    const Book* find(BookId id) const;
    const Book* find_book(std::string_view path) const;
    BookId default_book() const { return default_book_; }
    const std::map<CardId, std::shared_ptr<const Card>>& cards() const { return cards_; }
    std::shared_ptr<const Card> find(CardId id) const;
    std::shared_ptr<const Card> find_uid(std::string_view uid) const;
    /// By its name in the book.
    std::shared_ptr<const Card> find(BookId book, std::string_view name) const;
    /// Names and cards of a book.
    const std::map<std::string, CardId, std::less<>>& names(BookId book) const;

    const std::deque<GoneCard>& gone_cards() const { return gone_cards_; }
    const std::deque<GoneBook>& gone_books() const { return gone_books_; }
    const std::deque<GoneName>& gone_names() const { return gone_names_; }
    std::uint64_t floor() const { return floor_; }
    /// Of the last event that changed anything here; 0: none.
    std::uint64_t seq() const { return seq_; }

    // ---- Annex ----
    Result<void> load(ByteView state) override;
    Bytes save() const override;
    std::size_t octets() const override { return octets_; }
    mail::account::AnnexOutcome apply(std::uint64_t seq, ByteView event) override;

private:
    using Outcome = mail::account::AnnexOutcome;
    Outcome apply(std::uint64_t seq, const events::BookSet& event);
    Outcome apply(std::uint64_t seq, const events::BookRemoved& event);
    Outcome apply(std::uint64_t seq, const events::CardSet& event);
    Outcome apply(std::uint64_t seq, const events::CardRemoved& event);
    Result<void> check_places(const events::CardSet& event) const;
    Outcome refuse_card(const events::CardSet& event, const Card* before) const;
    std::vector<Place> places_for(std::uint64_t seq, CardId id, const events::CardSet& event,
                                  const Card* before) const;
    std::string free_name(BookId book, CardId card) const;
    void touch_if_one_of(std::size_t count, std::uint64_t seq);
    std::string free_path(BookId id, std::string_view wanted) const;
    void put(std::uint64_t seq, std::shared_ptr<const Card> card, const Card* before);
    void drop(std::uint64_t seq, const Card& card);
    void link(const Card& card);
    void unlink(const Card& card);
    void bury_name(BookId book, std::string name, std::uint64_t seq);
    template <class Gone>
    void trim(std::deque<Gone>& gone);

    std::map<BookId, Book> books_;
    BookId default_book_ = first_book;
    std::uint32_t last_book_ = 1;
    std::uint64_t last_card_ = 0;
    std::map<CardId, std::shared_ptr<const Card>> cards_;
    std::unordered_map<std::string, CardId> uids_;
    std::map<BookId, std::map<std::string, CardId, std::less<>>> names_;
    std::deque<GoneCard> gone_cards_;
    std::deque<GoneBook> gone_books_;
    std::deque<GoneName> gone_names_;
    std::uint64_t floor_ = 0;
    std::uint64_t seq_ = 0;
    std::size_t octets_ = 0;
    std::uint64_t pictures_octets_ = 0;
};

std::unique_ptr<mail::account::Annex> make_annex();

}  // namespace milpa::contacts
