// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/dav.hpp"

#include "server/server.hpp"

namespace milpa::server {

namespace {

/// Of who is in the room; on its home thread.
class RoomMember final : public dav::Member {
public:
    RoomMember(api::RoomPointer room, std::string account)
        : room_(std::move(room)), account_(std::move(account)) {}

    mail::account::Account& account() override { return room_->account(); }
    Random& random() override { return room_->random(); }
    std::string account_id() const override { return account_; }
    std::string address() const override { return room_->login()->address(); }
    void settle() override { room_->settle(); }

private:
    const api::RoomPointer room_;
    const std::string account_;
};

/// On the home thread of the room.
Task<http::Response> serve_at(api::RoomPointer room, std::string account, dav::Asked asked,
                              dav::Serve serve) {
    RoomMember member(std::move(room), std::move(account));
    co_return co_await serve(&member, std::move(asked));
}

api::Shown shown_in(const http::Request& request) {
    api::Shown shown = api::read_shown(request);
    const auto* const token = std::get_if<api::Token>(&shown);
    return token != nullptr && token->from_cookie ? api::Shown() : std::move(shown);
}

http::Response refusal(const Error& error, const http::Request& request) {
    http::Response response = api::refusal_of(error, request);
    if (error.kind == ErrorKind::denied && !api::is_browser(request)) {
        // Alone: some programs look at the first way to sign in that is offered, and know this one.
        response.fields.set("www-authenticate", "Basic realm=\"Milpa\", charset=\"UTF-8\"");
    }
    return response;
}

http::Response come_again() {
    http::Response response = http::problem_response(503, "about:blank", "Too many requests at once.");
    response.fields.set("retry-after", "1");
    return response;
}

}  // namespace

Task<http::Response> DavDoors::enter(http::Request request, std::string body, dav::Serve serve) {
    auto room = co_await server_->api().enter(shown_in(request), request.peer);
    if (!room) co_return refusal(room.error(), request);
    const auto slot = requests_.enter((*room)->login()->vault());
    if (!slot) co_return come_again();
    request.fields.erase("authorization");
    dav::Asked asked{.method = request.method,
                     .path = std::move(request.path),
                     .fields = std::move(request.fields),
                     .body = std::move(body)};
    std::string account = server_->api().account_of(*room);
    const Executor home = (*room)->home();
    co_return co_await net::call_on(
        home, serve_at(std::move(*room), std::move(account), std::move(asked), std::move(serve)));
}

}  // namespace milpa::server
