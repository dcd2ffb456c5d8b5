// SPDX-License-Identifier: AGPL-3.0-or-later
#include "onion/reply.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace milpa::onion {

namespace {

constexpr std::size_t status_octets = 3;
/// Events come between replies where somebody asked for them; we never do.
constexpr int first_event = 600;
constexpr std::size_t service_id_octets = 56;
constexpr std::string_view key_kind = "ED25519-V3:";
/// The expanded secret key (rend-spec-v3).
constexpr std::size_t key_octets = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "..." with its escapes undone (control-spec 2.1.1); empty where there is none.
std::string unquote(std::string_view text) {
    std::string plain;
    if (!text.starts_with('"')) return plain;
    for (std::size_t i = 1; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        plain += text[i];
    }
    return plain;
}

}  // namespace

std::optional<std::string_view> Reply::find(std::string_view key) const {
    for (const std::string_view line : lines) {
        if (line.size() > key.size() && line.starts_with(key) && line[key.size()] == '=')
            return line.substr(key.size() + 1);
    }
    return std::nullopt;
}

Result<std::optional<Reply>> ReplyReader::take(std::string_view line) {
    octets_ += line.size();
    if (octets_ > reply_octets_max) return fail(ErrorKind::limit, "Tor says too much at once");
    if (in_data_) {
        if (line == ".") {
            in_data_ = false;
        } else {
            reply_.lines.emplace_back(line.starts_with('.') ? line.substr(1) : line);
        }
        return std::optional<Reply>();
    }
    if (line.size() <= status_octets || !std::ranges::all_of(line.substr(0, status_octets), is_digit))
        return fail(ErrorKind::syntax, "no reply of Tor's");
    const int status = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    const char separator = line[status_octets];
    if (separator != ' ' && separator != '-' && separator != '+')
        return fail(ErrorKind::syntax, "no reply of Tor's");
    reply_.status = status;
    reply_.lines.emplace_back(line.substr(status_octets + 1));
    in_data_ = separator == '+';
    if (separator != ' ') return std::optional<Reply>();
    octets_ = 0;
    Reply whole = std::exchange(reply_, {});
    if (whole.status >= first_event) return std::optional<Reply>();
    return std::optional<Reply>(std::move(whole));
}

Authentication read_authentication(const Reply& reply) {
    Authentication found;
    for (const std::string_view line : reply.lines) {
        constexpr std::string_view head = "AUTH METHODS=";
        if (!line.starts_with(head)) continue;
        std::string_view rest = line.substr(head.size());
        std::string_view methods = rest.substr(0, rest.find(' '));
        while (!methods.empty()) {
            const auto comma = methods.find(',');
            const std::string_view method = methods.substr(0, comma);
            methods.remove_prefix(comma == std::string_view::npos ? methods.size() : comma + 1);
            found.none = found.none || method == "NULL";
            found.safe_cookie = found.safe_cookie || method == "SAFECOOKIE";
        }
        constexpr std::string_view file = "COOKIEFILE=";
        if (const auto at = rest.find(file); at != std::string_view::npos)
            found.cookie_file = unquote(rest.substr(at + file.size()));
    }
    return found;
}

bool is_service_id(std::string_view text) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'); };
    return text.size() == service_id_octets && std::ranges::all_of(text, fits);
}

bool is_service_key(std::string_view text) {
    if (!text.starts_with(key_kind)) return false;
    const auto key = from_base64(text.substr(key_kind.size()));
    return key && key->size() == key_octets;
}

}  // namespace milpa::onion
