// SPDX-License-Identifier: AGPL-3.0-or-later
// How often, and how long, an authority is asked for what it has not decided yet (RFC 8555 7.5.1, 8.2).
#pragma once

#include "acme/services.hpp"

namespace milpa::acme {

/// Between two looks at what the authority has not decided yet: doubled each time, unless it says when to
/// come.
constexpr std::chrono::milliseconds poll_first{500};
constexpr std::chrono::milliseconds poll_max = std::chrono::seconds(30);
/// Of all looks at one thing.
constexpr std::chrono::milliseconds poll_patience = std::chrono::minutes(10);
/// For one thing that is waited for. Fails with `timeout` when it has taken too long, and as Waits.
class Polling {
public:
    explicit Polling(const World& world) : world_(world), until_(world.clock->steady() + poll_patience) {}
    Task<Result<void>> wait(Lent<const http::ClientResponse> answer);

private:
    const World world_;
    const SteadyTime until_;
    std::chrono::milliseconds next_ = poll_first;
};

}  // namespace milpa::acme
