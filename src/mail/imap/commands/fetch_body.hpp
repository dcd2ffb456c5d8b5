// SPDX-License-Identifier: AGPL-3.0-or-later
// BODY[...], BINARY[...] and their like: which octets of the message they mean, and sending them.
#pragma once

#include "mail.pb.h"
#include "mail/imap/session.hpp"

namespace milpa::mail::imap {

/// Octets of the message, from its start.
struct OctetRange {
    std::uint64_t begin = 0, end = 0;
    bool operator==(const OctetRange&) const = default;
};

/// What a section means in a message of this structure; nothing where there is no such part. Of header_fields
/// and header_fields_not: the whole header that they choose from. RFC 9051 6.4.5.1.
std::optional<OctetRange> find_section(const events::Part& structure, const Section& section);
/// The part that BINARY[...] decodes, and where its body lies; nothing where there is none, or it is a
/// multipart.
const events::Part* find_binary_part(const events::Part& structure, const Section& section);

/// RFC 9051 6.4.5: whether the item asks for no part of which the encoding is not known (BINARY).
bool can_decode(const events::Part& structure, const FetchBody& item);

/// Writes the item into the FETCH that is begun; large ones go out as they are read. After a failure the
/// FETCH is not whole: what was written of it must be taken back. Requires can_decode().
Task<Result<void>> write_body(Lent<Session> session, Lent<ReplyWriter> out, Lent<const FetchBody> item,
                              Lent<const events::StoredMessage> message);

}  // namespace milpa::mail::imap
