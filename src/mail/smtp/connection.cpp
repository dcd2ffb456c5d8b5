// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/connection.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include "base/ensure.hpp"
#include "mail/smtp/session.hpp"
#include "net/line_reader.hpp"

namespace milpa::mail::smtp {

namespace {

bool is_content(State state) { return state == State::data || state == State::chunk; }

Error over() { return fail(ErrorKind::closed, "told to end"); }

class Connection {
public:
    Connection(Lent<net::Wire> wire, std::string peer_address, const net::TlsContext* tls,
               Lent<const Settings> settings, Lent<const Services> services,
               std::shared_ptr<net::Ending> ending)
        : wire_(wire),
          reader_(wire),
          tls_(tls),
          clock_(services->clock),
          session_(settings, services, std::move(peer_address),
                   wire->is_tls() ? Channel::tls : Channel::clear),
          ending_(std::move(ending)) {
        ensure(tls_ != nullptr || wire->is_tls() || !settings->starttls);
    }

    Task<> run() {
        std::unique_ptr<net::Ending::Hearing> hearing;
        if (ending_)
            hearing = ending_->hear(co_await boost::asio::this_coro::executor, [this] { must_end(); });
        if (auto outcome = co_await converse(); !outcome) say_farewell(outcome.error());
        // Nothing is to be done for a peer that does not even take its last reply.
        (void)co_await flush();
        (void)co_await wire_->shutdown();
    }

private:
    bool is_over() const { return ending_ && ending_->is_over(); }

    /// Called in the middle of whatever is going on: what waits for the peer wakes, at once or soon.
    void must_end() {
        // Nothing can be said here, and nobody is to see the certificate any more.
        if (session_.state() == State::securing) return wire_->close();
        wire_->set_deadline(goodbye_timeout);
        wire_->nudge();
    }

    Task<Result<void>> converse() {
        progress_ = clock_->steady();
        CO_TRY(const Behind behind, co_await listen());
        if (is_over()) co_return over();
        say(session_.open(behind));
        while (session_.state() != State::closing) {
            // RFC 2920 3.2: replies of a group go out together, at its end.
            if (reader_.buffered() == 0 || out_.size() > replies_octets_max) CO_CHECK(co_await flush());
            if (is_over()) co_return over();
            if (session_.state() == State::securing) {
                CO_CHECK(co_await shake_hands());
            } else if (is_content(session_.state())) {
                CO_CHECK(co_await take_content());
            } else {
                CO_CHECK(co_await take_line());
            }
        }
        co_return Result<void>();
    }

    /// Who speaks before the greeting is no mail server (RFC 5321 4.3.1). Nobody is kept waiting for that.
    Task<Result<Behind>> listen() {
        wire_->set_deadline(std::chrono::milliseconds(0));
        auto woken = co_await wire_->wait_readable();
        if (!woken && woken.error().kind == ErrorKind::timeout) co_return Behind::nothing;
        if (!woken) co_return std::move(woken.error());
        co_return *woken == net::Wake::bytes ? Behind::more : Behind::nothing;
    }

    /// What is left of the time without progress; fails where nothing is.
    Result<std::chrono::milliseconds> time_left() const {
        const SteadyTime until = progress_ + session_.patience_in_all();
        const SteadyTime now = clock_->steady();
        if (now >= until) return fail(ErrorKind::timeout, "no message in all that time");
        return std::chrono::ceil<std::chrono::milliseconds>(until - now);
    }

    Task<Result<void>> take_line() {
        CO_TRY(const auto left, time_left());
        wire_->set_deadline(std::min<std::chrono::milliseconds>(session_.patience(), left));
        auto read = co_await reader_.read_line_or_nudge(session_.line_octets_max());
        if (!read && read.error().kind == ErrorKind::limit) {
            say(session_.on_long_line());
            co_return Result<void>();
        }
        if (!read) co_return std::move(read.error());
        const std::optional<net::Line> line = *read;
        // Nudged: who calls looks at what there is.
        if (!line) co_return Result<void>();
        if (!line->is_strict()) {
            say(session_.on_bare_line());
            co_return Result<void>();
        }
        const Behind behind = reader_.buffered() > 0 ? Behind::more : Behind::nothing;
        if (auto answer = co_await session_.on_line(line->text, behind)) say(*answer);
        co_return Result<void>();
    }

