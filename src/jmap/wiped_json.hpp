// SPDX-License-Identifier: AGPL-3.0-or-later
// JSON that holds secrets (shares, passwords, recovery codes): what it lay in is wiped.
#pragma once

#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>
#include <string>

namespace milpa::jmap {

/// Memory for values that are read: each piece is wiped as it is given back. Thread-safe; never goes.
boost::json::storage_ptr wiping_memory();

/// Overwrites every text in it, whatever memory they lie in. To be called when the value was used.
void wipe_texts(boost::json::value& value);
void wipe_texts(boost::json::object& object);

/// In one piece of memory, which the caller wipes.
std::string serialize_once(const boost::json::object& object);

}  // namespace milpa::jmap
