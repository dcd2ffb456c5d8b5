// SPDX-License-Identifier: AGPL-3.0-or-later
// Settings: a table that reads the file, checks it and writes its own manual. The file is `milpa.conf` in the
// data folder, lines of `key = value`, `#` begins a remark. It lies in the clear, so nothing in it names the
// collective: the domain, the members and the certificates are in the directory.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"

namespace milpa::server {

inline constexpr std::string_view settings_file = "milpa.conf";
inline constexpr std::size_t settings_bytes_max = 64 * 1024;  // far more than the table can fill

struct Ports {
    std::uint32_t smtp = 25;
    std::uint32_t submission = 587;
    std::uint32_t submissions = 465;
    std::uint32_t imap = 143;
    std::uint32_t imaps = 993;
    std::uint32_t http = 80;
    std::uint32_t https = 443;
};

struct Settings {
    std::string listen = "::";
    Ports ports;
    std::uint32_t threads = 0;
    std::uint64_t message_bytes_max = 50ULL * 1024 * 1024;
    std::uint32_t recipients_max = 100;
    std::uint32_t connections_max = 10'000;
    std::uint32_t connections_per_peer = 200;
    std::uint32_t member_recipients_per_hour = 500;
    bool imap_clear_on_loopback = false;
    std::uint32_t member_messages_max = 1'000'000;
    std::string resolver;
    std::string outbound_zone;
    std::uint32_t outbound_port = 25;
    std::string outbound_bind;
    std::string outbound_authorities;
    std::uint32_t outbound_at_once = 50;
    std::chrono::seconds outbound_retry_first{300};
    std::chrono::seconds outbound_retry_max{4 * 3600};
    std::chrono::seconds outbound_delay_notice{4 * 3600};
    std::chrono::seconds outbound_give_up{5 * 24 * 3600};
    std::uint64_t argon2_memory = 64ULL * 1024 * 1024;
    std::string onion_control;
    std::string onion_cookie;
    std::uint32_t purge_hours = 24;
    bool mta_sts_enforce = false;
    std::string acme_directory;
    std::string acme_authorities;
    std::string acme_contact;
    bool acme_terms_agreed = false;
    std::string acme_challenge = "http-01 tls-alpn-01";
    std::string acme_dns_hook;
    bool sandbox = true;
};

/// Fails with `syntax` (the detail names the line and what is wrong with it), `denied`. A file that is not
/// there gives the defaults.
Result<Settings> read_settings(const std::string& folder);
Result<Settings> parse_settings(std::string_view text);

/// A key whose value is another now. The number is for the log: of a text, whether there is one.
struct SettingChange {
    log::Name key;
    std::int64_t number;
};

/// What a reload makes of the settings in force and of what the file says by now.
struct Reload {
    Settings settings;                     ///< in force from then on
    std::vector<SettingChange> taken{};    ///< those of them that changed
    std::vector<SettingChange> waiting{};  ///< the file says something else, which the next start will take
};
Reload reload(const Settings& in_force, const Settings& in_file);

/// The manual: a paragraph a setting with its key, default, bounds, and when a change takes effect.
std::string settings_manual();
/// Every key with the value in force, as the file would have it; as a text, and line by line.
std::string settings_text(const Settings& settings);
struct SettingLine {
    std::string key;
    std::string value;
    bool operator==(const SettingLine&) const = default;
};
std::vector<SettingLine> setting_lines(const Settings& settings);
/// The text of a file in which these lines hold, and all else is as it was. Fails with `syntax` where it was
/// none, or a value would not be read as what it is.
Result<std::string> with_settings(std::string_view text, const std::vector<SettingLine>& lines);

}  // namespace milpa::server
