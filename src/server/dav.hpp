// SPDX-License-Identifier: AGPL-3.0-or-later
// CardDAV, bound: who asks is found out as in the API (a bearer token, or an address with a password or an
// app password), and is served in the room that the API has open for them, at its home thread.
//
// Cookies show nothing here: no page of ours speaks DAV, so none that is not ours can.
#pragma once

#include "dav/dav.hpp"
#include "server/api/api.hpp"

namespace milpa::server {

/// Requests of one member at once: a request and its answer take up to 17 MiB, and programs that synchronise
/// ask by four or so. Beyond, they are told to come again.
inline constexpr std::uint32_t dav_requests_at_once = 8;

class DavDoors final : public dav::Doors {
public:
    explicit DavDoors(Lent<Server> server) : server_(server), requests_(dav_requests_at_once) {}

    Task<http::Response> enter(http::Request request, std::string body, dav::Serve serve) override;

private:
    const Lent<Server> server_;
    api::Slots requests_;
};

}  // namespace milpa::server
