// SPDX-License-Identifier: AGPL-3.0-or-later
// JSContact cards (RFC 9553) from and to vCards (RFC 9555, with the properties of RFC 9554).
//
// What always holds
// - what one form cannot say is kept in the other: vCardProps, vCardParams and vCardName in a Card, JSPROP in
//   a vCard. So a Card that became a vCard and comes back is the same Card, and the other way round, but for
//   what both formats call equal (order of properties, case of names, where lines are folded);
// - both directions are functions of their input alone: the ids that a vCard does not name (PROP-ID) are
//   numbered in the order of its properties, so that they stay as long as it does.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "contacts/vcard.hpp"

namespace milpa::contacts {

namespace json = boost::json;

/// RFC 9553 2.1.1 and 2.1.2. A vCard without UID gives a Card without one.
json::object card_from_vcard(const VCard& vcard);
/// 4.0 or 3.0. The card is one that check_card() has nothing against. What 3.0 does not know is written
/// under the names of 4.0, which RFC 2426 4 lets programs skip; groups, pictures, preferences and dates are
/// written as programs of 3.0 read them.
VCard card_to_vcard(const json::object& card, VCardVersion version);

/// Objects and lists in each other, the card itself among them.
inline constexpr std::size_t card_depth_max = 32;

/// The paths of the properties that are not as RFC 9553 says: "emails/e1/address". Empty where all is well.
/// Properties that it does not know are well whatever they are (RFC 9553 1.7.2), but not however deep.
std::vector<std::string> check_card(const json::object& card);

/// RFC 9553 1.4.4: applies a PatchObject; paths without a leading slash. False where one cannot be applied:
/// then `to` is half changed.
bool apply_patch(json::object& to, const json::object& patch);

/// The name for people: `name.full`, else its components, else an organization, nickname, address or number.
/// Empty where a card has none of them.
std::string display_name(const json::object& card);

}  // namespace milpa::contacts
