// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/control/commands.hpp"

#include <boost/json/serialize.hpp>

#include "base/log.hpp"
#include "server/control/words.hpp"

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
    {"member duty", member_duty},
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
    {"dns", dns},
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

}  // namespace

std::span<const Handler> handlers() { return table; }

namespace {

Task<Result<void>> serve_one(Lent<net::Wire> wire, Lent<Server> server) {
    wire->set_deadline(request_timeout);
    FrameWire frames(wire);
    // Somebody who only looks whether anybody is at home: the command line before it asks for secrets.
    if (const auto woken = co_await wire->wait_readable(); !woken) co_return Result<void>{};
    auto read = co_await frames.read_call();
    if (!read && read.error().kind == ErrorKind::closed) co_return Result<void>{};
    CO_TRY(Call call, std::move(read));
    wire->set_deadline(answer_timeout);
    const auto answer = co_await run({server, &call, &frames});
    if (answer) {
        CO_CHECK(co_await frames.write(FrameType::result, boost::json::serialize(*answer)));
    } else {
        log::count("control.failed");
        const Error& error = answer.error();
        const boost::json::object failure{{"error", to_text(error.kind)}, {"message", plain_words(error)}};
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
