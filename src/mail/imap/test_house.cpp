// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/test_house.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>

#include "base/ensure.hpp"
#include "mail/message/extract.hpp"

namespace milpa::mail::imap {

namespace {

/// A test that waits for so long has gone wrong; a slow machine has not.
constexpr std::chrono::minutes far_too_long{5};

/// Shared keys of one certificate: handshakes are made up, but a session wants to have one.
std::shared_ptr<const net::TlsContext> some_certificate() {
    static const std::shared_ptr<const net::TlsContext> context = [] {
        const auto ca = net::make_ca("test");
        ensure(ca.has_value());
        const auto leaf = net::make_certificate(*ca, {"milpa.test"}, {}, std::chrono::days(1));
        ensure(leaf.has_value());
        auto made = net::TlsContext::server(*leaf);
        ensure(made.has_value());
        return std::move(*made);
    }();
    return context;
}

Task<Executor> here() { co_return co_await boost::asio::this_coro::executor; }

}  // namespace

// ---- the house

class House::Room final : public Mailroom {
public:
    Room(Lent<House> house, account::AccountHandle account) : house_(house), account_(std::move(account)) {
        ++house_->rooms;
    }
    ~Room() override { --house_->rooms; }
    account::Account& account() override { return *account_; }
    store::ObjectWriter write_object() override { return house_->store_->write_object(); }
    account::Quota quota() const override { return house_->quota; }
    void settle() override { ++house_->settled; }

private:
    const Lent<House> house_;
    account::AccountHandle account_;
};

class House::Door final : public Entrance {
public:
    explicit Door(Lent<House> house) : house_(house) {}
    Executor home() const override { return house_->executor_; }
    Task<Result<std::unique_ptr<Mailroom>>> open(std::function<void()> end) override {
        if (house_->open_fails) co_return fail(*house_->open_fails);
        CO_TRY(account::AccountHandle account,
               co_await account::open_account(&house_->store_->vaults(), house_->world(), house_->vault_.id,
                                              house_->vault_.pair.copy()));
        house_->ends.push_back(std::move(end));
        co_return std::make_unique<Room>(house_, std::move(account));
    }

private:
    const Lent<House> house_;
};

House::House(store::SealingMode mode)
    : store_(&engine, mode), vault_(store_.random()), executor_(store_.run(here())) {
    begin_again({});
}

void House::begin_again(const std::vector<std::string>& messages) {
    ensure(rooms == 0);
    engine.visible().become(store::MemoryEngine());
    vault_ = store::TestVault(store_.random());
    ends.clear();
    callers.clear();
    store::Batch batch;
    for (Bytes& event : account::initial_events(clock_of_sessions.wall())) {
        ensure(store_->appender().append(vault_.address(), std::move(event), batch).has_value());
    }
    for (const std::string& message : messages) {
        auto writer = store_->write_object();
        ensure(writer.write_some(as_bytes(message)) == message.size());
        const auto object = writer.finish(batch);
        ensure(object.has_value());
        Bytes event = account::delivery_event(batch.refer(*object, store_.random()),
                                              message::extract(message), clock_of_sessions.wall());
        ensure(store_->appender().append(vault_.address(), std::move(event), batch).has_value());
    }
    ensure(store_->committer().commit_blocking(std::move(batch)).has_value());
}

House::~House() { ensure(rooms == 0); }

void House::run_until(const std::function<bool()>& is_so) {
    boost::asio::io_context& context = executor_.context();
    context.restart();
    while (!is_so()) ensure(context.run_one_for(far_too_long) > 0);
    // Handlers that are ready already: a vault that closes, a wire that was nudged.
    context.poll();
}

account::AccountWorld House::world() {
    const auto parts = store_->object_parts();
    return {parts, parts.pool, &clock_of_sessions, /*maintains_itself=*/false,
            account::expunged_rest_default};
}

void House::deliver(std::string message) {
    const auto all = [](House* house, std::string text) -> Task<Result<void>> {
        store::Batch batch;
        auto writer = house->store_->write_object();
        CO_CHECK(co_await writer.write(as_bytes(text)));
        CO_TRY(const auto object, writer.finish(batch));
        Bytes event = account::delivery_event(batch.refer(object, house->store_.random()),
                                              message::extract(text), house->clock_of_sessions.wall());
        CO_CHECK(house->store_->appender().append(house->vault_.address(), std::move(event), batch));
        CO_CHECK(co_await house->store_->committer().commit(std::move(batch)));
        co_return Result<void>{};
    };
    ensure(run(all(this, std::move(message))).has_value());
}

account::AccountHandle House::open() {
    auto opened = run(account::open_account(&store_->vaults(), world(), vault_.id, vault_.pair.copy()));
    ensure(opened.has_value());
    return std::move(*opened);
}

void House::look(const std::function<void(account::Account&)>& at) {
    // The handle goes on the thread on which it lives, while that runs.
    const auto looked = [](account::AccountHandle handle,
                           const std::function<void(account::Account&)>* see) -> Task<Result<void>> {
        (*see)(*handle);
        co_return Result<void>{};
    };
    ensure(run(looked(open(), &at)).has_value());
}

std::size_t House::rows_of(char letter) {
    std::size_t count = 0;
    for (const auto& row : engine.visible().dump(store::Space::rows)) count += row.key[0] == letter ? 1 : 0;
    return count;
}

std::size_t House::objects() { return rows_of('c'); }
std::size_t House::spilled() { return rows_of('i'); }

bool House::is_whole() {
    // What was given up is removed by a commit of its own: one more comes behind it.
    ensure(store_->committer().commit_blocking(store::Batch()).has_value());
    std::size_t messages = 0;
    look([&](account::Account& account) {
        for (const auto& info : account.state().records()) messages += info.alive() ? 1 : 0;
        messages += account.state().dead().size();
    });
    return objects() == messages && spilled() == 0;
}

Task<Result<std::unique_ptr<Entrance>>> House::log_in(Caller caller, std::string user,
                                                      crypto::SecretText secret) {
    callers.push_back(std::move(caller));
    if (login_fails) co_return fail(*login_fails);
    if (user != "ana" || secret.view() != "secret") co_return fail(ErrorKind::denied);
    co_return std::make_unique<Door>(this);
}

// ---- the wire

struct Peer::Line {
    explicit Line(const Executor& executor) : timer(executor, boost::asio::steady_timer::time_point::max()) {}

