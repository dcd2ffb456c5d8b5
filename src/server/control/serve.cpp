// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/control/serve.hpp"

#include <boost/json/serialize.hpp>

#include "base/log.hpp"
#include "jmap/dispatch.hpp"
#include "jmap/wiped_json.hpp"
#include "server/api/api.hpp"
#include "server/api/guest.hpp"
#include "server/house.hpp"
#include "server/server.hpp"

namespace milpa::server::control {

namespace {

/// A request is written by a program at once; a person has typed before.
constexpr std::chrono::seconds request_timeout{30};
/// For the work (a change of quorum, an export, a purge) and for a slow reader of the answer.
constexpr std::chrono::hours answer_timeout{24};

/// The Response as text, which the caller wipes.
Task<Result<std::string>> call(Lent<Server> server, std::string text) {
    api::LocalRoom room(server, &server->house());
    const jmap::Catalogue& catalogue = server->api().catalogue();
    auto request = jmap::read_request(text, catalogue, room.limits(), jmap::wiping_memory());
    crypto::wipe(text);
    if (!request) co_return fail(ErrorKind::syntax, std::move(request.error().detail));
    jmap::Context context(&room, &catalogue);
    auto response = co_await jmap::run_request(&context, std::move(*request), "local");
    std::string answer = jmap::serialize_once(response);
    jmap::wipe_texts(response);
    co_return answer;
}

Task<Result<std::string>> export_mail(Lent<Server> server, std::string proof, Lent<FrameWire> frames) {
    const auto octets = from_hex(proof);
    crypto::wipe(proof);
    const auto id =
        octets ? members::ProofId::from(ByteView(*octets)) : Result<members::ProofId>(octets.error());
    if (!id) co_return fail(ErrorKind::syntax, "not a proof");
    CO_TRY(members::Login login, server->sign_ins().proof(*id, std::nullopt));
    CO_TRY(const boost::json::object answer, co_await leave(server, std::move(login), frames));
    co_return boost::json::serialize(answer);
}

Task<Result<std::string>> answer(Lent<Server> server, Frame request, Lent<FrameWire> frames) {
    switch (request.type) {
        case FrameType::call: co_return co_await call(server, std::move(request.payload));
        case FrameType::leave: co_return co_await export_mail(server, std::move(request.payload), frames);
        default: co_return fail(ErrorKind::syntax, "a request is a call, or leave");
    }
}

Task<Result<void>> serve_one(Lent<net::Wire> wire, Lent<Server> server) {
    wire->set_deadline(request_timeout);
    FrameWire frames(wire, request_octets_max);
    // Somebody who only looks whether anybody is at home: the command line before it asks for secrets.
    if (const auto woken = co_await wire->wait_readable(); !woken) co_return Result<void>{};
    auto read = co_await frames.read();
    if (!read && read.error().kind == ErrorKind::closed) co_return Result<void>{};
    CO_TRY(Frame request, std::move(read));
    wire->set_deadline(answer_timeout);
    auto answered = co_await answer(server, std::move(request), &frames);
    if (answered) {
        const auto sent = co_await frames.write(FrameType::result, *answered);
        crypto::wipe(*answered);
        CO_CHECK(sent);
    } else {
        log::count("control.failed");
        const Error& error = answered.error();
        const boost::json::object failure{{"error", to_text(error.kind)}, {"message", error.detail}};
        CO_CHECK(co_await frames.write(FrameType::failure, boost::json::serialize(failure)));
    }
    co_return co_await wire->shutdown();
}

}  // namespace

Task<> serve_control(std::unique_ptr<net::Wire> wire, Lent<Server> server) {
    const auto served = co_await serve_one(wire.get(), server);
    if (!served) log::count("control.broken");
}

}  // namespace milpa::server::control
