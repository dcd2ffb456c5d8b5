// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/request.hpp"

#include <fmt/format.h>

#include <utility>

#include "jmap/json_text.hpp"
#include "jmap/type.hpp"

namespace milpa::jmap {

namespace {

/// Creation ids that a client may hand in (RFC 8620 3.3): those of a request as large as it may be.
constexpr std::size_t created_ids_max = json_members_max;

std::expected<Call, RequestError> read_call(json::value& value) {
    if (!value.is_array() || value.get_array().size() != 3) {
        return std::unexpected(not_request("A method call is a list of three: name, arguments, id."));
    }
    json::array& parts = value.get_array();
    if (!parts[0].is_string() || !parts[1].is_object() || !parts[2].is_string()) {
        return std::unexpected(not_request("A method call is a list of a string, an object and a string."));
    }
    return Call{std::string(parts[0].get_string()), std::move(parts[1].get_object()),
                std::string(parts[2].get_string())};
}

}  // namespace

json::object RequestError::to_object() const {
    json::object object{{"type", type}, {"status", status}, {"detail", detail}};
    if (!limit.empty()) object["limit"] = limit;
    return object;
}

RequestError not_json(std::string detail) {
    return {"urn:ietf:params:jmap:error:notJSON", 400, std::move(detail)};
}

RequestError not_request(std::string detail) {
    return {"urn:ietf:params:jmap:error:notRequest", 400, std::move(detail)};
}

RequestError over_limit(std::string_view name, std::string detail) {
    return {"urn:ietf:params:jmap:error:limit", 400, std::move(detail), std::string(name)};
}

std::expected<Request, RequestError> read_request(std::string_view text, const Catalogue& catalogue,
                                                  const Limits& limits, const json::storage_ptr& storage) {
    if (text.size() > limits.request_octets_max) {
        return std::unexpected(
            over_limit("maxSizeRequest", "The request is larger than the server is willing to process."));
    }
    std::optional<json::value> value = read_json(text, storage);
    if (!value) return std::unexpected(not_json("The request did not parse as I-JSON."));
    if (!value->is_object()) return std::unexpected(not_request("A request is an object."));
    return read_request(std::move(value->get_object()), catalogue, limits);
}

std::expected<Request, RequestError> read_request(json::object object, const Catalogue& catalogue,
                                                  const Limits& limits) {
    Request request;
    const json::value* const uses = object.if_contains("using");
    if (uses == nullptr || !is_of("String[]", *uses)) {
        return std::unexpected(not_request("\"using\" must be a list of strings."));
    }
    json::value* const calls = object.if_contains("methodCalls");
    if (calls == nullptr || !calls->is_array()) {
        return std::unexpected(not_request("\"methodCalls\" must be a list of method calls."));
    }
    for (json::value& call : calls->get_array()) {
        auto read = read_call(call);
        if (!read) return std::unexpected(std::move(read.error()));
        request.calls.push_back(std::move(*read));
    }
    if (const json::value* const created = object.if_contains("createdIds");
        created != nullptr && !created->is_null()) {
        if (!is_of("Id[Id]", *created) || created->get_object().size() > created_ids_max) {
            return std::unexpected(not_request("\"createdIds\" must be a map of ids to ids."));
        }
        request.created_ids.emplace();
        for (const auto& member : created->get_object()) {
            request.created_ids->emplace(member.key(), std::string(member.value().get_string()));
        }
    }
    for (const json::value& urn : uses->get_array()) {
        const std::string_view name = urn.get_string();
        if (catalogue.find_capability(name) == nullptr) {
            return std::unexpected(RequestError{"urn:ietf:params:jmap:error:unknownCapability", 400,
                                                "The request uses a capability that this server does not "
                                                "have."});
        }
        request.uses.emplace(name);
    }
    if (request.calls.size() > limits.calls_max) {
        return std::unexpected(
            over_limit("maxCallsInRequest",
                       fmt::format("A request may have at most {} method calls.", limits.calls_max)));
    }
    return request;
}

}  // namespace milpa::jmap
