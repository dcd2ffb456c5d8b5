// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/api/api.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "crypto/kdf.hpp"
#include "jmap/dispatch.hpp"
#include "jmap/wiped_json.hpp"
#include "server/api/guest.hpp"

namespace milpa::server::api {

namespace {

/// On the home thread of the room.
Task<jmap::json::object> run_at(RoomPointer room, Lent<const jmap::Catalogue> catalogue,
                                jmap::Request request, net::PeerAddress peer) {
    jmap::Context context(room.get(), catalogue);
    context.set_peer(std::move(peer));
    std::string state = jmap::session_state(&context);
    jmap::json::object response = co_await jmap::run_request(&context, std::move(request), std::move(state));
    room->settle();
    co_return response;
}

Task<jmap::json::object> session_at(RoomPointer room, Lent<const jmap::Catalogue> catalogue,
                                    jmap::Place place) {
    const jmap::Context context(room.get(), catalogue);
    co_return jmap::session_object(&context, place);
}

/// Wiped when the connection, which has sent it, lets go of it.
struct SecretBody {
    explicit SecretBody(std::string octets) : text(std::move(octets)) {}
    SecretBody(const SecretBody&) = delete;
    SecretBody& operator=(const SecretBody&) = delete;
    ~SecretBody() { crypto::wipe(text); }
    std::string text;
};

/// The rest of a body that the route takes: many clients look for an answer only when they have sent it all.
Task<> read_away(Lent<http::Body> body) {
    std::array<char, 16 * 1024> piece;
    for (;;) {
        const auto read = co_await body->read_some(piece);
        if (!read || *read == 0) co_return;
    }
}

}  // namespace

Api::Api(Lent<Server> server, std::vector<jmap::Family> families, jmap::House* house)
    : server_(server),
      catalogue_(std::move(families)),
      house_(house),
      rooms_(server, &catalogue_, house),
      requests_(limits_.requests_at_once),
      uploads_(limits_.uploads_at_once),
      remember_key_(crypto::Key::random(server->random())) {}

Api::~Api() = default;

std::string Api::account_of(const RoomPointer& room) const {
    return jmap::Context(room.get(), &catalogue_).own_id();
}

Task<Result<RoomPointer>> Api::enter(Shown shown, net::PeerAddress peer) {
    if (auto* const token = std::get_if<Token>(&shown)) {
        CO_TRY(members::Login login, server_->logins().resume(token->text.view()));
        co_return co_await rooms_.enter(std::move(login));
    }
    if (auto* const pair = std::get_if<AddressAndSecret>(&shown)) {
        co_return co_await enter_by_secret(std::move(*pair), std::move(peer));
    }
    co_return fail(ErrorKind::denied, "nobody is signed in");
}

/// A password costs Argon2id each time, and programs show it with each request. What it opened is remembered
/// by a keyed hash for as long as that room is open: so the second request finds it, and nothing of the
/// secret is kept.
Task<Result<RoomPointer>> Api::enter_by_secret(AddressAndSecret shown, net::PeerAddress peer) {
    std::string both = shown.address;
    both += '\0';
    both += shown.secret.view();
    const Bytes hash = crypto::keyed_hash(remember_key_, as_bytes(both));
    crypto::wipe(both);
    std::optional<RoomKey> key;
    {
        const std::scoped_lock guard(mutex_);
        if (const auto found = remembered_.find(hash); found != remembered_.end()) key = found->second.room;
    }
    if (key) {
        if (RoomPointer room = co_await rooms_.find(*key)) co_return room;
    }
    CO_TRY(members::Login login,
           co_await server_->logins().login(std::move(shown.address), std::move(shown.secret),
                                            members::Accept::daily, std::move(peer)));
    const RoomKey opened{login.vault(), login.opener};
    CO_TRY(RoomPointer room, co_await rooms_.enter(std::move(login)));
    const std::scoped_lock guard(mutex_);
    if (remembered_.size() >= remembered_max) {
        remembered_.erase(
            std::ranges::min_element(remembered_, {}, [](const auto& entry) { return entry.second.number; }));
    }
    remembered_[hash] = {opened, ++remembered_next_};
    co_return room;
}

Task<Result<jmap::json::object>> Api::run(RoomPointer room, jmap::Request request, net::PeerAddress peer) {
    const auto slot = requests_.enter(room->login()->vault());
    if (!slot) co_return fail(ErrorKind::limit, "too many requests of one member at once");
    const Executor home = room->home();
    co_return co_await net::call_on(
        home, run_at(std::move(room), &catalogue_, std::move(request), std::move(peer)));
}

Task<http::Response> Api::session(http::Request request, Lent<http::Body>) {
    auto room = co_await enter(read_shown(request), request.peer);
    if (!room) co_return refusal_of(room.error(), request);
    const Executor home = (*room)->home();
    co_return json_response(
        200, co_await net::call_on(home, session_at(*room, &catalogue_, {origin_of(request)})));
}

Task<http::Response> Api::call(http::Request request, Lent<http::Body> body) {
    Shown shown = read_shown(request);
    if (may_be_forged(shown, request)) co_return forged();
    if (std::holds_alternative<std::monostate>(shown))
        co_return co_await call_as_guest(std::move(request), body);
    auto room = co_await enter(std::move(shown), request.peer);
    if (!room) co_return refusal_of(room.error(), request);
    if (!is_json(request)) co_return error_response(jmap::not_json("Content-Type is not application/json."));
    auto text = co_await http::read_all(body, limits_.request_octets_max);
    if (!text && text.error().kind == ErrorKind::limit) {
        co_await read_away(body);
        co_return error_response(jmap::over_limit(
            "maxSizeRequest", "The request is larger than the server is willing to process."));
    }
    if (!text) co_return http::response_for(text.error());
    auto read = jmap::read_request(*text, catalogue_, limits_, jmap::wiping_memory());
    crypto::wipe(*text);
    if (!read) co_return error_response(read.error());
    const bool secret = may_hold_secrets(catalogue_, *read);
    auto response = co_await run(*room, std::move(*read), request.peer);
    if (!response) {
        co_return error_response(
            jmap::over_limit("maxConcurrentRequests", "Too many requests of this account at once."));
    }
    co_return secret ? secret_response(200, std::move(*response)) : json_response(200, *response);
}

Task<http::Response> Api::call_as_guest(http::Request request, Lent<http::Body> body) {
    if (house_ == nullptr || !may_ask_as_guest(request)) co_return nobody_there(request);
    // Too large for a guest's: it is a member's whose session is none, and is told to sign in (401), not that
    // it is too large (413), which it is not then: but while the server is locked, when nobody can. It is not
    // read to its end for a stranger.
    auto text = co_await http::read_all(body, guest_request_octets_max);
    if (!text) {
        co_return server_->collective().unlocked() ? nobody_there(request) : http::response_for(text.error());
    }
    GuestRoom room(server_, house_);
    co_return co_await answer_guest(&room, &catalogue_, std::move(request), std::move(*text));
}

Task<Result<jmap::json::object>> Api::ask(RoomPointer room, jmap::json::object request,
                                          net::PeerAddress peer) {
    auto read = jmap::read_request(std::move(request), catalogue_, limits_);
    if (!read) co_return fail(ErrorKind::syntax, "a request that is none");
    co_return co_await run(std::move(room), std::move(*read), std::move(peer));
}

Task<Result<jmap::json::object>> Api::ask_as_guest(jmap::json::object request, net::PeerAddress peer) {
    auto read = jmap::read_request(std::move(request), catalogue_, limits_);
    if (!read) co_return fail(ErrorKind::syntax, "a request that is none");
    if (house_ == nullptr || !is_for_guests(catalogue_, *read))
        co_return fail(ErrorKind::denied, "not for guests");
    GuestRoom room(server_, house_);
    jmap::Context context(&room, &catalogue_);
    context.set_peer(std::move(peer));
    co_return co_await jmap::run_request(&context, std::move(*read), "guest");
}

Task<http::Response> Api::events(http::Request request, Lent<http::Body>) {
    auto room = co_await enter(read_shown(request), request.peer);
    if (!room) co_return refusal_of(room.error(), request);
    auto wish = read_event_wish(request);
    if (!wish) {
        co_return http::problem_response(400, "about:blank",
                                         "types, closeafter and ping are as RFC 8620 7.3.");
    }
    const std::string account = account_of(*room);
    auto source = co_await open_events(server_, std::move(*room), account, std::move(*wish));
    if (!source) co_return refusal_of(source.error(), request);
    http::Response response;
    response.fields.set("content-type", "text/event-stream");
    response.fields.set("cache-control", "no-store");
    // Programs in between must not wait for more.
    response.fields.set("x-accel-buffering", "no");
    response.body = std::move(*source);
    co_return response;
}

void Api::add_guest_routes(Lent<http::Router> router) {
    http::Route route;
    route.pattern = std::string(jmap::api_path);
    route.methods = {http::Method::post};
    route.policy = http::Policy::api;
    route.body_octets_max = guest_request_octets_max;
    route.handler = [this](http::Request request, Lent<http::Body> body) {
        return call_as_guest(std::move(request), body);
    };
    router->add(std::move(route));
}

void Api::add_routes(Lent<http::Router> router) {
    using http::Method;
    using http::Policy;
    using Member = Task<http::Response> (Api::*)(http::Request, Lent<http::Body>);
    const auto add = [&](std::string pattern, Method method, Member member, Policy policy,
                         std::uint64_t octets) {
        http::Route route;
        route.pattern = std::move(pattern);
        route.methods = {method};
        route.policy = policy;
        route.body_octets_max = octets;
        route.handler = [this, member](http::Request request, Lent<http::Body> body) {
            return (this->*member)(std::move(request), body);
        };
        router->add(std::move(route));
    };
    const std::string upload_pattern = std::string(jmap::upload_path) + "{account}";
    const std::string download_pattern = std::string(jmap::download_path) + "{account}/{blob}/{name}";
    // A request that is too large for us is answered by us, as RFC 8620 3.6.1 wants it; one that is too large
    // by far by the router.
    const std::uint64_t request_octets = 2 * limits_.request_octets_max;
    add("/.well-known/jmap", Method::get, &Api::session, Policy::api, 0);
    add(std::string(jmap::session_path), Method::get, &Api::session, Policy::api, 0);
    add(std::string(jmap::api_path), Method::post, &Api::call, Policy::api, request_octets);
    add(upload_pattern, Method::post, &Api::upload, Policy::api, limits_.upload_octets_max);
    add(download_pattern, Method::get, &Api::download, Policy::sealed, 0);
    add(std::string(jmap::event_source_path), Method::get, &Api::events, Policy::api, 0);
    add(std::string(jmap::socket_path), Method::get, &Api::socket, Policy::api, 0);
}

http::Response forged() {
    return http::problem_response(403, "about:blank", "With a cookie, only our own pages may ask for this.");
}

http::Response error_response(const jmap::RequestError& error) {
    http::Response response = json_response(error.status, error.to_object());
    response.fields.set("content-type", "application/problem+json");
    return response;
}

http::Response refusal_of(const Error& error, const http::Request& request) {
    switch (error.kind) {
        case ErrorKind::denied: {
            http::Response response =
                http::problem_response(401, "about:blank", "This takes an account: sign in.");
            response.fields.add("www-authenticate", "Bearer");
            // Not to browsers: they would ask for a password in a window of their own.
            if (!is_browser(request)) {
                response.fields.add("www-authenticate", "Basic realm=\"Milpa\", charset=\"UTF-8\"");
            }
            return response;
        }
        case ErrorKind::limit:
            return http::problem_response(429, "about:blank", "Too many tries; come again later.");
        case ErrorKind::closed:
            return http::problem_response(503, "about:blank",
                                          "The server cannot answer now; come again later.");
        default: return http::response_for(error);
    }
}

http::Response json_response(unsigned status, const jmap::json::object& object) {
    http::Response response;
    response.status = status;
    response.fields.set("content-type", "application/json");
    response.body = jmap::json::serialize(object);
    return response;
}

http::Response secret_response(unsigned status, jmap::json::object object) {
    http::Response response;
    response.status = status;
    response.fields.set("content-type", "application/json");
    const auto held = std::make_shared<const SecretBody>(jmap::serialize_once(object));
    jmap::wipe_texts(object);
    response.body = http::Response::Shared(held, &held->text);
    return response;
}

}  // namespace milpa::server::api
