// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "base/ensure.hpp"

namespace milpa::defence {
namespace {

constexpr std::size_t input_bytes_max = 32 * 1024;
constexpr std::chrono::milliseconds step{10};

class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() { close(); }
    void close() {
        if (number_ >= 0) ::close(std::exchange(number_, -1));
    }
    int get() const { return number_; }

private:
    int number_ = -1;
};

struct Pipe {
    Descriptor read, write;
};
Result<Pipe> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(ErrorKind::io, "no pipe");
    return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

/// In the child: never comes back.
[[noreturn]] void become(const Launch& launch, int in, int out, int error) {
    // Who outlives the drill would hold its ports; and if a server can be made to leave a core, it shall.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
    (void)::setrlimit(RLIMIT_CORE, &unlimited);
    if (::dup2(in, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(error, 2) < 0) ::_exit(126);
    if (!launch.folder.empty() && ::chdir(launch.folder.c_str()) != 0) ::_exit(126);
    if (!launch.temporary.empty()) ::setenv("TMPDIR", launch.temporary.c_str(), 1);
    if (launch.words.empty()) ::_exit(launch.function());
    std::vector<char*> words;
    for (const std::string& word : launch.words)
        words.push_back(const_cast<char*>(word.c_str()));  // as execv has it
    words.push_back(nullptr);
    ::execv(words[0], words.data());
    ::_exit(127);
}

Result<pid_t> start_child(const Launch& launch, int in, int out, int error) {
    const pid_t pid = ::fork();
    if (pid < 0) return fail(ErrorKind::io, "no further process");
    if (pid == 0) become(launch, in, out, error);
    return pid;
}

int status_of(int raw) { return WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw); }

int wait_for(pid_t pid) {
    int raw = 0;
    while (::waitpid(pid, &raw, 0) < 0) ensure(errno == EINTR);
    return status_of(raw);
}

}  // namespace

Result<Ended> run_to_end(const Launch& launch, std::string_view input) {
    ensure(input.size() <= input_bytes_max);
    TRY(Pipe in, make_pipe());
    TRY(Pipe out, make_pipe());
    const Descriptor nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    TRY(const pid_t pid, start_child(launch, in.read.get(), out.write.get(), nowhere.get()));
    in.read.close();
    out.write.close();
    // A child that does not read all of it is no failure of ours: it says so itself.
    if (!input.empty()) (void)!::write(in.write.get(), input.data(), input.size());
    in.write.close();
    Ended ended;
    std::array<char, 4096> buffer;
    for (;;) {
        const ssize_t count = ::read(out.read.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        ended.text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    ended.status = wait_for(pid);
    return ended;
}

Result<Child> Child::start(const Launch& launch, const std::string& log) {
    const Descriptor in(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const Descriptor out(::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (in.get() < 0 || out.get() < 0) return fail(ErrorKind::io, "the log cannot be written");
    Child child;
    TRY(child.pid_, start_child(launch, in.get(), out.get(), out.get()));
    return child;
}

bool Child::running() {
    if (pid_ < 0) return false;
    int raw = 0;
    if (::waitpid(pid_, &raw, WNOHANG) != pid_) return true;
    status_ = status_of(raw);
    pid_ = -1;
    return false;
}

void Child::signal(int number) const {
    if (pid_ >= 0) ::kill(pid_, number);
}

void Child::kill(int number) {
    if (pid_ < 0) return;
    signal(number);
    status_ = wait_for(pid_);
    pid_ = -1;
}

Result<void> Child::stop(std::chrono::milliseconds patience) {
    if (pid_ < 0) return fail(ErrorKind::io, "the server has ended already");
    signal(SIGTERM);
    for (std::chrono::milliseconds waited{0}; waited < patience; waited += step) {
        int raw = 0;
        if (::waitpid(pid_, &raw, WNOHANG) == pid_) {
            pid_ = -1;
            status_ = status_of(raw);
            if (status_ == 0) return {};
            return fail(ErrorKind::io, fmt::format("the server ended with {}", status_));
        }
        std::this_thread::sleep_for(step);
    }
    kill(SIGKILL);
    return fail(ErrorKind::timeout, "the server did not stop");
}

}  // namespace milpa::defence
