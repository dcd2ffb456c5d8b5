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
    {"reference", milpa::server::cli::run_reference},
    {"drill seize", milpa::server::cli::run_drill_seize},
    {"drill search", milpa::server::cli::run_drill_search},
};

/// What was typed is no command.
int refuse(const milpa::Error& error, bool json) {
    if (json) {
        Arguments as_json;
        as_json.json = true;
        milpa::server::cli::print_failure(as_json, error);
    } else {
        std::fprintf(stderr, "milpa: %s\n", error.detail.c_str());
    }
    return 2;
}

std::string help_text(const Arguments& arguments) {
    if (arguments.command != nullptr) return milpa::server::cli::usage(*arguments.command);
    return arguments.like.empty() ? milpa::server::cli::usage() : milpa::server::cli::usage(arguments.like);
}

int run(const std::vector<std::string>& words) {
    const auto arguments = milpa::server::cli::parse_arguments(words);
    if (!arguments) return refuse(arguments.error(), milpa::server::cli::wants_json(words));
    if (arguments->version) {
        std::printf("milpa %s\n", milpa::server::cli::version);
        return 0;
    }
    if (arguments->help) {
        std::fputs(help_text(*arguments).c_str(), stdout);
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
