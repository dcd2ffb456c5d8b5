// SPDX-License-Identifier: AGPL-3.0-or-later
// What the running server does when `milpa` asks: one handler a command, found by its words. A handler's
// answer is a JSON object; its member "text" is the same for people and is left out under --json.
#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string_view>

#include "base/lent.hpp"
#include "base/task.hpp"
#include "crypto/quorum.hpp"
#include "server/control/frames.hpp"

namespace milpa::server {
class Server;
}

namespace milpa::server::control {

using Answer = Task<Result<boost::json::object>>;

struct Request {
    Lent<Server> server;
    Lent<Call> call;
    Lent<FrameWire> wire;  ///< for handlers that send files before their answer
};

struct Handler {
    std::string_view words;
    Answer (*run)(Request);
};
std::span<const Handler> handlers();

/// Serves one request on a wire from the control socket. Never fails.
Task<> serve_control(std::unique_ptr<net::Wire> wire, Lent<Server> server);

/// All secrets from the one with that number on, as shares. Fails with `syntax`, and says which one it is.
Result<std::vector<crypto::Share>> take_shares(const Call& call, std::size_t from);

// One a command; each in the file that is named for its noun.
Answer status(Request);
Answer unlock(Request);
Answer lock(Request);
Answer keyholders_show(Request);
Answer keyholders_change(Request);
Answer keyholders_confirm(Request);
Answer member_add(Request);
Answer member_list(Request);
Answer member_suspend(Request);
Answer member_restore(Request);
Answer member_remove(Request);
Answer member_quota(Request);
Answer member_duty(Request);
Answer member_password(Request);
Answer member_app_password_add(Request);
Answer member_app_password_list(Request);
Answer member_app_password_remove(Request);
Answer member_recovery_code(Request);
Answer member_recover(Request);
Answer member_reset(Request);
Answer member_reopen(Request);
Answer alias_set(Request);
Answer alias_remove(Request);
Answer alias_list(Request);
Answer domain_add(Request);
Answer domain_remove(Request);
Answer domain_list(Request);
Answer dns(Request);
Answer held(Request);
Answer leave(Request);
Answer queue(Request);
Answer queue_retry(Request);
Answer certificate_set(Request);
Answer purge(Request);

}  // namespace milpa::server::control
