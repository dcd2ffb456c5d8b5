// SPDX-License-Identifier: AGPL-3.0-or-later
// JMAP for Contacts (RFC 9610): address books and cards of the member. Nobody shares theirs: shareWith is
// always null, and nobody may share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contacts/contacts.hpp"
#include "jmap/method.hpp"
#include "jmap/standard.hpp"

namespace milpa::jmap::contacts {

using namespace milpa::contacts;  // NOLINT(google-build-using-namespace): the same room of the house, one
                                  // floor up

inline constexpr std::string_view capability = "urn:ietf:params:jmap:contacts";

Family family();

// ---- what the files of this room share ----

extern const Type book_type;
extern const Type card_type;

std::string id_text(BookId id);  ///< "b1"
std::string id_text(CardId id);  ///< "c1"
std::optional<BookId> read_book_id(std::string_view text);
std::optional<CardId> read_card_id(std::string_view text);

Contacts contacts_of(const Context& context);
std::string state_of(const Context& context);

/// One thing that happened since a state; `seq`: when.
struct Happened {
    enum class What : std::uint8_t { created, updated, destroyed } what;
    std::uint64_t seq;
    std::string id;
};
/// In the order in which it happened, as many as fit, never part of what one event did. Nothing where even
/// one event does not fit.
std::optional<ChangedIds> cut_changes(std::vector<Happened> all, std::uint64_t max, std::uint64_t now);
/// Of cards, after `since`. Nothing where that is too long ago, or never was.
std::optional<std::vector<Happened>> card_changes(const State& state, std::uint64_t since);

Task<Answer> book_get(Lent<Context> context, json::object arguments);
Task<Answer> book_changes(Lent<Context> context, json::object arguments);
Task<Answer> book_set(Lent<Context> context, json::object arguments);
Task<Answer> card_get(Lent<Context> context, json::object arguments);
Task<Answer> card_changes_method(Lent<Context> context, json::object arguments);
Task<Answer> card_set(Lent<Context> context, json::object arguments);
Task<Answer> card_query(Lent<Context> context, json::object arguments);
Task<Answer> card_query_changes(Lent<Context> context, json::object arguments);

}  // namespace milpa::jmap::contacts
