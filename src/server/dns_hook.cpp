// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/dns_hook.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <thread>

namespace milpa::server {

namespace fs = std::filesystem;

namespace {

/// A line that is shorter is written to a pipe whole, or not at all (POSIX: PIPE_BUF).
constexpr std::size_t line_octets_max = PIPE_BUF;
constexpr std::chrono::milliseconds look_again{20};
/// So soon after stop() an add() that waits comes back.
constexpr std::chrono::milliseconds stop_within{100};

constexpr std::string_view ended_well = "ok";
constexpr std::string_view ended_badly = "failed";
constexpr std::string_view not_in_time = "late";

/// Of a record's name or its text: nothing that a shell script could stumble over.
bool is_plain(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == '.';
    };
    return !text.empty() && std::ranges::all_of(text, fits);
}

// ---- in the runner's process

std::optional<std::string> read_line(int from) {
    std::string line;
    char c = 0;
    while (line.size() < line_octets_max) {
        const ssize_t got = ::read(from, &c, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return std::nullopt;
        if (c == '\n') return line;
        line.push_back(c);
    }
    return std::nullopt;
}

/// The words of a line; nothing unless there are so many.
template <std::size_t count>
std::optional<std::array<std::string, count>> words_of(std::string_view line) {
    std::array<std::string, count> words;
    for (std::size_t i = 0; i < count; ++i) {
        const auto space = line.find(' ');
        if ((space == std::string_view::npos) != (i + 1 == count)) return std::nullopt;
        words.at(i) = line.substr(0, space);
        if (space != std::string_view::npos) line.remove_prefix(space + 1);
    }
    return words;
}

bool is_order(const std::array<std::string, 4>& words) {
    return is_plain(words[0]) && (words[1] == "add" || words[1] == "remove") && is_plain(words[2]) &&
           is_plain(words[3]);
}

/// Links are followed once, at the start: what they lead to later is not run.
struct Program {
    std::string place;
    std::string name;  ///< as it was named: some look at it
};

[[noreturn]] void become(const Program& program, std::array<std::string, 4> words) {
    ::setpgid(0, 0);
    ::signal(SIGPIPE, SIG_DFL);
    // Where the data lie is nothing to it.
    if (::chdir("/") != 0) ::_exit(EXIT_FAILURE);
    std::string path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    std::string name = program.name;
    std::array<char*, 5> arguments = {name.data(), words[1].data(), words[2].data(), words[3].data(),
                                      nullptr};
    std::array<char*, 2> environment = {path.data(), nullptr};
    ::execve(program.place.c_str(), arguments.data(), environment.data());
    ::_exit(EXIT_FAILURE);
}

std::string_view run_program(const Program& program, const std::array<std::string, 4>& words,
                             HookPatience patience) {
    const pid_t child = ::fork();
    if (child == 0) become(program, words);
    if (child < 0) return ended_badly;
    const auto until = std::chrono::steady_clock::now() + patience.program;
    int status = 0;
    while (true) {
        const pid_t ended = ::waitpid(child, &status, WNOHANG);
        if (ended == child) return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? ended_well : ended_badly;
        if (std::chrono::steady_clock::now() >= until) break;
        std::this_thread::sleep_for(look_again);
    }
    ::kill(-child, SIGKILL);
    ::waitpid(child, &status, 0);
    return not_in_time;
}

void use_as(int descriptor, int number) {
    if (descriptor != number) ::dup2(descriptor, number);
}

/// Nothing of the server's own is left open, and nothing that a program prints gets into a log.
[[noreturn]] void serve(int from, int to, const Program& program, HookPatience patience) {
    constexpr int input = 3, output = 4;
    // Out of the way first, as either may be the other's number.
    const int in = ::fcntl(from, F_DUPFD_CLOEXEC, output + 1);
    const int out = ::fcntl(to, F_DUPFD_CLOEXEC, output + 1);
    const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) use_as(nothing, standard);
    use_as(in, input);
    use_as(out, output);
    ::close_range(output + 1, ~0U, 0);
    for (const int descriptor : {input, output}) ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    ::prctl(PR_SET_NAME, "milpa dns hook");
    ::signal(SIGPIPE, SIG_IGN);
    while (const auto line = read_line(input)) {
        const auto words = words_of<4>(*line);
        // The server's word is not enough: who has taken it over is shut in, and this here is not.
        if (!words || !is_order(*words)) continue;
        const std::string answer =
            fmt::format("{} {}\n", words->front(), run_program(program, *words, patience));
        if (::write(output, answer.data(), answer.size()) < 0) break;
    }
    ::_exit(EXIT_SUCCESS);
}

bool is_below(const fs::path& path, const fs::path& folder) {
    return std::ranges::mismatch(folder, path).in1 == folder.end();
}

Result<Program> find_program(const std::string& named, const std::string& folder) {
    std::error_code unknown;
    const fs::path data = fs::canonical(folder, unknown);
    if (unknown) return fail(ErrorKind::io, "acme.dns_hook: where the data lie is not known");
    const fs::path whole = fs::absolute(named, unknown);
    if (unknown) return fail(ErrorKind::io, "acme.dns_hook: where it lies is not known");
    // The folders on its way, too: a link in the data that leads out of it could be another one tomorrow.
    for (fs::path on_way = whole; on_way != on_way.parent_path(); on_way = on_way.parent_path()) {
        const fs::path real = fs::canonical(on_way, unknown);
        if (unknown) return fail(ErrorKind::io, "acme.dns_hook: where it lies is not known");
        if (is_below(real, data)) {
            return fail(ErrorKind::denied,
                        fmt::format("acme.dns_hook: {} lies in the data folder, which the server itself "
                                    "writes: put it elsewhere, into /usr/local/bin say",
                                    named));
        }
    }
    const fs::path place = fs::canonical(whole, unknown);
    if (unknown) return fail(ErrorKind::io, "acme.dns_hook: where it lies is not known");
    return Program{place.string(), whole.string()};
}

/// Write it, or put another in the place of what lies in it (`child`).
bool may_change(const fs::path& path, const fs::path& child) {
    if (::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0) return false;
    struct stat folder{};
    struct stat inside{};
    // In a folder such as /tmp only owners may put away what is there.
    const bool sticky = !child.empty() && ::stat(path.c_str(), &folder) == 0 &&
                        ::lstat(child.c_str(), &inside) == 0 && (folder.st_mode & S_ISVTX) != 0;
    return !sticky || folder.st_uid == ::geteuid() || inside.st_uid == ::geteuid();
}

}  // namespace

