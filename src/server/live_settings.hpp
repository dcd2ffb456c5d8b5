// SPDX-License-Identifier: AGPL-3.0-or-later
// The settings in force: a snapshot that never changes, and that a reload exchanges for another. Who asks
// gets the one of now and may keep it for as long as one thing takes (a connection, a message); who asks
// again next time sees each change.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "server/settings.hpp"

namespace milpa::server {

/// What came of the last reload.
struct ReloadStanding {
    std::vector<std::string> waiting{};    ///< keys that the file changes, and that the next start will take
    std::optional<std::string> mistake{};  ///< why nothing was taken
};

/// Thread-safe.
class LiveSettings {
public:
    explicit LiveSettings(Settings first) : now_(std::make_shared<const Settings>(std::move(first))) {}

    std::shared_ptr<const Settings> now() const;
    ReloadStanding standing() const;
    /// Takes what may change of what was read. Where that failed, nothing changes, and the failure comes
    /// back. Both are told to the log.
    Result<Reload> reload(Result<Settings> read);

private:
    mutable std::mutex mutex_;  // guards what follows
    std::shared_ptr<const Settings> now_;
    ReloadStanding standing_;
};

}  // namespace milpa::server
