// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/local.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <filesystem>

#include "crypto/qr.hpp"
#include "net/run_now.hpp"
#include "server/cli/remote.hpp"
#include "store/rocksdb_engine.hpp"

namespace milpa::server::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view store_folder = "store";

void print_share(const crypto::Share& share, bool with_qr) {
    const crypto::SecretText words = crypto::to_text(share);
    std::printf("Keyholder %u:\n\n  %.*s\n\n", share.number, static_cast<int>(words.view().size()),
                words.view().data());
    if (!with_qr) return;
    if (auto qr = crypto::qr_for_terminal(words.view())) {
        std::fwrite(qr->data(), 1, qr->size(), stdout);
        std::printf("\n");
        crypto::wipe(*qr);
    }
}

void print_founding(const Arguments& arguments, const members::FoundingSettings& settings,
                    const std::vector<crypto::Share>& shares) {
    if (arguments.json) {
        boost::json::array list;
        for (const auto& share : shares) list.emplace_back(crypto::to_text(share).view());
        const boost::json::object answer{{"keyholders", settings.keyholders},
                                         {"threshold", settings.threshold},
                                         {"collective_tag", to_hex(shares.front().quorum.collective)},
                                         {"shares", std::move(list)}};
        std::printf("%s\n", boost::json::serialize(answer).c_str());
        return;
    }
    std::printf(
        "The collective is founded. Here are the shares of its %u keyholders; any %u of them together open "
        "the server\n"
        "after each start. Hand each to one person, on paper, now: they are shown this once and stored "
        "nowhere. Fewer\n"
        "than %u of them know nothing; whoever has %u of them and the disk can read who belongs, and mail "
        "that waits to\n"
        "leave (never a member's mail: only their own password opens that).\n\n",
        settings.keyholders, settings.threshold, settings.threshold, settings.threshold);
    const bool with_qr = arguments.find("qr").has_value() || isatty(STDOUT_FILENO) == 1;
    for (const auto& share : shares) print_share(share, with_qr);
    std::printf("Next: `milpa serve --data %s`, and in another terminal `milpa unlock --data %s`.\n",
                arguments.data.c_str(), arguments.data.c_str());
}

Result<std::vector<crypto::Share>> found_in(store::Store& store, members::FoundingSettings settings,
                                            const Clock& clock, Random& random) {
    return net::run_now(members::found(&store, std::move(settings), &clock, &random));
}

}  // namespace

Result<void> make_folder(const std::string& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return fail(ErrorKind::io, fmt::format("the folder {} cannot be made", folder));
    fs::permissions(folder, fs::perms::owner_all, error);
    if (error) return fail(ErrorKind::io, fmt::format("the folder {} belongs to somebody else", folder));
    return {};
}

void forget_store(const std::string& folder) {
    std::error_code error;
    fs::remove_all(fs::path(folder) / store_folder, error);
}

bool is_founded(const std::string& folder) {
    std::error_code error;
    return fs::exists(fs::path(folder) / store_folder, error);
}

Result<std::vector<crypto::Share>> found_folder(const std::string& folder, members::FoundingSettings settings,
                                                store::SealingMode sealing) {
    CHECK(make_folder(folder));
    SystemClock clock;
    SystemRandom random;
    TRY(auto engine, store::open_rocksdb({.folder = fs::path(folder) / store_folder}));
    net::Runtime runtime({.threads = 2, .blocking_threads = 1});
    store::Store store({.engine = engine.get(),
                        .home_of = [&](const VaultId& id) { return runtime.home_of(id); },
                        .pool = &runtime.pool(),
                        .clock = &clock,
                        .random = &random,
                        .sealing = sealing});
    return found_in(store, std::move(settings), clock, random);
}

int run_found(const Arguments& arguments) {
    crypto::harden_process();
    members::FoundingSettings settings;
    settings.domain = *arguments.find("domain");
    settings.name = arguments.find("name").value_or("");
    auto keyholders = arguments.number("keyholders", 3, 1, crypto::keyholders_max);
    if (!keyholders) return print_failure(arguments, keyholders.error());
    auto threshold = arguments.number("threshold", std::min<std::uint64_t>(2, *keyholders), 1, *keyholders);
    if (!threshold) return print_failure(arguments, threshold.error());
    settings.keyholders = static_cast<std::uint8_t>(*keyholders);
    settings.threshold = static_cast<std::uint8_t>(*threshold);
    auto shares = found_folder(arguments.data, settings);
    if (!shares) {
        const bool there = shares.error().kind == ErrorKind::conflict;
        return print_failure(
            arguments,
            there ? fail(ErrorKind::conflict, "a collective lives in this folder already") : shares.error());
    }
    print_founding(arguments, settings, *shares);
    return 0;
}

Result<std::unique_ptr<Server>> start_server(const std::string& folder, Settings settings,
                                             store::SealingMode sealing) {
    ServerOptions options;
    options.folder = folder;
    options.settings = std::move(settings);
    options.sealing = sealing;
    options.hardening = crypto::harden_process();
    if (options.settings.sandbox) {
        std::vector<std::string> readable{"/dev/urandom", "/etc/ssl/openssl.cnf"};
        if (!options.settings.outbound_zone.empty()) readable.push_back(options.settings.outbound_zone);
        options.sandbox = enter_sandbox({folder}, readable);
    }
    return Server::start(std::move(options));
}

int run_serve(const Arguments& arguments) {
    if (!is_founded(arguments.data)) {
        return print_failure(arguments, fail(ErrorKind::missing,
                                             "no collective lives in this folder: `milpa found` makes one"));
    }
    auto settings = read_settings(arguments.data);
    if (!settings) return print_failure(arguments, settings.error());
    auto server = start_server(arguments.data, std::move(*settings), store::SealingMode::sealed);
    if (!server) return print_failure(arguments, server.error());
    const members::ShareProgress progress = (*server)->collective().progress();
    std::printf("locked: %u of %u keyholders must bring their shares: milpa unlock --data %s\nserving\n",
                progress.threshold, progress.keyholders, arguments.data.c_str());
    std::fflush(stdout);
    (*server)->run();
    return 0;
}

int run_settings(const Arguments& arguments) {
    if (arguments.json) {
        auto settings = read_settings(arguments.data);
        if (!settings) return print_failure(arguments, settings.error());
        std::printf(
            "%s\n",
            boost::json::serialize(boost::json::object{{"settings", settings_text(*settings)}}).c_str());
        return 0;
    }
    std::fputs(settings_manual().c_str(), stdout);
    return 0;
}

}  // namespace milpa::server::cli