Result<void> check_guarded(const std::string& program) {
    // Root could write the system's own programs as well.
    if (::geteuid() == 0) return {};
    std::error_code unknown;
    const fs::path real = fs::canonical(program, unknown);
    if (unknown) return fail(ErrorKind::io, "acme.dns_hook: where it lies is not known");
    fs::path child;
    for (fs::path place = real; place != place.parent_path(); child = place, place = place.parent_path()) {
        if (!may_change(place, child)) continue;
        return fail(ErrorKind::denied,
                    fmt::format("acme.dns_hook: the server's user may write {}, and here nothing keeps the "
                                "server from it (no landlock, or sandbox = 0): give it to another user",
                                place.string()));
    }
    return {};
}

Result<std::shared_ptr<HookRunner>> HookRunner::start(const std::string& program, const std::string& folder,
                                                      HookPatience patience) {
    if (::access(program.c_str(), X_OK) != 0)
        return fail(ErrorKind::missing, fmt::format("acme.dns_hook: {} cannot be run", program));
    TRY(const Program found, find_program(program, folder));
    std::array<int, 2> down{}, up{};
    if (::pipe2(down.data(), O_CLOEXEC) != 0) return fail(ErrorKind::io, "no pipe");
    if (::pipe2(up.data(), O_CLOEXEC) != 0) {
        for (const int end : down) ::close(end);
        return fail(ErrorKind::io, "no pipe");
    }
    const pid_t process = ::fork();
    if (process == 0) serve(down[0], up[1], found, patience);
    ::close(down[0]);
    ::close(up[1]);
    if (process < 0) {
        ::close(down[1]);
        ::close(up[0]);
        return fail(ErrorKind::io, "no process for acme.dns_hook");
    }
    ::fcntl(down[1], F_SETFL, O_NONBLOCK);
    return std::shared_ptr<HookRunner>(new HookRunner(process, down[1], up[0], patience));
}

HookRunner::~HookRunner() {
    ::close(to_);
    ::close(from_);
    // It may be waiting for a program: that is not waited for here.
    ::waitpid(process_, nullptr, WNOHANG);
}

Result<std::uint64_t> DnsHook::send(std::string_view act, std::string_view record, std::string_view value) {
    if (!is_plain(record) || !is_plain(value)) return fail(ErrorKind::syntax, "not a record of DNS-01");
    const std::uint64_t number = ++number_;
    const std::string line = fmt::format("{} {} {} {}\n", number, act, record, value);
    if (line.size() > line_octets_max) return fail(ErrorKind::syntax, "a record that is too long");
    ::signal(SIGPIPE, SIG_IGN);
    if (::write(runner_->to_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        return fail(ErrorKind::closed, "the process that runs acme.dns_hook is gone: restart the server");
    return number;
}

/// On the pool's only thread.
Result<void> DnsHook::await(std::uint64_t number, std::uint64_t stops) {
    const auto patience = runner_->patience_.program + runner_->patience_.answer;
    auto until = std::chrono::steady_clock::now() + patience;
    std::array<char, 256> some{};
    while (std::chrono::steady_clock::now() < until) {
        if (stops_ != stops) return fail(ErrorKind::closed, "stopped");
        pollfd readable{.fd = runner_->from_, .events = POLLIN, .revents = 0};
        if (::poll(&readable, 1, static_cast<int>(stop_within.count())) <= 0) continue;
        const ssize_t got = ::read(runner_->from_, some.data(), some.size());
        if (got <= 0) return fail(ErrorKind::closed, "the process that runs acme.dns_hook is gone");
        heard_.append(some.data(), static_cast<std::size_t>(got));
        for (auto end = heard_.find('\n'); end != std::string::npos; end = heard_.find('\n')) {
            const auto words = words_of<2>(std::string_view(heard_).substr(0, end));
            heard_.erase(0, end + 1);
            // One of those before it has ended: the next is run from now on.
            until = std::chrono::steady_clock::now() + patience;
            // Answers of those whom nobody waited for are passed over.
            if (!words || words->front() != std::to_string(number)) continue;
            if (words->back() == ended_well) return {};
            if (words->back() == not_in_time)
                return fail(ErrorKind::timeout, "the program of acme.dns_hook takes too long");
            return fail(ErrorKind::denied, "the program of acme.dns_hook failed");
        }
    }
    return fail(ErrorKind::timeout, "the process that runs acme.dns_hook does not answer");
}

Task<Result<void>> DnsHook::add(std::string record, std::string value) {
    const std::uint64_t stops = stops_;
    CO_TRY(const std::uint64_t number, send("add", record, value));
    co_return co_await pool_.run([this, number, stops] { return await(number, stops); });
}

void DnsHook::remove(std::string_view record, std::string_view value) {
    [[maybe_unused]] const auto sent = send("remove", record, value);
}

}  // namespace milpa::server
