// SPDX-License-Identifier: AGPL-3.0-or-later
// What the settings say of certificates by ACME, as src/acme wants it. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "acme/services.hpp"
#include "server/settings.hpp"

namespace milpa::server {

/// The URL of `acme.directory`: as it stands, or that of an authority which has a name here ("letsencrypt",
/// "letsencrypt-staging"). Fails with `syntax` for what is neither a name nor an https URL.
Result<std::string> acme_directory(std::string_view setting);
/// `acme.challenge`: "http-01", "tls-alpn-01", "dns-01", the dearest first. Fails with `syntax`: another
/// word, or none.
Result<std::vector<acme::ChallengeType>> acme_ways(std::string_view setting);

/// For the main domain (in ASCII), by which a contact without one is completed. Ways whose port is off, or
/// whose hook is not there, are left out. Fails with `syntax`, as those above, and where no way is left.
Result<acme::Settings> acme_settings(const Settings& settings, std::string_view main_domain);

}  // namespace milpa::server
