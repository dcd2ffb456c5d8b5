// SPDX-License-Identifier: AGPL-3.0-or-later
// Other processes: commands that run to their end, and a server that is killed. Blocks. To be used by a
// process of one thread (a child that runs a function instead of a program would find the locks of other
// threads locked for ever).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace milpa::defence {

/// What a child does: a program, or, where `words` is empty, a function whose result is its exit status.
struct Launch {
    std::vector<std::string> words = {};  ///< the program's path, and its arguments
    std::function<int()> function = {};
    std::string folder = {};     ///< where it starts, and where a core would fall
    std::string temporary = {};  ///< its TMPDIR
};

struct Ended {
    int status = 0;    ///< of exit(), or 128 and the signal's number
    std::string text;  ///< standard output
};
/// Runs to the end; `input` is its standard input, of at most 32 KiB (what a pipe takes at once). Standard
/// error is not read. Fails with `io`. The caller ignores SIGPIPE: a child may end before it has read.
Result<Ended> run_to_end(const Launch& launch, std::string_view input);

/// Killed when it goes.
class Child {
public:
    Child() = default;
    /// Standard output and error are appended to `log`. Fails with `io`.
    static Result<Child> start(const Launch& launch, const std::string& log);
    Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, -1)), status_(other.status_) {}
    Child& operator=(Child&& other) noexcept {
        std::swap(pid_, other.pid_);
        std::swap(status_, other.status_);
        return *this;
    }
    ~Child() { kill(9); }

    /// False once it has ended, whatever ended it.
    bool running();
    /// What it ended with, as Ended::status; once it has ended.
    int status() const { return status_; }
    /// Ends it by that signal, and waits. Nothing where it has ended.
    void kill(int signal);
    /// SIGTERM; fails with `timeout` (then it is killed), or with `io` when its exit status is not 0.
    Result<void> stop(std::chrono::milliseconds patience);
    /// Sends a signal and returns at once.
    void signal(int number) const;

private:
    pid_t pid_ = -1;
    int status_ = 0;
};

}  // namespace milpa::defence
