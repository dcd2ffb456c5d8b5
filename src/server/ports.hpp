// SPDX-License-Identifier: AGPL-3.0-or-later
// What all ports have in common.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"

namespace milpa::server {

/// Why a port cannot be listened at, as whoever started the server can do something about it.
Error cannot_listen(const Error& error, std::uint32_t port, std::string_view address);

}  // namespace milpa::server
