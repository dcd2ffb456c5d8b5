// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/wkd.hpp"

#include "members/address.hpp"
#include "members/openpgp.hpp"
#include "wellknown/openpgp.hpp"

namespace milpa::server {

namespace {

/// The member's address of the domain (in ASCII) that has this hash. Those who are suspended get no mail.
std::optional<std::string> address_with(const members::MemberRecord& member, std::string_view domain,
                                        std::string_view hash) {
    if (member.suspended()) return std::nullopt;
    for (const std::string& text : member.data.addresses()) {
        const auto address = members::Address::parse(text);
        if (!address || wellknown::wkd_hash(address->local()) != hash) continue;
        const auto ascii = members::domain_to_ascii(address->domain());
        if (ascii && *ascii == domain) return text;
    }
    return std::nullopt;
}

/// With the user ids of that address alone: what else somebody is called is not asked for.
Result<Bytes> find_key(const members::Collective& collective, std::string_view domain,
                       std::string_view hash) {
    TRY(const auto all, collective.members());
    for (const auto& member : all) {
        const auto address = address_with(*member, domain, hash);
        if (!address) continue;
        TRY(const std::string key, members::read_openpgp_key(collective, member->id));
        return wellknown::openpgp_key_for(as_bytes(key), [&](std::string_view of_key) {
            const auto parsed = members::Address::parse(of_key);
            return parsed && parsed->text() == *address;
        });
    }
    return fail(ErrorKind::missing, "no such key");
}

Task<http::Response> answer_key(Lent<const members::Collective> collective, std::string domain,
                                std::string hash) {
    const auto key = find_key(*collective, domain, hash);
    if (!key) co_return http::status_response(404);
    http::Response response{.body = std::string(as_text(*key))};
    response.fields.add("content-type", "application/octet-stream");
    co_return response;
}

/// Section 4.5: nothing to be told is an empty file.
Task<http::Response> answer_policy() {
    http::Response response{.body = std::string()};
    response.fields.add("content-type", "text/plain; charset=utf-8");
    co_return response;
}

}  // namespace

void add_wkd_routes(Lent<http::Router> router, Lent<const members::Collective> collective,
                    const std::vector<std::string>& domains) {
    const auto add = [&](const std::string& host, std::string pattern, http::Handler handler) {
        router->add({.host = host,
                     .pattern = std::move(pattern),
                     .methods = {http::Method::get},
                     .handler = std::move(handler),
                     .policy = http::Policy::open});
    };
    for (const std::string& domain : domains) {
        const struct {
            std::string host;
            std::string place;
        } methods[] = {{domain, "/.well-known/openpgpkey"},
                       // At every host of ours: the portal asks where it is.
                       {"", "/.well-known/openpgpkey/" + domain}};
        for (const auto& [host, place] : methods) {
            add(host, place + "/policy", [](http::Request, Lent<http::Body>) { return answer_policy(); });
            add(host, place + "/hu/{hash}", [collective, domain](http::Request request, Lent<http::Body>) {
                return answer_key(collective, domain, std::move(request.captured.front()));
            });
        }
    }
}

}  // namespace milpa::server
