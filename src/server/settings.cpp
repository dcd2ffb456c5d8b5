// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/settings.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <variant>

#include "net/peer.hpp"
#include "server/acme_settings.hpp"

namespace milpa::server {

namespace {

using Field = std::variant<std::string Settings::*, std::uint32_t Settings::*, std::uint64_t Settings::*,
                           std::chrono::seconds Settings::*, bool Settings::*, std::uint32_t Ports::*>;

/// When a change in the file is taken: at the next reload, or at the next start.
enum class Takes : unsigned char { at_once, at_start };

struct Row {
    log::Name key;
    Takes takes;
    Field field;
    std::uint64_t least;
    std::uint64_t most;
    std::string_view meaning;
    /// Of a text; none: any will do.
    bool (*fits)(std::string_view) = nullptr;
};

bool is_directory(std::string_view text) { return text.empty() || acme_directory(text); }
bool is_ways(std::string_view text) { return acme_ways(text).has_value(); }
bool is_address(std::string_view text) { return net::PeerAddress::parse(text).has_value(); }
bool is_address_or_none(std::string_view text) { return text.empty() || is_address(text); }
bool is_whole_path(std::string_view text) { return text.empty() || text.starts_with('/'); }

constexpr std::uint64_t day = 24ULL * 3600;
constexpr std::uint64_t mebi = 1024ULL * 1024;

// At a reload the rows that are taken at once go to whoever uses them: Server::reload().
using enum Takes;
constexpr Row rows[] = {
    {"listen", at_start, &Settings::listen, 0, 0,
     "The address that the server listens on; :: is all of them.", is_address},
    {"port.smtp", at_start, &Ports::smtp, 0, 65535, "Where other servers bring mail; 0 turns it off."},
    {"port.submission", at_start, &Ports::submission, 0, 65535,
     "Where members send mail, with STARTTLS; 0: off."},
    {"port.submissions", at_start, &Ports::submissions, 0, 65535,
     "Where members send mail, in TLS from the start; 0: off."},
    {"port.imap", at_start, &Ports::imap, 0, 65535, "Where members read mail, with STARTTLS; 0: off."},
    {"port.imaps", at_start, &Ports::imaps, 0, 65535,
     "Where members read mail, in TLS from the start; 0: off."},
    {"port.http", at_start, &Ports::http, 0, 65535,
     "Where browsers are sent on to https, and certificates are proven; 0: off."},
    {"port.https", at_start, &Ports::https, 0, 65535,
     "The web: pages and programs, in TLS from the start; 0: off."},
    {"imap.clear_on_loopback", at_once, &Settings::imap_clear_on_loopback, 0, 1,
     "1: programs on this very machine may log in to IMAP without TLS. 0: nobody may."},
    {"threads", at_start, &Settings::threads, 0, 64, "Threads that serve; 0 is one a core, two at least."},
    {"message.bytes_max", at_once, &Settings::message_bytes_max, 64 * 1024, 1024 * mebi,
     "The largest message that is taken, in octets."},
    {"message.recipients_max", at_once, &Settings::recipients_max, 100, 10'000,
     "Recipients of one message; RFC 5321 asks for 100 at least."},
    {"connections.max", at_once, &Settings::connections_max, 10, 1'000'000,
     "Connections at once, of all kinds."},
    {"connections.per_peer", at_once, &Settings::connections_per_peer, 1, 1'000'000,
     "Connections at once from one network address (of IPv6, one /64)."},
    {"member.recipients_per_hour", at_once, &Settings::member_recipients_per_hour, 1, 1'000'000,
     "To how many recipients a member may write in an hour: a stolen password does little then."},
    {"member.messages_max", at_once, &Settings::member_messages_max, 1, 10'000'000,
     "Messages that a member's folders may hold, copies included: an open account takes memory for each."},
    {"dns.resolver", at_start, &Settings::resolver, 0, 0,
     "A DNS server to ask, as an address or address@port; empty asks the DNS from its root."},
    {"outbound.zone", at_start, &Settings::outbound_zone, 0, 0,
     "A file of DNS records for tests; with it the network is never asked."},
    {"outbound.port", at_start, &Settings::outbound_port, 1, 65535,
     "The port of other servers; only tests change it."},
    {"outbound.bind", at_start, &Settings::outbound_bind, 0, 0,
     "The address that outgoing mail comes from; empty: any.", is_address_or_none},
    {"outbound.authorities", at_start, &Settings::outbound_authorities, 0, 0,
     "A file of certificates (PEM) of authorities that are believed beside the machine's own, where pushes "
     "go "
     "to a push service by HTTPS. Empty: only the machine's."},
    {"outbound.at_once", at_once, &Settings::outbound_at_once, 1, 1'000,
     "Deliveries to other servers at the same time."},
    {"outbound.retry_first", at_once, &Settings::outbound_retry_first, 1, day,
     "Seconds until the second try; each pause is twice the last."},
    {"outbound.retry_max", at_once, &Settings::outbound_retry_max, 1, day,
     "The longest pause between tries, in seconds."},
    {"outbound.delay_notice", at_once, &Settings::outbound_delay_notice, 1, 5 * day,
     "After so many seconds the sender is told that mail still waits."},
    {"outbound.give_up", at_once, &Settings::outbound_give_up, 1, 30 * day,
     "After so many seconds mail goes back to its sender."},
    {"argon2.memory", at_start, &Settings::argon2_memory, 8 * mebi, 512 * mebi,
     "Octets of memory that one guess at a password costs; for passwords set from now on."},
    {"onion.control", at_start, &Settings::onion_control, 0, 0,
     "Tor's control port, as the path of its socket (/run/tor/control) or address@port: members reach the "
     "server "
     "through an onion service. Empty: there is none."},
    {"onion.cookie", at_start, &Settings::onion_cookie, 0, 0,
     "The file of Tor's cookie; empty: where Tor says that it is."},
    {"purge.hours", at_once, &Settings::purge_hours, 1, 720,
     "So often the files are rewritten, so that what was deleted is in none of them any more."},
    {"mta_sts.enforce", at_once, &Settings::mta_sts_enforce, 0, 1,
     "1: other servers may send mail here only over TLS with a good certificate. 0: they try it, and "
     "report."},
    {"acme.directory", at_start, &Settings::acme_directory, 0, 0,
     "Who issues certificates by itself (ACME): letsencrypt, letsencrypt-staging, or the https URL of "
     "another "
     "authority's directory. Empty: nobody.",
     is_directory},
    {"acme.authorities", at_start, &Settings::acme_authorities, 0, 0,
     "A file of certificates (PEM) by which that authority is believed, where it is one of your own; empty: "
     "those of this machine."},
    {"acme.contact", at_once, &Settings::acme_contact, 0, 0,
     "Whom the authority may write to: postmaster is that of the main domain; or a whole address. Empty: "
     "nobody."},
    {"acme.terms_agreed", at_once, &Settings::acme_terms_agreed, 0, 1,
     "1: you have read the authority's terms of service and agree to them."},
    {"acme.challenge", at_start, &Settings::acme_challenge, 0, 0,
     "How names are proven, the dearest first: http-01 (port 80), tls-alpn-01 (port 443), dns-01 "
     "(acme.dns_hook).",
     is_ways},
    {"acme.dns_hook", at_start, &Settings::acme_dns_hook, 0, 0,
     "The whole path of a program for dns-01: it is run with add or remove, the record's name and its text. "
     "Empty: "
     "none.",
     is_whole_path},
    {"sandbox", at_start, &Settings::sandbox, 0, 1,
     "1: after the start the process writes only to store/ and run/ in its folder, and runs nothing. 0: for "
     "debugging."},
};

std::string to_text(const Settings& settings, const Row& row) {
    return std::visit(
        [&](auto member) -> std::string {
            using Member = decltype(member);
            if constexpr (std::is_same_v<Member, std::uint32_t Ports::*>) {
                return std::to_string(settings.ports.*member);
            } else if constexpr (std::is_same_v<Member, std::string Settings::*>) {
                return settings.*member;
            } else if constexpr (std::is_same_v<Member, std::chrono::seconds Settings::*>) {
                return std::to_string((settings.*member).count());
            } else {
                return std::to_string(settings.*member);
            }
        },
        row.field);
}

void assign(Settings& settings, const Row& row, std::uint64_t number) {
    std::visit(
        [&](auto member) {
            using Member = decltype(member);
            if constexpr (std::is_same_v<Member, std::uint32_t Ports::*>) {
                settings.ports.*member = static_cast<std::uint32_t>(number);
            } else if constexpr (std::is_same_v<Member, std::chrono::seconds Settings::*>) {
                settings.*member = std::chrono::seconds(number);
            } else if constexpr (std::is_same_v<Member, std::uint32_t Settings::*>) {
                settings.*member = static_cast<std::uint32_t>(number);
            } else if constexpr (std::is_same_v<Member, std::uint64_t Settings::*>) {
                settings.*member = number;
            } else if constexpr (std::is_same_v<Member, bool Settings::*>) {
                settings.*member = number != 0;
            }
        },
        row.field);
}

/// For the log, which takes no text: of a text, whether there is one.
std::int64_t to_number(const Settings& settings, const Row& row) {
    return std::visit(
        [&](auto member) -> std::int64_t {
            using Member = decltype(member);
            if constexpr (std::is_same_v<Member, std::uint32_t Ports::*>) {
                return settings.ports.*member;
            } else if constexpr (std::is_same_v<Member, std::string Settings::*>) {
                return (settings.*member).empty() ? 0 : 1;
            } else if constexpr (std::is_same_v<Member, std::chrono::seconds Settings::*>) {
                return (settings.*member).count();
            } else {
                return static_cast<std::int64_t>(settings.*member);
            }
        },
        row.field);
}

void copy(const Settings& from, const Row& row, Settings& to) {
    std::visit(
        [&](auto member) {
            if constexpr (std::is_same_v<decltype(member), std::uint32_t Ports::*>) {
                to.ports.*member = from.ports.*member;
            } else {
                to.*member = from.*member;
            }
        },
        row.field);
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blank = " \t\r";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

Error wrong(std::size_t line, std::string what) {
    return fail(ErrorKind::syntax, fmt::format("{}, line {}: {}", settings_file, line, what));
}

Result<void> read_line(Settings& settings, std::size_t number, std::string_view line) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) return wrong(number, "a line is `key = value`");
    const std::string_view key = trim(line.substr(0, equals));
    const std::string_view value = trim(line.substr(equals + 1));
    for (const Row& row : rows) {
        if (row.key.text() != key) continue;
        if (const auto* text = std::get_if<std::string Settings::*>(&row.field)) {
            if (row.fits != nullptr && !row.fits(value))
                return wrong(number, fmt::format("{} cannot be {}: {}", key, value, row.meaning));
            settings.*(*text) = value;
            return {};
        }
        std::uint64_t parsed = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
        if (error != std::errc() || end != value.data() + value.size() || parsed < row.least ||
            parsed > row.most) {
            return wrong(number, fmt::format("{} is a number from {} to {}", key, row.least, row.most));
        }
        assign(settings, row, parsed);
        return {};
    }
    return wrong(number, fmt::format("there is no setting {}; `milpa settings` lists them", key));
}

}  // namespace

