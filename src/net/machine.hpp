// SPDX-License-Identifier: AGPL-3.0-or-later
// What this machine is called by others: its addresses, for people who look for it in a browser.
#pragma once

#include <string>
#include <vector>

namespace milpa::net {

/// Of its interfaces that are up, as texts, those of the loopback and of one link alone left out; at most
/// `most`, IPv4 first. Nothing where the system does not tell.
std::vector<std::string> machine_addresses(std::size_t most);

}  // namespace milpa::net
