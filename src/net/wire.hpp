// SPDX-License-Identifier: AGPL-3.0-or-later
// Wire: a connected byte stream, plain or TLS, and all that a protocol sees of the network.
//
// What always holds
// - A wire lives on one io_context; all its functions are called on that thread.
// - At most one read (read_some, wait_readable) and one write are pending; a second is a bug and aborts.
// - Deadlines: one timer a wire. set_deadline(d) says: what is pending d from now, or begun later, fails with
//   `timeout`; the next set_deadline() makes the wire usable again (to say goodbye). A wire starts with
//   `first_deadline`, so no operation is ever without one.
// - When the server stops, reads and waits fail with `closed` at once, while writes still work until the
// deadline
//   (so that a session can say `* BYE` or `421`).
// - Failures: `closed` the peer has ended its side (writes may still work: half-closed peers are answered),
// or we
//   closed; `timeout`; `io` the connection broke (no operation will work any more); `syntax` a TLS handshake
//   or record that is none; `denied` a TLS peer that is not whom we meant.
// - No read buffer is held while waiting: wait_readable() first, then allocate.
//
// STARTTLS. What came in clear before the handshake must not be believed after it (CVE-2011-0411). A wire
// buffers nothing in clear, so a session that reads by LineReader calls LineReader::start_tls_server, which
// refuses when clear bytes came behind the command; those still in the kernel are fed to the handshake and
// break it. A session must also forget what it learnt in clear (RFC 3207 4.2).
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "base/lent.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "net/tls.hpp"

namespace milpa::net {

/// What a wire has until its session sets a deadline: enough for any first step.
constexpr std::chrono::milliseconds first_deadline = std::chrono::seconds(30);
/// How long, and for how many bytes, shutdown() listens on, so that the last reply is not lost to a reset.
constexpr std::chrono::milliseconds linger_max = std::chrono::seconds(2);
constexpr std::size_t linger_bytes_max = 256 * 1024;

enum class Wake : unsigned char {
    bytes,  ///< there is something to read
    nudge,  ///< nudge() was called
};

class Wire {
public:
    Wire() = default;
    virtual ~Wire() = default;
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    /// At least one byte, at most into.size() (which is not 0). The end of the stream fails with `closed`.
    virtual Task<Result<std::size_t>> read_some(std::span<char> into) = 0;
    /// Waits until read_some would not wait, without a buffer; or until nudge(), also one that came before.
    /// The end of the stream counts as bytes: read_some tells it.
    virtual Task<Result<Wake>> wait_readable() = 0;
    /// For wires that wait long, without a coroutine: calls once, on the wire's thread and not from within,
    /// when wait_readable() would return, whatever it would return; or when the wire is closed. Counts as a
    /// read that is pending until then. False where this wire cannot: then nothing happens.
    virtual bool call_when_readable(std::move_only_function<void()> /*call*/) { return false; }
    /// Writes all; the bytes must stay until it has returned. After a failure part of them may have been
    /// sent: then later writes fail with `io`.
    virtual Task<Result<void>> write(std::string_view bytes) = 0;

    /// The handshake, until the deadline. No read or write may be pending. A failure leaves the wire closed.
    virtual Task<Result<void>> start_tls_server(Lent<const TlsContext> context) = 0;
    virtual Task<Result<void>> start_tls_client(Lent<const TlsContext> context, TlsPeer peer) = 0;
    virtual std::optional<TlsInfo> tls() const = 0;
    bool is_tls() const { return tls().has_value(); }
    /// RFC 9266 `tls-exporter` channel binding, 32 bytes; fails with `missing` in clear or below TLS 1.3.
    virtual Result<Bytes> channel_binding() const = 0;

    virtual void set_deadline(std::chrono::milliseconds from_now) = 0;
    /// Wakes a pending wait_readable (or the next one) with Wake::nudge: how a mailbox tells an idle session
    /// that there is news. Cheap; several make one.
    virtual void nudge() = 0;

    /// Ends our side in order: close_notify, FIN, then listens for the peer's end for a short while
    /// (linger_max), so that what was written last arrives. The wire is closed after it, whatever it returns.
    virtual Task<Result<void>> shutdown() = 0;
    /// At once. Pending operations fail with `closed`.
    virtual void close() = 0;

    /// The wire lives on `home` from now on, TLS session and all: it may be used only there, by a task that
    /// is spawned there after this call. Call on the present thread; nothing may be pending. A nudge goes
    /// along. The deadline goes along.
    virtual void move_to(Executor home) = 0;
};

}  // namespace milpa::net
