// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/ports.hpp"

namespace milpa::server {

void use_base_port(Ports& ports, std::uint32_t base) {
    for (const auto& offset : port_offsets) ports.*offset.port = base + offset.offset;
}

Error cannot_listen(const Error& error, std::uint32_t port, std::string_view address) {
    switch (error.kind) {
        case ErrorKind::conflict:
            return fail(error.kind, fmt::format("port {} is taken: another program listens there", port));
        case ErrorKind::denied:
            return fail(error.kind,
                        fmt::format("port {} may not be opened: below 1024 it needs a right of its own "
                                    "(CAP_NET_BIND_SERVICE; docs/guide/founding.md has it)",
                                    port));
        case ErrorKind::io:
            return fail(
                error.kind,
                fmt::format("port {}: this machine has no address {} (the setting `listen`)", port, address));
        default: return fail(error.kind, fmt::format("the setting `listen`: {} is no address", address));
    }
}

}  // namespace milpa::server
