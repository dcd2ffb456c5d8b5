// SPDX-License-Identifier: AGPL-3.0-or-later
// The control socket: the API for who is at the machine itself, as the user whose folder it is. What `milpa`
// asks is a Request of JMAP, carried out in a room that bears every duty and has no account; the one act that
// is no method is `leave`, since it streams files.
#pragma once

#include <boost/json/object.hpp>

#include "base/lent.hpp"
#include "base/task.hpp"
#include "members/login.hpp"
#include "server/control/frames.hpp"

namespace milpa::server {
class Server;
}

namespace milpa::server::control {

/// Serves one request on a wire from the control socket. Never fails.
Task<> serve_control(std::unique_ptr<net::Wire> wire, Lent<Server> server);

/// All mail of the login's account, as files; the answer is {"messages"}.
Task<Result<boost::json::object>> leave(Lent<Server> server, members::Login login, Lent<FrameWire> wire);

}  // namespace milpa::server::control
