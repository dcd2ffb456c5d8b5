// SPDX-License-Identifier: AGPL-3.0-or-later
// A wire without a network, for tests: it says what its script says, keeps what is written, and breaks at the
// step that it is told to break at. Nothing ever waits, so a session runs through in one go.
//
//     auto run = [](std::size_t broken, ErrorKind kind) {
//         ScriptedWire wire;
//         wire.says("EHLO a\r\n").says("QUIT\r\n").fails_at(broken, kind);
//         run_now(serve(&wire));
//         return wire;   // .transcript(), .written(), .steps()
//     };
// Run once unbroken to learn steps(), then once for each step and kind.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <variant>

#include "net/wire.hpp"

namespace milpa::net {

class ScriptedWire final : public Wire {
public:
    /// The peer sends these bytes: one read gives at most one say (less where the reader's span is smaller).
    ScriptedWire& says(std::string bytes);
    /// When the session comes here waiting, this runs first: a message arrives, a clock moves, nudge().
    ScriptedWire& then(std::function<void()> happens);
    /// Here the session waits until its deadline: `timeout`, once for each call.
    ScriptedWire& falls_silent();
    /// The n-th step (from 0: each read_some, wait_readable, write, handshake and shutdown is one) fails with
    /// `kind` and so do all after it; except that after `timeout` only reads do.
    ScriptedWire& fails_at(std::size_t step, ErrorKind kind);
    /// The wire calls itself TLS from the start.
    ScriptedWire& is_secure();

    /// All that the session wrote.
    const std::string& written() const { return written_; }
    /// What both sides said in order, a line of text each: "> EHLO a", "< 250 b" (ends of lines stripped).
    const std::string& transcript() const { return transcript_; }
    std::size_t steps() const { return steps_; }
    bool is_closed() const { return closed_; }
    std::chrono::milliseconds last_deadline() const { return deadline_; }

    Task<Result<std::size_t>> read_some(std::span<char> into) override;
    Task<Result<Wake>> wait_readable() override;
    Task<Result<void>> write(std::string_view bytes) override;
    Task<Result<void>> start_tls_server(Lent<const TlsContext> context) override;
    Task<Result<void>> start_tls_client(Lent<const TlsContext> context, TlsPeer peer) override;
    /// A handshake without keys: for sessions that take no TlsContext in tests, the two above ignore theirs.
    std::optional<TlsInfo> tls() const override;
    Result<Bytes> channel_binding() const override;
    void set_deadline(std::chrono::milliseconds from_now) override { deadline_ = from_now; }
    void nudge() override { nudged_ = true; }
    Task<Result<void>> shutdown() override;
    void close() override { closed_ = true; }
    void move_to(Executor home) override;

private:
    struct Silence {};
    using Step = std::variant<std::string, std::function<void()>, Silence>;
    enum class Direction : unsigned char { reading, writing };
    Result<void> step(Direction direction);
    Result<void> come_to_bytes();
    void note(char mark, std::string_view bytes);

    std::deque<Step> script_;
    std::string written_;
    std::string transcript_;
    std::size_t steps_ = 0;
    std::optional<std::size_t> broken_step_;
    ErrorKind broken_kind_ = ErrorKind::io;
    std::chrono::milliseconds deadline_ = first_deadline;
    bool nudged_ = false;
    bool secure_ = false;
    bool closed_ = false;
};

}  // namespace milpa::net
