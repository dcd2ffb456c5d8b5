// SPDX-License-Identifier: AGPL-3.0-or-later
#include "dav/dav.hpp"

#include "dav/answer.hpp"

namespace milpa::dav {

namespace {

using http::Method;

/// RFC 4918 10.1, RFC 6352 6.1, RFC 5689 3.1, RFC 6578 has none.
constexpr std::string_view compliance = "1, 3, addressbook, extended-mkcol";
constexpr std::string_view allowed =
    "OPTIONS, GET, HEAD, PUT, DELETE, COPY, MOVE, PROPFIND, PROPPATCH, MKCOL, REPORT";

Task<http::Response> serve(Lent<Call> call) {
    switch (call->asked.method) {
        case Method::get:
        case Method::head: co_return co_await get_card(call);
        case Method::put: co_return co_await put_card(call);
        case Method::remove: co_return co_await remove(call);
        case Method::propfind: co_return co_await propfind(call);
        case Method::proppatch: co_return co_await proppatch(call);
        case Method::mkcol: co_return co_await mkcol(call);
        case Method::report: co_return co_await report(call);
        case Method::copy:
        case Method::move: co_return co_await relocate(call);
        case Method::options: co_return plain(200);
        case Method::post:
        case Method::patch: break;
    }
    http::Response response = plain(405);
    response.fields.add("allow", std::string(allowed));
    co_return response;
}

Task<http::Response> handle(Lent<Doors> doors, http::Request request, Lent<http::Body> body) {
    if (request.method == Method::options) {
        // Before anybody is asked who they are: programs look first what is here.
        http::Response response = plain(200);
        response.fields.add("allow", std::string(allowed));
        response.fields.add("dav", std::string(compliance));
        co_return response;
    }
    auto octets = co_await http::read_all(body, xml_octets_max);
    if (!octets) {
        co_return plain(octets.error().kind == ErrorKind::limit ? 413 : 400);
    }
    co_return co_await doors->enter(
        std::move(request), std::move(*octets),
        [](Lent<Member> member, Asked asked) { return answer(member, std::move(asked)); });
}

Task<http::Response> lead_in() {
    // RFC 6764 5 has 301, 303 or 307: this one keeps method and body, whatever the program.
    http::Response response = plain(307);
    response.fields.add("location", "/dav/");
    co_return response;
}

}  // namespace

Task<http::Response> answer(Lent<Member> member, Asked asked) {
    auto target = read_target(asked.path);
    http::Response response;
    if (!target) {
        response = plain(404);
    } else {
        Call call{member, std::move(asked), std::move(*target), {&member->account(), &member->random()}};
        response = co_await serve(&call);
    }
    response.fields.set("dav", std::string(compliance));
    co_return response;
}

std::vector<http::Route> routes(Lent<Doors> doors) {
    // The router makes a GET of HEAD.
    const std::vector<Method> methods{Method::options, Method::get,   Method::put,      Method::remove,
                                      Method::copy,    Method::move,  Method::propfind, Method::proppatch,
                                      Method::mkcol,   Method::report};
    std::vector<http::Route> all;
    for (const std::string_view pattern : {"/dav", "/dav/{rest...}"}) {
        http::Route route;
        route.pattern = pattern;
        route.methods = methods;
        route.handler = [doors](http::Request request, Lent<http::Body> body) {
            return handle(doors, std::move(request), body);
        };
        route.body_octets_max = xml_octets_max;
        all.push_back(std::move(route));
    }
    http::Route lead;
    lead.pattern = "/.well-known/carddav";
    lead.methods = {Method::get, Method::propfind, Method::options};
    lead.handler = [](http::Request, Lent<http::Body>) { return lead_in(); };
    lead.body_octets_max = xml_octets_max;
    all.push_back(std::move(lead));
    return all;
}

}  // namespace milpa::dav
