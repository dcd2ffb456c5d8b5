// SPDX-License-Identifier: AGPL-3.0-or-later
// Second factor and passkeys, changed by their member. A session alone does not do it: each of these that
// changes something takes a `proof`, of Proof/give in the API or of /auth/prove.
#include "jmap/type.hpp"
#include "server/api/api.hpp"
#include "server/api/auth_steps.hpp"

namespace milpa::server::api {

namespace {

using jmap::text_of;
using jmap::json::array;
using jmap::json::object;

/// The login that was shown anew. Fails with `syntax` where no proof is given: not_proven().
Result<members::Login> prove(Server& server, const Asked& asked) {
    TRY(const members::Login session, login_of(server, asked.request));
    if (!asked.body.contains("proof")) return fail(ErrorKind::syntax, "nothing is shown");
    const auto id = id_of<members::ProofId>(asked.body, "proof");
    if (!id) return fail(ErrorKind::denied, "no such proof");
    return server.sign_ins().proof(*id, session.opener);
}

/// Of a failure of prove(): whoever forgot the proof is told where there is one.
http::Response not_proven(const Error& error) {
    if (error.kind != ErrorKind::syntax) return failure(error);
    return wrong_form("This takes a proof: of Proof/give in the API, or of /auth/prove.");
}

/// By a passkey: the page's host is part of what it signs.
Task<http::Response> show_anew(Lent<Server> server, Asked asked) {
    const auto* const passkey = asked.body.if_contains("passkey");
    auto shown = passkey == nullptr ? Result<webauthn::AssertionAnswer>(fail(ErrorKind::syntax, "no passkey"))
                                    : webauthn::read_assertion(*passkey);
    if (!shown) co_return wrong_form("An assertion of a passkey is asked for.");
    auto session = login_of(*server, asked.request);
    if (!session) co_return refusal_of(session.error(), asked.request);
    const members::OpenerId asker = session->opener;
    auto login = co_await server->sign_ins().prove(std::move(*session), party_of(asked.request),
                                                   std::move(shown->assertion));
    if (!login) co_return failure(login.error());
    object answer;
    answer["proof"] = server->sign_ins().keep_proof(std::move(*login), asker).hex();
    co_return secret_response(200, std::move(answer));
}

/// What came in by what does not hold any more; whoever may come in again does so by their session.
void end_connections(Server& server, const members::Login& login) { server.sessions().end_of(login.id()); }

http::Response done() { return json_response(200, {}); }

std::optional<Bytes> passkey_id(const object& body) {
    const auto text = text_of(body, "passkey");
    if (!text) return std::nullopt;
    auto octets = from_base64url(*text);
    if (!octets) return std::nullopt;
    return std::move(*octets);
}

// ---- codes of an authenticator program

Task<http::Response> offer_totp(Lent<Server> server, Asked asked) {
    const auto login = prove(*server, asked);
    if (!login) co_return not_proven(login.error());
    const auto offer = server->sign_ins().offer_totp(*login);
    if (!offer) co_return failure(offer.error());
    object answer;
    answer["secret"] = offer->secret.view();
    answer["uri"] = offer->uri.view();
    co_return secret_response(200, std::move(answer));
}

Task<http::Response> confirm_totp(Lent<Server> server, Asked asked) {
    const auto code = text_of(asked.body, "code");
    if (!code) co_return wrong_form("The first code is asked for.");
    const auto session = login_of(*server, asked.request);
    if (!session) co_return refusal_of(session.error(), asked.request);
    auto login = prove(*server, asked);
    if (!login) co_return not_proven(login.error());
    const auto set = co_await server->sign_ins().confirm_totp(std::move(*login), crypto::SecretText(*code),
                                                              session->opener);
    if (!set) co_return failure(set.error());
    end_connections(*server, *session);
    co_return done();
}

Task<http::Response> remove_totp(Lent<Server> server, Asked asked) {
    auto login = prove(*server, asked);
    if (!login) co_return not_proven(login.error());
    const auto gone = co_await server->sign_ins().remove_totp(std::move(*login));
    co_return gone ? done() : failure(gone.error());
}

// ---- passkeys

object to_object(const members::PasskeyInfo& info) {
    object one;
    one["passkey"] = to_base64url(info.id);
    one["label"] = info.label;
    one["created"] = jmap::utc_date_text(to_unix_ms(info.created));
    one["opens"] = info.opens;
    one["secondFactor"] = info.second_factor;
    one["backedUp"] = info.backed_up;
    return one;
}

Task<http::Response> passkeys(Lent<Server> server, Asked asked) {
    const auto login = login_of(*server, asked.request);
    if (!login) co_return refusal_of(login.error(), asked.request);
    const auto all = server->sign_ins().passkeys(*login);
    if (!all) co_return failure(all.error());
    const auto has_totp = server->sign_ins().has_totp(*login);
    if (!has_totp) co_return failure(has_totp.error());
    array list;
    for (const members::PasskeyInfo& info : *all) list.emplace_back(to_object(info));
    object answer;
    answer["passkeys"] = std::move(list);
    answer["totp"] = *has_totp;
    co_return json_response(200, answer);
}

Task<http::Response> offer_passkey(Lent<Server> server, Asked asked) {
    const auto login = prove(*server, asked);
    if (!login) co_return not_proven(login.error());
    const auto offer = server->sign_ins().offer_passkey(*login);
    if (!offer) co_return failure(offer.error());
    object answer;
    answer["passkey"] = webauthn::to_json(webauthn::CreationOptions{
        .party = party_of(asked.request),
        .party_name = server->collective().name().value_or(""),
        .challenge = offer->challenge,
        .user_handle = offer->user_handle,
        .user_name = login->address(),
        .display_name = "",
        .exclude = offer->exclude,
        .prf_salt = members::passkey_prf_salt(),
    });
    co_return json_response(200, answer);
}

Task<http::Response> add_passkey(Lent<Server> server, Asked asked) {
    const auto* const made = asked.body.if_contains("passkey");
    auto read = made == nullptr ? Result<webauthn::RegistrationAnswer>(fail(ErrorKind::syntax, "no passkey"))
                                : webauthn::read_registration(*made);
    if (!read) co_return wrong_form("What navigator.credentials.create() gave is asked for.");
    const auto session = login_of(*server, asked.request);
    if (!session) co_return refusal_of(session.error(), asked.request);
    auto login = prove(*server, asked);
    if (!login) co_return not_proven(login.error());
    members::NewPasskey wanted;
    wanted.label = text_of(asked.body, "label").value_or("");
    wanted.prf = std::move(read->prf);
    wanted.second_factor = jmap::flag_of(asked.body, "secondFactor");
    wanted.keep = session->opener;
    const auto added = co_await server->sign_ins().add_passkey(
        std::move(*login), party_of(asked.request), std::move(read->registration), std::move(wanted));
    if (!added) co_return failure(added.error());
    if (added->second_factor) end_connections(*server, *session);
    co_return json_response(200, to_object(*added));
}

Task<http::Response> open_by_passkey(Lent<Server> server, Asked asked) {
    const auto* const passkey = asked.body.if_contains("passkey");
    auto shown = passkey == nullptr ? Result<webauthn::AssertionAnswer>(fail(ErrorKind::syntax, "no passkey"))
                                    : webauthn::read_assertion(*passkey);
    if (!shown || !shown->prf) co_return wrong_form("An assertion with what the passkey computed (prf).");
    auto login = prove(*server, asked);
    if (!login) co_return not_proven(login.error());
    const auto opens = co_await server->sign_ins().let_passkey_open(
        std::move(*login), party_of(asked.request), std::move(shown->assertion), std::move(*shown->prf));
    co_return opens ? done() : failure(opens.error());
}

Task<http::Response> remove_passkey(Lent<Server> server, Asked asked) {
    auto id = passkey_id(asked.body);
    if (!id) co_return wrong_form("A passkey's id is asked for.");
    auto login = prove(*server, asked);
    if (!login) co_return not_proven(login.error());
    const auto gone = co_await server->sign_ins().remove_passkey(std::move(*login), std::move(*id));
    co_return gone ? done() : failure(gone.error());
}

constexpr AuthStep steps[] = {
    {"/auth/prove", show_anew, true},
    {"/auth/totp/offer", offer_totp, true},
    {"/auth/totp/confirm", confirm_totp, true},
    {"/auth/totp/remove", remove_totp, true},
    {"/auth/passkeys", passkeys, true},
    {"/auth/passkeys/offer", offer_passkey, true},
    {"/auth/passkeys/add", add_passkey, true},
    {"/auth/passkeys/open", open_by_passkey, true},
    {"/auth/passkeys/remove", remove_passkey, true},
};

}  // namespace

std::span<const AuthStep> credential_steps() { return steps; }

}  // namespace milpa::server::api
