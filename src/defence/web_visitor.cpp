// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/web_visitor.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/clock.hpp"
#include "crypto/totp.hpp"
#include "net/listener.hpp"

namespace milpa::defence {

namespace json = boost::json;

namespace {

constexpr std::chrono::seconds connect_timeout{10};
/// A server that was killed does not answer for longer than that; one that is busy does.
constexpr std::chrono::seconds answer_timeout{60};
constexpr std::size_t answer_octets_max = std::size_t{8} * 1024 * 1024;
/// Octets of a token that name its opener, which is no secret.
constexpr std::size_t token_name_octets = 16;

Error gone() { return fail(ErrorKind::closed, "the server went away"); }

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size()) {
        text.replace(at, from.size(), to);
    }
    return text;
}

std::string text_at(const json::object& object, std::string_view name) {
    const json::value* const value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

/// The first line of an event source, or the end of an upgrade's header.
bool is_open(std::string_view answer) {
    const std::size_t end = answer.find("\r\n\r\n");
    if (end == answer.npos) return false;
    return answer.starts_with("HTTP/1.1 101 ") || answer.size() > end + 4;
}

/// What of a /set, or of what is like one, was refused.
std::string refused_in(const json::object& result) {
    for (const std::string_view name : {"notCreated", "notUpdated", "notDestroyed", "notSent"}) {
        const json::value* const value = result.if_contains(name);
        if (value != nullptr && value->is_object() && !value->as_object().empty())
            return json::serialize(*value);
    }
    return {};
}

}  // namespace

std::string WebVisitor::url(std::string_view path) const {
    return fmt::format("https://{}:{}{}", plan_->domain, door_.port, path);
}

Task<WebVisitor::Connection> WebVisitor::connect() {
    CO_TRY(const auto to, net::PeerAddress::parse(door_.address));
    CO_TRY(auto wire, co_await net::connect_tcp(to, door_.port, connect_timeout));
    wire->set_deadline(answer_timeout);
    CO_CHECK(co_await wire->start_tls_client(tls_, {}));
    co_return std::move(wire);
}

Task<Result<http::ClientResponse>> WebVisitor::ask(http::ClientRequest request) {
    CO_TRY(const http::Url url, http::Url::parse(request.url));
    CO_TRY(std::string octets, http::to_octets(request, url, "drill"));
    CO_TRY(const auto wire, co_await connect());
    auto answer = co_await http::exchange(wire.get(), std::move(octets), request.method, answer_octets_max);
    wire->close();
    // An answer that was cut off is one of a server that was killed.
    if (!answer) co_return gone();
    if (answer->status == 503) co_return gone();
    co_return answer;
}

Task<Result<json::object>> WebVisitor::ask_json(http::ClientRequest request) {
    const std::string where = request.url.substr(request.url.find('/', 8));
    CO_TRY(const auto answer, co_await ask(std::move(request)));
    if (answer.status != 200 && answer.status != 201) {
        co_return fail(ErrorKind::denied,
                       fmt::format("HTTP answered {} to {}: {}", answer.status, where, answer.body));
    }
    boost::system::error_code error;
    json::value value = json::parse(answer.body, error);
    if (error || !value.is_object()) co_return fail(ErrorKind::denied, "HTTP answered what is no JSON");
    co_return std::move(value.as_object());
}

void WebVisitor::remember_token(const std::string& token) {
    if (const auto octets = from_base64url(token); octets && octets->size() > token_name_octets) {
        const ByteView key = ByteView(*octets).subspan(token_name_octets);
        made_.push_back({SecretKind::session, std::string(as_text(key)), Form::octets});
    }
    made_.push_back({SecretKind::session, token});
}

Task<Result<json::object>> WebVisitor::sign_in(Lent<const PlannedMember> member, std::string label) {
    json::object body{{"address", member->address}, {"secret", member->password}, {"label", label}};
    CO_TRY(auto session, co_await ask_json({.method = http::Method::post,
                                            .url = url("/auth/sign-in"),
                                            .fields = {{"content-type", "application/json"}},
                                            .body = json::serialize(body)}));
    const std::string token = text_at(session, "token");
    if (token.empty()) co_return fail(ErrorKind::denied, "signing in gave no token");
    remember_token(token);
    co_return session;
}

