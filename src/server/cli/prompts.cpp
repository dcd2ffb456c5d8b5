// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/prompts.hpp"

#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "server/control/frames.hpp"

namespace milpa::server::cli {

namespace {

/// Echo is off for as long as this lives.
class Silence {
public:
    Silence() {
        if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
        termios quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
    }
    ~Silence() {
        if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

private:
    termios before_{};
    bool changed_ = false;
};

}  // namespace

Prompts::Prompts() : interactive_(isatty(STDIN_FILENO) == 1) {}

Result<std::optional<crypto::SecretText>> Prompts::ask(std::string_view prompt) {
    std::optional<Silence> silence;
    if (interactive_) {
        std::fprintf(stderr, "%.*s: ", static_cast<int>(prompt.size()), prompt.data());
        silence.emplace();
    }
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
    if (silence) std::fputc('\n', stderr);
    if (line.ends_with('\r')) line.pop_back();
    std::optional<crypto::SecretText> secret;
    if (any) secret.emplace(line);
    crypto::wipe(line);
    return secret;
}

}  // namespace milpa::server::cli
