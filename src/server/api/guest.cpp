// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/api/guest.hpp"

#include <algorithm>

#include "base/ensure.hpp"
#include "jmap/dispatch.hpp"
#include "jmap/wiped_json.hpp"
#include "server/api/api.hpp"
#include "server/api/shown.hpp"
#include "server/pusher.hpp"

namespace milpa::server::api {

mail::account::Account& GuestRoom::account() {
    ensure(false);
    std::abort();
}

jmap::PushCarrier& GuestRoom::push_carrier() { return server_->pusher(); }

bool may_ask_as_guest(const http::Request& request) {
    return is_json(request) && (!is_browser(request) || is_from_own_page(request));
}

http::Response nobody_there(const http::Request& request) {
    return refusal_of(fail(ErrorKind::denied, "nobody is signed in"), request);
}

Task<http::Response> answer_guest(Lent<jmap::Room> room, Lent<const jmap::Catalogue> catalogue,
                                  http::Request request, std::string text) {
    auto read = jmap::read_request(text, *catalogue, room->limits(), jmap::wiping_memory());
    crypto::wipe(text);
    if (!read || !is_for_guests(*catalogue, *read)) co_return nobody_there(request);
    jmap::Context context(room, catalogue);
    context.set_peer(request.peer);
    co_return secret_response(200, co_await jmap::run_request(&context, std::move(*read), "guest"));
}

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
