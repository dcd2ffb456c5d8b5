// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/founding/web.hpp"

#include <cstdlib>

#include "base/ensure.hpp"
#include "crypto/code_text.hpp"
#include "jmap/session.hpp"
#include "net/machine.hpp"
#include "net/peer.hpp"
#include "pages/pages.hpp"
#include "portal/routes.hpp"
#include "server/api/api.hpp"
#include "server/api/families.hpp"
#include "server/api/guest.hpp"
#include "server/api/shown.hpp"

namespace milpa::server::founding {

namespace {

/// Who comes while nothing is founded: there is the desk, and nothing else to ask for.
class FoundingRoom final : public jmap::Room {
public:
    FoundingRoom(Lent<jmap::FoundingDesk> desk, Lent<const Clock> clock, Lent<Random> random)
        : desk_(desk), clock_(clock), random_(random) {}

    jmap::FoundingDesk* founding_desk() override { return desk_.get(); }
    const members::Login* login() const override { return nullptr; }
    void settle() override {}
    const Clock& clock() const override { return *clock_; }
    Random& random() override { return *random_; }
    const jmap::Limits& limits() const override { return limits_; }
    mail::account::Quota quota() const override { return {.octets_max = 0, .messages_max = 0}; }
    Result<std::vector<std::string>> own_addresses() const override { return std::vector<std::string>(); }
    Result<std::string> own_name() const override { return std::string(); }
    // Of a collective; the methods of a founding (founding_families()) ask for none.
    mail::account::Account& account() override { nothing(); }
    members::Collective& collective() override { nothing(); }
    members::Members& members() override { nothing(); }
    store::ObjectWriter write_object() override { nothing(); }
    jmap::House& house() override { nothing(); }
    jmap::PushCarrier& push_carrier() override { nothing(); }

private:
    [[noreturn]] static void nothing() {
        ensure(false);
        std::abort();
    }

    const Lent<jmap::FoundingDesk> desk_;
    const Lent<const Clock> clock_;
    const Lent<Random> random_;
    const jmap::Limits limits_;
};

/// "::", "0.0.0.0": whoever reaches the machine by any of its addresses.
bool is_everywhere(std::string_view listen) {
    const auto address = net::PeerAddress::parse(listen);
    return address && std::ranges::all_of(address->bytes(), [](std::uint8_t octet) { return octet == 0; });
}

}  // namespace

Pages::Pages(Lent<jmap::FoundingDesk> desk, Lent<const Clock> clock, Lent<Random> random)
    : desk_(desk), clock_(clock), random_(random), catalogue_(api::founding_families()) {}

Task<http::Response> Pages::session(http::Request request) {
    FoundingRoom room(desk_, clock_, random_);
    const jmap::Context context(&room, &catalogue_);
    co_return api::json_response(
        200, jmap::guest_session_object(&context, {api::origin_of(request)}, api::guest_request_octets_max));
}

Task<http::Response> Pages::call(http::Request request, Lent<http::Body> body) {
    if (!api::may_ask_as_guest(request)) co_return api::nobody_there(request);
    auto text = co_await http::read_all(body, api::guest_request_octets_max);
    if (!text) co_return http::response_for(text.error());
    FoundingRoom room(desk_, clock_, random_);
    co_return co_await api::answer_guest(&room, &catalogue_, std::move(request), std::move(*text));
}

void Pages::add_last_routes(Lent<http::Router> router, Lent<const Clock> clock) {
    for (http::Route& route : pages::unfounded_routes(clock)) router->add(std::move(route));
    router->add({.host = {},
                 .pattern = std::string(jmap::api_path),
                 .methods = {http::Method::post},
                 .handler = [](http::Request request, Lent<http::Body>) -> Task<http::Response> {
                     co_return api::refusal_of(fail(ErrorKind::closed, "the collective's server begins"),
                                               request);
                 },
                 .policy = http::Policy::api,
                 .body_octets_max = api::guest_request_octets_max});
}

void Pages::add_routes(Lent<http::Router> router) {
    for (http::Route& route : pages::unfounded_routes(clock_)) router->add(std::move(route));
    portal::add_routes(router, clock_->wall());
    for (const std::string_view path : {std::string_view("/.well-known/jmap"), jmap::session_path}) {
        router->add({.host = {},
                     .pattern = std::string(path),
                     .methods = {http::Method::get},
                     .handler = [this](http::Request request,
                                       Lent<http::Body>) { return session(std::move(request)); },
                     .policy = http::Policy::api});
    }
    router->add({.host = {},
                 .pattern = std::string(jmap::api_path),
                 .methods = {http::Method::post},
                 .handler = [this](http::Request request,
                                   Lent<http::Body> body) { return call(std::move(request), body); },
                 .policy = http::Policy::api,
                 .body_octets_max = api::guest_request_octets_max});
}

std::vector<crypto::SecretText> founder_links(const Settings& settings, const crypto::SecretText& token) {
    std::vector<std::string> hosts;
    if (is_everywhere(settings.listen)) {
        hosts = net::machine_addresses(links_max);
        hosts.insert(hosts.begin(), "localhost");
    } else {
        hosts.push_back(settings.listen);
    }
    constexpr std::uint32_t https_default = 443;
    const std::string port =
        settings.ports.https == https_default ? "" : fmt::format(":{}", settings.ports.https);
    std::vector<crypto::SecretText> links;
    for (const std::string& host : hosts) {
        const bool is_v6 = host.contains(':');
        crypto::WipedString link(host.size() + token.view().size() + 64);
        fmt::format_to(std::back_inserter(link.text), "https://{}{}{}{}/portal/found#{}", is_v6 ? "[" : "",
                       host, is_v6 ? "]" : "", port, token.view());
        links.emplace_back(link.text);
    }
    return links;
}

}  // namespace milpa::server::founding
