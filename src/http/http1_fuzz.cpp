// SPDX-License-Identifier: AGPL-3.0-or-later
// However the octets of a client are cut, the same answers come; a connection always ends; and no answer is
// anything but a well-formed one.
#include "base/bytes.hpp"
#include "base/ensure.hpp"
#include "base/log.hpp"
#include "http/connection.hpp"
#include "net/run_now.hpp"
#include "net/scripted_wire.hpp"

using namespace milpa;
using namespace milpa::http;

namespace {

Task<Response> echo(Request request, Lent<Body> body) {
    ensure(request.path.starts_with('/'));
    for (const auto& field : request.fields.all()) ensure(!field.value.contains('\n'));
    auto octets = co_await read_all(body, 2000);
    if (!octets) co_return response_for(octets.error());
    co_return Response{.body = std::move(*octets)};
}

struct House {
    House() {
        log::write_to(-1);
        router.add({.host = {},
                    .pattern = "/{rest...}",
                    .methods = {Method::get, Method::post},
                    .handler = echo,
                    .body_octets_max = 1000});
    }
    Router router;
    ManualClock clock;
    std::atomic<std::uint64_t> generation{0};
    Service service{.router = &router, .clock = &clock, .generation = &generation};
};

std::string answers(std::string_view said, std::size_t piece) {
    static House house;
    net::ScriptedWire wire;
    wire.is_secure();
    for (std::size_t at = 0; at < said.size(); at += piece) wire.says(std::string(said.substr(at, piece)));
    net::run_now(serve_http1(&wire, *net::PeerAddress::parse("127.0.0.1"), &house.service));
    ensure(wire.is_closed());
    ensure(wire.written().empty() || wire.written().starts_with("HTTP/1.1 "));
    return wire.written();
}

/// 100 Continue depends on what came when (RFC 9110 10.1.1).
std::string without_continue(std::string text) {
    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    for (auto at = text.find(go_on); at != std::string::npos; at = text.find(go_on))
        text.erase(at, go_on.size());
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::size_t piece = 1 + data[0] % 64;
    const std::string_view said = as_text({data + 1, size - 1});
    const std::string whole = without_continue(answers(said, said.size()));
    const std::string cut = without_continue(answers(said, piece));
    ensure(whole == cut);
    return 0;
}
