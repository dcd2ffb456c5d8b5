// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/web_public.hpp"

#include "http/assets.hpp"
#include "server/renewals.hpp"
#include "wellknown/mail_programs.hpp"
#include "wellknown/policies.hpp"

namespace milpa::server {

namespace {

using http::Asset;
using http::Body;
using http::Method;
using http::Policy;
using http::Request;
using http::Response;
using http::Route;

constexpr std::string_view text_plain = "text/plain; charset=utf-8";
constexpr std::string_view text_xml = "application/xml; charset=utf-8";

/// Where a member changes their password.
constexpr std::string_view password_place = "/portal/settings/signing-in";

/// All that the routes stand on; theirs together, for as long as the router lives.
struct Public {
    PublicPlaces places;
    wellknown::MailHouse house;
    Lent<const Clock> clock;
    Lent<Random> random;

    const std::string& domain() const { return places.domains.front(); }
    bool is_ours(std::string_view domain) const {
        return std::ranges::find(places.domains, domain) != places.domains.end();
    }
    /// Of an address, where it is of a domain of ours.
    bool is_our_address(std::string_view address) const {
        return wellknown::is_plain_address(address) && is_ours(address.substr(address.find('@') + 1));
    }
};
using Shared = std::shared_ptr<const Public>;

std::uint16_t port_of(std::uint32_t number) { return static_cast<std::uint16_t>(number); }

Response content(std::string_view type, std::string text) {
    Response response{.body = std::move(text)};
    response.fields.add("content-type", std::string(type));
    return response;
}

/// The domain that a mail program asks for: in the query, or the host without its first label.
std::string asked_domain(const Request& request, const Public& facts) {
    if (const auto address = request.parameter("emailaddress")) {
        const auto at = address->find('@');
        if (at != std::string::npos && facts.is_ours(address->substr(at + 1))) return address->substr(at + 1);
    }
    if (facts.is_ours(request.host)) return request.host;
    const auto dot = request.host.find('.');
    if (dot != std::string::npos && facts.is_ours(request.host.substr(dot + 1)))
        return request.host.substr(dot + 1);
    return facts.domain();
}

Task<Response> answer_autoconfig(Shared facts, Request request) {
    co_return content(text_xml, wellknown::autoconfig(facts->house, asked_domain(request, *facts)));
}

Task<Response> answer_autodiscover(Shared facts, Lent<Body> body) {
    const auto xml = co_await http::read_all(body, wellknown::autodiscover_octets_max);
    if (!xml) co_return http::response_for(xml.error());
    const auto address = wellknown::read_autodiscover(*xml);
    if (!address) co_return http::response_for(address.error());
    if (!facts->is_our_address(*address)) co_return http::status_response(404);
    co_return content(text_xml, wellknown::autodiscover(facts->house, *address));
}

Task<Response> answer_apple(Shared facts, Request request) {
    const std::string address = request.parameter("address").value_or("");
    if (!facts->is_our_address(address))
        co_return http::text_response(404, "404 There is no such address here.");
    Response response = content("application/x-apple-aspen-config",
                                wellknown::apple_profile(facts->house, address, *facts->random));
    response.fields.add("content-disposition", "attachment; filename=\"mail.mobileconfig\"");
    response.fields.add("cache-control", "no-store");
    co_return response;
}

Task<Response> answer_security(Shared facts) {
    co_return content(text_plain, wellknown::security_text(facts->domain(), facts->clock->wall()));
}

Task<Response> answer_mta_sts(Shared facts) {
    const auto mode =
        facts->places.mta_sts_enforce() ? wellknown::MtaStsMode::enforce : wellknown::MtaStsMode::testing;
    co_return content(text_plain, wellknown::mta_sts_policy(mode, {facts->house.host, facts->domain()}));
}

Task<Response> answer_challenge(Lent<const Renewals> renewals, Request request) {
    auto shown = renewals->answer(request.captured.front());
    if (!shown) co_return http::status_response(404);
    Response response = content("application/octet-stream", *std::move(shown));
    response.fields.add("cache-control", "no-store");
    co_return response;
}

/// Where programs that keep passwords send people (https://www.w3.org/TR/change-password-url/).
Task<Response> lead_to_password() {
    Response response{.status = 303};
    response.fields.add("location", std::string(password_place));
    co_return response;
}

void add_pages(Lent<http::Router> router, const Public& facts) {
    const auto robots = std::make_shared<const Asset>(
        std::string(wellknown::robots_text),
        http::AssetOptions{.content_type = std::string(text_plain), .modified = facts.clock->wall()});
    router->add({.host = {},
                 .pattern = "/robots.txt",
                 .methods = {Method::get},
                 .handler = Asset::handler(robots),
                 .policy = Policy::open});
    router->add({.host = {},
                 .pattern = "/.well-known/change-password",
                 .methods = {Method::get},
                 .handler = [](Request, Lent<Body>) { return lead_to_password(); },
                 .policy = Policy::page});
}

}  // namespace

void add_public_routes(Lent<http::Router> router, PublicPlaces places, Lent<const Clock> clock,
                       Lent<Random> random) {
    const Ports& ports = places.ports;
    // The name that the DNS of the collective gives to this machine (docs/guide/dns.md).
    wellknown::MailHouse house{.host = "mail." + places.domains.front(),
                               .imaps = port_of(ports.imaps),
                               .imap = port_of(ports.imap),
                               .submissions = port_of(ports.submissions),
                               .submission = port_of(ports.submission),
                               .https = port_of(ports.https)};
    const auto facts =
        std::make_shared<const Public>(Public{std::move(places), std::move(house), clock, random});
    add_pages(router, *facts);
    const auto add = [&](std::string host, std::string_view pattern, Method method, http::Handler handler) {
        Route route{.host = std::move(host),
                    .pattern = std::string(pattern),
                    .methods = {method},
                    .handler = std::move(handler),
                    .policy = Policy::open};
        if (method == Method::post) route.body_octets_max = wellknown::autodiscover_octets_max;
        router->add(std::move(route));
    };
    for (const std::string_view path :
         {"/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml"})
        add({}, path, Method::get,
            [facts](Request request, Lent<Body>) { return answer_autoconfig(facts, std::move(request)); });
    // Outlook writes it in more than one way.
    for (const std::string_view path : {"/autodiscover/autodiscover.xml", "/Autodiscover/Autodiscover.xml",
                                        "/AutoDiscover/AutoDiscover.xml"})
        add({}, path, Method::post,
            [facts](Request, Lent<Body> body) { return answer_autodiscover(facts, body); });
    add({}, "/mail/apple", Method::get,
        [facts](Request request, Lent<Body>) { return answer_apple(facts, std::move(request)); });
    add({}, "/.well-known/security.txt", Method::get,
        [facts](Request, Lent<Body>) { return answer_security(facts); });
    for (const std::string& domain : facts->places.domains)
        add("mta-sts." + domain, "/.well-known/mta-sts.txt", Method::get,
            [facts](Request, Lent<Body>) { return answer_mta_sts(facts); });
}

void add_challenge_route(Lent<http::Router> router, Lent<const Renewals> renewals) {
    router->add({.host = {},
                 .pattern = "/.well-known/acme-challenge/{token}",
                 .methods = {Method::get},
                 .handler = [renewals](Request request,
                                       Lent<Body>) { return answer_challenge(renewals, std::move(request)); },
                 .policy = Policy::open,
                 .in_clear = true});
}

}  // namespace milpa::server
