// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/drill.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "defence/seize.hpp"
#include "server/cli/remote.hpp"
#include "server/folder.hpp"
#include "server/start.hpp"

namespace milpa::server::cli {

namespace fs = std::filesystem;

namespace {

constexpr auto unsealed = store::SealingMode::plaintext_for_drill;

/// In a child: founds without sealing, and prints the shares as `milpa found --json` does.
int found_open(const std::string& data, const std::string& domain, const std::string& name) {
    const auto shares =
        found_folder(data, {.domain = domain, .name = name, .keyholders = 3, .threshold = 2}, unsealed);
    if (!shares) return 1;
    boost::json::array list;
    for (const auto& share : *shares) list.emplace_back(crypto::to_text(share).view());
    std::printf("%s\n", boost::json::serialize(boost::json::object{{"shares", std::move(list)}}).c_str());
    std::fflush(stdout);
    return 0;
}

/// In a child: what `milpa serve` does, without sealing.
int serve_open(const std::string& data) {
    auto server = start_server(data, [data] { return read_settings(data); }, unsealed);
    if (!server) return 1;
    std::printf("serving\n");
    std::fflush(stdout);
    (*server)->run();
    return 0;
}

/// Gone with the drill, unless it is to be kept.
class DrillFolder {
public:
    explicit DrillFolder(bool keep) : keep_(keep) {
        std::string name = (fs::temp_directory_path() / "milpa-drill-XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr) path_ = name;
    }
    ~DrillFolder() {
        std::error_code error;
        if (!keep_ && !path_.empty()) fs::remove_all(path_, error);
    }
    DrillFolder(const DrillFolder&) = delete;
    DrillFolder& operator=(const DrillFolder&) = delete;
    const std::string& path() const { return path_; }

private:
    const bool keep_;
    std::string path_;
};

void print(const Arguments& arguments, const defence::SeizeReport& report) {
    const std::string text =
        arguments.json ? boost::json::serialize(defence::to_json(report)) + "\n" : defence::to_text(report);
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

}  // namespace

int run_drill_seize(const Arguments& arguments) {
    defence::SeizeOptions options;
    const auto secrets =
        arguments.number("secrets", options.secrets, defence::secrets_min, defence::secrets_max);
    if (!secrets) return print_failure(arguments, secrets.error());
    SystemRandom random;
    const auto seed = arguments.number("seed", random.number() >> 1, 0, UINT64_MAX >> 1);
    if (!seed) return print_failure(arguments, seed.error());
    const DrillFolder folder(arguments.find("keep").has_value());
    if (folder.path().empty())
        return print_failure(arguments, fail(ErrorKind::io, "no folder for the drill can be made"));
    options.secrets = *secrets;
    options.seed = *seed;
    options.folder = folder.path();
    options.progress = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); };
    options.progress(fmt::format("seed {}, in {}", *seed, folder.path()));
    std::signal(SIGPIPE, SIG_IGN);
    const auto report = defence::seize({.found_open = found_open, .serve_open = serve_open}, options);
    if (!report) return print_failure(arguments, report.error());
    print(arguments, *report);
    return report->passed() ? 0 : 1;
}

}  // namespace milpa::server::cli