    /// Reads, hands over, and only then reads again: a sink that is slow makes the peer wait.
    Task<Result<void>> take_content() {
        const std::size_t stored = session_.stored();
        CO_CHECK(co_await take_all_content());
        if (session_.stored() > stored) progress_ = clock_->steady();
        co_return Result<void>();
    }

    Task<Result<void>> take_all_content() {
        const SteadyTime until = clock_->steady() + content_time_max;
        std::unique_ptr<char[]> buffer;
        while (is_content(session_.state())) {
            if (is_over()) co_return over();
            std::string_view octets;
            if (reader_.buffered() > 0) {
                CO_TRY(octets, co_await reader_.read_some(reader_.buffered()));
            } else {
                const SteadyTime now = clock_->steady();
                if (now >= until) co_return fail(ErrorKind::timeout, "content takes too long");
                CO_CHECK(co_await flush());
                if (is_over()) co_return over();
                if (!buffer) buffer = std::make_unique_for_overwrite<char[]>(content_buffer_octets);
                const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - now);
                wire_->set_deadline(std::min<std::chrono::milliseconds>(session_.patience(), left));
                CO_TRY(const std::size_t count,
                       co_await wire_->read_some({buffer.get(), content_buffer_octets}));
                octets = {buffer.get(), count};
            }
            while (!octets.empty() && is_content(session_.state())) {
                auto taken = co_await session_.on_content(octets);
                octets.remove_prefix(taken.octets);
                if (taken.reply) say(*taken.reply);
            }
            if (!octets.empty()) reader_.put_back(octets);
            if (out_.size() > replies_octets_max) CO_CHECK(co_await flush());
        }
        co_return Result<void>();
    }

    Task<Result<void>> shake_hands() {
        wire_->set_deadline(session_.patience());
        CO_CHECK(co_await reader_.start_tls_server(tls_));
        session_.on_tls();
        co_return Result<void>();
    }

    void say_farewell(const Error& error) {
        switch (error.kind) {
            case ErrorKind::timeout: say(is_over() ? session_.on_end() : session_.on_timeout()); break;
            case ErrorKind::closed: say(session_.on_end()); break;
            default: out_.clear(); break;
        }
    }

    void say(const Reply& reply) { append_reply(out_, reply); }

    Task<Result<void>> flush() {
        if (out_.empty()) co_return Result<void>();
        wire_->set_deadline(is_over() ? goodbye_timeout : write_timeout);
        const std::string out = std::exchange(out_, {});
        co_return co_await wire_->write(out);
    }

    Lent<net::Wire> wire_;
    net::LineReader reader_;
    const net::TlsContext* tls_;
    Lent<const Clock> clock_;
    Session session_;
    SteadyTime progress_{};  // the beginning, or the last message that was taken
    std::string out_;        // replies that were not sent yet
    const std::shared_ptr<net::Ending> ending_;
};

}  // namespace

Task<> serve(std::unique_ptr<net::Wire> wire, std::string peer_address, const net::TlsContext* tls,
             Lent<const Settings> settings, Lent<const Services> services) {
    co_await serve_on(wire.get(), std::move(peer_address), tls, settings, services);
}

Task<> serve_on(Lent<net::Wire> wire, std::string peer_address, const net::TlsContext* tls,
                Lent<const Settings> settings, Lent<const Services> services,
                std::shared_ptr<net::Ending> ending) {
    Connection connection(wire, std::move(peer_address), tls, settings, services, std::move(ending));
    co_await connection.run();
}

}  // namespace milpa::mail::smtp
