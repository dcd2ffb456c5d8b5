// SPDX-License-Identifier: AGPL-3.0-or-later
// The settings that a founding ends with, in milpa.conf.
#pragma once

#include <filesystem>
#include <vector>

#include "server/settings.hpp"

namespace milpa::server::founding {

/// Durable and whole, or as it was. A file that is there stays whose it is, as open as it is, and where a
/// link leads; a new one is its owner's alone. Fails with `denied` (it cannot be read), `syntax`
/// (with_settings()), `io`.
Result<void> write_settings(const std::filesystem::path& folder, const std::vector<SettingLine>& lines);

/// What milpa.conf says is in the file `aside` too, durable, until take_settings_back(). Fails as
/// write_settings() does.
Result<void> keep_settings(const std::filesystem::path& folder, const std::filesystem::path& aside);
/// milpa.conf says what it said when it was kept in `aside`, which is gone then; where that is not there,
/// nothing is to be done.
Result<void> take_settings_back(const std::filesystem::path& folder, const std::filesystem::path& aside);

/// Durable once it returns. Fails with `io`.
Result<void> sync(const std::filesystem::path& path, int flags);

}  // namespace milpa::server::founding
