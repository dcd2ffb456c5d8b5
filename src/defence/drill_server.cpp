// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/drill_server.hpp"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <fstream>
#include <iterator>
#include <thread>

#include "net/listener.hpp"
#include "net/run_now.hpp"

namespace milpa::defence {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr int port_tries = 5;
/// Below those that the system gives to outgoing connections.
constexpr std::uint64_t port_first = 20'000, port_count = 12'000;
constexpr std::chrono::milliseconds step{20};
constexpr std::uint8_t keyholders = 3, threshold = 2;

Result<json::object> parse_answer(const Ended& ended) {
    boost::system::error_code error;
    json::value value = json::parse(ended.text, error);
    if (error || !value.is_object())
        return fail(ErrorKind::io, fmt::format("a command ended with {}", ended.status));
    json::object& object = value.as_object();
    if (ended.status == 0) return std::move(object);
    const auto* message = object.if_contains("message");
    return fail(ErrorKind::denied,
                message != nullptr && message->is_string() ? std::string(message->as_string()) : "refused");
}

std::string text_behind(const fs::path& file, std::uintmax_t begin) {
    std::ifstream in(file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(begin));
    return {std::istreambuf_iterator<char>(in), {}};
}

Task<Result<void>> try_port(std::string address, std::uint16_t port) {
    CO_TRY(const auto to, net::PeerAddress::parse(address));
    CO_CHECK(co_await net::connect_tcp(to, port, std::chrono::seconds(2)));
    co_return Result<void>();
}

}  // namespace

DrillServer::DrillServer(const Program* program, fs::path root, fs::path zone, Sealed sealed,
                         Lent<Random> random)
    : program_(program),
      data_(root / "data"),
      temporary_(root / "tmp"),
      work_(root / "work"),
      zone_(std::move(zone)),
      sealed_(sealed),
      random_(random) {
    for (const fs::path& folder : {temporary_, work_}) fs::create_directories(folder);
}

Launch DrillServer::launch(std::vector<std::string> words) const {
    return {.words = std::move(words), .folder = work_.string(), .temporary = temporary_.string()};
}

Result<json::object> DrillServer::command(std::vector<std::string> words,
                                          const std::vector<std::string>& secrets) {
    words.insert(words.begin(), program_->path);
    words.insert(words.end(), {"--data", data_.string(), "--json"});
    std::string input;
    for (const std::string& secret : secrets) input += secret + "\n";
    const std::string name = words[1];
    TRY(const Ended ended, run_to_end(launch(std::move(words)), input));
    auto answer = parse_answer(ended);
    if (!answer) return fail(answer.error().kind, fmt::format("milpa {}: {}", name, answer.error().detail));
    return answer;
}

Result<void> DrillServer::found(const std::string& domain, const std::string& name) {
    json::object answer;
    if (sealed_ == Sealed::yes) {
        TRY(answer, command({"found", "--domain", domain, "--name", name, "--keyholders",
                             std::to_string(keyholders), "--threshold", std::to_string(threshold)}));
    } else {
        Launch child = launch({});
        child.function = [&] { return program_->found_open(data_.string(), domain, name); };
        TRY(const Ended ended, run_to_end(child, ""));
        TRY(answer, parse_answer(ended));
    }
    const auto* shares = answer.if_contains("shares");
    if (shares == nullptr || !shares->is_array()) return fail(ErrorKind::io, "the founding gave no shares");
    for (const auto& share : shares->as_array()) shares_.emplace_back(share.as_string());
    return {};
}

Result<std::uint16_t> DrillServer::free_port() {
    for (int i = 0; i < 100; ++i) {
        const auto port = static_cast<std::uint16_t>(port_first + random_->number() % port_count);
        if (!net::run_now(try_port(doors_.address, port))) return port;
    }
    return fail(ErrorKind::conflict, "no port is free");
}

Result<void> DrillServer::choose_ports() {
    TRY(doors_.smtp, free_port());
    TRY(doors_.submissions, free_port());
    TRY(doors_.imaps, free_port());
    TRY(doors_.https, free_port());
    TRY(const std::uint16_t nobody, free_port());
    std::ofstream file(data_ / "milpa.conf", std::ios::trunc);
    file << fmt::format(
        "listen = {}\nport.smtp = {}\nport.submission = 0\nport.submissions = {}\nport.imap = 0\nport.imaps "
        "= {}\nport.http = 0\nport.https = {}\n"
        "threads = 2\nargon2.memory = 8388608\nmember.recipients_per_hour = 1000000\n"
        "outbound.zone = {}\noutbound.port = {}\n",
        doors_.address, doors_.smtp, doors_.submissions, doors_.imaps, doors_.https, zone_.string(), nobody);
    file.flush();
    if (!file) return fail(ErrorKind::io, "the settings cannot be written");
    return {};
}

Result<bool> DrillServer::wait_until_serving(std::uintmax_t log_begin) {
    for (std::chrono::milliseconds waited{0}; waited < start_patience; waited += step) {
        if (text_behind(work_ / "log", log_begin).find("serving\n") != std::string::npos) return true;
        if (!child_.running()) return false;
        std::this_thread::sleep_for(step);
    }
    return fail(ErrorKind::timeout, "the server does not start");
}

Result<void> DrillServer::start() {
    const std::string log = (work_ / "log").string();
    for (int i = 0; i < port_tries; ++i) {
        CHECK(choose_ports());
        Launch server = launch(sealed_ == Sealed::yes ? std::vector<std::string>{program_->path, "serve",
                                                                                 "--data", data_.string()}
                                                      : std::vector<std::string>{});
        server.function = [this] { return program_->serve_open(data_.string()); };
        std::error_code error;
        const auto size = fs::file_size(log, error);
        TRY(child_, Child::start(server, log));
        TRY(const bool serving, wait_until_serving(error ? 0 : size));
        if (!serving) continue;  // somebody else took a port in between
        TRY(const auto answer, command({"unlock"}, {shares_.begin(), shares_.begin() + threshold}));
        const auto* unlocked = answer.if_contains("unlocked");
        if (unlocked != nullptr && unlocked->is_bool() && unlocked->as_bool()) return {};
        return fail(ErrorKind::denied, "the shares do not open the server");
    }
    return fail(ErrorKind::io, fmt::format("the server ends at its start: {}", text_behind(log, 0)));
}

}  // namespace milpa::defence
