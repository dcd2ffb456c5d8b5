// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/sessions.hpp"

namespace milpa::server {

Sessions::Ticket::~Ticket() { sessions_->leave(number_); }

std::unique_ptr<Sessions::Ticket> Sessions::enter(MemberId member, Executor home, End end) {
    const std::scoped_lock guard(mutex_);
    const std::uint64_t number = next_++;
    entries_.emplace(number, Entry{member, net::LateCall(std::move(home), std::move(end))});
    return std::make_unique<Ticket>(this, number);
}

void Sessions::leave(std::uint64_t number) {
    const std::scoped_lock guard(mutex_);
    const auto found = entries_.find(number);
    found->second.end.cancel();
    entries_.erase(found);
}

void Sessions::end_all() {
    const std::scoped_lock guard(mutex_);
    for (const auto& [number, entry] : entries_) entry.end.post();
}

void Sessions::end_of(const MemberId& member) {
    const std::scoped_lock guard(mutex_);
    for (const auto& [number, entry] : entries_) {
        if (entry.member == member) entry.end.post();
    }
}

std::size_t Sessions::count() const {
    const std::scoped_lock guard(mutex_);
    return entries_.size();
}

std::size_t Sessions::count_of(const MemberId& member) const {
    const std::scoped_lock guard(mutex_);
    return static_cast<std::size_t>(
        std::ranges::count_if(entries_, [&](const auto& entry) { return entry.second.member == member; }));
}

}  // namespace milpa::server
