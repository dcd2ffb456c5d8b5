// SPDX-License-Identifier: AGPL-3.0-or-later
// Small blobs in the request itself, parts of blobs, digests, and who uses them (RFC 9404).
#pragma once

#include "jmap/method.hpp"
#include "jmap/room.hpp"

namespace milpa::jmap::blobs {

inline constexpr std::string_view capability = "urn:ietf:params:jmap:blob";

/// Octets of a blob made by Blob/upload: as many as of one that is uploaded in one piece.
inline constexpr std::uint64_t blob_set_octets_max = Limits().upload_octets_max;
/// Parts that one is put together from (RFC 9404 3.1: at least 64): the largest in pieces of 512 KiB, of
/// which a connection that breaks now and then brings some at least.
inline constexpr std::size_t data_sources_max = 128;
static_assert(blob_set_octets_max / data_sources_max < 512 * 1024);
/// Octets that one Blob/get gives as text or base64, all blobs together; more are a download.
inline constexpr std::uint64_t blob_get_octets_max = 10'000'000;

/// The ids of a call, each once. Fails with requestTooLarge, and where the account is another.
std::expected<std::vector<std::string>, MethodError> read_ids(const Context& context,
                                                              const json::object& arguments);

Task<Answer> upload(Lent<Context> context, json::object arguments);
Task<Answer> get(Lent<Context> context, json::object arguments);

Family family();

}  // namespace milpa::jmap::blobs
