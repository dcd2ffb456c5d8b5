// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/api/auth.hpp"

#include <fmt/format.h>

#include "jmap/json_text.hpp"
#include "jmap/standard.hpp"
#include "jmap/type.hpp"
#include "jmap/wiped_json.hpp"
#include "server/api/api.hpp"
#include "server/api/auth_steps.hpp"

namespace milpa::server::api {

http::Response wrong_form(std::string_view why) { return http::problem_response(400, "about:blank", why); }

http::Response failure(const Error& error) {
    switch (error.kind) {
        case ErrorKind::syntax:
            return wrong_form(
                error.detail.empty()
                    ? "Something is not of the form that is asked for."
                    : fmt::format("Something is not of the form that is asked for: {}.", error.detail));
        case ErrorKind::denied:
            return http::problem_response(401, "about:blank", "This does not open the account.");
        case ErrorKind::limit:
            return http::problem_response(429, "about:blank", "Too many tries, or too many of these.");
        case ErrorKind::missing: return http::problem_response(404, "about:blank", "There is none such.");
        case ErrorKind::conflict: return http::problem_response(409, "about:blank", "It is so already.");
        default: return http::response_for(error);
    }
}

Result<members::Login> login_of(Server& server, const http::Request& request) {
    const Shown shown = read_shown(request);
    const auto* const token = std::get_if<Token>(&shown);
    if (token == nullptr) return fail(ErrorKind::denied, "no session");
    return server.logins().resume(token->text.view());
}

webauthn::RelyingParty party_of(const http::Request& request) {
    return {.id = request.host, .origins = {origin_of(request)}};
}

std::string cookie_of(std::string_view token, std::chrono::seconds left) {
    return fmt::format("{}={}; Path=/; Max-Age={}; Secure; HttpOnly; SameSite=Strict", cookie_name, token,
                       left.count());
}

namespace {

using jmap::text_of;
using jmap::json::object;

members::NewSession session_of(const object& body) {
    members::NewSession wanted;
    wanted.label = text_of(body, "label").value_or("");
    if (const auto seconds = jmap::number_of(body, "lifetime"))
        wanted.lifetime = std::chrono::seconds(*seconds);
    return wanted;
}

http::Response signed_in(Server& server, const Asked& asked, const members::SignedIn& session) {
    object answer;
    answer["type"] = "session";
    answer["session"] = session.login.opener.hex();
    answer["address"] = session.login.address();
    answer["expires"] = jmap::utc_date_text(to_unix_ms(session.login.expires));
    const bool as_cookie = jmap::flag_of(asked.body, "cookie");
    if (!as_cookie) answer["token"] = session.token.view();
    http::Response response = secret_response(200, std::move(answer));
    response.fields.set("cache-control", "no-store");
    if (as_cookie) {
        const auto left =
            std::chrono::duration_cast<std::chrono::seconds>(session.login.expires - server.clock().wall());
        response.fields.add("set-cookie", cookie_of(session.token.view(), left));
    }
    return response;
}

http::Response second_step(const http::Request& request, const members::SecondStep& step) {
    object answer;
    answer["type"] = "step";
    answer["step"] = step.id.hex();
    answer["code"] = step.code;
    answer["passkey"] = nullptr;
    if (!step.passkeys.empty()) {
        answer["passkey"] = webauthn::to_json(webauthn::RequestOptions{
            .party = party_of(request), .challenge = step.challenge, .allow = step.passkeys, .prf_salt = {}});
    }
    return json_response(200, answer);
}

/// What navigator.credentials.get() gave, by its toJSON().
Result<webauthn::AssertionAnswer> assertion_of(const object& body) {
    const auto* const passkey = body.if_contains("passkey");
    if (passkey == nullptr) return fail(ErrorKind::syntax, "no passkey");
    return webauthn::read_assertion(*passkey);
}

Task<http::Response> sign_in(Lent<Server> server, Asked asked) {
    auto address = text_of(asked.body, "address");
    auto typed = text_of(asked.body, "secret");
    if (!address || !typed) co_return wrong_form("An address and a secret are asked for.");
    crypto::SecretText secret(*typed);
    crypto::wipe(*typed);
    auto step = co_await server->sign_ins().by_password(std::move(*address), std::move(secret),
                                                        session_of(asked.body), asked.request.peer);
    if (!step) co_return failure(step.error());
    if (const auto* const session = std::get_if<members::SignedIn>(&*step)) {
        co_return signed_in(*server, asked, *session);
    }
    co_return second_step(asked.request, std::get<members::SecondStep>(*step));
}

Task<http::Response> by_code(Lent<Server> server, Asked asked) {
    const auto step = id_of<members::SignInId>(asked.body, "step");
    auto typed = text_of(asked.body, "code");
    if (!step || !typed) co_return wrong_form("A step and its code are asked for.");
    crypto::SecretText code(*typed);
    crypto::wipe(*typed);
    auto session = co_await server->sign_ins().by_code(*step, std::move(code));
    if (!session) co_return failure(session.error());
    co_return signed_in(*server, asked, *session);
}

Task<http::Response> challenge(Lent<Server> server, Asked asked) {
    const Bytes challenge = server->sign_ins().passkey_challenge();
    object answer;
    answer["passkey"] = webauthn::to_json(webauthn::RequestOptions{.party = party_of(asked.request),
                                                                   .challenge = challenge,
                                                                   .allow = {},
                                                                   .prf_salt = members::passkey_prf_salt()});
    co_return json_response(200, answer);
}

Task<http::Response> by_passkey(Lent<Server> server, Asked asked) {
    auto shown = assertion_of(asked.body);
    if (!shown) co_return wrong_form("An assertion of a passkey is asked for.");
    const webauthn::RelyingParty party = party_of(asked.request);
    if (const auto step = id_of<members::SignInId>(asked.body, "step")) {
        auto session =
            co_await server->sign_ins().by_second_passkey(*step, party, std::move(shown->assertion));
        if (!session) co_return failure(session.error());
        co_return signed_in(*server, asked, *session);
    }
    if (!shown->prf) co_return wrong_form("A passkey that opens alone computes a secret (prf).");
    auto session = co_await server->sign_ins().by_passkey(party, std::move(shown->assertion),
                                                          std::move(*shown->prf), session_of(asked.body));
    if (!session) co_return failure(session.error());
    co_return signed_in(*server, asked, *session);
}

// ---- by who has a session

Task<http::Response> sign_out(Lent<Server> server, Asked asked) {
    auto login = login_of(*server, asked.request);
    // Signed out already: the cookie goes all the same.
    if (login) {
        const members::OpenerId own = login->opener;
        const auto done = co_await server->sign_ins().end_session(std::move(*login), own);
        if (!done && done.error().kind != ErrorKind::missing) co_return failure(done.error());
    }
    http::Response response = json_response(200, {});
    response.fields.add("set-cookie", cookie_of("", std::chrono::seconds(0)));
    co_return response;
}

// ---- routes

/// A page of somebody else that has a browser send this is refused, whether there is a cookie or not: nobody
/// is signed in, or out, by what they did not ask for.
bool is_from_elsewhere(const http::Request& request) {
    const bool page =
        request.fields.find("origin") || request.fields.find("sec-fetch-site") || request.cookie(cookie_name);
    return page && !is_from_own_page(request);
}

Task<http::Response> run(Lent<Server> server, AuthStep step, http::Request request, Lent<http::Body> body) {
    if (is_from_elsewhere(request)) {
        co_return http::problem_response(403, "about:blank", "Only our own pages may ask for this.");
    }
    if (step.manages_account) {
        const auto session = login_of(*server, request);
        if (session && members::is_by_app_password(*session))
            co_return http::problem_response(403, "about:blank",
                                             "An app password does not do this: sign in.");
    }
    if (!is_json(request)) co_return wrong_form("Content-Type is not application/json.");
    auto text = co_await http::read_all(body, auth_octets_max);
    if (!text) co_return http::response_for(text.error());
    auto value = jmap::read_json(*text, jmap::wiping_memory());
    crypto::wipe(*text);
    if (!value || !value->is_object()) co_return wrong_form("The body is no object of I-JSON.");
    co_return co_await step.run(server, Asked{std::move(request), std::move(value->get_object())});
}

constexpr AuthStep steps[] = {
    {"/auth/sign-in", sign_in},    {"/auth/code", by_code},      {"/auth/challenge", challenge},
    {"/auth/passkey", by_passkey}, {"/auth/sign-out", sign_out},
};

}  // namespace

void add_auth_routes(Lent<http::Router> router, Lent<Server> server) {
    const auto add = [&](const AuthStep& step) {
        http::Route route;
        route.pattern = std::string(step.path);
        route.methods = {http::Method::post};
        route.body_octets_max = auth_octets_max;
        route.handler = [server, step](http::Request request, Lent<http::Body> body) {
            return run(server, step, std::move(request), body);
        };
        router->add(std::move(route));
    };
    for (const AuthStep& step : steps) add(step);
    for (const AuthStep& step : credential_steps()) add(step);
}

}  // namespace milpa::server::api
