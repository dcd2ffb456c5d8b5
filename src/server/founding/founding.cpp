// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/founding/founding.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/log.hpp"
#include "server/folder.hpp"
#include "server/founding/orders.hpp"
#include "server/founding/serve.hpp"
#include "server/founding/settings_writing.hpp"
#include "server/web.hpp"

namespace milpa::server::founding {

namespace fs = std::filesystem;

namespace {

/// Of a line whose first octets are there.
constexpr std::chrono::milliseconds rest_of_line = std::chrono::seconds(1);
/// What the founding server has to end, once it is done or was told to.
constexpr std::chrono::milliseconds end_patience = std::chrono::seconds(20);
constexpr std::chrono::milliseconds look_again{20};

std::vector<SettingLine> lines_of(const jmap::FoundingAnswers::Certificates& answered,
                                  std::vector<SettingLine> lines) {
    if (answered.directory.empty()) return lines;
    lines.push_back({"acme.directory", answered.directory});
    lines.push_back({"acme.contact", answered.contact});
    lines.push_back({"acme.terms_agreed", "1"});
    return lines;
}

/// Beside the founding's folder, not in it: the founding server writes there.
fs::path settings_before(const fs::path& folder) { return folder / fmt::format(".{}.before", settings_file); }

/// The store is where it belongs: the one moment of a founding.
Result<void> move_store(const fs::path& folder) {
    std::error_code error;
    const fs::path made = folder / founding_folder / store_folder;
    if (!fs::is_directory(made, error)) return fail(ErrorKind::missing, "nothing was founded");
    CHECK(sync(made, O_RDONLY | O_DIRECTORY));
    // Somebody else's that came meanwhile stays: no folder takes the place of one that is not empty.
    fs::rename(made, folder / store_folder, error);
    if (!error) return {};
    if (error == std::errc::directory_not_empty || error == std::errc::file_exists ||
        error == std::errc::not_a_directory)
        return fail(ErrorKind::conflict, "a collective lives in this folder already");
    return fail(ErrorKind::io, fmt::format("what was founded cannot be moved to {}: {}",
                                           (folder / store_folder).string(), error.message()));
}

Result<void> settle(const Wish& wish, const jmap::FoundingAnswers::Certificates& answered) {
    const fs::path folder = wish.folder, before = settings_before(folder);
    // Also those of an answer before that could not be settled: a founding may have no certificates now.
    CHECK(take_settings_back(folder, before));
    CHECK(keep_settings(folder, before));
    if (auto written = write_settings(folder, lines_of(answered, wish.also)); !written) return written;
    if (auto moved = move_store(folder); !moved) {
        if (const auto back = take_settings_back(folder, before); !back)
            log::event("founding.settings_left", back.error().kind);
        return moved;
    }
    // From here on it is there. What is not durable now is in a moment, or at the next power cut founded
    // anew.
    if (auto synced = sync(folder, O_RDONLY | O_DIRECTORY); !synced)
        log::event("founding.not_synced", synced.error().kind);
    if (const auto gone = forget_founding(wish.folder); !gone)
        log::event("founding.left_behind", gone.error().kind);
    return {};
}

/// SIGINT, SIGTERM and SIGHUP as something to read; as it was before, once it goes. SIGPIPE is nothing.
class Signals {
public:
    Signals() {
        sigset_t wanted;
        ::sigemptyset(&wanted);
        for (const int one : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&wanted, one);
        ::sigprocmask(SIG_BLOCK, &wanted, &before_);
        descriptor_ = ::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
        ::signal(SIGPIPE, SIG_IGN);
    }
    ~Signals() {
        if (descriptor_ >= 0) ::close(descriptor_);
        ::sigprocmask(SIG_SETMASK, &before_, nullptr);
    }
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;
    int descriptor() const { return descriptor_; }
    /// In the process that is forked, whose runtime takes them itself.
    void give_back() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }
    /// Whether one of those that end it has come. SIGHUP is none: it reloads settings later on.
    bool tell_end() const {
        bool end = false;
        signalfd_siginfo one{};
        while (::read(descriptor_, &one, sizeof one) == static_cast<ssize_t>(sizeof one))
            end = end || one.ssi_signo != SIGHUP;
        return end;
    }

private:
    sigset_t before_{};
    int descriptor_ = -1;
};

/// The founding server's process; gone when this goes.
class Child {
public:
    explicit Child(pid_t process) : process_(process) {}
    ~Child() { end(SIGKILL); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// Waits for its end, and helps where it takes too long. `signal`: 0 where it ends by itself.
    void end(int signal) {
        if (process_ <= 0) return;
        if (signal != 0) ::kill(process_, signal);
        for (auto waited = std::chrono::milliseconds(0);; waited += look_again) {
            const pid_t ended = ::waitpid(process_, nullptr, WNOHANG);
            if (ended == process_ || (ended < 0 && errno != EINTR)) break;
            if (waited == end_patience) ::kill(process_, SIGKILL);
            ::usleep(static_cast<useconds_t>(std::chrono::microseconds(look_again).count()));
        }
        process_ = -1;
    }

private:
    pid_t process_;
};

enum class End : unsigned char { founded, stopped };

/// One line of it; nothing while it goes on.
Result<std::optional<End>> obey(const Wish& wish, Line& line) {
    const auto said = line.hear(rest_of_line);
    if (!said && said.error().kind == ErrorKind::timeout) return std::nullopt;
    if (!said) return fail(ErrorKind::io, "the founding server ended before its time: nothing is founded");
    if (auto cannot = read_cannot(*said)) return *std::move(cannot);
    const auto answered = read_settle(*said);
    if (!answered) return fail(ErrorKind::corrupt, "the founding server said what it does not say");
    if (const auto settled = settle(wish, *answered); !settled) {
        std::fprintf(stderr, "milpa: %s\n", settled.error().detail.c_str());
        CHECK(line.say(no));
        return std::nullopt;
    }
    // Where it does not hear that any more, it is so all the same.
    [[maybe_unused]] const auto told = line.say(yes);
    return End::founded;
}

Result<End> wait_for_end(const Wish& wish, const Signals& signals, Line& line) {
    for (;;) {
        std::array<pollfd, 2> watched{{{.fd = line.descriptor(), .events = POLLIN, .revents = 0},
                                       {.fd = signals.descriptor(), .events = POLLIN, .revents = 0}}};
        if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR)
            return fail(ErrorKind::io, "no waiting for the founding server");
        if (watched[1].revents != 0 && signals.tell_end()) return End::stopped;
        if (watched[0].revents == 0) continue;
        TRY(const auto end, obey(wish, line));
        if (end) return *end;
    }
}

}  // namespace

