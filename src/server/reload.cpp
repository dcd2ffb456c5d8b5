// SPDX-License-Identifier: AGPL-3.0-or-later
// Server::reload(): the settings again, and whoever must be told of what changed. All others ask for the
// settings in force each time.
#include "mail/smtp/send_limits.hpp"
#include "net/descriptors.hpp"
#include "server/mail.hpp"
#include "server/renewals.hpp"
#include "server/server.hpp"

namespace milpa::server {

std::size_t connections_max(const Settings& settings) {
    return std::min<std::size_t>(settings.connections_max,
                                 net::connections_within(net::raise_descriptor_limit()));
}

Result<Reload> Server::reload() {
    // One after the other: whoever is told last is told what is in force.
    const std::scoped_lock guard(reloading_);
    const auto before = settings();
    TRY(Reload done, settings_.reload(options_.read_again()));
    const Settings& now = done.settings;
    connections_.change(connections_max(now), now.connections_per_peer);
    collective_->usage().limit_messages(now.member_messages_max);
    mail_->settings_changed();
    if (now.acme_contact != before->acme_contact || now.acme_terms_agreed != before->acme_terms_agreed)
        renewals_->settings_changed();
    return done;
}

}  // namespace milpa::server
