// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests and fuzzers: one member's mail on a disk in memory, and the other ends of connections to it. The
// connection, the session and the account are the real ones; of the world only wire, disk and logins are made
// up. All of it lives on one thread, that of the test: nothing happens but while one of these functions runs.
//
//     House house;
//     Peer ana(&house);                                     // greeted
//     EXPECT_EQ(ana.says("a LOGIN ana secret\r\n"), "...");  // what was written until the session waits
//     again
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mail/imap/connection.hpp"
#include "store/fault_engine.hpp"
#include "store/test_store.hpp"

namespace milpa::mail::imap {

/// Stands still, or (for whatever counts slices of time) goes on by a step with each look. What bears a date
/// is the same in each run.
class SteppingClock final : public Clock {
public:
    WallTime wall() const override { return WallTime(std::chrono::milliseconds(1'700'000'000'000)); }
    SteadyTime steady() const override { return now_ += step; }
    void advance(std::chrono::milliseconds by) { now_ += by; }

    std::chrono::microseconds step{0};

private:
    mutable SteadyTime now_{std::chrono::hours(1)};
};

/// "ana" with the password "secret" has the usual folders, empty.
class House final : public Services {
public:
    explicit House(store::SealingMode mode = store::SealingMode::sealed);
    ~House() override;
    /// Another member moves in, who has these (small) messages in INBOX, and nothing is left of the one
    /// before: cheaper than another house.
    void begin_again(const std::vector<std::string>& messages);

    store::FaultEngine engine;
    SteppingClock clock_of_sessions;
    std::optional<ErrorKind> login_fails, open_fails;
    std::uint64_t octets_max = 100'000;
    account::Quota quota;
    std::vector<Caller> callers;              ///< of each login
    std::size_t rooms = 0;                    ///< open ones
    std::size_t settled = 0;                  ///< how often settle() was called
    std::vector<std::function<void()>> ends;  ///< those of the rooms, in the order of their opening
    const std::shared_ptr<net::Ending> ending = std::make_shared<net::Ending>();  ///< of all connections

    /// Runs a task of the test's to its end, and whatever sessions do meanwhile.
    template <class T>
    T run(Task<T> task) {
        std::optional<T> result;
        net::spawn(executor(), keep(std::move(task), &result));
        run_until([&] { return result.has_value(); });
        return std::move(*result);
    }
    /// Aborts when that takes far too long.
    void run_until(const std::function<bool()>& is_so);
    Executor executor() { return executor_; }

    /// An SMTP delivery into INBOX.
    void deliver(std::string message);
    /// Opens the account beside the sessions.
    account::AccountHandle open();
    /// Runs a look at the account, open for that long.
    void look(const std::function<void(account::Account&)>& at);
    /// Stored objects, and those of which something was written and nothing refers to.
    std::size_t objects();
    std::size_t spilled();
    /// All that was stored belongs to a message.
    bool is_whole();

    // ---- Services
    Task<Result<std::unique_ptr<Entrance>>> log_in(Caller caller, std::string user,
                                                   crypto::SecretText secret) override;
    std::uint64_t message_octets_max() const override { return octets_max; }
    const Clock& clock() const override { return clock_of_sessions; }

private:
    class Room;
    class Door;
    template <class T>
    static Task<> keep(Task<T> task, std::optional<T>* result) {
        result->emplace(co_await std::move(task));
    }
    account::AccountWorld world();
    std::size_t rows_of(char letter);

    store::TestStore store_;
    store::TestVault vault_;
    Executor executor_;
};

/// Lines that end with \n to octets, and back.
std::string with_crlf(std::string_view lines);
std::string without_cr(std::string_view octets);

enum class Channel : unsigned char { tls, clear, no_certificate };

/// The other end of one connection.
class Peer {
public:
    struct Line;  // what both ends share

    /// Connects, and takes the greeting.
    explicit Peer(Lent<House> house, Channel channel = Channel::tls);
    /// Hangs up, and waits until the session has ended.
    ~Peer();
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    /// Logs in: the tag is "in".
    void log_in();
    /// Sends it, one read for all, and returns what is written until the session waits for more, or ends.
    std::string says(std::string octets);
    /// The same in lines that end with \n on both sides, which stands for CRLF.
    std::string asks(std::string_view lines);
    /// Only sends.
    void sends(std::string octets);
    /// What was written since, once the session waits.
    std::string hears();
    /// What was written since; nothing runs.
    std::string heard();
    const std::string& greeting() const { return greeting_; }

    /// The deadline of what the session waits for passes.
    std::string waits_too_long();
    void hangs_up();
    /// Takes nothing that is written from now on: writes wait.
    void stops_reading();
    /// As net::ScriptedWire::fails_at().
    void fails_at(std::size_t step, ErrorKind kind);
    std::size_t steps() const;
    bool has_ended() const;
    std::chrono::milliseconds deadline() const;

private:
    void wait_until_quiet();
    const Lent<House> house_;
    std::shared_ptr<Line> line_;
    std::string greeting_;
};

}  // namespace milpa::mail::imap
