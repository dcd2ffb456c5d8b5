// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/local.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <filesystem>

#include "base/log.hpp"
#include "crypto/qr.hpp"
#include "jmap/manual.hpp"
#include "server/api/families.hpp"
#include "server/cli/remote.hpp"
#include "server/folder.hpp"
#include "server/founding/founding.hpp"
#include "server/ports.hpp"
#include "server/start.hpp"

namespace milpa::server::cli {

namespace fs = std::filesystem;

namespace {

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

/// False where it did not reach whoever was to read it.
bool print_founding(const Arguments& arguments, const members::FoundingSettings& settings,
                    const std::vector<crypto::Share>& shares) {
    if (arguments.json) {
        boost::json::array list;
        for (const auto& share : shares) list.emplace_back(crypto::to_text(share).view());
        const boost::json::object answer{{"keyholders", settings.keyholders},
                                         {"threshold", settings.threshold},
                                         {"collective_tag", to_hex(shares.front().quorum.collective)},
                                         {"shares", std::move(list)}};
        std::printf("%s\n", boost::json::serialize(answer).c_str());
        return std::fflush(stdout) == 0;
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
    if (settings.threshold == 1)
        std::printf(
            "NOTE: with a threshold of 1 each share is the whole key. Any thief of one opens the server.\n");
    if (settings.threshold == settings.keyholders && settings.keyholders > 1)
        std::printf("NOTE: all keyholders are needed. One lost share, and everything is lost for ever.\n");
    return std::fflush(stdout) == 0;
}

}  // namespace

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
    if (auto unused = check_unused(arguments.data); !unused) return print_failure(arguments, unused.error());
    if (auto made = make_folder(arguments.data); !made) return print_failure(arguments, made.error());
    const auto alone = FolderLock::take(arguments.data);
    if (!alone) return print_failure(arguments, alone.error());
    if (auto forgotten = founding::forget_founding(arguments.data); !forgotten)
        return print_failure(arguments, forgotten.error());
    auto shares = found_folder(arguments.data, settings);
    if (!shares) {
        // Of what has no shares nobody could make anything.
        if (shares.error().kind != ErrorKind::conflict) forget_store(arguments.data);
        return print_failure(arguments, shares.error());
    }
    if (print_founding(arguments, settings, *shares)) return 0;
    forget_store(arguments.data);
    std::fputs("milpa: the shares cannot be written to standard output, so nothing was founded\n", stderr);
    return 1;
}

namespace {

Error nothing_to_serve(const std::string& folder) {
    std::error_code error;
    if (fs::exists(fs::path(folder) / founding_folder, error)) {
        return fail(ErrorKind::missing,
                    "a founding in this folder was cut off before all shares were given out, so there is no "
                    "collective: `milpa serve --founding` or `milpa found` begins anew");
    }
    return fail(
        ErrorKind::missing,
        "no collective lives in this folder: `milpa serve --founding` founds one in a browser, `milpa "
        "found` here");
}

/// What `--base-port` says, in the form of a file of settings.
std::vector<SettingLine> port_lines(std::uint32_t base) {
    std::vector<SettingLine> lines;
    for (const auto& offset : port_offsets)
        lines.push_back({fmt::format("port.{}", offset.name), std::to_string(base + offset.offset)});
    return lines;
}

void print_locked(const Arguments& arguments, const members::ShareProgress& progress, std::uint32_t https) {
    if (arguments.json) {
        const boost::json::object answer{
            {"state", "locked"}, {"threshold", progress.threshold}, {"keyholders", progress.keyholders}};
        std::printf("%s\n", boost::json::serialize(answer).c_str());
    } else {
        std::printf(
            "locked: %u of %u keyholders must bring their shares: milpa unlock --data %s\n"
            "or in a browser: https://localhost%s/portal/ (from elsewhere by the machine's name)\nserving\n",
            progress.threshold, progress.keyholders, arguments.data.c_str(),
            https == 443 ? "" : fmt::format(":{}", https).c_str());
    }
    std::fflush(stdout);
}

}  // namespace

int run_serve(const Arguments& arguments) {
    std::error_code error;
    (void)fs::directory_iterator(arguments.data, error);
    if (error == std::errc::permission_denied) {
        return print_failure(
            arguments,
            fail(ErrorKind::denied, fmt::format("the folder {} belongs to somebody else", arguments.data)));
    }
    const auto base = arguments.number("base-port", 0, 1, base_port_max);
    if (!base) return print_failure(arguments, base.error());
    const ReadSettings read = [data = arguments.data,
                               base = static_cast<std::uint32_t>(*base)]() -> Result<Settings> {
        TRY(Settings settings, read_settings(data));
        if (base != 0) use_base_port(settings.ports, base);
        return settings;
    };
    std::optional<net::Certificate> certificate;
    if (!is_founded(arguments.data)) {
        if (!arguments.find("founding")) return print_failure(arguments, nothing_to_serve(arguments.data));
        founding::Wish wish{.folder = arguments.data, .read = read, .json = arguments.json};
        if (*base != 0) wish.also = port_lines(static_cast<std::uint32_t>(*base));
        auto founded = founding::found_in_browser(wish);
        if (!founded) return print_failure(arguments, founded.error());
        if (!*founded) return 0;  // it was told to stop
        certificate = std::move(**founded);
    } else if (const auto gone = founding::forget_founding(arguments.data); !gone) {
        // It is in nobody's way.
        log::event("founding.left_behind", gone.error().kind);
    }
    auto server = start_server(arguments.data, read, store::SealingMode::sealed, std::move(certificate));
    if (!server) return print_failure(arguments, server.error());
    print_locked(arguments, (*server)->collective().progress(), (*server)->settings()->ports.https);
    (*server)->run(Server::Hangup::ignored);
    return 0;
}

int run_reference(const Arguments& arguments) {
    const std::string manual = jmap::manual_of(jmap::Catalogue(api::written_families()));
    if (arguments.json) {
        const boost::json::object answer{{"reference", manual}};
        std::printf("%s\n", boost::json::serialize(answer).c_str());
    } else {
        std::fputs(manual.c_str(), stdout);
    }
    return 0;
}

int run_settings(const Arguments& arguments) {
    // The manual, and what the file in the folder makes of it: a mistake is found before a restart.
    const auto settings = read_settings(arguments.data);
    if (!settings) return print_failure(arguments, settings.error());
    if (arguments.json) {
        boost::json::object values;
        for (const SettingLine& line : setting_lines(*settings)) values[line.key] = line.value;
        std::printf("%s\n",
                    boost::json::serialize(boost::json::object{{"settings", std::move(values)}}).c_str());
        return 0;
    }
    std::fputs(settings_manual().c_str(), stdout);
    const std::vector<SettingLine> defaults = setting_lines(Settings{});
    std::string changed;
    for (const SettingLine& line : setting_lines(*settings)) {
        if (std::ranges::find(defaults, line) == defaults.end())
            changed += fmt::format("  {} = {}\n", line.key, line.value);
    }
    if (!changed.empty()) std::printf("\nIn %s:\n%s", arguments.data.c_str(), changed.c_str());
    return 0;
}

}  // namespace milpa::server::cli
