// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "crypto/digest.hpp"
#include "jmap/core/core.hpp"
#include "jmap/push/push.hpp"

namespace milpa::jmap {

namespace {

/// Hexadecimal digits of a state: enough to differ.
constexpr std::size_t state_letters = 16;

/// Whether its methods are about the collective's account, not the member's.
bool is_of_collective(const Catalogue& catalogue, std::string_view urn) {
    return std::ranges::any_of(catalogue.families(), [&](const Family& family) {
        return std::ranges::any_of(family.methods, [&](const Method& method) {
            return method.capability == urn && method.of == Method::Of::collective;
        });
    });
}

json::object account_object(std::string_view name, bool is_personal, json::object capabilities) {
    json::object account;
    account["name"] = name;
    account["isPersonal"] = is_personal;
    account["isReadOnly"] = false;
    account["accountCapabilities"] = std::move(capabilities);
    return account;
}

/// All but the places: those differ by how a client came here, and are the same session.
json::object placeless(Lent<const Context> context) {
    json::object capabilities;
    json::object of_member;
    json::object of_collective;
    json::object primary;
    const std::string own = context->own_id();
    for (const Family& family : context->catalogue().families()) {
        for (const Capability& capability : family.capabilities) {
            capabilities[capability.urn] = capability.of_server();
            if (capability.of_account == nullptr) continue;
            const bool collective = is_of_collective(context->catalogue(), capability.urn);
            (collective ? of_collective : of_member)[capability.urn] = capability.of_account(context);
            // RFC 8620 2: core should not be there.
            if (capability.urn == core::capability) continue;
            primary[capability.urn] = collective ? std::string(collective_id) : own;
        }
    }
    if (capabilities.contains(vapid_capability)) {
        // RFC 9749 5: with another key the session is in another state, so it is in what the state is made
        // of.
        const std::string key = context->room().push_carrier().public_key();
        if (key.empty())
            capabilities.erase(vapid_capability);
        else
            capabilities[vapid_capability] = json::object{{"applicationServerKey", key}};
    }
    const std::string& address = context->room().login()->address();
    json::object accounts;
    accounts[own] = account_object(address, true, std::move(of_member));
    if (!of_collective.empty()) {
        accounts[collective_id] =
            account_object(context->room().collective().name().value_or(""), false, std::move(of_collective));
    }
    json::object session;
    session["capabilities"] = std::move(capabilities);
    session["accounts"] = std::move(accounts);
    session["primaryAccounts"] = std::move(primary);
    session["username"] = address;
    return session;
}

std::string state_of(const json::object& session) {
    crypto::Digest digest(crypto::DigestAlgorithm::sha256);
    digest.add(as_bytes(json::serialize(session)));
    return to_hex(digest.finish()).substr(0, state_letters);
}

void put_places(json::object& session, const Place& place) {
    const auto at = [&](std::string_view path, std::string_view more = "") {
        return fmt::format("{}{}{}", place.origin, path, more);
    };
    session["apiUrl"] = at(api_path);
    session["downloadUrl"] = at(download_path, "{accountId}/{blobId}/{name}?type={type}");
    session["uploadUrl"] = at(upload_path, "{accountId}");
    session["eventSourceUrl"] = at(event_source_path, "?types={types}&closeafter={closeafter}&ping={ping}");
}

}  // namespace

json::object session_object(Lent<const Context> context, const Place& place) {
    json::object session = placeless(context);
    const std::string state = state_of(session);
    put_places(session, place);
    // RFC 8887 3: "wss" in place of "https".
    std::string socket = place.origin + std::string(socket_path);
    if (socket.starts_with("http")) socket.replace(0, 4, "ws");
    session["capabilities"].get_object()[core::socket_capability] = {{"url", socket}, {"supportsPush", true}};
    session["state"] = state;
    return session;
}

json::object guest_session_object(Lent<const Context> context, const Place& place,
                                  std::size_t request_octets_max) {
    json::object capabilities;
    for (const Family& family : context->catalogue().families()) {
        for (const Capability& capability : family.capabilities) {
            const bool takes_account =
                capability.urn == core::socket_capability || capability.urn == vapid_capability;
            if (!takes_account) capabilities[capability.urn] = capability.of_server();
        }
    }
    capabilities.at(core::capability).get_object()["maxSizeRequest"] = request_octets_max;
    json::object session;
    session["capabilities"] = std::move(capabilities);
    session["accounts"] = json::object();
    session["primaryAccounts"] = json::object();
    session["username"] = "";
    const std::string state = state_of(session);
    put_places(session, place);
    session["state"] = state;
    return session;
}

std::string session_state(Lent<const Context> context) { return state_of(placeless(context)); }

}  // namespace milpa::jmap
