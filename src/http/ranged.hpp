// SPDX-License-Identifier: AGPL-3.0-or-later
// The answer to a GET of something of a known length: whole, a part, several parts, or that nothing has
// changed. For blobs and files, which stream; assets, which lie in memory, use it too.
#pragma once

#include "http/conditions.hpp"
#include "http/message.hpp"

namespace milpa::http {

/// Gives the octets of a range, from its first to its last. Called when the one before has ended, at most
/// ranges_max times, on the connection's thread.
using OpenRange = std::move_only_function<Task<Result<std::unique_ptr<Source>>>(ByteRange)>;

struct Ranged {
    std::uint64_t length = 0;
    std::string content_type = "application/octet-stream";
    std::string etag = {};  ///< strong, with its quotes; empty: no conditions, no If-Range
    std::optional<WallTime> modified = {};
    OpenRange open;
};
/// Fields of the caller's own (content-disposition, vary) are added to what this returns.
Response ranged(const Request& request, Ranged what);

/// A Source of octets that lie in memory, from `range` alone.
std::unique_ptr<Source> shared_source(Response::Shared octets, ByteRange range);

}  // namespace milpa::http
