// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/remote.hpp"

#include <sys/un.h>
#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "crypto/qr.hpp"
#include "crypto/quorum.hpp"
#include "net/listener.hpp"
#include "net/run_now.hpp"
#include "server/cli/export_folder.hpp"
#include "server/cli/prompts.hpp"
#include "server/control/frames.hpp"

namespace milpa::server::cli {

namespace {

using control::Call;
using control::Frame;
using control::FrameType;

constexpr std::chrono::seconds connect_timeout{10};
/// An export of many gigabytes, a purge of a large folder: the server says when it is done.
constexpr std::chrono::hours answer_timeout{24};

ErrorKind kind_of(std::string_view text) {
    for (int i = 0; i <= static_cast<int>(ErrorKind::corrupt); ++i) {
        if (to_text(static_cast<ErrorKind>(i)) == text) return static_cast<ErrorKind>(i);
    }
    return ErrorKind::io;
}

Error failure_of(const Frame& frame) {
    auto parsed = control::parse_object(frame.payload);
    if (!parsed) return parsed.error();
    const auto text = [&](const char* name) {
        const auto* value = parsed->if_contains(name);
        return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
    };
    return fail(kind_of(text("error")), text("message"));
}

Task<Result<std::unique_ptr<net::Wire>>> reach(std::string socket) {
    // The kernel cuts longer ones off.
    if (socket.size() >= sizeof(sockaddr_un::sun_path))
        co_return fail(ErrorKind::limit, "the path of the folder is too long for a socket in it");
    auto wire = co_await net::connect_unix(std::move(socket), connect_timeout);
    if (wire) co_return std::move(*wire);
    if (wire.error().kind == ErrorKind::closed || wire.error().kind == ErrorKind::missing)
        co_return fail(ErrorKind::closed, "no server answers in this folder; start it with `milpa serve`");
    co_return fail(ErrorKind::denied,
                   "the server in this folder cannot be asked: only its own user and root may");
}

Task<Result<boost::json::object>> exchange(std::string socket, Lent<const Call> call, ExportFolder* folder) {
    CO_TRY(const auto wire, co_await reach(std::move(socket)));
    wire->set_deadline(answer_timeout);
    control::FrameWire frames(wire.get());
    CO_CHECK(co_await frames.write_call(call));
    for (;;) {
        auto got = co_await frames.read();
        if (!got && got.error().kind == ErrorKind::closed)
            co_return fail(ErrorKind::closed, "the server stopped before it had answered");
        if (!got) co_return got.error();
        const Frame frame = std::move(*got);
        switch (frame.type) {
            case FrameType::result: co_return control::parse_object(frame.payload);
            case FrameType::failure: co_return failure_of(frame);
            case FrameType::file:
            case FrameType::data:
                if (folder == nullptr) co_return fail(ErrorKind::syntax, "the server sends files unasked");
                CO_CHECK(frame.type == FrameType::file ? folder->begin(frame.payload)
                                                       : folder->write(frame.payload));
                break;
            default: co_return fail(ErrorKind::syntax, "the server sends what nobody should");
        }
    }
}

/// New shares as pictures, too, where a person looks at them.
std::string pictures_of(const boost::json::object& answer) {
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

int print(const Arguments& arguments, boost::json::object answer) {
    std::string text;
    if (auto* found = answer.if_contains("text"); found != nullptr && found->is_string())
        text = found->as_string();
    if (arguments.json) {
        answer.erase("text");
        text = boost::json::serialize(answer) + "\n";
    } else if (arguments.find("qr") || ::isatty(STDOUT_FILENO) == 1) {
        text = pictures_of(answer) + text;
    }
    const bool written =
        std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    crypto::wipe(text);
    if (written) return 0;
    std::fputs("milpa: done, but what the server said cannot be written to standard output\n", stderr);
    return 1;
}

Result<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file) return fail(ErrorKind::missing, fmt::format("{} cannot be read", path));
    return text;
}

/// The call without its secrets. A certificate's files are read here: the server may be unable to.
Result<Call> make_call(const Arguments& arguments) {
    Call call;
    call.command = std::string(arguments.command->words);
    for (const auto& [name, value] : arguments.values) call.arguments[name] = value;
    if (!arguments.rest.empty()) {
        boost::json::array rest;
        for (const auto& word : arguments.rest) rest.emplace_back(word);
        call.arguments["rest"] = std::move(rest);
    }
    if (call.command == "certificate set") {
        TRY(std::string chain, read_file(*arguments.find("chain")));
        TRY(std::string key, read_file(*arguments.find("key")));
        call.arguments["chain"] = chain;
        call.arguments.erase("key");
        call.secrets.emplace_back(key);
        crypto::wipe(key);
    }
    // Numbers are numbers in JSON.
    for (const char* name : {"keyholders", "threshold", "quota", "bytes"}) {
        if (call.arguments.contains(name)) {
            TRY(std::uint64_t number, arguments.number(name, 0, 0, UINT64_MAX));
            call.arguments[name] = number;
        }
    }
    return call;
}

Result<void> ask_shares(std::string_view prompt, Prompts& prompts, Call& call) {
    for (;;) {
        TRY(auto share, prompts.ask(prompts.interactive() ? fmt::format("{} (Enter: no more)", prompt)
                                                          : std::string(prompt)));
        if (!share || share->empty()) return {};
        // A slip is the typist's to mend at once; without a person the server says what is wrong.
        if (const auto read = crypto::share_from_text(*share); prompts.interactive() && !read) {
            prompts.tell(read.error().detail + "; type it again");
            continue;
        }
        call.secrets.push_back(std::move(*share));
    }
}

Result<void> ask_secrets(const Arguments& arguments, Prompts& prompts, Call& call) {
    for (const Secret& secret : arguments.command->secrets) {
        if (secret.reading == Reading::shares) {
            CHECK(ask_shares(secret.prompt, prompts, call));
            continue;
        }
        TRY(auto given,
            secret.reading == Reading::fresh ? prompts.ask_twice(secret.prompt) : prompts.ask(secret.prompt));
        if (!given) return fail(ErrorKind::missing, fmt::format("{}: nothing was given", secret.prompt));
        call.secrets.push_back(std::move(*given));
    }
    return {};
}

/// Whoever types something that cannot be brought back has read what it does.
bool is_meant(const Arguments& arguments, Prompts& prompts) {
    const std::string_view warning = arguments.command->warning;
    if (warning.empty() || !prompts.interactive()) return true;
    return prompts.confirm(fmt::format(fmt::runtime(warning), arguments.find("address").value_or("them")));
}

std::string socket_path(const Arguments& arguments) {
    return (std::filesystem::path(arguments.data) / control::socket_name).string();
}

Task<Result<void>> knock(std::string socket) {
    CO_TRY(const auto wire, co_await reach(std::move(socket)));
    wire->close();
    co_return Result<void>{};
}

bool says_unlocked(const boost::json::object& answer) {
    const auto* done = answer.if_contains("unlocked");
    return done != nullptr && done->is_bool() && done->as_bool();
}

/// One share a call, so that each keyholder sees at once whether theirs was taken. A share that is there
/// already, of somebody who began over, is passed by where others follow.
int run_unlock(const Arguments& arguments) {
    Prompts prompts;
    const auto ask_server = [&](Call call) {
        call.command = "unlock";
        return net::run_now(exchange(socket_path(arguments), &call, nullptr));
    };
    // Without a share: how it stands.
    auto last = ask_server({});
    if (!last) return print_failure(arguments, last.error());
    if (says_unlocked(*last)) return print(arguments, std::move(*last));
    if (prompts.interactive() && !arguments.json) print(arguments, *last);
    std::optional<Error> refused = fail(ErrorKind::missing, "no share was given");
    for (;;) {
        auto share = prompts.ask(prompts.interactive() ? "Share (Ctrl-D: no more)" : "Share");
        if (!share) return print_failure(arguments, share.error());
        if (!*share) break;
        if ((*share)->empty()) continue;
        Call call;
        call.secrets.push_back(std::move(**share));
        auto answer = ask_server(std::move(call));
        if (!answer) {
            const bool is_there = answer.error().kind == ErrorKind::conflict;
            if (is_there) {
                // Somebody else may have brought the last one in this very moment.
                auto now = ask_server({});
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
        const boost::json::object answer{{"error", to_text(error.kind)}, {"message", message}};
        std::printf("%s\n", boost::json::serialize(answer).c_str());
        std::fflush(stdout);
    } else {
        std::fprintf(stderr, "milpa: %s\n", message.c_str());
    }
    return 1;
}

namespace {

Result<boost::json::object> ask_and_answer(const Arguments& arguments) {
    TRY(Call call, make_call(arguments));
    // Nobody types secrets, and finds out then that nobody takes them, or that the folder will not do.
    CHECK(net::run_now(knock(socket_path(arguments))));
    Prompts prompts;
    if (!is_meant(arguments, prompts)) return fail(ErrorKind::denied, "nothing was done");
    std::optional<ExportFolder> folder;
    if (const auto to = arguments.find("to")) {
        TRY(auto made, ExportFolder::make(*to));
        folder.emplace(std::move(made));
    }
    if (auto asked = ask_secrets(arguments, prompts, call); !asked) {
        if (folder) folder->take_away();
        return asked.error();
    }
    auto answer = net::run_now(exchange(socket_path(arguments), &call, folder ? &*folder : nullptr));
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
