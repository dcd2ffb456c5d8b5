// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/ending.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace milpa::net {

std::unique_ptr<Ending::Hearing> Ending::hear(Executor home, Call call) {
    const std::scoped_lock guard(mutex_);
    const std::uint64_t number = next_++;
    const auto entered =
        entries_.emplace(number, Entry{std::move(home), std::make_shared<Call>(std::move(call))}).first;
    if (is_over()) post(entered->second);
    return std::make_unique<Hearing>(this, number);
}

void Ending::end() {
    const std::scoped_lock guard(mutex_);
    if (over_.exchange(true)) return;
    for (const auto& [number, entry] : entries_) post(entry);
}

void Ending::leave(std::uint64_t number) {
    const std::scoped_lock guard(mutex_);
    const auto found = entries_.find(number);
    // A call that is on its way finds nothing to do: this is the very thread that it would run on.
    *found->second.call = nullptr;
    entries_.erase(found);
}

void Ending::post(const Entry& entry) {
    boost::asio::post(entry.home, [call = entry.call] {
        if (*call) std::exchange(*call, nullptr)();
    });
}

}  // namespace milpa::net
