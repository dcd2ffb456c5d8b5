// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/remote.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <cstdio>

#include "base/ensure.hpp"
#include "crypto/qr.hpp"
#include "crypto/quorum.hpp"
#include "jmap/wiped_json.hpp"
#include "server/cli/acts.hpp"
#include "server/cli/prompts.hpp"

namespace milpa::server::cli {

namespace {

/// New shares as pictures, too, where a person looks at them.
std::string pictures_of(const json::object& answer) {
    std::string text;
    const auto* shares = answer.if_contains("shares");
    if (shares == nullptr || !shares->is_array()) return text;
    for (std::size_t i = 0; i < shares->as_array().size(); ++i) {
        auto picture = crypto::qr_for_terminal(shares->as_array()[i].as_string());
        if (!picture) continue;
        text += fmt::format("Keyholder {}:\n{}\n", i + 1, *picture);
        crypto::wipe(*picture);
    }
    return text;
}

int print(const Arguments& arguments, json::object answer) {
    std::string text;
    if (auto* found = answer.if_contains("text"); found != nullptr && found->is_string())
        text = found->as_string();
    if (arguments.json) {
        json::object without = answer;
        without.erase("text");
        crypto::wipe(text);
        text = jmap::serialize_once(without) + "\n";
        jmap::wipe_texts(without);
    } else if (arguments.find("qr") || ::isatty(STDOUT_FILENO) == 1) {
        text = pictures_of(answer) + text;
    }
    const bool written =
        std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    crypto::wipe(text);
    jmap::wipe_texts(answer);
    if (written) return 0;
    std::fputs("milpa: done, but what the server said cannot be written to standard output\n", stderr);
    return 1;
}

Result<void> ask_shares(std::string_view prompt, Prompts& prompts, std::vector<crypto::SecretText>& secrets) {
    for (;;) {
        TRY(auto share, prompts.ask(prompts.interactive() ? fmt::format("{} (Enter: no more)", prompt)
                                                          : std::string(prompt)));
        if (!share || share->empty()) return {};
        // A slip is the typist's to mend at once; without a person the server says what is wrong.
        if (const auto read = crypto::share_from_text(*share); prompts.interactive() && !read) {
            prompts.tell(read.error().detail + "; type it again");
            continue;
        }
        secrets.push_back(std::move(*share));
    }
}

Result<void> ask_secrets(const Arguments& arguments, Prompts& prompts,
                         std::vector<crypto::SecretText>& secrets) {
    for (const Secret& secret : arguments.command->secrets) {
        if (secret.reading == Reading::shares) {
            CHECK(ask_shares(secret.prompt, prompts, secrets));
            continue;
        }
        TRY(auto given,
            secret.reading == Reading::fresh ? prompts.ask_twice(secret.prompt) : prompts.ask(secret.prompt));
        if (!given) return fail(ErrorKind::missing, fmt::format("{}: nothing was given", secret.prompt));
        secrets.push_back(std::move(*given));
    }
    return {};
}

/// Whoever types something that cannot be brought back has read what it does.
bool is_meant(const Arguments& arguments, Prompts& prompts) {
    const std::string_view warning = arguments.command->warning;
    if (warning.empty() || !prompts.interactive()) return true;
    return prompts.confirm(fmt::format(fmt::runtime(warning), arguments.find("address").value_or("them")));
}

bool says_unlocked(const json::object& answer) {
    const auto* done = answer.if_contains("unlocked");
    return done != nullptr && done->is_bool() && done->as_bool();
}

/// One share a call, so that each keyholder sees at once whether theirs was taken. A share that is there
/// already, of somebody who began over, is passed by where others follow.
int run_unlock(const Arguments& arguments) {
    Prompts prompts;
    Client client(arguments.data);
    auto last = unlock(client, nullptr);
    if (!last) return print_failure(arguments, last.error());
    if (says_unlocked(*last)) return print(arguments, std::move(*last));
    if (prompts.interactive() && !arguments.json) print(arguments, *last);
    std::optional<Error> refused = fail(ErrorKind::missing, "no share was given");
    for (;;) {
        auto share = prompts.ask(prompts.interactive() ? "Share (Ctrl-D: no more)" : "Share");
        if (!share) return print_failure(arguments, share.error());
        if (!*share) break;
        if ((*share)->empty()) continue;
        auto answer = unlock(client, &**share);
        if (!answer) {
            const bool is_there = answer.error().kind == ErrorKind::conflict;
            if (is_there) {
                // Somebody else may have brought the last one in this very moment.
                auto now = unlock(client, nullptr);
                if (now && says_unlocked(*now)) return print(arguments, std::move(*now));
            }
            if (prompts.interactive()) {
                prompts.tell(answer.error().detail);
                if (answer.error().kind == ErrorKind::closed) return 1;
            } else if (!is_there) {
                return print_failure(arguments, answer.error());
            }
            if (refused) refused = std::move(answer.error());
            continue;
        }
        refused.reset();
        last = std::move(*answer);
        const bool done = says_unlocked(*last);
        if (done || !arguments.json) {
            if (const int failed = print(arguments, *last); failed != 0 || done) return failed;
        }
    }
    if (refused) return print_failure(arguments, *refused);
    return arguments.json ? print(arguments, std::move(*last)) : 0;
}

}  // namespace

int print_failure(const Arguments& arguments, const Error& error) {
    const std::string message = error.detail.empty() ? std::string(to_text(error.kind)) : error.detail;
    if (arguments.json) {
        const json::object answer{{"error", to_text(error.kind)}, {"message", message}};
        std::printf("%s\n", json::serialize(answer).c_str());
        std::fflush(stdout);
    } else {
        std::fprintf(stderr, "milpa: %s\n", message.c_str());
    }
    return 1;
}

namespace {

/// Numbers that are none are named before anybody is asked; of what they may be, each act knows more.
Result<void> check_numbers(const Arguments& arguments) {
    for (const char* name : {"keyholders", "threshold", "quota", "bytes", "uses", "days"})
        CHECK(arguments.number(name, 0, 0, UINT64_MAX));
    return {};
}

Told ask_and_answer(const Arguments& arguments) {
    const auto all = acts();
    const auto act = std::ranges::find(all, arguments.command->words, &Act::words);
    ensure(act != all.end());
    CHECK(check_numbers(arguments));
    Client client(arguments.data);
    // Nobody types secrets, and finds out then that nobody takes them, or that the folder will not do.
    CHECK(client.knock());
    Prompts prompts;
    if (!is_meant(arguments, prompts)) return fail(ErrorKind::denied, "nothing was done");
    std::optional<ExportFolder> folder;
    if (const auto to = arguments.find("to")) {
        TRY(auto made, ExportFolder::make(*to));
        folder.emplace(std::move(made));
    }
    Asked asked{arguments, client, {}, folder ? &*folder : nullptr};
    if (auto got = ask_secrets(arguments, prompts, asked.secrets); !got) {
        if (folder) folder->take_away();
        return got.error();
    }
    auto answer = act->run(asked);
    if (!folder) return answer;
    if (const auto ended = folder->finish(); answer && !ended) answer = ended.error();
    if (!answer && folder->is_begun()) {
        answer.error().detail += fmt::format("; what is in {} is not all", *arguments.find("to"));
    } else if (!answer) {
        folder->take_away();
    }
    return answer;
}

}  // namespace

int run_remote(const Arguments& arguments) {
    if (arguments.command->words == "unlock") return run_unlock(arguments);
    auto answer = ask_and_answer(arguments);
    return answer ? print(arguments, std::move(*answer)) : print_failure(arguments, answer.error());
}

}  // namespace milpa::server::cli
