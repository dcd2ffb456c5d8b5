// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/socket_wire.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/ensure.hpp"
#include "net/tls_server.hpp"

namespace milpa::net {

namespace {

constexpr boost::asio::use_awaitable_t<Executor> awaiting;

/// A peer that sends without pause must let the others of its thread have their turn: after so many
/// operations that did not wait, one goes through the queue.
constexpr std::uint8_t turns_max = 32;

/// RFC 9266 4.
constexpr std::string_view binding_label = "EXPORTER-Channel-Binding";
constexpr std::size_t binding_bytes = 32;

constexpr std::size_t drain_bytes = 512;

/// What OpenSSL says of its next operation must be of that one; clearing costs more than looking.
void forget_errors() {
    if (::ERR_peek_error() != 0) ::ERR_clear_error();
}

bool would_wait(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

}  // namespace

OwnedDescriptor::~OwnedDescriptor() {
    if (number_ >= 0) ::close(number_);
}

class SocketWire::Use {
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

SocketWire::SocketWire(Executor home, OwnedDescriptor socket, ConnectionLimits::Ticket ticket)
    : home_(home),
      socket_(std::move(socket)),
      deadline_(std::chrono::steady_clock::now() + first_deadline),
      ticket_(std::move(ticket)) {}

SocketWire::~SocketWire() {
    // A coroutine that waits in here would come back to nothing.
    ensure((!reading_ || watched_) && !writing_);
    close();
}

/// Joins the context, on its own thread: a wire may have been made or moved by another one.
void SocketWire::settle() {
    if (descriptor_ || closed_) return;
    boost::system::error_code code;
    descriptor_.emplace(home_);
    descriptor_->assign(socket_.get(), code);
    if (code) {
        broken_ = true;
    } else {
        socket_.release();
    }
    timer_.emplace(home_);
    mark_ = std::make_shared<SocketWire*>(this);
    enter(home_);
    stopping_ = is_stopping();
    if (is_aborting()) return close();
    arm(deadline_);
}

std::optional<Error> SocketWire::obstacle(Direction direction) const {
    if (closed_) return fail(ErrorKind::closed, "closed by us");
    if (broken_) return fail(ErrorKind::io, "the connection broke");
    if (timed_out_) return fail(ErrorKind::timeout, "the deadline passed");
    if (direction == Direction::reading && stopping_) return fail(ErrorKind::closed, "the server stops");
    if (direction == Direction::writing && half_written_) return fail(ErrorKind::io, "a write was cut off");
    return std::nullopt;
}

/// Comes back without an error also when it was woken for another reason: the caller looks and tries again.
Task<Result<void>> SocketWire::wait_for(Wants what, Direction direction) {
    using boost::asio::posix::descriptor_base;
    if (auto error = obstacle(direction)) co_return *std::move(error);
    turns_ = 0;
    const auto readiness = what == Wants::bytes ? descriptor_base::wait_read : descriptor_base::wait_write;
    const auto [code] = co_await descriptor_->async_wait(readiness, boost::asio::as_tuple(awaiting));
    if (auto error = obstacle(direction)) co_return *std::move(error);
    if (code && code != boost::asio::error::operation_aborted) {
        broken_ = true;
        co_return fail(ErrorKind::io, "the socket cannot be waited for");
    }
    co_return Result<void>();
}

bool SocketWire::is_turn_over() {
    if (++turns_ < turns_max) return false;
    turns_ = 0;
    return true;
}

SocketWire::Attempt SocketWire::plain_attempt(ssize_t outcome, Wants wanted) {
    if (outcome >= 0) return {.count = static_cast<std::size_t>(outcome)};
    if (would_wait(errno)) return {.wants = wanted};
    broken_ = true;
    return {.error = fail(ErrorKind::io, "the connection broke")};
}

SocketWire::Attempt SocketWire::tls_attempt(int outcome, std::size_t count) {
    if (outcome > 0) return {.count = count};
    switch (::SSL_get_error(session_, outcome)) {
        case SSL_ERROR_WANT_READ: return {.wants = Wants::bytes};
        case SSL_ERROR_WANT_WRITE: return {.wants = Wants::room};
        case SSL_ERROR_ZERO_RETURN:
            return {.error = fail(ErrorKind::closed, "the peer has ended the TLS session")};
        case SSL_ERROR_SYSCALL: broken_ = true; return {.error = fail(ErrorKind::io, "the connection broke")};
        default: break;
    }
    broken_ = true;
    if (::ERR_GET_REASON(::ERR_peek_last_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
        return {.error = fail(ErrorKind::closed, "the peer ended without close_notify")};
    }
    if (::SSL_get_verify_result(session_) != X509_V_OK) {
        return {.error = fail(ErrorKind::denied, "the peer is not whom we meant")};
    }
    return {.error = fail(ErrorKind::syntax, "not a TLS record, or no TLS that we take")};
}

SocketWire::Attempt SocketWire::try_read(std::span<char> into) {
    Attempt attempt;
    if (session_ != nullptr) {
        forget_errors();
        std::size_t count = 0;
        const int outcome = ::SSL_read_ex(session_, into.data(), into.size(), &count);
        return tls_attempt(outcome, count);
    }
    attempt = plain_attempt(::recv(descriptor_->native_handle(), into.data(), into.size(), 0), Wants::bytes);
    if (attempt.wants == Wants::nothing && !attempt.error && attempt.count == 0) {
        attempt.error = fail(ErrorKind::closed, "the peer has ended its side");
    }
    return attempt;
}

/// A byte that stays: for plain sockets in the kernel, for TLS the whole record in OpenSSL's buffer. So a
/// record that is not complete yet keeps nobody's buffer waiting.
SocketWire::Attempt SocketWire::try_peek() {
    char byte;
    if (session_ != nullptr) {
        forget_errors();
        std::size_t count = 0;
        const int outcome = ::SSL_peek_ex(session_, &byte, 1, &count);
        return tls_attempt(outcome, count);
    }
    return plain_attempt(::recv(descriptor_->native_handle(), &byte, 1, MSG_PEEK), Wants::bytes);
}

SocketWire::Attempt SocketWire::try_write(std::string_view bytes) {
    if (session_ != nullptr) {
        forget_errors();
        std::size_t count = 0;
        const int outcome = ::SSL_write_ex(session_, bytes.data(), bytes.size(), &count);
        return tls_attempt(outcome, count);
    }
    return plain_attempt(::send(descriptor_->native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
                         Wants::room);
}

Task<Result<std::size_t>> SocketWire::read_some(std::span<char> into) {
    ensure(!into.empty());
    settle();
    const Use use(&reading_);
    if (is_turn_over()) co_await boost::asio::post(home_, awaiting);
    while (true) {
        if (auto error = obstacle(Direction::reading)) co_return *std::move(error);
        Attempt attempt = try_read(into);
        if (attempt.error) co_return *std::move(attempt.error);
        if (attempt.wants == Wants::nothing) co_return attempt.count;
        CO_CHECK(co_await wait_for(attempt.wants, Direction::reading));
    }
}

Task<Result<Wake>> SocketWire::wait_readable() {
    settle();
    const Use use(&reading_);
    // Who comes here has read all that there was, mostly: asking the socket at once would be in vain.
    Attempt attempt{.wants = Wants::bytes};
    bool may_be_there = session_ != nullptr && ::SSL_has_pending(session_) != 0;
    while (true) {
        if (std::exchange(nudged_, false)) co_return Wake::nudge;
        if (auto error = obstacle(Direction::reading)) co_return *std::move(error);
        if (std::exchange(may_be_there, true)) attempt = try_peek();
        // Also a failure is there to be read: read_some says which.
        if (attempt.wants == Wants::nothing) co_return Wake::bytes;
        CO_CHECK(co_await wait_for(attempt.wants, Direction::reading));
    }
}

bool SocketWire::call_when_readable(std::move_only_function<void()> call) {
    settle();
    ensure(!reading_);
    if (closed_) return false;
    reading_ = watched_ = true;
    auto finish = [mark = mark_, call = std::move(call)](const boost::system::error_code& /*code*/) mutable {
        if (SocketWire* const wire = *mark) wire->reading_ = wire->watched_ = false;
        call();
    };
    // What came to nothing, or was there before, is told as if it came now.
    const bool at_once =
        nudged_ || obstacle(Direction::reading) || (session_ != nullptr && ::SSL_has_pending(session_) != 0);
    if (at_once) {
        boost::asio::post(home_, [finish = std::move(finish)]() mutable { finish({}); });
    } else {
        descriptor_->async_wait(boost::asio::posix::descriptor_base::wait_read, std::move(finish));
    }
    return true;
}

Task<Result<void>> SocketWire::write(std::string_view bytes) {
    settle();
    const Use use(&writing_);
    bool started = false;
    while (!bytes.empty()) {
        std::optional<Error> error = obstacle(Direction::writing);
        Attempt attempt;
        if (!error) {
            attempt = try_write(bytes);
            error = std::move(attempt.error);
        }
        if (!error && attempt.wants == Wants::nothing) {
            started = true;
            bytes.remove_prefix(attempt.count);
            continue;
        }
        if (!error) {
            // OpenSSL may have sealed and sent a part of a record already.
            started |= session_ != nullptr;
            auto waited = co_await wait_for(attempt.wants, Direction::writing);
            if (!waited) error = std::move(waited.error());
        }
        if (error) {
            half_written_ |= started;
            co_return *std::move(error);
        }
    }
    if (is_turn_over()) co_await boost::asio::post(home_, awaiting);
    co_return Result<void>();
}

Task<Result<void>> SocketWire::handshake() {
    const Use reading(&reading_);
    const Use writing(&writing_);
    while (true) {
        auto error = obstacle(Direction::reading);
        Attempt attempt;
        if (!error) {
            forget_errors();
            attempt = tls_attempt(::SSL_do_handshake(session_), 0);
            error = std::move(attempt.error);
        }
        if (!error && attempt.wants == Wants::nothing) co_return Result<void>();
        if (!error) {
            auto waited = co_await wait_for(attempt.wants, Direction::reading);
            if (!waited) error = std::move(waited.error());
        }
        if (error) {
            close();
            co_return *std::move(error);
        }
    }
}

Task<Result<void>> SocketWire::start_tls_server(Lent<const TlsContext> context) {
    ensure(session_ == nullptr);
    settle();
    if (auto error = obstacle(Direction::reading)) co_return *std::move(error);
    CO_TRY(session_, context->new_server_session(descriptor_->native_handle()));
    co_return co_await handshake();
}

Task<Result<void>> SocketWire::start_tls_client(Lent<const TlsContext> context, TlsPeer peer) {
    ensure(session_ == nullptr);
    settle();
    if (auto error = obstacle(Direction::reading)) co_return *std::move(error);
    auto made = context->new_client_session(descriptor_->native_handle(), peer);
    if (!made) {
        close();
        co_return std::move(made.error());
    }
    session_ = *made;
    co_return co_await handshake();
}

std::optional<TlsInfo> SocketWire::tls() const {
    if (session_ == nullptr || ::SSL_is_init_finished(session_) == 0) return std::nullopt;
    const unsigned char* protocol = nullptr;
    unsigned protocol_size = 0;
    ::SSL_get0_alpn_selected(session_, &protocol, &protocol_size);
    const char* const name = ::SSL_get_servername(session_, TLSEXT_NAMETYPE_host_name);
    return TlsInfo{.version = ::SSL_get_version(session_),
                   .cipher = ::SSL_CIPHER_get_name(::SSL_get_current_cipher(session_)),
                   .peer_verified = ::SSL_get_verify_mode(session_) != SSL_VERIFY_NONE &&
                                    ::SSL_get_verify_result(session_) == X509_V_OK &&
                                    !::SSL_is_server(session_),
                   .resumed = ::SSL_session_reused(session_) == 1,
                   .ended = (::SSL_get_shutdown(session_) & SSL_RECEIVED_SHUTDOWN) != 0,
                   .protocol = std::string(as_text({protocol, protocol_size})),
                   .server_name = name != nullptr ? to_plain_name(name) : std::string()};
}

Result<Bytes> SocketWire::channel_binding() const {
    if (!is_tls() || ::SSL_version(session_) < TLS1_3_VERSION) return fail(ErrorKind::missing, "no TLS 1.3");
    Bytes binding(binding_bytes);
    const int outcome = ::SSL_export_keying_material(
        session_, binding.data(), binding.size(), binding_label.data(), binding_label.size(), nullptr, 0, 0);
    ensure(outcome == 1);
    return binding;
}

/// The timer is not touched while it fires early enough: it looks at the deadline then and goes on waiting.
void SocketWire::set_deadline(std::chrono::milliseconds from_now) {
    settle();
    timed_out_ = false;
    deadline_ = std::chrono::steady_clock::now() + from_now;
    if (!closed_ && (!armed_for_ || *armed_for_ > deadline_)) arm(deadline_);
}

void SocketWire::arm(std::chrono::steady_clock::time_point at) {
    armed_for_ = at;
    timer_->expires_at(at);
    timer_->async_wait([mark = mark_](const boost::system::error_code& code) {
        if (!code && *mark != nullptr) (*mark)->on_timer();
    });
}

void SocketWire::on_timer() {
    armed_for_.reset();
    if (closed_) return;
    if (std::chrono::steady_clock::now() < deadline_) return arm(deadline_);
    timed_out_ = true;
    wake();
}

/// Whatever waits looks at the flags.
void SocketWire::wake() {
    if (!descriptor_) return;
    boost::system::error_code ignored;
    descriptor_->cancel(ignored);
}

void SocketWire::nudge() {
    nudged_ = true;
    if (reading_) wake();
}

void SocketWire::on_stop() noexcept {
    stopping_ = true;
    wake();
}

void SocketWire::on_abort() noexcept { close(); }

Task<Result<void>> SocketWire::shutdown() {
    settle();
    set_deadline(linger_max);
    auto result = co_await say_goodbye();
    close();
    co_return result;
}

Task<Result<void>> SocketWire::say_goodbye() {
    const Use reading(&reading_);
    const Use writing(&writing_);
    while (session_ != nullptr) {
        if (auto error = obstacle(Direction::writing)) co_return *std::move(error);
        forget_errors();
        const int outcome = ::SSL_shutdown(session_);
        if (outcome >= 0) break;
        Attempt attempt = tls_attempt(outcome, 0);
        if (attempt.error) co_return *std::move(attempt.error);
        CO_CHECK(co_await wait_for(attempt.wants, Direction::writing));
    }
    if (auto error = obstacle(Direction::writing)) co_return *std::move(error);
    ::shutdown(descriptor_->native_handle(), SHUT_WR);
    // What the peer still sends must be taken from the kernel: else close() resets the connection, and the
    // peer may lose our last reply.
    char unwanted[drain_bytes];
    for (std::size_t drained = 0; drained < linger_bytes_max;) {
        if (auto error = obstacle(Direction::writing)) co_return *std::move(error);
        const Attempt attempt =
            plain_attempt(::recv(descriptor_->native_handle(), unwanted, sizeof unwanted, 0), Wants::bytes);
        // A peer that resets now has had enough of us, as we of it.
        if (attempt.error) break;
        if (attempt.wants == Wants::nothing && attempt.count == 0) break;
        drained += attempt.count;
        if (attempt.wants != Wants::nothing) CO_CHECK(co_await wait_for(attempt.wants, Direction::writing));
    }
    co_return Result<void>();
}

void SocketWire::close() {
    if (std::exchange(closed_, true)) return;
    leave();
    if (mark_) *mark_ = nullptr;
    if (std::exchange(watched_, false)) reading_ = false;
    timer_.reset();
    ::SSL_free(std::exchange(session_, nullptr));
    boost::system::error_code ignored;
    // Waits that are under way are cancelled, and find the wire closed.
    if (descriptor_) descriptor_->close(ignored);
    socket_ = OwnedDescriptor();
    ticket_ = {};
}

void SocketWire::move_to(Executor home) {
    ensure(!reading_ && !writing_);
    if (closed_ || home == home_) return;
    home_ = home;
    if (!descriptor_) return;
    leave();
    *mark_ = nullptr;
    mark_.reset();
    timer_.reset();
    armed_for_.reset();
    socket_ = OwnedDescriptor(descriptor_->release());
    descriptor_.reset();
}

Task<Result<void>> SocketWire::finish_connecting() {
    settle();
    const Use use(&writing_);
    while (true) {
        CO_CHECK(co_await wait_for(Wants::room, Direction::writing));
        int error = 0;
        socklen_t size = sizeof error;
        ensure(::getsockopt(descriptor_->native_handle(), SOL_SOCKET, SO_ERROR, &error, &size) == 0);
        if (error == ECONNREFUSED) co_return fail(ErrorKind::closed, "nobody listens there");
        if (error == ETIMEDOUT) co_return fail(ErrorKind::timeout, "no answer");
        if (error != 0) co_return fail(ErrorKind::io, "not reachable");
        sockaddr_storage peer{};
        size = sizeof peer;
        // Woken for another reason while the connection is still being made: not connected yet.
        if (::getpeername(descriptor_->native_handle(), reinterpret_cast<sockaddr*>(&peer), &size) == 0)
            break;
    }
    co_return Result<void>();
}

}  // namespace milpa::net
