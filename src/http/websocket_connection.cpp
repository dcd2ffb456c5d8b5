// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/websocket_connection.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "base/ensure.hpp"
#include "base/log.hpp"
#include "http/signal.hpp"
#include "http/websocket_input.hpp"

namespace milpa::http {

namespace {

using Timer =
    boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                      boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

/// Held only while there is something in it.
constexpr std::size_t read_octets = 16 * 1024;

class Core {
public:
    Core(Lent<ByteStream> stream, Lent<const Clock> clock, WebSocketOptions options, const Executor& home)
        : stream_(stream), options_(options), input_(clock), timer_(home) {
        arm();
    }
    ~Core() { *mark_ = nullptr; }
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;

    Task<Result<SocketMessage>> read(std::size_t octets_max);
    Task<Result<void>> write(MessageKind kind, std::string_view octets);
    void close(std::uint16_t code, std::string_view reason);
    /// The closing handshake, whoever began it.
    Task<> finish();

    bool handed_out = false;

private:
    std::optional<Error> obstacle() const;
    std::optional<Error> take(SocketEvent& event);
    Task<Result<void>> take_octets();
    Task<Result<void>> flush();
    bool put_controls();
    Task<> hear_goodbye();
    void arm();
    void on_beat();
    void give_up(Error error);

