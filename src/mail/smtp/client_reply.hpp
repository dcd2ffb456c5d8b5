// SPDX-License-Identifier: AGPL-3.0-or-later
// What a server answers (RFC 5321 4.2.1): lines -> ServerReply. Pure, bounded, tolerant of what servers do.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "mail/smtp/reply.hpp"

namespace milpa::mail::smtp {

/// RFC 5321 4.5.3.1.5 says 512; servers with long explanations exist.
inline constexpr std::size_t reply_line_octets_max = 4096;
/// Lines of one reply; EHLO has about 20. Those beyond are an error: a peer that never ends.
inline constexpr std::size_t reply_lines_max = 128;
/// All the text that is kept of one reply, what is beyond is cut: it ends up in a report to a person.
inline constexpr std::size_t reply_text_octets_max = 8 * 1024;

struct ServerReply {
    std::uint16_t code = 0;  ///< 200 to 599
    Status status;           ///< of the first line (RFC 2034); its kind is the code's first digit, or 0
    std::vector<std::string> lines;  ///< without code and status; control characters are replaced by '?'

    bool is_positive() const { return code < 300; }
    bool is_intermediate() const { return code >= 300 && code < 400; }
    bool is_temporary() const { return code >= 400 && code < 500; }
    bool is_permanent() const { return code >= 500; }
    /// The lines, joined by a space.
    std::string text() const;
};

class ReplyParser {
public:
    /// A line without its end. Gives the reply at its last line. Fails with `syntax` (no code, or it changes
    /// within a reply) or `limit`; then the session is over.
    Result<std::optional<ServerReply>> line(std::string_view line);

private:
    ServerReply reply_;
    std::size_t lines_ = 0;
    std::size_t octets_ = 0;
};

}  // namespace milpa::mail::smtp
