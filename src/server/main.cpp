// SPDX-License-Identifier: AGPL-3.0-or-later
// `milpa`: reads the words, finds the command, runs it here or asks the running server.
#include <sys/stat.h>

#include <cstdio>
#include <exception>

#include "crypto/secret.hpp"
#include "server/cli/arguments.hpp"
#include "server/cli/drill.hpp"
#include "server/cli/local.hpp"
#include "server/cli/remote.hpp"

namespace {

using milpa::server::cli::Arguments;

struct Local {
    std::string_view words;
    int (*run)(const Arguments&);
};
constexpr Local locals[] = {
    {"found", milpa::server::cli::run_found},
    {"serve", milpa::server::cli::run_serve},
    {"demo", milpa::server::cli::run_demo},
    {"settings", milpa::server::cli::run_settings},
    {"drill seize", milpa::server::cli::run_drill_seize},
};

int run(const std::vector<std::string>& words) {
    const auto arguments = milpa::server::cli::parse_arguments(words);
    if (!arguments) {
        std::fprintf(stderr, "milpa: %s\n`milpa --help` lists the commands.\n",
                     arguments.error().detail.c_str());
        return 2;
    }
    if (arguments->help) {
        const std::string text = arguments->command == nullptr
                                     ? milpa::server::cli::usage()
                                     : milpa::server::cli::usage(*arguments->command);
        std::fputs(text.c_str(), stdout);
        return 0;
    }
    for (const Local& local : locals) {
        if (local.words == arguments->command->words) return local.run(*arguments);
    }
    return milpa::server::cli::run_remote(*arguments);
}

}  // namespace

int main(int count, char** words) {
    ::umask(077);
    milpa::crypto::init();
    try {
        return run({words + 1, words + count});
    } catch (const std::exception&) {
        // Of a library, at a start or an end: what it says may hold what nobody may read.
        std::fputs("milpa: a library failed; nothing that was acknowledged is lost\n", stderr);
        return 1;
    }
}
