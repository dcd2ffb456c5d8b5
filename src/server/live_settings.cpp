// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/live_settings.hpp"

namespace milpa::server {

std::shared_ptr<const Settings> LiveSettings::now() const {
    const std::scoped_lock guard(mutex_);
    return now_;
}

ReloadStanding LiveSettings::standing() const {
    const std::scoped_lock guard(mutex_);
    return standing_;
}

Result<Reload> LiveSettings::reload(Result<Settings> read) {
    const std::scoped_lock guard(mutex_);
    if (!read) {
        log::event("settings.refused", read.error().kind);
        standing_.mistake = read.error().detail;
        return std::move(read.error());
    }
    Reload made = server::reload(*now_, *read);
    now_ = std::make_shared<const Settings>(made.settings);
    standing_ = {};
    for (const SettingChange& one : made.waiting) standing_.waiting.emplace_back(one.key.text());
    for (const SettingChange& one : made.taken) log::event("settings.taken", {{one.key, one.number}});
    for (const SettingChange& one : made.waiting) log::event("settings.waiting", {{one.key, one.number}});
    log::event("settings.reloaded", {{"taken", made.taken.size()}, {"waiting", made.waiting.size()}});
    return made;
}

}  // namespace milpa::server
