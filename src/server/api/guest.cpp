// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/api/guest.hpp"

#include <algorithm>

#include "base/ensure.hpp"
#include "server/pusher.hpp"

namespace milpa::server::api {

mail::account::Account& GuestRoom::account() {
    ensure(false);
    std::abort();
}

jmap::PushCarrier& GuestRoom::push_carrier() { return server_->pusher(); }

bool is_for_guests(const jmap::Catalogue& catalogue, const jmap::Request& request) {
    return !request.calls.empty() && std::ranges::all_of(request.calls, [&](const jmap::Call& call) {
        const jmap::Method* const method = catalogue.find_method(call.name);
        return method != nullptr && method->guests;
    });
}

bool may_hold_secrets(const jmap::Catalogue& catalogue, const jmap::Request& request) {
    return std::ranges::any_of(request.calls, [&](const jmap::Call& call) {
        const jmap::Method* const method = catalogue.find_method(call.name);
        return method != nullptr && (method->of == jmap::Method::Of::collective || method->manages_account);
    });
}

}  // namespace milpa::server::api
