// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acme/polling.hpp"

#include <algorithm>
#include <utility>

namespace milpa::acme {

Task<Result<void>> Polling::wait(Lent<const http::ClientResponse> answer) {
    std::chrono::milliseconds wait = std::exchange(next_, std::min(next_ * 2, poll_max));
    if (const auto asked = answer->fields.find("retry-after")) {
        const auto seconds = read_retry_after(*asked, world_.clock->wall());
        if (seconds) wait = std::clamp<std::chrono::milliseconds>(*seconds, poll_first, poll_patience);
    }
    if (world_.clock->steady() + wait > until_) co_return fail(ErrorKind::timeout, "no decision");
    co_return co_await world_.waits->wait(wait);
}

}  // namespace milpa::acme