    /// Waits for whatever happens next.
    Task<> wait() {
        boost::asio::as_tuple_t<boost::asio::use_awaitable_t<Executor>> token;
        is_waiting = true;
        co_await timer.async_wait(token);
    }
    void wake() {
        is_waiting = false;
        timer.expires_at(boost::asio::steady_timer::time_point::max());
    }

    boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                      boost::asio::wait_traits<std::chrono::steady_clock>, Executor>
        timer;
    std::deque<std::string> to_session;
    std::string from_session;
    std::size_t steps = 0;
    std::optional<std::size_t> broken_step;
    ErrorKind broken_kind = ErrorKind::io;
    std::chrono::milliseconds deadline{0};
    bool is_waiting = false;
    bool is_late = false;  // the deadline has passed
    bool is_nudged = false;
    bool is_secure = false;
    bool is_hung_up = false;
    bool is_deaf = false;  // takes no writes
    bool is_closed = false;
    bool has_ended = false;  // the session has dropped its wire
};

namespace {

class HeldWire final : public net::Wire {
public:
    explicit HeldWire(std::shared_ptr<Peer::Line> line) : line_(std::move(line)) {}
    ~HeldWire() override { line_->has_ended = true; }

    Task<Result<std::size_t>> read_some(std::span<char> into) override {
        CO_CHECK(step(Way::reading));
        CO_TRY(const bool readable, co_await wait(false));
        ensure(readable);
        if (line_->to_session.empty()) co_return fail(ErrorKind::closed, "hung up");
        std::string& said = line_->to_session.front();
        const std::size_t count = std::min(into.size(), said.size());
        std::ranges::copy(std::string_view(said).substr(0, count), into.begin());
        said.erase(0, count);
        if (said.empty()) line_->to_session.pop_front();
        co_return count;
    }
    Task<Result<net::Wake>> wait_readable() override {
        CO_CHECK(step(Way::reading));
        CO_TRY(const bool readable, co_await wait(true));
        co_return readable ? net::Wake::bytes : net::Wake::nudge;
    }
    Task<Result<void>> write(std::string_view bytes) override {
        CO_CHECK(step(Way::writing));
        while (line_->is_deaf && !line_->is_late) co_await line_->wait();
        if (line_->is_late) co_return fail(ErrorKind::timeout, "nobody reads");
        line_->from_session += bytes;
        co_return Result<void>{};
    }
    Task<Result<void>> start_tls_server(Lent<const net::TlsContext>) override {
        CO_CHECK(step(Way::reading));
        // What is in the kernel is fed to the handshake, and is none.
        if (line_->is_secure || !line_->to_session.empty()) {
            line_->is_closed = true;
            co_return fail(ErrorKind::syntax, "no handshake");
        }
        line_->is_secure = true;
        co_return Result<void>{};
    }
    Task<Result<void>> start_tls_client(Lent<const net::TlsContext> context, net::TlsPeer) override {
        co_return co_await start_tls_server(context);
    }
    std::optional<net::TlsInfo> tls() const override {
        if (!line_->is_secure) return std::nullopt;
        return net::TlsInfo{.version = "TLSv1.3", .cipher = "TLS_AES_128_GCM_SHA256"};
    }
    Result<Bytes> channel_binding() const override { return fail(ErrorKind::missing); }
    void set_deadline(std::chrono::milliseconds from_now) override {
        line_->deadline = from_now;
        line_->is_late = from_now.count() == 0;
        if (line_->is_late) line_->wake();
    }
    void nudge() override {
        line_->is_nudged = true;
        line_->wake();
    }
    Task<Result<void>> shutdown() override {
        auto result = step(Way::writing);
        line_->is_closed = true;
        co_return result;
    }
    void close() override { line_->is_closed = true; }
    void move_to(Executor) override {}

private:
    enum class Way : unsigned char { reading, writing };

