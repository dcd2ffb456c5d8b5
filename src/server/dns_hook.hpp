// SPDX-License-Identifier: AGPL-3.0-or-later
// A program of the administrators' that changes their DNS, for names that are proven by it (DNS-01):
//
//     PROGRAM add    _acme-challenge.example.org VALUE    returns when the world sees the TXT record
//     PROGRAM remove _acme-challenge.example.org VALUE
//
// The server itself can start no program once it serves (sandbox.hpp). So a small process is forked before
// anything else: before there is a key, a thread or a connection. It knows the program's path, reads names
// and values from a pipe, runs that program with them and nothing else, and says how it ended. It ends with
// the server.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/task.hpp"
#include "net/runtime.hpp"

namespace milpa::server {

/// How long is waited. Counted from when the program is run, however many others it was queued behind.
struct HookPatience {
    /// What a program may take: some wait until all servers of a zone have the record.
    std::chrono::milliseconds program = std::chrono::minutes(5);
    /// So much later than a program has to end the process must have said so.
    std::chrono::milliseconds answer = std::chrono::minutes(1);
};

/// The process, and the pipes to it.
class HookRunner {
public:
    /// Forks: to be called while there is one thread only, before the sandbox. Fails with `missing` (no such
    /// program, or it cannot be run), `denied` (it lies, or its path leads through, the data `folder`: the
    /// server would run what it can write), `io`.
    static Result<std::shared_ptr<HookRunner>> start(const std::string& program, const std::string& folder,
                                                     HookPatience patience = {});
    /// Ends the process; what it runs is left to end by itself.
    ~HookRunner();
    HookRunner(const HookRunner&) = delete;
    HookRunner& operator=(const HookRunner&) = delete;

    /// Where orders are written, a line each. What is none is passed over: whoever has taken the server over
    /// is shut in, and the process is not.
    int orders() const { return to_; }

private:
    friend class DnsHook;
    HookRunner(pid_t process, int to, int from, HookPatience patience)
        : process_(process), to_(to), from_(from), patience_(patience) {}

    const pid_t process_;
    const int to_;
    const int from_;
    const HookPatience patience_;
};

/// For where nothing limits the files that the server writes. Fails with `denied` where this user may write
/// the program, or put another in its place.
Result<void> check_guarded(const std::string& program);

/// One call at a time.
class DnsHook {
public:
    explicit DnsHook(std::shared_ptr<HookRunner> runner) : runner_(std::move(runner)) {}
    ~DnsHook() { stop(); }
    DnsHook(const DnsHook&) = delete;
    DnsHook& operator=(const DnsHook&) = delete;

    /// Returns when the program has ended well. Fails with `denied` (it said no: any exit but 0), `timeout`,
    /// `syntax` (a record or value that has other letters than such have), `closed` (stop(), or the process
    /// is gone), `io`.
    Task<Result<void>> add(std::string record, std::string value);
    /// Does not wait for it.
    void remove(std::string_view record, std::string_view value);
    /// An add() that waits fails soon. Any thread.
    void stop() { ++stops_; }

private:
    Result<std::uint64_t> send(std::string_view act, std::string_view record, std::string_view value);
    Result<void> await(std::uint64_t number, std::uint64_t stops);

    const std::shared_ptr<HookRunner> runner_;
    std::atomic<std::uint64_t> stops_{0};
    std::atomic<std::uint64_t> number_{0};
    std::string heard_;  // of what the process says, not yet a line
    net::BlockingPool pool_{1};
};

}  // namespace milpa::server
