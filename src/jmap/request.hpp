// SPDX-License-Identifier: AGPL-3.0-or-later
// What a client asks for in one request (RFC 8620 3.3), read from its octets: before any method runs, all of
// it is known to be well-formed and within the limits.
#pragma once

#include <boost/json/object.hpp>
#include <expected>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "jmap/method.hpp"
#include "jmap/room.hpp"

namespace milpa::jmap {

/// RFC 8620 3.6.1: why a request was not carried out at all.
struct RequestError {
    std::string type;  ///< "urn:ietf:params:jmap:error:notJSON"
    unsigned status = 400;
    std::string detail;
    std::string limit = {};  ///< "maxCallsInRequest", where that is the type

    /// RFC 9457 problem details.
    json::object to_object() const;
};
RequestError not_json(std::string detail);
RequestError not_request(std::string detail);
/// `name` is that of the limit in the session object.
RequestError over_limit(std::string_view name, std::string detail);

/// RFC 8620 3.2.
struct Call {
    std::string name;
    json::object arguments;
    std::string id;
};

struct Request {
    std::set<std::string, std::less<>> uses;
    std::vector<Call> calls;
    /// Nothing where the client gave none: then the response has none either.
    std::optional<std::map<std::string, std::string, std::less<>>> created_ids;
};

/// `storage`: where the arguments of its calls are to lie.
std::expected<Request, RequestError> read_request(std::string_view text, const Catalogue& catalogue,
                                                  const Limits& limits,
                                                  const json::storage_ptr& storage = {});
/// The same of an object that was read already (RFC 8887 4.3.1).
std::expected<Request, RequestError> read_request(json::object object, const Catalogue& catalogue,
                                                  const Limits& limits);

}  // namespace milpa::jmap
