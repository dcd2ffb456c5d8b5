// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures, logos and sounds of cards as blobs (RFC 9610 3). A card is stored with them as data: URIs, which
// is what a vCard has; a client of the API sees blobId and mediaType in place of these, and may send either.
#pragma once

#include <expected>
#include <optional>

#include "jmap/contacts/contacts.hpp"
#include "jmap/set.hpp"

namespace milpa::jmap::contacts {

/// RFC 9610 3: a blobId and a mediaType in place of each data: URI. In `card` is what Contacts::read() gives.
void show_media(json::object& card, CardId id);

/// A client's `media`, which may be of any shape, as it is stored: octets in place of blob ids. Fails with
/// blobNotFound (all of them named), tooLarge (before anything is read where more than card_holes_max blobs
/// are to be put into it; and as soon as all entries together pass card_octets_max), and invalidProperties: a
/// blobId beside a uri, a type that is none, a photo that is no picture (RFC 9610 3.5). `card`: which has
/// them already, where one has; its own are taken as they are stored, however many: it is read once. Others
/// on the thread go on between two entries.
Task<std::expected<void, SetError>> take_media(Lent<Context> context, Lent<json::object> object,
                                               std::optional<CardId> card);

}  // namespace milpa::jmap::contacts
