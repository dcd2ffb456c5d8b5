// SPDX-License-Identifier: AGPL-3.0-or-later
// A message to be created from an Email object (RFC 8621 4.6), checked against all that the RFC forbids.
// Pure: contents of blobs come later (message_builder.hpp).
#pragma once

#include <boost/json/object.hpp>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jmap/mail/mime_writer.hpp"
#include "jmap/set.hpp"

namespace milpa::jmap {

struct DraftPart {
    std::string type;                             ///< "text/plain", lower case
    std::vector<FieldParameter> type_parameters;  ///< all but a boundary
    std::optional<std::string> raw_type;          ///< the whole field, where the client wrote it itself
    std::string fields;                           ///< further fields of its header, each with CRLF
    std::optional<std::string> text;              ///< its content, CRLF line ends; or
    std::optional<std::string> blob_id;           ///< where it is; or neither: of a multipart
    std::vector<DraftPart> parts;

    bool is_multipart() const { return type.starts_with("multipart/"); }
};

struct MessageDraft {
    std::string fields;  ///< of the message's header, in the order in which they came; each with CRLF
    bool has_message_id = false;
    bool has_date = false;
    DraftPart body;
};

/// What belongs to the message itself: header, body, attachments. Properties of the store (mailboxIds,
/// keywords, receivedAt) are passed over. Fails with invalidProperties, all of them named.
std::expected<MessageDraft, SetError> read_draft(const json::object& email);

/// All blobs that the draft names, each once.
std::vector<std::string> blobs_of(const MessageDraft& draft);

}  // namespace milpa::jmap
