// SPDX-License-Identifier: AGPL-3.0-or-later
// The files of the portal as portal/build.mjs packs them:
//
//     4 octets, little endian: length of the header
//     header: JSON, [{path, type, policy, keep, plain: [at, length], brotli?: [at, length]}]
//     the octets, from which `at` counts
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http/assets.hpp"
#include "http/router.hpp"

namespace milpa::portal {

struct File {
    std::string path;  ///< "/portal/assets/main.ABC.js"
    std::string type;
    http::Policy policy = http::Policy::asset;
    http::Keep keep = http::Keep::revalidate;
    std::string_view plain;
    std::optional<std::string_view> brotli;
};

/// What it gives points into `octets`. Fails with `corrupt`.
Result<std::vector<File>> read_bundle(std::string_view octets);
/// The one in the program; there as long as the process.
const std::vector<File>& files();

}  // namespace milpa::portal
