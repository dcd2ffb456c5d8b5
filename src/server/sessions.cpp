// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/sessions.hpp"

namespace milpa::server {

Sessions::Ticket::~Ticket() { sessions_->leave(number_); }

std::unique_ptr<Sessions::Ticket> Sessions::enter(MemberId member, Executor home, End end) {
    const std::scoped_lock guard(mutex_);
    const std::uint64_t number = next_++;
    entries_.emplace(number, Entry{member, home, std::make_shared<End>(std::move(end))});
    return std::make_unique<Ticket>(this, number);
}

void Sessions::leave(std::uint64_t number) {
    const std::scoped_lock guard(mutex_);
    const auto found = entries_.find(number);
    // An end that is on its way to the session's thread finds nothing to call: it is dropped on that very
    // thread.
    *found->second.end = nullptr;
    entries_.erase(found);
}

void Sessions::post_end(const Entry& entry) {
    boost::asio::post(entry.home, [end = entry.end] {
        if (*end) std::exchange(*end, nullptr)();
    });
}

void Sessions::end_all() {
    const std::scoped_lock guard(mutex_);
    for (const auto& [number, entry] : entries_) post_end(entry);
}

void Sessions::end_of(const MemberId& member) {
    const std::scoped_lock guard(mutex_);
    for (const auto& [number, entry] : entries_) {
        if (entry.member == member) post_end(entry);
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