Task<Result<std::string>> WebVisitor::sign_in_by_cookie(Lent<const PlannedMember> member) {
    json::object body{{"address", member->address}, {"secret", member->password}, {"cookie", true}};
    http::ClientRequest request{
        .method = http::Method::post,
        .url = url("/auth/sign-in"),
        .fields = {{"content-type", "application/json"}, {"sec-fetch-site", "same-origin"}},
        .body = json::serialize(body)};
    CO_TRY(const auto answer, co_await ask(std::move(request)));
    const auto set = answer.fields.find("set-cookie");
    if (!set) co_return fail(ErrorKind::denied, "signing in gave no cookie");
    std::string cookie(set->substr(0, set->find(';')));
    const std::string token = cookie.substr(cookie.find('=') + 1);
    remember_token(token);
    co_return cookie;
}

Task<Result<void>> WebVisitor::open_talk(Lent<Talk> talk, Lent<const PlannedMember> member,
                                         std::string label) {
    CO_TRY(const auto session, co_await sign_in(member, std::move(label)));
    talk->authorization = "Bearer " + text_at(session, "token");
    talk->tag = text_at(session, "session");
    CO_TRY(const auto told, co_await ask_json({.url = url("/jmap/session"),
                                               .fields = {{"authorization", talk->authorization}}}));
    const json::value* const accounts = told.if_contains("accounts");
    if (accounts == nullptr || !accounts->is_object())
        co_return fail(ErrorKind::denied, "no accounts in the session");
    for (const auto& [id, account] : accounts->as_object()) {
        const bool own = account.is_object() && account.as_object().contains("isPersonal") &&
                         account.as_object().at("isPersonal") == true;
        (own ? talk->account : talk->collective) = id;
    }
    co_return Result<void>();
}

Task<Result<void>> WebVisitor::upload(Lent<Talk> talk, Lent<const WebVisit> visit) {
    for (const WebUpload& one : visit->uploads) {
        http::ClientRequest request{
            .method = http::Method::post,
            .url = url("/jmap/upload/" + talk->account),
            .fields = {{"authorization", talk->authorization}, {"content-type", one.media_type}},
            .body = one.octets};
        CO_TRY(const auto made, co_await ask_json(std::move(request)));
        talk->blobs.push_back(text_at(made, "blobId"));
    }
    co_return Result<void>();
}

http::ClientRequest WebVisitor::api_request(const std::string& authorization, std::string_view calls) const {
    json::array capabilities;
    for (const std::string_view urn : web_capabilities) capabilities.emplace_back(urn);
    return {.method = http::Method::post,
            .url = url("/jmap/api"),
            .fields = {{"authorization", authorization}, {"content-type", "application/json"}},
            .body = fmt::format("{{\"using\":{},\"methodCalls\":{}}}", json::serialize(capabilities), calls)};
}

Task<Result<void>> WebVisitor::call(Lent<Talk> talk, Lent<const std::string> calls) {
    std::string text = replaced(*calls, "$T", talk->tag);
    text = replaced(replaced(std::move(text), "$A", talk->account), "$C", talk->collective);
    // The last first: $B1 is the beginning of $B10.
    for (std::size_t i = talk->blobs.size(); i-- > 0;)
        text = replaced(std::move(text), fmt::format("$B{}", i), talk->blobs[i]);
    for (const auto& [key, id] : talk->known) text = replaced(std::move(text), fmt::format("<{}>", key), id);
    CO_TRY(const auto answer, co_await ask_json(api_request(talk->authorization, text)));
    const json::value* const responses = answer.if_contains("methodResponses");
    if (responses == nullptr || !responses->is_array())
        co_return fail(ErrorKind::denied, "JMAP answered without responses");
    for (const json::value& response : responses->as_array()) {
        const auto& name = response.at(0).as_string();
        const json::object& result = response.at(1).as_object();
        const bool must_fail = response.at(2).as_string().starts_with("refused");
        const std::string refused = name == "error" ? json::serialize(result) : refused_in(result);
        if (must_fail == refused.empty()) {
            co_return fail(ErrorKind::denied, fmt::format("JMAP {} {}: {}", must_fail ? "took" : "refused",
                                                          std::string(name), refused));
        }
        const json::value* const created = result.if_contains("created");
        if (created == nullptr || !created->is_object()) continue;
        for (const auto& [key, object] : created->as_object()) {
            if (object.is_object()) talk->known[key] = text_at(object.as_object(), "id");
        }
    }
    co_return Result<void>();
}

