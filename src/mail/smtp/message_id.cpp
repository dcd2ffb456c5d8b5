// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/message_id.hpp"

#include <algorithm>

#include "mail/message/charset.hpp"
#include "mail/message/header.hpp"

namespace milpa::mail::smtp {

std::optional<std::string> without_machine(std::string_view value, std::string_view domain,
                                           std::span<const std::string> own) {
    std::string_view id = message::trim(value);
    if (id.size() > client_id_octets_max || !id.starts_with('<') || !id.ends_with('>')) return std::nullopt;
    id = id.substr(1, id.size() - 2);
    const auto is_odd = [](char c) {
        const auto octet = static_cast<unsigned char>(c);
        return octet <= ' ' || octet == 0x7f ||
               std::string_view("<>()\\\"").find(c) != std::string_view::npos;
    };
    const std::size_t at = id.rfind('@');
    if (at == std::string_view::npos || at == 0 || std::ranges::any_of(id, is_odd) || !message::is_utf8(id))
        return std::nullopt;
    const std::string_view left = id.substr(0, at), right = id.substr(at + 1);
    // Two at signs: what stands before the last one may be a machine, too.
    if (left.find('@') != std::string_view::npos) return std::nullopt;
    const bool is_own = std::ranges::any_of(
        own, [&](const std::string& name) { return message::equal_ignoring_case(name, right); });
    std::string made = "<";
    made.append(left).append("@").append(is_own ? right : domain).append(">");
    return made;
}

}  // namespace milpa::mail::smtp
