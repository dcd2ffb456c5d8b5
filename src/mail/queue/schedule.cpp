// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/queue/schedule.hpp"

#include <algorithm>

namespace milpa::mail::queue {

void Schedule::put(const std::string& domain, const MessageId& id, std::int64_t due_ms) {
    Lane& lane = lanes_[domain];
    const auto [known, is_new] = lane.due.emplace(id, due_ms);
    if (!is_new) {
        lane.units.erase({known->second, id});
        known->second = due_ms;
    }
    lane.units.emplace(due_ms, id);
    index(domain, lane);
}

void Schedule::all_due(std::int64_t now_ms) {
    for (auto& [domain, lane] : lanes_) {
        lane.units.clear();
        for (auto& [id, due] : lane.due) {
            due = std::min(due, now_ms);
            lane.units.emplace(due, id);
        }
        index(domain, lane);
    }
}

std::optional<Schedule::Opening> Schedule::open_lane(std::int64_t now_ms) {
    if (ready_.empty() || ready_.begin()->first > now_ms) return {};
    std::string domain = ready_.begin()->second;
    ++lanes_.at(domain).connections;
    const auto first = take(domain, now_ms);
    ensure(first.has_value());
    return Opening{std::move(domain), *first};
}

void Schedule::release(const std::string& domain) {
    const auto found = lanes_.find(domain);
    ensure(found != lanes_.end() && found->second.connections > 0);
    --found->second.connections;
    index(domain, found->second);
    if (found->second.connections == 0 && found->second.units.empty()) lanes_.erase(found);
}

std::optional<MessageId> Schedule::take(const std::string& domain, std::int64_t now_ms) {
    Lane& lane = lanes_.at(domain);
    if (lane.units.empty() || lane.units.begin()->first > now_ms) return {};
    const MessageId id = lane.units.begin()->second;
    lane.units.erase(lane.units.begin());
    lane.due.erase(id);
    index(domain, lane);
    return id;
}

std::optional<std::int64_t> Schedule::next_ms() const {
    if (ready_.empty()) return {};
    return ready_.begin()->first;
}

std::optional<std::int64_t> Schedule::first_due_ms() const {
    std::optional<std::int64_t> first;
    for (const auto& [domain, lane] : lanes_) {
        if (!lane.units.empty()) first = std::min(first.value_or(INT64_MAX), lane.units.begin()->first);
    }
    return first;
}

void Schedule::index(const std::string& domain, Lane& lane) {
    if (lane.indexed) ready_.erase({*lane.indexed, domain});
    lane.indexed.reset();
    if (lane.units.empty() || lane.connections >= per_domain_) return;
    lane.indexed = lane.units.begin()->first;
    ready_.emplace(*lane.indexed, domain);
}

}  // namespace milpa::mail::queue