Task<Result<void>> WebVisitor::write_cards(Lent<Talk> talk, Lent<const WebVisit> visit) {
    for (std::size_t i = 0; i < visit->cards.size(); ++i) {
        http::ClientRequest request{
            .method = http::Method::put,
            .url = url(fmt::format("/dav/{}/contacts/default/{}-{}.vcf", talk->account, talk->tag, i)),
            .fields = {{"authorization", talk->authorization}, {"content-type", "text/vcard"}},
            .body = replaced(visit->cards[i], "$T", talk->tag)};
        CO_TRY(const auto answer, co_await ask(std::move(request)));
        if (answer.status != 201)
            co_return fail(ErrorKind::denied,
                           fmt::format("CardDAV answered {}: {}", answer.status, answer.body));
    }
    co_return Result<void>();
}

Task<Result<void>> WebVisitor::ask_for_nothing(Lent<Talk> talk, Lent<const WebVisit> visit) {
    for (const std::string& word : visit->asked) {
        const std::string paths[] = {
            fmt::format("/jmap/download/{}/{}/{}.txt?type=text/plain", talk->account, word, word),
            fmt::format("/{}?{}={}", word, word, word),
            fmt::format("/dav/{}/contacts/{}/", talk->account, word)};
        for (const std::string& path : paths) {
            http::ClientRequest request{
                .url = url(path),
                .fields = {{"authorization", talk->authorization}, {"user-agent", word}, {"referer", word}}};
            CO_TRY(const auto answer, co_await ask(std::move(request)));
            if (answer.status < 400) co_return fail(ErrorKind::denied, "HTTP found what is nowhere");
        }
    }
    co_return Result<void>();
}

Task<Result<void>> WebVisitor::listen(std::string fields, std::string path) {
    CO_TRY(auto wire, co_await connect());
    const std::string request =
        fmt::format("GET {} HTTP/1.1\r\nHost: {}:{}\r\n{}\r\n", path, plan_->domain, door_.port, fields);
    CO_CHECK(co_await wire->write(request));
    std::string answer;
    std::array<char, 4096> some;
    while (!is_open(answer)) {
        CO_TRY(const std::size_t count, co_await wire->read_some(some));
        answer.append(some.data(), count);
        if (answer.starts_with("HTTP/1.1 4"))
            co_return fail(ErrorKind::denied, fmt::format("{} answered {}", path, answer.substr(0, 16)));
        if (answer.starts_with("HTTP/1.1 5")) co_return gone();
    }
    listening_.push_back(std::move(wire));
    co_return Result<void>();
}

Task<Result<void>> WebVisitor::listen_both(std::string for_events, std::string for_socket) {
    CO_CHECK(co_await listen(for_events + "\r\n", "/jmap/eventsource?types=*&closeafter=no&ping=0"));
    co_return co_await listen(
        for_socket +
            "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: jmap\r\n",
        "/jmap/ws");
}

Task<Result<void>> WebVisitor::carry_out(Lent<const WebVisit> visit) {
    Talk talk;
    CO_CHECK(co_await open_talk(&talk, &plan_->members[visit->member], visit->label));
    CO_CHECK(co_await upload(&talk, visit));
    CO_TRY(const std::string cookie, co_await sign_in_by_cookie(&plan_->members[visit->member]));
    CO_CHECK(co_await listen_both("Cookie: " + cookie, "Authorization: " + talk.authorization));
    for (const std::string& request : visit->requests) CO_CHECK(co_await call(&talk, &request));
    CO_CHECK(co_await write_cards(&talk, visit));
    co_return co_await ask_for_nothing(&talk, visit);
}