Result<Settings> parse_settings(std::string_view text) {
    if (text.size() > settings_bytes_max) return fail(ErrorKind::limit, "the settings file is far too long");
    Settings settings;
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        ++number;
        line = trim(line.substr(0, line.find('#')));
        if (!line.empty()) CHECK(read_line(settings, number, line));
    }
    // What no line says alone.
    if (!settings.acme_directory.empty()) CHECK(acme_settings(settings, "example"));
    return settings;
}

Result<Settings> read_settings(const std::string& folder) {
    const std::filesystem::path path = std::filesystem::path(folder) / settings_file;
    std::error_code error;
    if (!std::filesystem::exists(path, error) && !error) return Settings{};
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) return fail(ErrorKind::denied, fmt::format("{} cannot be read", path.string()));
    return parse_settings(text.view());
}

Reload reload(const Settings& in_force, const Settings& in_file) {
    Reload made{.settings = in_force};
    for (const Row& row : rows) {
        if (to_text(in_force, row) == to_text(in_file, row)) continue;
        (row.takes == at_once ? made.taken : made.waiting).push_back({row.key, to_number(in_file, row)});
        if (row.takes == at_once) copy(in_file, row, made.settings);
    }
    return made;
}

std::string settings_manual() {
    std::string manual;
    const Settings defaults;
    for (const Row& row : rows) {
        const std::string value = to_text(defaults, row);
        manual += fmt::format("{} = {}\n    {}", row.key.text(), value, row.meaning);
        if (row.most > 0) manual += fmt::format(" From {} to {}.", row.least, row.most);
        if (row.takes == at_start) manual += " At the next start.";
        manual += "\n";
    }
    manual +=
        "\nAll are read when the server starts, and again at `milpa settings reload` or SIGHUP. What changed "
        "then\nholds at once, but for those that say \"At the next start\".\n";
    return manual;
}

