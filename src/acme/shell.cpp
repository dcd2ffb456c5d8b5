// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acme/shell.hpp"

#include "net/context.hpp"

namespace milpa::acme {

namespace {

constexpr boost::asio::use_awaitable_t<Executor> awaiting;
/// An authority's answers are small: the longest is a chain.
constexpr std::size_t answer_octets_max = std::size_t{512} * 1024;

/// A timer that is over when the server stops.
class StoppableTimer final : private net::Stoppable {
public:
    explicit StoppableTimer(const Executor& home) : timer(home) {
        enter(home);
        over_ = is_stopping();
    }
    bool is_over() const { return over_; }
    boost::asio::steady_timer timer;

private:
    void on_stop() noexcept override {
        over_ = true;
        timer.cancel();
    }
    bool over_ = false;
};

}  // namespace

ClientTransport::ClientTransport(Lent<net::Resolver> resolver, Lent<const net::TlsContext> tls)
    : client_({.resolver = resolver,
               .tls = tls,
               .reach = http::Reach::any,  // the authority is our own people's choice, perhaps their own
               .user_agent = "Milpa",
               .body_octets_max = answer_octets_max}) {}

Task<Result<http::ClientResponse>> ClientTransport::fetch(http::ClientRequest request) {
    return client_.fetch(std::move(request));
}

Task<Result<void>> TimedWaits::wait(std::chrono::milliseconds time) {
    StoppableTimer waiting(co_await boost::asio::this_coro::executor);
    if (!stopped_ && !waiting.is_over()) {
        waiting.timer.expires_after(time);
        waiting_.insert(&waiting.timer);
        co_await waiting.timer.async_wait(boost::asio::as_tuple(awaiting));
        waiting_.erase(&waiting.timer);
    }
    if (stopped_ || waiting.is_over()) co_return fail(ErrorKind::closed, "stopped");
    co_return Result<void>();
}

void TimedWaits::wake() {
    for (boost::asio::steady_timer* const timer : waiting_) timer->cancel();
}

void TimedWaits::stop() {
    stopped_ = true;
    wake();
}

}  // namespace milpa::acme
