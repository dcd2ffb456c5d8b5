// SPDX-License-Identifier: AGPL-3.0-or-later
// The session object (RFC 8620 2): where what is, and what there is for this member.
#pragma once

#include <string>

#include "jmap/context.hpp"

namespace milpa::jmap {

/// Where the API is, as the client reached it: "https://example.org:8443".
struct Place {
    std::string origin;
};

/// The paths that server/ routes; in the session object with the variables of RFC 6570.
inline constexpr std::string_view session_path = "/jmap/session";
inline constexpr std::string_view api_path = "/jmap/api";
inline constexpr std::string_view upload_path = "/jmap/upload/";
inline constexpr std::string_view download_path = "/jmap/download/";
inline constexpr std::string_view event_source_path = "/jmap/eventsource";
inline constexpr std::string_view socket_path = "/jmap/ws";

/// Of a room that has a login.
json::object session_object(Lent<const Context> context, const Place& place);
/// Of a room without one: what there is to use, nobody's account, and how large a guest's request may be.
json::object guest_session_object(Lent<const Context> context, const Place& place,
                                  std::size_t request_octets_max);
/// Of the first, its `state`: the same for the same object, wherever it is asked for.
std::string session_state(Lent<const Context> context);

}  // namespace milpa::jmap
