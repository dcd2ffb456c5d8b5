// SPDX-License-Identifier: AGPL-3.0-or-later
// Who is logged in now, so that locking, suspending and removing end sessions at once, and `held` can tell
// how many there are. Holds no key and no address: the session does.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "base/id.hpp"
#include "net/ending.hpp"

namespace milpa::server {

/// Thread-safe. Outlives its tickets.
class Sessions {
public:
    /// Posted to the session's own executor when it must end. Must not throw.
    using End = net::LateCall::Call;

    class Ticket {
    public:
        Ticket(Sessions* sessions, std::uint64_t number) : sessions_(sessions), number_(number) {}
        Ticket(const Ticket&) = delete;
        Ticket& operator=(const Ticket&) = delete;
        ~Ticket();

    private:
        Sessions* sessions_;
        std::uint64_t number_;
    };

    /// `end` is called at most once, on `home`, and never after the ticket is gone (which must be dropped on
    /// `home`).
    std::unique_ptr<Ticket> enter(MemberId member, Executor home, End end);

    void end_all();
    void end_of(const MemberId& member);
    std::size_t count() const;
    std::size_t count_of(const MemberId& member) const;

private:
    struct Entry {
        MemberId member;
        net::LateCall end;
    };
    void leave(std::uint64_t number);

    mutable std::mutex mutex_;  // guards what follows
    std::uint64_t next_ = 1;
    std::unordered_map<std::uint64_t, Entry> entries_;
};

}  // namespace milpa::server