    Result<void> step(Way way) {
        const std::size_t number = line_->steps++;
        if (line_->is_closed) return fail(ErrorKind::closed, "closed by us");
        if (line_->broken_step && number >= *line_->broken_step) {
            const bool usable = line_->broken_kind == ErrorKind::timeout && way == Way::writing;
            if (number == *line_->broken_step || !usable) return fail(line_->broken_kind, "broken");
        }
        return {};
    }
    /// True when there is something to read (or the end); false for a nudge.
    Task<Result<bool>> wait(bool may_be_nudged) {
        for (;;) {
            if (may_be_nudged && std::exchange(line_->is_nudged, false)) co_return false;
            if (!line_->to_session.empty() || line_->is_hung_up) co_return true;
            if (line_->is_late) co_return fail(ErrorKind::timeout, "silence");
            co_await line_->wait();
        }
    }

    const std::shared_ptr<Peer::Line> line_;
};

}  // namespace

// ---- the peer

Peer::Peer(Lent<House> house, Channel channel)
    : house_(house), line_(std::make_shared<Line>(house->executor())) {
    line_->is_secure = channel == Channel::tls;
    const Caller caller{*net::PeerAddress::parse("192.0.2.7")};
    net::spawn(house->executor(), serve(std::make_unique<HeldWire>(line_), caller,
                                        channel == Channel::no_certificate ? nullptr : some_certificate(),
                                        house, ClearLogin::refused, house->ending));
    greeting_ = hears();
}

Peer::~Peer() {
    hangs_up();
    line_->is_deaf = false;
    house_->run_until([&] { return line_->has_ended; });
}

void Peer::wait_until_quiet() {
    house_->run_until([&] { return line_->has_ended || line_->is_waiting; });
}

std::string Peer::heard() { return std::exchange(line_->from_session, {}); }

std::string Peer::hears() {
    wait_until_quiet();
    return heard();
}

void Peer::sends(std::string octets) {
    line_->to_session.push_back(std::move(octets));
    line_->wake();
}

std::string Peer::says(std::string octets) {
    sends(std::move(octets));
    return hears();
}

std::string with_crlf(std::string_view lines) {
    std::string octets;
    for (const char c : lines) octets += c == '\n' ? "\r\n" : std::string(1, c);
    return octets;
}

std::string without_cr(std::string_view octets) {
    std::string lines;
    for (std::size_t at = 0; at < octets.size(); ++at) {
        if (octets.substr(at).starts_with("\r\n")) ++at;
        lines += octets[at];
    }
    return lines;
}

std::string Peer::asks(std::string_view lines) { return without_cr(says(with_crlf(lines))); }

void Peer::log_in() {
    const std::string answer = says("in LOGIN ana secret\r\n");
    ensure(answer.starts_with("in OK [CAPABILITY "));
}

std::string Peer::waits_too_long() {
    line_->is_late = true;
    line_->wake();
    return hears();
}

void Peer::hangs_up() {
    line_->is_hung_up = true;
    line_->wake();
}

void Peer::stops_reading() { line_->is_deaf = true; }
void Peer::fails_at(std::size_t step, ErrorKind kind) {
    line_->broken_step = step;
    line_->broken_kind = kind;
}
std::size_t Peer::steps() const { return line_->steps; }
bool Peer::has_ended() const { return line_->has_ended; }
std::chrono::milliseconds Peer::deadline() const { return line_->deadline; }

}  // namespace milpa::mail::imap