    const Lent<ByteStream> stream_;
    const WebSocketOptions options_;
    SocketInput input_;
    std::unique_ptr<char[]> octets_;  // what input_ has not taken yet
    std::string out_;
    std::string goodbye_;       // payload of our close frame, while it is to be sent
    std::optional<Ping> ping_;  // to be answered: the latest (RFC 6455 5.5.3)
    std::optional<Error> failure_;
    Signal flushed_;
    Timer timer_;
    std::shared_ptr<Core*> mark_ = std::make_shared<Core*>(this);
    std::size_t heard_ = 0;  // octets since the last beat
    bool reading_ = false;
    bool writing_ = false;
    bool flushing_ = false;
    bool pinging_ = false;       // a ping is to be sent
    bool pinged_ = false;        // at the last beat, and nothing was heard since
    bool writing_long_ = false;  // since before the last beat
    bool message_long_ = false;  // the same, of a message that comes in
    bool goodbye_sent_ = false;  // or about to be: nothing may follow
    bool goodbye_heard_ = false;
};

/// What a handler holds.
class Handle final : public WebSocket {
public:
    explicit Handle(Lent<Core> core) : core_(core) { core_->handed_out = true; }
    ~Handle() override { core_->handed_out = false; }
    Task<Result<SocketMessage>> read(std::size_t octets_max) override { return core_->read(octets_max); }
    Task<Result<void>> write(MessageKind kind, std::string_view octets) override {
        return core_->write(kind, octets);
    }
    void close(std::uint16_t code, std::string_view reason) override { core_->close(code, reason); }

private:
    const Lent<Core> core_;
};

class Use {
public:
    explicit Use(bool* flag) : flag_(flag) {
        ensure(!*flag_);
        *flag_ = true;
    }
    ~Use() { *flag_ = false; }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

private:
    bool* flag_;
};

std::optional<Error> Core::obstacle() const {
    if (failure_) return failure_;
    if (goodbye_sent_ || goodbye_heard_) return fail(ErrorKind::closed, "goodbye was said");
    return std::nullopt;
}

void Core::give_up(Error error) {
    if (!failure_) failure_ = std::move(error);
    stream_->close();
}

/// What is no message; a failure where it ends the socket.
std::optional<Error> Core::take(SocketEvent& event) {
    if (auto* const ping = std::get_if<Ping>(&event)) ping_ = std::move(*ping);
    if (auto* const goodbye = std::get_if<Goodbye>(&event)) {
        goodbye_heard_ = true;
        // RFC 6455 5.5.1: the answer repeats the code.
        if (goodbye->code == close_code::none_received) {
            close(close_code::normal, {});
        } else {
            close(goodbye->code, {});
        }
        return fail(ErrorKind::closed, "the peer said goodbye");
    }
    if (auto* const violation = std::get_if<Violation>(&event)) {
        log::event("websocket.violation", violation->error.kind);
        close(violation->code, {});
        failure_ = violation->error;
        return std::move(violation->error);
    }
    return std::nullopt;
}

Task<Result<SocketMessage>> Core::read(std::size_t octets_max) {
    const Use use(&reading_);
    while (true) {
        if (auto error = obstacle()) {
            if (!goodbye_.empty()) (void)co_await flush();
            co_return *std::move(error);
        }
        SocketEvent event = input_.next(octets_max);
        if (auto* const message = std::get_if<SocketMessage>(&event)) co_return std::move(*message);
        if (std::holds_alternative<Nothing>(event)) {
            octets_.reset();
            CO_CHECK(co_await flush());
            CO_CHECK(co_await take_octets());
            continue;
        }
        if (auto error = take(event)) {
            // What the closing handshake still needs is sent here, too: a reader may be all there is.
            (void)co_await flush();
            co_return *std::move(error);
        }
    }
}

/// Waits for more. Returns also when there is something else to do.
Task<Result<void>> Core::take_octets() {
    auto wake = co_await stream_->wait_readable();
    if (!wake) {
        const bool closed = wake.error().kind == ErrorKind::closed && !failure_;
        if (!failure_) failure_ = std::move(wake.error());
        // The server stops: its peers are told (RFC 6455 7.4.1).
        if (closed) {
            close(close_code::going_away, {});
            (void)co_await flush();
        }
        co_return *failure_;
    }
    if (*wake == net::Wake::nudge) co_return Result<void>();
    octets_ = std::make_unique_for_overwrite<char[]>(read_octets);
    const auto count = co_await stream_->read_some({octets_.get(), read_octets});
    if (!count) {
        if (!failure_) failure_ = count.error();
        co_return *failure_;
    }
    heard_ += *count;
    pinged_ = false;
    input_.feed({octets_.get(), *count});
    co_return Result<void>();
}

Task<Result<void>> Core::write(MessageKind kind, std::string_view octets) {
    const Use use(&writing_);
    Opcode opcode = kind == MessageKind::text ? Opcode::text : Opcode::binary;
    do {
        if (auto error = obstacle()) co_return *std::move(error);
        const std::string_view part = octets.substr(0, fragment_octets);
        octets.remove_prefix(part.size());
        append_frame(out_, opcode, octets.empty(), part);
        opcode = Opcode::continuation;
        CO_CHECK(co_await flush());
        // Somebody else is at it: he takes ours along.
        while (flushing_) co_await flushed_.wait();
    } while (!octets.empty());
    if (failure_) co_return *failure_;
    co_return Result<void>();
}

bool Core::put_controls() {
    if (ping_ && !goodbye_sent_) append_frame(out_, Opcode::pong, true, std::exchange(ping_, {})->payload);
    ping_.reset();
    if (std::exchange(pinging_, false) && !goodbye_sent_) append_frame(out_, Opcode::ping, true, {});
    if (!goodbye_.empty()) append_frame(out_, Opcode::close, true, std::exchange(goodbye_, {}));
    return !out_.empty();
}

/// Sends what is there; returns at once where somebody else does it already.
Task<Result<void>> Core::flush() {
    if (flushing_) co_return Result<void>();
    std::optional<Error> error;
    flushing_ = true;
    while (put_controls()) {
        const std::string octets = std::exchange(out_, {});
        auto written = co_await stream_->write(octets);
        writing_long_ = false;
        if (written) continue;
        error = failure_ ? *failure_ : std::move(written.error());
        failure_ = error;
        break;
    }
    flushing_ = false;
    if (writing_) flushed_.ring();
    if (error) co_return *std::move(error);
    co_return Result<void>();
}

void Core::close(std::uint16_t code, std::string_view reason) {
    if (std::exchange(goodbye_sent_, true)) return;
    goodbye_ = {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
    goodbye_ += reason.substr(0, control_octets_max - goodbye_.size());
    stream_->nudge();
}

Task<> Core::finish() {
    close(close_code::normal, {});
    const bool in_order = !failure_;
    // Of a peer that broke a rule nothing is awaited, but it is told which.
    if (failure_ && goodbye_.empty()) co_return;
    stream_->set_deadline(options_.close_wait);
    if (!co_await flush() || !in_order || goodbye_heard_) co_return;
    co_await hear_goodbye();
}

Task<> Core::hear_goodbye() {
    for (std::size_t left = farewell_octets_max; left > 0;) {
        SocketEvent event = input_.next(farewell_octets_max);
        if (std::holds_alternative<Goodbye>(event) || std::holds_alternative<Violation>(event)) co_return;
        if (!std::holds_alternative<Nothing>(event)) continue;
        const std::size_t before = heard_;
        if (!co_await take_octets()) co_return;
        left -= std::min(left, heard_ - before);
    }
}

void Core::arm() {
    stream_->set_deadline(3 * options_.beat);
    timer_.expires_after(options_.beat);
    timer_.async_wait([mark = mark_](const boost::system::error_code& code) {
        if (!code && *mark != nullptr) (*mark)->on_beat();
    });
}

void Core::on_beat() {
    if (failure_ || goodbye_sent_) return;
    const bool silent = heard_ == 0;
    const auto seconds = std::chrono::duration<double>(options_.beat).count();
    const bool slow = static_cast<double>(heard_) < seconds * static_cast<double>(message_rate_min);
    heard_ = 0;
    if (flushing_ && writing_long_) return give_up(fail(ErrorKind::timeout, "a peer that does not read"));
    writing_long_ = flushing_;
    if (reading_ && input_.is_within_message() && message_long_ && slow) {
        return give_up(fail(ErrorKind::timeout, "a message that comes too slowly"));
    }
    message_long_ = reading_ && input_.is_within_message();
    if (reading_ && silent && pinged_) return give_up(fail(ErrorKind::timeout, "no pong"));
    pinged_ = reading_ && silent && !flushing_;
    if (pinged_) {
        pinging_ = true;
        stream_->nudge();
    }
    arm();
}

}  // namespace

Task<> run_websocket(Lent<ByteStream> stream, Lent<const Clock> clock, Response::Upgrade upgrade,
                     WebSocketOptions options) {
    Core core(stream, clock, options, co_await boost::asio::this_coro::executor);
    co_await upgrade(std::make_unique<Handle>(&core));
    ensure(!core.handed_out);
    co_await core.finish();
}

}  // namespace milpa::http
