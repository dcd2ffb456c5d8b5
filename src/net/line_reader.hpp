// SPDX-License-Identifier: AGPL-3.0-or-later
// Lines and counted bytes from a wire, through one bounded buffer that exists only while there are bytes in
// it.
#pragma once

#include <algorithm>
#include <memory>

#include "base/ensure.hpp"
#include "net/wire.hpp"

namespace milpa::net {

enum class LineEnd : unsigned char {
    crlf,
    bare_lf,  ///< ended by LF without CR: SMTP must refuse it (RFC 5321 2.3.8; request smuggling)
};

/// Without its end. The view is valid until the reader's next call.
struct Line {
    std::string_view text;
    LineEnd end = LineEnd::crlf;
    bool has_bare_cr = false;  ///< a CR inside that no LF follows (text keeps it)
    bool is_strict() const { return end == LineEnd::crlf && !has_bare_cr; }
};

/// Borrows the wire. One call at a time.
class LineReader {
public:
    /// Buffers are of this many bytes, or of a whole line where that is longer.
    static constexpr std::size_t buffer_bytes = 4096;

    explicit LineReader(Lent<Wire> wire) : wire_(wire) {}

    /// The next line, of at most `bytes_max` bytes without its end. A longer one fails with `limit`, and the
    /// next call skips what is left of it. The end of the stream within a line fails with `closed`, as does
    /// that before one. `Nudged` only if `may_nudge`: see read_line_or_nudge.
    Task<Result<Line>> read_line(std::size_t bytes_max);
    /// The same, but gives nothing when wire.nudge() was called while no complete line was there. No byte is
    /// lost.
    Task<Result<std::optional<Line>>> read_line_or_nudge(std::size_t bytes_max);
    /// Some bytes, at least one and at most `bytes_max`: for literals and DATA. Valid until the next call.
    Task<Result<std::string_view>> read_some(std::size_t bytes_max);
    /// Gives bytes back that were read but belong to what follows (commands behind DATA): the next call
    /// begins with them. Requires that nothing is buffered; they may be of the view that read_some gave last.
    void put_back(std::string_view bytes) {
        ensure(buffered() == 0 && !skipping_);
        auto buffer = std::make_unique_for_overwrite<char[]>(std::max(bytes.size(), buffer_bytes));
        std::copy(bytes.begin(), bytes.end(), buffer.get());
        buffer_ = std::move(buffer);
        capacity_ = std::max(bytes.size(), buffer_bytes);
        begin_ = scanned_ = 0;
        end_ = bytes.size();
    }
    /// Exactly into.size() bytes.
    Task<Result<void>> read_exactly(std::span<char> into);

    /// Bytes that came but were not read: those of pipelined commands. 0 means that a reply should be sent
    /// now.
    std::size_t buffered() const { return end_ - begin_; }
    /// Answers a STARTTLS that was already agreed to: fails with `denied` where clear bytes followed the
    /// command.
    Task<Result<void>> start_tls_server(Lent<const TlsContext> context);
    Task<Result<void>> start_tls_client(Lent<const TlsContext> context, TlsPeer peer);
    Wire& wire() { return *wire_; }

private:
    Task<Result<Wake>> fill(std::size_t capacity);
    Result<std::optional<Line>> take_line(std::size_t bytes_max);
    void release_if_empty();

    Lent<Wire> wire_;
    std::unique_ptr<char[]> buffer_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;    // of what is unread
    std::size_t end_ = 0;      // of what was received
    std::size_t scanned_ = 0;  // from begin_: searched for an end of line already
    bool skipping_ = false;    // the rest of a line that was too long
};

}  // namespace milpa::net
