// SPDX-License-Identifier: AGPL-3.0-or-later
// The create of Email/set (RFC 8621 4.6): from an Email object to a stored message.
#pragma once

#include "jmap/context.hpp"
#include "jmap/set.hpp"

namespace milpa::jmap {

/// Octets of all attachments of one Email, before they are encoded (maxSizeAttachmentsPerEmail): as base64
/// they fit into a message.
inline constexpr std::uint64_t attachments_octets_max = 35'000'000;
static_assert(attachments_octets_max / 57 * 78 < Limits().upload_octets_max);

/// `email` is as prepare_create() leaves it. Returns id, blobId, threadId and size.
Task<std::expected<json::object, SetError>> create_email(Lent<Context> context, json::object email);

/// "<random@domain>" with the domain of the member's own address.
Result<std::string> new_message_id(Room& room);

}  // namespace milpa::jmap