std::vector<SettingLine> setting_lines(const Settings& settings) {
    std::vector<SettingLine> lines;
    for (const Row& row : rows) lines.push_back({std::string(row.key.text()), to_text(settings, row)});
    return lines;
}

Result<std::string> with_settings(std::string_view text, const std::vector<SettingLine>& lines) {
    TRY(const Settings before, parse_settings(text));
    std::vector<SettingLine> wanted = setting_lines(before);
    std::string made;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const std::string_view key = trim(line.substr(0, line.find_first_of("=#")));
        if (std::ranges::find(lines, key, &SettingLine::key) == lines.end())
            made += fmt::format("{}\n", line);
    }
    for (const SettingLine& line : lines) {
        made += fmt::format("{} = {}\n", line.key, line.value);
        for (SettingLine& one : wanted)
            if (one.key == line.key) one.value = line.value;
    }
    // A value with a line end or a # in it would be another, or another setting's.
    TRY(const Settings after, parse_settings(made));
    if (setting_lines(after) != wanted)
        return fail(ErrorKind::syntax, "a value that no line of settings has");
    return made;
}

std::string settings_text(const Settings& settings) {
    std::string text;
    for (const SettingLine& line : setting_lines(settings))
        text += fmt::format("{} = {}\n", line.key, line.value);
    return text;
}

}  // namespace milpa::server
