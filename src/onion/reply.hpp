// SPDX-License-Identifier: AGPL-3.0-or-later
// Replies of Tor's control port (control-spec 2.3): lines to a value. Pure.
//
//     250-ServiceID=abc        a line in the middle
//     250+info=  ... .         a line with data behind it
//     250 OK                   the last one
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace milpa::onion {

/// A line of Tor's is of a few hundred octets; a data block may be longer.
inline constexpr std::size_t line_octets_max = 4 * 1024;
inline constexpr std::size_t reply_octets_max = 64 * 1024;

struct Reply {
    int status = 0;                  ///< 250: done
    std::vector<std::string> lines;  ///< without status and separator; a data block stands behind its line
    bool good() const { return status == 250; }
    /// "ServiceID" of "ServiceID=abc", in any line. Nothing where there is none.
    std::optional<std::string_view> find(std::string_view key) const;
};

/// Takes lines, without their ends, until a reply is whole.
class ReplyReader {
public:
    /// The reply, with its last line; nothing while more is to come. Asynchronous events (6xx) are left out.
    /// Fails with `syntax`, `limit`.
    Result<std::optional<Reply>> take(std::string_view line);

private:
    Reply reply_;
    std::size_t octets_ = 0;
    bool in_data_ = false;
};

/// PROTOCOLINFO's AUTH line (control-spec 3.21): what Tor asks for.
struct Authentication {
    bool none = false;  ///< whoever reaches the port is let in
    bool safe_cookie = false;
    std::string cookie_file;  ///< its path, where there is one
};
Authentication read_authentication(const Reply& reply);

/// "abc" for "abc.onion": 56 letters and digits of a version 3 service. False for all else.
bool is_service_id(std::string_view text);
/// "ED25519-V3:" and base64: what may be sent back to Tor as a key.
bool is_service_key(std::string_view text);

}  // namespace milpa::onion