Result<void> forget_founding(const std::string& folder) {
    std::error_code error;
    const fs::path before = settings_before(folder);
    if (!is_founded(folder)) CHECK(take_settings_back(folder, before));
    fs::remove(before, error);
    fs::remove_all(fs::path(folder) / founding_folder, error);
    if (error) return fail(ErrorKind::io, "what a founding that was cut off has left cannot be removed");
    return {};
}

Result<std::optional<net::Certificate>> found_in_browser(const Wish& wish) {
    CHECK(check_unused(wish.folder));
    CHECK(make_folder(wish.folder));
    TRY(const FolderLock alone, FolderLock::take(wish.folder));
    CHECK(forget_founding(wish.folder));
    TRY(Settings settings, wish.read());
    if (settings.ports.https == 0)
        return fail(ErrorKind::syntax, "founding in a browser takes a port for it: port.https is 0");
    CHECK(make_folder(fs::path(wish.folder) / founding_folder));
    TRY(net::Certificate certificate, locked_certificate());
    TRY(auto line, make_line());
    std::fflush(stdout);

    Signals signals;
    // Without it nothing but SIGKILL would end this process: the others are held back.
    if (signals.descriptor() < 0) return fail(ErrorKind::io, "no signals can be waited for");
    const pid_t parent = ::getpid();
    const pid_t process = ::fork();
    if (process < 0) return fail(ErrorKind::io, "no process for the founding server");
    if (process == 0) {
        {
            const Line other = std::move(line.first);
        }
        // Whatever becomes of who waits for it: nobody else does.
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) ::_exit(EXIT_FAILURE);
        signals.give_back();
        serve({.folder = wish.folder,
               .settings = std::move(settings),
               .certificate = std::move(certificate),
               .json = wish.json},
              std::move(line.second));
        std::fflush(stdout);
        ::_exit(EXIT_SUCCESS);
    }
    Child child(process);
    {
        const Line other = std::move(line.second);
    }
    auto end = wait_for_end(wish, signals, line.first);
    const bool is_founded_now = end && *end == End::founded;
    child.end(is_founded_now ? 0 : SIGTERM);
    if (!is_founded_now) {
        if (const auto gone = forget_founding(wish.folder); !gone)
            log::event("founding.left_behind", gone.error().kind);
    }
    if (!end) return end.error();
    // Whoever wanted it to stop meanwhile still does.
    if (!is_founded_now || signals.tell_end()) return std::optional<net::Certificate>();
    return std::optional(std::move(certificate));
}

}  // namespace milpa::server::founding
