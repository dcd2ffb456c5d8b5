// SPDX-License-Identifier: AGPL-3.0-or-later
// What the command line and the server say to each other over the socket in the data folder. Pure.
//
//     frame    length (4 octets, big-endian, of what follows) | type (1 octet) | payload
//     request  call: the Request object of the API (RFC 8620 3.3); or leave: a proof (Proof/give)
//     reply    to call: result (the Response object) or failure (JSON: {"error", "message"})
//              to leave: any number of file (JSON: {"path": "..."}) and data frames, then result or failure
//
// One request a connection. What has passed through is wiped.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/lent.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "crypto/secret.hpp"
#include "net/wire.hpp"

namespace milpa::server::control {

/// A request: a few calls with an address list or a certificate, at most.
inline constexpr std::size_t request_octets_max = 1024 * 1024;
/// A reply: all members of a large collective.
inline constexpr std::size_t reply_octets_max = 64 * 1024 * 1024;
/// What a person types in one line: a share is 100 octets, a password 1,024 at most.
inline constexpr std::size_t secret_bytes_max = 4 * 1024;
/// The socket, in the data folder.
inline constexpr std::string_view socket_folder = "run";
inline constexpr std::string_view socket_name = "run/control.sock";

enum class FrameType : std::uint8_t {
    call = 'c',
    leave = 'l',
    file = 'f',
    data = 'd',
    result = 'r',
    failure = 'x'
};

struct Frame {
    FrameType type;
    std::string payload;  ///< the caller's to wipe
};

std::string encode(FrameType type, std::string_view payload);
/// The first whole frame of `buffer`, which is removed from it (and wiped); nothing while it is not whole.
/// Fails with `syntax` or `limit`.
Result<std::optional<Frame>> take_frame(std::string& buffer, std::size_t octets_max);
/// In memory that is wiped. Fails with `syntax`.
Result<boost::json::object> parse_object(std::string_view text);

/// Reads and writes frames on a wire. One user at a time.
class FrameWire {
public:
    /// `octets_max`: of a frame that is read.
    FrameWire(Lent<net::Wire> wire, std::size_t octets_max) : wire_(wire), octets_max_(octets_max) {}
    ~FrameWire();
    Task<Result<Frame>> read();
    Task<Result<void>> write(FrameType type, std::string_view payload);
    void close() { wire_->close(); }

private:
    const Lent<net::Wire> wire_;
    const std::size_t octets_max_;
    std::string buffer_;
};

}  // namespace milpa::server::control
