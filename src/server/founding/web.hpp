// SPDX-License-Identifier: AGPL-3.0-or-later
// What a server answers that is not founded yet: the API's methods for it (jmap/founding), its session
// object, and a page that says where the founder's link was printed.
#pragma once

#include <string>
#include <vector>

#include "http/router.hpp"
#include "jmap/founding/desk.hpp"
#include "server/settings.hpp"

namespace milpa::server::founding {

/// All that is lent outlives the router.
class Pages {
public:
    Pages(Lent<jmap::FoundingDesk> desk, Lent<const Clock> clock, Lent<Random> random);
    /// Page and API.
    void add_routes(Lent<http::Router> router);
    /// While the founding server ends: the page, and an API that asks for another try (503).
    static void add_last_routes(Lent<http::Router> router, Lent<const Clock> clock);

private:
    Task<http::Response> session(http::Request request);
    Task<http::Response> call(http::Request request, Lent<http::Body> body);

    const Lent<jmap::FoundingDesk> desk_;
    const Lent<const Clock> clock_;
    const Lent<Random> random_;
    const jmap::Catalogue catalogue_;
};

/// Addresses of this machine that are told to who founds.
inline constexpr std::size_t links_max = 6;

/// Links of the founder, by each name by which this machine is reached; the nearest first.
std::vector<crypto::SecretText> founder_links(const Settings& settings, const crypto::SecretText& token);

}  // namespace milpa::server::founding
