// SPDX-License-Identifier: AGPL-3.0-or-later
// What all ports have in common.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "server/settings.hpp"

namespace milpa::server {

/// Where nobody is root: each port is so far above one base.
struct PortOffset {
    const char* name;
    std::uint32_t Ports::* port;
    std::uint32_t offset;
};
inline constexpr PortOffset port_offsets[] = {
    {"smtp", &Ports::smtp, 25},
    {"submission", &Ports::submission, 587},
    {"submissions", &Ports::submissions, 465},
    {"imap", &Ports::imap, 143},
    {"imaps", &Ports::imaps, 993},
    {"http", &Ports::http, 80},
    {"https", &Ports::https, 443},
};
inline constexpr std::uint32_t base_port_max = 65'535 - 993;
void use_base_port(Ports& ports, std::uint32_t base);

/// Why a port cannot be listened at, as whoever started the server can do something about it.
Error cannot_listen(const Error& error, std::uint32_t port, std::string_view address);

}  // namespace milpa::server
