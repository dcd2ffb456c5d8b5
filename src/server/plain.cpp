// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/plain.hpp"

#include "jmap/wiped_json.hpp"
#include "server/api/api.hpp"
#include "server/api/auth_steps.hpp"
#include "server/certificates.hpp"

namespace milpa::server {

namespace {

namespace json = boost::json;

/// All that there are: the pages call what they know.
json::object request_of(const jmap::Catalogue& catalogue, json::array calls) {
    json::object request(calls.storage());
    json::array uses;
    for (const jmap::Family& family : catalogue.families())
        for (const auto& capability : family.capabilities) uses.emplace_back(capability.urn);
    request["using"] = std::move(uses);
    request["methodCalls"] = std::move(calls);
    return request;
}

json::array responses_of(json::object response) {
    return std::move(response.at("methodResponses").as_array());
}

class Uploading final : public pages::Upload {
public:
    explicit Uploading(std::unique_ptr<api::Uploading> under_way) : under_way_(std::move(under_way)) {}
    Task<Result<void>> write(std::string octets) override { co_return co_await under_way_->write(octets); }
    Task<Result<Kept>> finish() override {
        CO_TRY(auto kept, co_await under_way_->finish());
        co_return Kept{std::move(kept.blob_id), kept.size};
    }

private:
    const std::unique_ptr<api::Uploading> under_way_;
};

class MemberCaller final : public pages::Caller {
public:
    MemberCaller(Lent<Server> server, api::RoomPointer room, net::PeerAddress peer)
        : server_(server), room_(std::move(room)), peer_(std::move(peer)) {}

    Task<Result<json::array>> call(json::array calls) override {
        CO_TRY(json::object response,
               co_await server_->api().ask(room_, request_of(server_->api().catalogue(), std::move(calls)),
                                           peer_));
        co_return responses_of(std::move(response));
    }
    std::string account_id() const override { return server_->api().account_of(room_); }
    Task<Result<std::unique_ptr<pages::Upload>>> upload() override {
        auto under_way = server_->api().begin_upload(room_);
        if (!under_way) co_return fail(ErrorKind::limit, "too many uploads of one member at once");
        co_return std::make_unique<Uploading>(std::move(under_way));
    }
    Task<http::Response> download(http::Request request, std::string blob_id, std::string name) override {
        return server_->api().give_blob(room_, std::move(request), std::move(blob_id), std::move(name));
    }

private:
    const Lent<Server> server_;
    const api::RoomPointer room_;
    const net::PeerAddress peer_;
};

class GuestCaller final : public pages::Caller {
public:
    GuestCaller(Lent<Server> server, net::PeerAddress peer) : server_(server), peer_(std::move(peer)) {}

    Task<Result<json::array>> call(json::array calls) override {
        CO_TRY(json::object response, co_await server_->api().ask_as_guest(
                                          request_of(server_->api().catalogue(), std::move(calls)), peer_));
        co_return responses_of(std::move(response));
    }
    std::string account_id() const override { return {}; }
    Task<Result<std::unique_ptr<pages::Upload>>> upload() override {
        co_return fail(ErrorKind::denied, "nobody is signed in");
    }
    Task<http::Response> download(http::Request, std::string, std::string) override {
        co_return http::status_response(404);
    }

private:
    const Lent<Server> server_;
    const net::PeerAddress peer_;
};

pages::Session session_of(const Server& server, const members::SignedIn& session) {
    const auto left =
        std::chrono::duration_cast<std::chrono::seconds>(session.login.expires - server.clock().wall());
    return {.cookie = api::cookie_of(session.token.view(), left)};
}

}  // namespace

bool PlainHouse::is_unlocked() const { return server_->collective().unlocked(); }

std::string PlainHouse::domain() const {
    const auto domains = ascii_domains(server_->collective());
    return domains && !domains->empty() ? domains->front() : std::string();
}

std::uint16_t PlainHouse::https_port() const {
    return static_cast<std::uint16_t>(server_->settings()->ports.https);
}

pages::MailProgram PlainHouse::mail_program() const {
    const auto settings = server_->settings();
    const Ports& ports = settings->ports;
    const auto port = [](std::uint32_t number) { return static_cast<std::uint16_t>(number); };
    // The name that the DNS of the collective gives to this machine (docs/guide/dns.md).
    return {.host = "mail." + domain(),
            .imaps = port(ports.imaps),
            .imap = port(ports.imap),
            .submissions = port(ports.submissions),
            .submission = port(ports.submission),
            .https = port(ports.https)};
}

Task<Result<std::unique_ptr<pages::Caller>>> PlainHouse::enter(http::Request request) {
    // By the cookie alone: a program with a bearer token has the API.
    api::Shown shown = api::read_shown(request);
    const auto* const token = std::get_if<api::Token>(&shown);
    if (token == nullptr || !token->from_cookie) co_return fail(ErrorKind::denied, "nobody is signed in");
    CO_TRY(api::RoomPointer room, co_await server_->api().enter(std::move(shown), request.peer));
    co_return std::make_unique<MemberCaller>(server_, std::move(room), request.peer);
}

std::unique_ptr<pages::Caller> PlainHouse::guest(http::Request request) {
    return std::make_unique<GuestCaller>(server_, std::move(request.peer));
}

bool PlainHouse::is_from_own_page(const http::Request& request) const {
    return api::is_from_own_page(request);
}

bool PlainHouse::shows_session(const http::Request& request) const {
    return request.cookie(api::cookie_name).has_value();
}

Task<Result<std::variant<pages::Session, pages::SecondStep>>> PlainHouse::sign_in(
    http::Request request, std::string address, crypto::SecretText secret, std::string label,
    std::chrono::seconds lifetime) {
    members::NewSession wanted{.label = std::move(label), .lifetime = lifetime};
    CO_TRY(const auto step, co_await server_->sign_ins().by_password(std::move(address), std::move(secret),
                                                                     std::move(wanted), request.peer));
    if (const auto* const session = std::get_if<members::SignedIn>(&step))
        co_return session_of(*server_, *session);
    const auto& second = std::get<members::SecondStep>(step);
    co_return pages::SecondStep{
        .id = second.id.hex(), .code = second.code, .passkey = !second.passkeys.empty()};
}

Task<Result<pages::Session>> PlainHouse::by_code(std::string step, crypto::SecretText code) {
    json::object body;
    body["step"] = step;
    const auto id = api::id_of<members::SignInId>(body, "step");
    if (!id) co_return fail(ErrorKind::denied, "no such step");
    CO_TRY(const auto session, co_await server_->sign_ins().by_code(*id, std::move(code)));
    co_return session_of(*server_, session);
}

Task<std::string> PlainHouse::sign_out(http::Request request) {
    auto login = api::login_of(*server_, request);
    if (login) {
        const members::OpenerId own = login->opener;
        const auto done = co_await server_->sign_ins().end_session(std::move(*login), own);
        if (!done && done.error().kind != ErrorKind::missing)
            log::event("plain.session_not_ended", done.error().kind);
    }
    co_return api::cookie_of("", std::chrono::seconds(0));
}

}  // namespace milpa::server
