// SPDX-License-Identifier: AGPL-3.0-or-later
// A response as HTTP/1.1 writes it (RFC 9112). Pure.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "http/message.hpp"

namespace milpa::http {

/// How a client knows where the body ends.
enum class Framing : std::uint8_t {
    none,     ///< there is none, and nothing is said of it (1xx, 204, 304)
    length,   ///< Content-Length
    chunked,  ///< of a length that nobody knows yet
    close,    ///< the same, to HTTP/1.0
};

struct Http1Facts {
    Framing framing = Framing::length;
    std::uint64_t length = 0;
    bool keep_alive = true;
    Version version = Version::http11;
};
/// How this response is framed: the body's length where there is one, whether it is sent or not (HEAD).
Http1Facts facts_of(const Response& response, Version version, bool keep_alive);

/// Status line and fields, with the empty line. Fields whose value would end a line are left out: a handler
/// that passes on what a client sent must not be a way to write headers.
void append_head(std::string& to, const Response& response, const Http1Facts& facts, WallTime now);

/// RFC 9112 7.1: a chunk of these octets, at least one; the last one.
void append_chunk(std::string& to, std::string_view octets);
constexpr std::string_view last_chunk = "0\r\n\r\n";

}  // namespace milpa::http