/// Its result, where it is none of an error.
Task<Result<json::object>> WebVisitor::call_one(Lent<const Talk> talk, std::string name,
                                                json::object arguments) {
    arguments["accountId"] = talk->collective;
    json::array calls;
    calls.emplace_back(json::array{name, std::move(arguments), "0"});
    CO_TRY(const auto answer, co_await ask_json(api_request(talk->authorization, json::serialize(calls))));
    const json::value* const responses = answer.if_contains("methodResponses");
    if (responses == nullptr || !responses->is_array() || responses->as_array().empty())
        co_return fail(ErrorKind::denied, "JMAP answered without responses");
    const json::value& response = responses->as_array().front();
    const json::object& result = response.at(1).as_object();
    const bool failed = response.at(0).as_string() == "error";
    if (const std::string refused = failed ? json::serialize(result) : refused_in(result); !refused.empty())
        co_return fail(ErrorKind::denied, fmt::format("JMAP refused {}: {}", name, refused));
    co_return result;
}

/// What one types to be let in, as the server drew it.
void WebVisitor::remember_letters(const std::string& letters) {
    made_.push_back({SecretKind::factor_letters, letters});
}

Task<Result<void>> WebVisitor::describe_collective(Lent<const PlannedMember> administrator) {
    Talk talk;
    CO_CHECK(co_await open_talk(&talk, administrator, "an administrator"));
    constexpr std::string_view places[] = {"about", "services", "joining", "canary", "transparency"};
    json::object texts;
    for (std::size_t i = 0; i < plan_->page.size(); ++i) {
        json::value& text = texts[places[i % std::size(places)]];
        const std::string before = text.is_string() ? std::string(text.get_string()) + "\n\n" : "";
        text = before + "we say " + plan_->page[i];
    }
    json::object page;
    page["texts"] = json::object{{"es", std::move(texts)}};
    page["contact"] = fmt::format("https://{}.test/", plan_->page.front());
    json::object update;
    update["singleton"] = std::move(page);
    CO_CHECK(co_await call_one(&talk, "Collective/set", {{"update", std::move(update)}}));
    co_return Result<void>();
}

Task<Result<void>> WebVisitor::change_secrets(Lent<const PlannedMember> member) {
    Talk talk;
    CO_CHECK(co_await open_talk(&talk, member, "the last one"));
    CO_TRY(const auto shown, co_await call_one(&talk, "Proof/give", {{"secret", member->password}}));
    const std::string proof = text_at(shown, "proof");
    json::object wanted;
    wanted["phone"] = json::object{{"label", "a phone"}};
    CO_TRY(const auto drawn,
           co_await call_one(&talk, "AppPassword/set", {{"proof", proof}, {"create", std::move(wanted)}}));
    remember_letters(text_at(drawn.at("created").at("phone").as_object(), "secret"));
    CO_TRY(const auto renewed, co_await call_one(&talk, "RecoveryCode/renew", {{"proof", proof}}));
    remember_letters(text_at(renewed, "recoveryCode"));
    const auto step = [&](std::string_view path, json::object body) {
        body["proof"] = proof;
        return http::ClientRequest{
            .method = http::Method::post,
            .url = url(path),
            .fields = {{"content-type", "application/json"}, {"authorization", talk.authorization}},
            .body = json::serialize(body)};
    };
    CO_TRY(const auto offer, co_await ask_json(step("/auth/totp/offer", {})));
    const std::string secret = text_at(offer, "secret");
    CO_TRY(const Bytes key, from_base32(secret));
    made_.push_back({SecretKind::second_factor, std::string(as_text(key)), Form::octets});
    remember_letters(secret);
    const std::uint32_t code = crypto::hotp(key, crypto::totp_step(SystemClock().wall()));
    CO_CHECK(co_await ask_json(step("/auth/totp/confirm", {{"code", fmt::format("{:06}", code)}})));
    CO_CHECK(
        co_await call_one(&talk, "Password/set", {{"proof", proof}, {"password", member->new_password}}));
    // This session has outlived all of it.
    const std::string shown_by = "Authorization: " + talk.authorization;
    co_return co_await listen_both(shown_by, shown_by);
}

}  // namespace milpa::defence
