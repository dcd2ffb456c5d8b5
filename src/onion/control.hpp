// SPDX-License-Identifier: AGPL-3.0-or-later
// An onion service through Debian's tor, by its control port: for as long as the connection lives, and no
// longer.
//
// What always holds
// - The service's key is ours: sealed in the directory, given to Tor when the server is unlocked, gone from
//   Tor's memory when the connection ends (ADD_ONION without Detach). No folder of Tor's ever holds it.
// - Who comes through the service comes from this machine as far as sockets can tell. So it arrives at ports
//   of its own, and nothing that is allowed on loopback is allowed there.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/lent.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "crypto/secret.hpp"
#include "net/line_reader.hpp"
#include "net/wire.hpp"
#include "onion/reply.hpp"

namespace milpa::onion {

/// Tor answers at once; what takes longer is not Tor.
inline constexpr std::chrono::seconds reply_timeout{15};

struct Port {
    std::uint16_t outside = 0;  ///< as people name it: 443
    std::uint16_t inside = 0;   ///< of ours on 127.0.0.1
};

struct Published {
    std::string service;                    ///< "abc" of "abc.onion"
    std::optional<crypto::SecretText> key;  ///< of a new service: to be kept, sealed
};

/// One control connection. Belongs to a coroutine of the wire's thread.
class Control {
public:
    Control(Lent<net::Wire> wire, Lent<Random> random) : reader_(wire), random_(random) {}

    /// PROTOCOLINFO and AUTHENTICATE. `cookie_file`: instead of the path that Tor names; empty: that one.
    /// Fails with `denied` (Tor wants what we do not have, or it is not Tor: SAFECOOKIE proves both sides),
    /// `missing` (the cookie cannot be read), `syntax`, `limit`, `timeout`, `closed`, `io`.
    Task<Result<void>> authenticate(std::string cookie_file);
    /// A new service, or the one of the key. Fails with `conflict` where Tor has it already, `denied`.
    Task<Result<Published>> publish(std::optional<crypto::SecretText> key, std::vector<Port> ports);
    /// Returns when the connection has ended, or the wire was nudged or the server stops.
    Task<> wait_for_end();

private:
    Task<Result<Reply>> ask(std::string command);
    Task<Result<void>> prove_cookie(std::string cookie_file);

    net::LineReader reader_;
    const Lent<Random> random_;
};

}  // namespace milpa::onion
