// SPDX-License-Identifier: AGPL-3.0-or-later
// What the DNS must say of the running server, and whether it does: for `milpa dns` and the API.
#pragma once

#include <boost/json/object.hpp>

#include "base/task.hpp"
#include "server/dns_records.hpp"

namespace milpa::server {

class Server;

/// Fails with `closed` (locked).
Result<DnsPlan> dns_plan(Server& server);
/// Asks the DNS for it.
Task<Found> look_at(Lent<net::Resolver> resolver, DnsRecord record);

std::string_view to_text(Need need);
std::string_view to_text(Found found);
/// {name, type, value, need, meaning}
boost::json::object to_object(const DnsRecord& record);

}  // namespace milpa::server
