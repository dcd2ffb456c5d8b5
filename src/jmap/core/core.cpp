// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/core/core.hpp"

#include "jmap/context.hpp"
#include "jmap/query.hpp"

namespace milpa::jmap::core {

namespace {

Task<Answer> echo(Lent<Context>, json::object arguments) { co_return arguments; }

json::object of_server() {
    // RFC 8620 2: what Limits says is what is held; there is one set of limits for all.
    constexpr Limits limits;
    json::array collations;
    for (const std::string_view collation : collations_known) collations.emplace_back(collation);
    return {
        {"maxSizeUpload", limits.upload_octets_max},    {"maxConcurrentUpload", limits.uploads_at_once},
        {"maxSizeRequest", limits.request_octets_max},  {"maxConcurrentRequests", limits.requests_at_once},
        {"maxCallsInRequest", limits.calls_max},        {"maxObjectsInGet", limits.objects_in_get_max},
        {"maxObjectsInSet", limits.objects_in_set_max}, {"collationAlgorithms", std::move(collations)},
    };
}

json::object of_account(Lent<const Context>) { return {}; }
json::object of_socket() { return {}; }

constexpr Argument any_argument[] = {{"*", "*", "Whatever it is, it comes back."}};
constexpr Method methods[] = {
    {"Core/echo", capability, "Returns exactly the arguments that it is given.", "RFC 8620 4", any_argument,
     echo},
};
constexpr Capability capabilities[] = {
    {capability, "The core of the API: what every client must use.", of_server, of_account},
    {socket_capability, "Requests, responses and pushes over a WebSocket (RFC 8887).", of_socket, nullptr},
};

}  // namespace

Family family() { return {capabilities, {}, methods}; }

}  // namespace milpa::jmap::core
