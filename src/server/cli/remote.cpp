// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/remote.hpp"

#include <boost/json/serialize.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

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

Task<Result<boost::json::object>> exchange(std::string socket, Lent<const Call> call, ExportFolder* folder) {
    auto wire = co_await net::connect_unix(std::move(socket), connect_timeout);
    if (!wire)
        co_return fail(ErrorKind::closed, "no server answers in this folder; start it with `milpa serve`");
    (*wire)->set_deadline(answer_timeout);
    control::FrameWire frames((*wire).get());
    CO_CHECK(co_await frames.write_call(call));
    for (;;) {
        CO_TRY(Frame frame, co_await frames.read());
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

void print(const Arguments& arguments, boost::json::object answer) {
    std::string text;
    if (auto* found = answer.if_contains("text"); found != nullptr && found->is_string())
        text = found->as_string();
    if (arguments.json) {
        answer.erase("text");
        text = boost::json::serialize(answer) + "\n";
    }
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
    crypto::wipe(text);
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

Result<void> ask_secrets(const Arguments& arguments, Prompts& prompts, Call& call) {
    for (std::string_view prompt : arguments.command->secrets) {
        const bool repeats = prompt.ends_with("...");
        if (repeats) prompt.remove_suffix(3);
        for (;;) {
            TRY(auto secret,
                prompts.ask(repeats && prompts.interactive() ? fmt::format("{} (empty: no more)", prompt)
                                                             : std::string(prompt)));
            if (!secret || (repeats && secret->empty())) {
                if (!secret && !repeats)
                    return fail(ErrorKind::missing, fmt::format("{}: nothing was given", prompt));
                break;
            }
            call.secrets.push_back(std::move(*secret));
            if (!repeats) break;
        }
    }
    return {};
}

std::string socket_path(const Arguments& arguments) {
    return (std::filesystem::path(arguments.data) / control::socket_name).string();
}

/// One share a call, so that each keyholder sees at once whether theirs was taken.
int run_unlock(const Arguments& arguments) {
    Prompts prompts;
    std::optional<boost::json::object> last;
    for (;;) {
        auto share = prompts.ask("Share");
        if (!share) return print_failure(arguments, share.error());
        if (!*share) break;
        if ((*share)->empty()) continue;
        Call call;
        call.command = "unlock";
        call.secrets.push_back(std::move(**share));
        auto answer = net::run_now(exchange(socket_path(arguments), &call, nullptr));
        if (!answer) {
            print_failure(arguments, answer.error());
            if (!prompts.interactive()) return 1;
            continue;
        }
        last = std::move(*answer);
        if (!arguments.json) print(arguments, *last);
        if (const auto* done = last->if_contains("unlocked");
            done != nullptr && done->is_bool() && done->as_bool())
            break;
    }
    if (!last) return print_failure(arguments, fail(ErrorKind::missing, "no share was given"));
    if (arguments.json) print(arguments, *last);
    return 0;
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

int run_remote(const Arguments& arguments) {
    if (arguments.command->words == "unlock") return run_unlock(arguments);
    auto call = make_call(arguments);
    if (!call) return print_failure(arguments, call.error());
    std::optional<ExportFolder> folder;
    if (const auto to = arguments.find("to")) {
        auto made = ExportFolder::make(*to);
        if (!made) return print_failure(arguments, made.error());
        folder.emplace(std::move(*made));
    }
    Prompts prompts;
    if (auto asked = ask_secrets(arguments, prompts, *call); !asked)
        return print_failure(arguments, asked.error());
    auto answer = net::run_now(exchange(socket_path(arguments), &*call, folder ? &*folder : nullptr));
    if (answer && folder) {
        if (auto ended = folder->finish(); !ended) return print_failure(arguments, ended.error());
    }
    if (!answer) return print_failure(arguments, answer.error());
    print(arguments, std::move(*answer));
    return 0;
}

}  // namespace milpa::server::cli
