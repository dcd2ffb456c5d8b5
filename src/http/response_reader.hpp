// SPDX-License-Identifier: AGPL-3.0-or-later
// The client's side of HTTP/1.1: octets to a response, by Beast's parser. Pure: no wire, no clock.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/message.hpp"

namespace milpa::http {

/// What a server answered. Names of fields are in lower case.
struct ClientResponse {
    unsigned status = 0;
    Fields fields{};
    std::string body{};
};

/// Fields of an answer, all together, and the head of a chunk.
constexpr std::size_t answer_header_octets_max = 32 * 1024;
/// RFC 9110 15.2: answers that only say "go on" before the one that counts.
constexpr unsigned interim_answers_max = 8;

/// One response, which takes what a request of `method` expects. After a failure, or when it is whole, it
/// takes nothing more.
class ResponseReader {
public:
    ResponseReader(Method method, std::size_t body_octets_max);
    ~ResponseReader();

    /// True when the response is whole; what comes behind it is not looked at (one request a connection).
    /// Fails with `syntax`, `limit` (a header or body that is too large, interim answers without end).
    Result<bool> take(std::string_view octets);
    /// The server has ended its side: right only where that is what ends the body (RFC 9112 6.3, 8), and
    /// nobody could have cut it off (`in_order`, over TLS: close_notify). Fails with `closed`.
    Result<void> end(bool in_order);
    /// Once, when it is whole.
    ClientResponse response() &&;

private:
    struct Parser;
    Result<void> finish_interim();

    const Method method_;
    const std::size_t body_octets_max_;
    std::unique_ptr<Parser> parser_;
    std::string pending_;  // a header, or a chunk's, that is not whole yet
    unsigned interim_ = 0;
};

}  // namespace milpa::http
