// SPDX-License-Identifier: AGPL-3.0-or-later
// What the command line and the server say to each other over the socket in the data folder. Pure.
//
//     frame    length (4 octets, big-endian, of what follows) | type (1 octet) | payload
//     request  call (JSON: {"command": "...", ...}), then a secret frame for each secret, then end
//     reply    any number of file (JSON: {"path": "..."}) and data frames, then result or failure (JSON)
//
// One request a connection. Secrets travel in frames of their own, so that none passes through a JSON parser.
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

inline constexpr std::size_t frame_bytes_max = 1024 * 1024;
inline constexpr std::size_t secret_bytes_max = 4 * 1024;  // a share is 100 octets, a password 1,024 at most
inline constexpr std::size_t secrets_max = 32;             // more than keyholders_max and a password
/// The socket, in the data folder.
inline constexpr std::string_view socket_name = "control.sock";

enum class FrameType : std::uint8_t {
    call = 'c',
    secret = 's',
    end = 'e',
    file = 'f',
    data = 'd',
    result = 'r',
    failure = 'x'
};

struct Frame {
    FrameType type;
    std::string payload;
};

struct Call {
    std::string command;  ///< "member add"
    boost::json::object arguments;
    std::vector<crypto::SecretText> secrets;

    /// Fails with `syntax` when it is not there, or not a text.
    Result<std::string> text(std::string_view name) const;
    /// The default where it is not there; `syntax` when it is no whole number from least to most.
    Result<std::uint64_t> number(std::string_view name, std::uint64_t otherwise, std::uint64_t least,
                                 std::uint64_t most) const;
    /// Takes secret n out. Fails with `missing`.
    Result<crypto::SecretText> take_secret(std::size_t index);
};

std::string encode(FrameType type, std::string_view payload);
/// The first whole frame of `buffer`, which is removed from it (and wiped); nothing while it is not whole.
/// Fails with `syntax` or `limit`.
Result<std::optional<Frame>> take_frame(std::string& buffer);
Result<boost::json::object> parse_object(std::string_view text);

/// Reads and writes frames on a wire. One user at a time.
class FrameWire {
public:
    explicit FrameWire(Lent<net::Wire> wire) : wire_(wire) {}
    ~FrameWire();
    Task<Result<Frame>> read();
    Task<Result<void>> write(FrameType type, std::string_view payload);
    Task<Result<Call>> read_call();
    Task<Result<void>> write_call(Lent<const Call> call);
    void close() { wire_->close(); }

private:
    const Lent<net::Wire> wire_;
    std::string buffer_;
};

}  // namespace milpa::server::control
