// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/prompts.hpp"

#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>

#include "server/control/frames.hpp"

namespace milpa::server::cli {

namespace {

/// The terminal as it was before echo was turned off. A signal's handler reaches nothing but globals; there
/// is one standard input, and one prompt at a time.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): see above.
termios terminal_before;

extern "C" void give_echo_back(int number) {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal_before);
    // SA_RESETHAND: from here on the signal does what it does by itself.
    ::raise(number);
}

/// Echo is off for as long as this lives, and longer in no case.
class Silence {
public:
    Silence() {
        if (::tcgetattr(STDIN_FILENO, &terminal_before) != 0) return;
        struct sigaction on_end = {};
        on_end.sa_handler = give_echo_back;
        on_end.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
        for (std::size_t i = 0; i < ending.size(); ++i) ::sigaction(ending[i], &on_end, &before_[i]);
        // Stopped in the middle, it would come back with echo on.
        struct sigaction ignored = {};
        ignored.sa_handler = SIG_IGN;
        ::sigaction(SIGTSTP, &ignored, &stop_before_);
        termios quiet = terminal_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
        changed_ = true;
    }
    ~Silence() {
        if (!changed_) return;
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal_before);
        for (std::size_t i = 0; i < ending.size(); ++i) ::sigaction(ending[i], &before_[i], nullptr);
        ::sigaction(SIGTSTP, &stop_before_, nullptr);
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

private:
    static constexpr std::array ending{SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    std::array<struct sigaction, ending.size()> before_{};
    struct sigaction stop_before_ = {};
    bool changed_ = false;
};

}  // namespace

Prompts::Prompts() : interactive_(::isatty(STDIN_FILENO) == 1) {}

void Prompts::tell(std::string_view text) const {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
}

Result<std::optional<crypto::SecretText>> Prompts::read_line() const {
    // Octet by octet, without stdio's buffer: what is read here lies in no other memory.
    std::string line;
    line.reserve(control::secret_bytes_max + 1);
    bool any = false;
    for (;;) {
        char c = 0;
        const ssize_t got = ::read(STDIN_FILENO, &c, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        any = true;
        if (c == '\n') break;
        if (line.size() >= control::secret_bytes_max) {
            crypto::wipe(line);
            return fail(ErrorKind::limit, "a line on standard input is too long");
        }
        line += c;
    }
    if (line.ends_with('\r')) line.pop_back();
    std::optional<crypto::SecretText> secret;
    if (any) secret.emplace(line);
    crypto::wipe(line);
    return secret;
}

Result<std::optional<crypto::SecretText>> Prompts::ask(std::string_view prompt) {
    if (!interactive_) return read_line();
    std::fprintf(stderr, "%.*s: ", static_cast<int>(prompt.size()), prompt.data());
    auto secret = [&] {
        const Silence silence;
        return read_line();
    }();
    std::fputc('\n', stderr);
    return secret;
}

Result<std::optional<crypto::SecretText>> Prompts::ask_twice(std::string_view prompt) {
    for (;;) {
        TRY(auto first, ask(prompt));
        if (!interactive_ || !first || first->empty()) return first;
        TRY(const auto again, ask("The same again"));
        if (!again) return std::optional<crypto::SecretText>();
        if (again->view() == first->view()) return first;
        tell("These two are not the same. Once more:");
    }
}

bool Prompts::confirm(std::string_view question) {
    std::fprintf(stderr, "%.*s\nGo on? Type yes: ", static_cast<int>(question.size()), question.data());
    const auto answer = read_line();
    return answer && *answer && (*answer)->view() == "yes";
}

}  // namespace milpa::server::cli
