// SPDX-License-Identifier: AGPL-3.0-or-later
// The grammar of HTTP/1.1 (RFC 9112), strictly: octets to a request, and chunks to octets. Pure: no wire.
//
// Between us and a client may stand a program that reads less strictly than we do. Whatever two of them could
// read in two ways, where one request ends and the next begins above all, is refused here and ends the
// connection (RFC 9112 11.2): two framings, a length that is no number, folded lines, bare LF or CR, white
// space around a name.
#pragma once

#include <expected>
#include <string_view>

#include "http/message.hpp"

namespace milpa::http {

/// Octets of a header, from the method to the empty line. Cookies of a whole site fit.
constexpr std::size_t header_octets_max = 32 * 1024;
/// Browsers send some twenty fields.
constexpr std::size_t fields_max = 100;
/// Octets of what stands behind a chunk's size; nobody uses it (RFC 9112 7.1.1).
constexpr std::size_t chunk_extension_octets_max = 256;
/// Octets of a chunk's line, or of all trailers: they are read as a whole.
constexpr std::size_t chunk_line_octets_max = 4096;

/// Finds the end of a header while it comes.
class HeaderScan {
public:
    enum class State : std::uint8_t {
        more,   ///< it has not ended yet
        whole,  ///< it has size() octets
        bad,    ///< 400: a line that ends or begins as none may, or a control character
        large,  ///< 431
    };
    /// `octets`: all of it so far, from its first.
    State scan(std::string_view octets);
    std::size_t size() const { return at_; }

private:
    std::size_t at_ = 0;  // what is looked through
    std::size_t line_ = 0;
    std::size_t lines_ = 0;
};

struct Http1Head {
    Request request;  ///< without peer and captured
    /// Of the body; neither: there is none.
    bool chunked = false;
    std::uint64_t length = 0;
    bool expects_continue = false;
    /// What the client wants (RFC 9112 9.3).
    bool keep_alive = true;
};
/// Of a header that HeaderScan found whole. What is refused comes with the status of the answer: 400, 414,
/// 417, 501 (a method or a transfer coding that we do not know), 505.
std::expected<Http1Head, unsigned> read_header(std::string_view header, bool secure);

/// Takes chunks apart (RFC 9112 7.1). Trailers are looked at and dropped. Ours, not Beast's: that one has
/// assertions which a client can break by where it cuts its octets.
class Chunks {
public:
    struct Step {
        std::size_t taken = 0;       ///< of the octets given: they are done with
        std::string_view data = {};  ///< within them
        bool more = false;           ///< nothing can be said until more octets are behind those not taken
    };
    /// What the next octets are, a step at a time, with at most `data_max` of data: until done() or `more`.
    /// Fails with `syntax`; with `limit` where a line, or all trailers, have more than chunk_line_octets_max.
    Result<Step> feed(std::string_view octets, std::size_t data_max = std::string_view::npos);
    bool done() const { return state_ == State::done; }

private:
    enum class State : std::uint8_t { size, data, data_end, trailers, done };
    Result<void> read_size(std::string_view line);

    State state_ = State::size;
    std::uint64_t left_ = 0;    // of the chunk
    std::size_t trailers_ = 0;  // octets of trailers so far
};

}  // namespace milpa::http
