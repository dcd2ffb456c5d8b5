// SPDX-License-Identifier: AGPL-3.0-or-later
// The inside of State: cards as they are stored.
#pragma once

#include <memory>

#include "base/bytes.hpp"
#include "contacts/state.hpp"

namespace milpa::contacts {

Bytes serialized(const google::protobuf::MessageLite& message);
/// Octets of all its pictures.
std::uint64_t pictures_of(const events::CardBody& body);
/// The index from what is stored.
std::shared_ptr<const Card> card_of(const events::StoredCard& stored);

}  // namespace milpa::contacts
