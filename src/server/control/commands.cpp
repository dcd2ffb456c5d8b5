// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/control/commands.hpp"

#include <boost/json/serialize.hpp>

#include "base/log.hpp"

namespace milpa::server::control {

namespace {

/// A request is written by a program at once; a person has typed before.
constexpr std::chrono::seconds request_timeout{30};
/// For the work (a change of quorum, an export, a purge) and for a slow reader of the answer.
constexpr std::chrono::hours answer_timeout{24};

constexpr Handler table[] = {
    {"status", status},
    {"unlock", unlock},
    {"lock", lock},
    {"keyholders show", keyholders_show},
    {"keyholders change", keyholders_change},
    {"keyholders confirm", keyholders_confirm},
    {"member add", member_add},
    {"member list", member_list},
    {"member suspend", member_suspend},
    {"member restore", member_restore},
    {"member remove", member_remove},
    {"member quota", member_quota},
    {"member password", member_password},
    {"member app-password add", member_app_password_add},
    {"member app-password list", member_app_password_list},
    {"member app-password remove", member_app_password_remove},
    {"member recovery-code", member_recovery_code},
    {"member recover", member_recover},
    {"member reset", member_reset},
    {"member reopen", member_reopen},
    {"alias set", alias_set},
    {"alias remove", alias_remove},
    {"alias list", alias_list},
    {"domain add", domain_add},
    {"domain remove", domain_remove},
    {"domain list", domain_list},
    {"held", held},
    {"leave", leave},
    {"queue", queue},
    {"queue retry", queue_retry},
    {"certificate set", certificate_set},
    {"purge", purge},
};

Answer run(Request request) {
    for (const Handler& handler : table) {
        if (handler.words == request.call->command) co_return co_await handler.run(request);
    }
    co_return fail(ErrorKind::missing, "the server does not know this command: is it of another version?");
}

/// What a person reads when a failure has no words of its own.
std::string_view plain_words(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::syntax: return "that was not understood";
        case ErrorKind::missing: return "there is no such thing here";
        case ErrorKind::denied: return "refused: a wrong address or secret, or not allowed";
        case ErrorKind::conflict: return "it is there already, or in use";
        case ErrorKind::limit: return "that is too much, or too often: try again later";
        case ErrorKind::closed: return "the server is locked, or stopping";
        case ErrorKind::timeout: return "it took too long";
        case ErrorKind::io: return "the disk or the network failed";
        case ErrorKind::corrupt: return "something on the disk is not what was stored there";
    }
    return "";
}

}  // namespace

std::span<const Handler> handlers() { return table; }

namespace {

Task<Result<void>> serve_one(Lent<net::Wire> wire, Lent<Server> server) {
    wire->set_deadline(request_timeout);
    FrameWire frames(wire);
    CO_TRY(Call call, co_await frames.read_call());
    wire->set_deadline(answer_timeout);
    const auto answer = co_await run({server, &call, &frames});
    if (answer) {
        CO_CHECK(co_await frames.write(FrameType::result, boost::json::serialize(*answer)));
    } else {
        log::count("control.failed");
        const Error& error = answer.error();
        const boost::json::object failure{
            {"error", to_text(error.kind)},
            {"message", error.detail.empty() ? std::string(plain_words(error.kind)) : error.detail}};
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
