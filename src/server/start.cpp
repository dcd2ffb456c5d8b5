// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/start.hpp"

#include <filesystem>

#include "server/control/frames.hpp"
#include "server/dns_hook.hpp"
#include "server/folder.hpp"

namespace milpa::server {

namespace fs = std::filesystem;

namespace {

/// Where Debian's tor has it.
constexpr std::string_view tor_cookie = "/run/tor/control.authcookie";

}  // namespace

Result<std::unique_ptr<Server>> start_server(const std::string& folder, ReadSettings read,
                                             store::SealingMode sealing,
                                             std::optional<net::Certificate> founding_certificate) {
    ServerOptions options;
    options.founding_certificate = std::move(founding_certificate);
    options.folder = folder;
    TRY(options.settings, read());
    std::error_code unknown;
    const bool has_file = fs::exists(fs::path(folder) / settings_file, unknown);
    options.read_again = [read = std::move(read), file = fs::path(folder) / settings_file,
                          has_file]() -> Result<Settings> {
        // Between two steps of an editor, say: that is no wish for the defaults.
        std::error_code error;
        if (has_file && !fs::exists(file, error))
            return fail(ErrorKind::missing, std::string(settings_file) + " is gone");
        return read();
    };
    options.sealing = sealing;
    // First of all: what it forks has nothing of ours in its memory, and may still run programs.
    if (const std::string& hook = options.settings.acme_dns_hook; !hook.empty()) {
        TRY(options.dns_hook, HookRunner::start(hook, folder));
    }
    CHECK(make_control_folder(folder));
    options.gauge = std::make_shared<const ProcessGauge>();
    options.hardening = crypto::harden_process();
    if (options.settings.sandbox) {
        // The folder, not the file: an editor puts another one in its place. And where a link leads.
        std::error_code no_link;
        std::vector<std::string> readable{
            folder, fs::weakly_canonical(fs::path(folder) / settings_file, no_link).string(), "/dev/urandom",
            "/etc/ssl/openssl.cnf"};
        readable.insert(readable.end(), machine_authorities.begin(), machine_authorities.end());
        if (!options.settings.outbound_authorities.empty())
            readable.push_back(options.settings.outbound_authorities);
        if (!options.settings.outbound_zone.empty()) readable.push_back(options.settings.outbound_zone);
        if (!options.settings.acme_authorities.empty()) readable.push_back(options.settings.acme_authorities);
        // Its folder, not the file: Tor makes a new one at each start of its own.
        if (!options.settings.onion_control.empty()) {
            const fs::path cookie = options.settings.onion_cookie.empty() ? std::string(tor_cookie)
                                                                          : options.settings.onion_cookie;
            readable.push_back(cookie.parent_path().string());
        }
        const fs::path data = folder;
        options.sandbox = enter_sandbox({.writable = {data / store_folder},
                                         .sockets = {data / control::socket_folder},
                                         .readable = std::move(readable)});
    }
    if (options.dns_hook && !options.sandbox.files) CHECK(check_guarded(options.settings.acme_dns_hook));
    return Server::start(std::move(options));
}

}  // namespace milpa::server
