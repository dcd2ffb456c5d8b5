// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests: other people's mail servers on loopback addresses, scripted by the local parts of recipients,
// and a queue on an engine of the test's choice with a clock that is moved by hand.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <mutex>

#include "mail/queue/queue.hpp"
#include "net/line_reader.hpp"
#include "net/listener.hpp"
#include "net/run_now.hpp"
#include "net/runtime.hpp"
#include "store/fault_engine.hpp"

namespace milpa::mail::queue::testing {

/// Moved by hand; any thread.
class TestClock final : public Clock {
public:
    WallTime wall() const override { return from_unix_ms(ms_.load()); }
    SteadyTime steady() const override { return SteadyTime(std::chrono::milliseconds(ms_.load())); }
    void advance(std::chrono::milliseconds by) { ms_ += by.count(); }

private:
    std::atomic<std::int64_t> ms_{1'700'000'000'000};
};

inline bool eventually(const std::function<bool()>& holds) {
    for (int i = 0; i < 30'000; ++i) {
        if (holds()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return false;
}

struct Received {
    std::string mail;  ///< the MAIL line
    std::vector<std::string> recipients;
    std::string content;
    bool tls = false;
    std::string from;  ///< the client's address
    bool operator==(const Received&) const = default;
};

/// A server that answers RCPT by the local part: "temp..." 451, "perm..." 550, "first..." 451 the first time,
/// else 250.
struct SinkScript {
    std::string greeting = "220 sink.test ESMTP";
    std::vector<std::string> offers = {"PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE 1000000"};
    bool silent_after_mail = false;
    bool closes_at_content = false;
    bool closes_after_content = false;  ///< before the 250
    bool closes_after_message = false;
    const net::TlsContext* tls = nullptr;  ///< for STARTTLS, when it is offered
    bool breaks_tls = false;               ///< says 220 to STARTTLS and nonsense after
};

class Sink {
public:
    Sink(Executor home, std::string address, std::uint16_t port, Lent<net::ConnectionLimits> limits,
         Lent<net::PeerHasher> hasher, SinkScript script)
        : state_(std::make_shared<State>()) {
        state_->script = std::move(script);
        auto made =
            net::Listener::tcp(home, {home}, address, port, limits, hasher,
                               [state = state_](net::Accepted one) { return serve(state, std::move(one)); });
        EXPECT_TRUE(made) << made.error().detail;
        listener_ = std::move(*made);
    }
    std::uint16_t port() const { return listener_->port(); }
    std::vector<Received> received() const {
        const std::lock_guard lock(state_->mutex);
        return state_->received;
    }
    std::size_t count() const { return received().size(); }
    std::size_t connections() const { return state_->connections; }

private:
    struct State {
        SinkScript script;
        std::atomic<std::size_t> connections{0};
        std::mutex mutex;  // guards what follows
        std::vector<Received> received;
        std::set<std::string> seen;
    };

    static std::string answer(State& state, const std::string& line) {
        const std::string address = line.substr(line.find('<') + 1, line.rfind('>') - line.find('<') - 1);
        const std::lock_guard lock(state.mutex);
        if (address.starts_with("temp")) return "451 4.2.0 come back later";
        if (address.starts_with("perm")) return "550 5.1.1 nobody of that name";
        if (address.starts_with("first") && state.seen.insert(address).second) return "451 4.7.1 greylisted";
        return "250 2.1.5 ok";
    }

    static Task<Result<void>> take_content(std::shared_ptr<State> state, Lent<net::LineReader> reader,
                                           Lent<Received> message) {
        while (true) {
            CO_TRY(const net::Line line, co_await reader->read_line(100'000));
            if (line.text == ".") break;
            message->content += line.text.starts_with('.') ? line.text.substr(1) : line.text;
            message->content += "\r\n";
        }
        const std::lock_guard lock(state->mutex);
        state->received.push_back(*message);
        co_return Result<void>();
    }

    static Task<Result<void>> talk(std::shared_ptr<State> state, Lent<net::Wire> wire, std::string from) {
        const SinkScript& script = state->script;
        net::LineReader reader(wire);
        CO_CHECK(co_await wire->write(script.greeting + "\r\n"));
        Received message;
        std::size_t accepted = 0;
        while (true) {
            CO_TRY(const net::Line read, co_await reader.read_line(4'000));
            const std::string line(read.text);
            std::string reply = "250 2.0.0 ok";
            if (line.starts_with("EHLO")) {
                reply = script.offers.empty() ? "250 sink" : "250-sink";
                for (std::size_t i = 0; i < script.offers.size(); ++i) {
                    if (wire->is_tls() && script.offers[i] == "STARTTLS") continue;
                    reply +=
                        "\r\n250" + std::string(i + 1 < script.offers.size() ? "-" : " ") + script.offers[i];
                }
                if (wire->is_tls()) reply = "250 sink";
            } else if (line == "STARTTLS") {
                CO_CHECK(co_await wire->write("220 2.0.0 go\r\n"));
                if (script.breaks_tls) {
                    CO_CHECK(co_await reader.read_some(1));
                    co_return co_await wire->write("this is no handshake at all\r\n");
                }
                CO_CHECK(co_await reader.start_tls_server(script.tls));
                continue;
            } else if (line.starts_with("MAIL")) {
                message = {
                    .mail = line, .recipients = {}, .content = {}, .tls = wire->is_tls(), .from = from};
                accepted = 0;
            } else if (line.starts_with("RCPT")) {
                reply = answer(*state, line);
                if (reply.starts_with("250")) {
                    message.recipients.push_back(line.substr(8));
                    ++accepted;
                }
            } else if (line == "DATA") {
                if (script.silent_after_mail) continue;
                if (script.closes_at_content) co_return Result<void>();
                reply = accepted > 0 ? "354 go on" : "554 5.5.1 nobody";
                if (accepted > 0) {
                    CO_CHECK(co_await wire->write(reply + "\r\n"));
                    CO_CHECK(co_await take_content(state, &reader, &message));
                    if (script.closes_after_content) co_return Result<void>();
                    reply = "250 2.0.0 taken";
                    if (script.closes_after_message) co_return co_await wire->write(reply + "\r\n");
                }
            }
            CO_CHECK(co_await wire->write(reply + "\r\n"));
            if (line == "QUIT") co_return Result<void>();
        }
    }

    static Task<> serve(std::shared_ptr<State> state, net::Accepted accepted) {
        ++state->connections;
        accepted.wire->set_deadline(std::chrono::seconds(60));
        [[maybe_unused]] const auto ended =
            co_await talk(state, accepted.wire.get(), accepted.address.text_for_sealing());
        [[maybe_unused]] const auto shut = co_await accepted.wire->shutdown();
    }

    std::shared_ptr<State> state_;
    std::unique_ptr<net::Listener> listener_;
};

/// Keeps reports; fails as told.
class FakeReturns final : public Returns {
public:
    Task<Result<store::Batch>> prepare(Report report) override {
        const std::lock_guard lock(mutex_);
        if (failure_) co_return fail(*failure_);
        reports_.push_back(std::move(report));
        co_return store::Batch();
    }
    Result<store::Batch> note(const Note& note) override {
        if (on_note) on_note();
        const std::lock_guard lock(mutex_);
        notes_.push_back(note);
        return store::Batch();
    }
    Task<Result<void>> release(QueuedMail mail, store::Batch end) override {
        {
            const std::lock_guard lock(mutex_);
            if (failure_) co_return fail(*failure_);
            released_.push_back(
                {.asked = mail.asked, .submission = mail.submission, .queued_ms = mail.queued_ms});
        }
        CO_CHECK(co_await commit(std::move(end)));
        co_return Result<void>();
    }
    Result<void> check_held(const Item& item) const override {
        const std::lock_guard lock(mutex_);
        return check_ ? check_(item) : Result<void>();
    }
    /// What check_held() says.
    void checks(std::function<Result<void>(const Item&)> check) {
        const std::lock_guard lock(mutex_);
        check_ = std::move(check);
    }
    std::function<void()> on_note;
    /// How a release is committed.
    std::function<Task<Result<store::Committed>>(store::Batch)> commit;
    std::vector<Note> notes() const {
        const std::lock_guard lock(mutex_);
        return notes_;
    }
    std::size_t released() const {
        const std::lock_guard lock(mutex_);
        return released_.size();
    }
    struct Released {
        std::optional<smtp::Asked> asked;
        std::string submission;
        std::int64_t queued_ms;
    };
    std::vector<Released> released_mail() const {
        const std::lock_guard lock(mutex_);
        return released_;
    }
    void fails(std::optional<ErrorKind> kind) {
        const std::lock_guard lock(mutex_);
        failure_ = kind;
    }
    std::vector<Report> reports() const {
        const std::lock_guard lock(mutex_);
        return reports_;
    }
    std::size_t count() const { return reports().size(); }

private:
    mutable std::mutex mutex_;  // guards what follows
    std::optional<ErrorKind> failure_;
    std::function<Result<void>(const Item&)> check_;
    std::vector<Report> reports_;
    std::vector<Note> notes_;
    std::vector<Released> released_;
};

struct Names {
    VaultId vault;
    crypto::Key private_half;
    crypto::Key quorum;
};

/// One life of the process over an engine that outlives it.
struct Life {
    Life(store::Engine& engine, TestClock& clock_of_test, net::FakeResolver& resolver, FakeReturns& returns,
         const Names& names_of_test)
        : clock(clock_of_test),
          names(names_of_test),
          store({&engine, [this](const VaultId& id) { return runtime.home_of(id); }, &runtime.pool(), &clock,
                 &random}),
          queue({.store = &store,
                 .home_of = [this](const VaultId& id) { return runtime.home_of(id); },
                 .resolver = &resolver,
                 .returns = &returns,
                 .clock = &clock,
                 .random = &random}) {
        EXPECT_TRUE(store.unlock(names.quorum));
    }
    ~Life() {
        net::run_now(queue.stop());
        runtime.stop(std::chrono::seconds(2));
        store.stop();
    }

    crypto::KeyPair keys() const { return crypto::KeyPair::from_private(names.private_half.copy()); }
    store::VaultAddress address() const { return {names.vault, keys().public_half}; }
    Result<void> start(Settings settings) {
        return net::run_now(queue.start(std::move(settings), address(), keys()));
    }
    void stop() { net::run_now(queue.stop()); }
    /// Stores the object and the event in one commit.
    Result<void> send(std::optional<Mailbox> sender, std::vector<Mailbox> recipients,
                      std::string_view content, std::optional<MemberId> member = {},
                      std::vector<std::optional<Mailbox>> written_to = {}) {
        store::Batch batch;
        auto writer = store.write_object();
        CHECK(net::run_now(writer.write(as_bytes(content))));
        TRY(auto object, writer.finish(batch));
        QueuedMail mail{.object = std::move(object)};
        mail.return_path_octets = content.starts_with("Return-Path") ? content.find('\n') + 1 : 0;
        mail.sender = std::move(sender);
        mail.recipients = std::move(recipients);
        mail.written_to = std::move(written_to);
        mail.member = member;
        CHECK(queue.enqueue(std::move(mail), batch));
        CHECK(store.committer().commit_blocking(std::move(batch)));
        return {};
    }
    Summary summary() {
        auto made = net::run_now(queue.summary());
        return made ? *made : Summary{};
    }

    TestClock& clock;
    const Names& names;
    SystemRandom random;
    net::Runtime runtime{{.threads = 2, .blocking_threads = 2}};
    store::Store store;
    Queue queue;
};

/// A queue with a clock that is moved by hand, servers on loopback that it delivers to, and its restarts.
class QueueFixture : public ::testing::Test {
protected:
    void SetUp() override { revive(); }
    void TearDown() override {
        life.reset();
        sinks_runtime.stop(std::chrono::seconds(1));
    }
    /// The process ends, and starts again, locked.
    void revive() {
        life.reset();
        life = std::make_unique<Life>(engine, clock, resolver, returns, names);
    }
    Sink& sink(std::string address = "127.0.0.1", SinkScript script = {}) {
        const std::uint16_t port = sinks.empty() ? std::uint16_t{0} : sinks.front()->port();
        sinks.push_back(std::make_unique<Sink>(sinks_runtime.executor(0), std::move(address), port, &limits,
                                               &hasher, std::move(script)));
        return *sinks.back();
    }
    void point(const std::string& domain, const std::string& address) {
        resolver.add(domain, net::RecordType::mx, "10 mx." + domain)
            .add("mx." + domain, net::RecordType::a, address);
    }
    void later(std::chrono::milliseconds by) {
        clock.advance(by);
        life->queue.look();
    }
    bool is_empty() {
        return eventually([&] { return life->summary().messages == 0; });
    }
    std::size_t objects() { return engine.visible().dump(store::Space::objects).size(); }

    SystemRandom random;
    store::FaultEngine engine;
    TestClock clock;
    net::FakeResolver resolver;
    FakeReturns returns;
    Names names{random.id<VaultId>(), crypto::Key::random(random), crypto::Key::random(random)};
    net::PeerHasher hasher{&clock, &random};
    net::ConnectionLimits limits{100, 100};
    net::Runtime sinks_runtime{{.threads = 1, .blocking_threads = 1}};
    std::vector<std::unique_ptr<Sink>> sinks;
    std::unique_ptr<Life> life;
};

}  // namespace milpa::mail::queue::testing
