// SPDX-License-Identifier: AGPL-3.0-or-later
// A draft as the octets of a message (RFC 5322, RFC 2045, RFC 2046). Pure: where the content of a blob goes a
// segment says so, and who has blobs writes it there.
#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "jmap/mail/message_draft.hpp"

namespace milpa::jmap {

/// The content of a blob stands here, encoded.
struct BlobSegment {
    std::string blob_id;
    bool base64 = true;  ///< false: as it is (RFC 2046 5.2.1: a message must not be encoded)
};
using Segment = std::variant<std::string, BlobSegment>;

/// Whole fields with their CRLF, for a draft that does not bring its own.
struct DraftCompletion {
    std::string date;
    std::string message_id;
};

/// `token`: what no line of any content will be, a new one each time (random, 1 to 60 of A-Z a-z 0-9).
std::vector<Segment> build_message(const MessageDraft& draft, const DraftCompletion& completion,
                                   const std::function<std::string()>& token);

}  // namespace milpa::jmap
