// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/ending.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace milpa::net {

void LateCall::post() const {
    boost::asio::post(home_, [call = call_] {
        if (*call) std::exchange(*call, nullptr)();
    });
}

std::unique_ptr<Ending::Hearing> Ending::hear(Executor home, Call call) {
    const std::scoped_lock guard(mutex_);
    const std::uint64_t number = next_++;
    const auto entered = hearings_.emplace(number, LateCall(std::move(home), std::move(call))).first;
    if (is_over()) entered->second.post();
    return std::make_unique<Hearing>(this, number);
}

void Ending::end() {
    const std::scoped_lock guard(mutex_);
    if (over_.exchange(true)) return;
    for (const auto& [number, call] : hearings_) call.post();
}

void Ending::leave(std::uint64_t number) {
    const std::scoped_lock guard(mutex_);
    const auto found = hearings_.find(number);
    found->second.cancel();
    hearings_.erase(found);
}

}  // namespace milpa::net
