// SPDX-License-Identifier: AGPL-3.0-or-later
// Who is due, by domain: a domain with many messages, or with hosts that are silent, must not keep others
// waiting. Pure. A unit is one message's recipients at one domain.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "mail/queue/entry.hpp"

namespace milpa::mail::queue {

class Schedule {
public:
    explicit Schedule(std::size_t per_domain) : per_domain_(per_domain) {}

    /// The unit is due at that time. One that was put before moves.
    void put(const std::string& domain, const MessageId& id, std::int64_t due_ms);
    /// Everything that waits is due at `now_ms`, if it was not earlier.
    void all_due(std::int64_t now_ms);

    struct Opening {
        std::string domain;
        MessageId first;
        bool operator==(const Opening&) const = default;
    };
    /// The domain that has waited the longest, among those with a unit that is due and a connection to spare,
    /// and its first unit, as by take(). The connection is taken; release() gives it back.
    std::optional<Opening> open_lane(std::int64_t now_ms);
    void release(const std::string& domain);
    /// The unit of the domain that is due the longest; it is the caller's until put().
    std::optional<MessageId> take(const std::string& domain, std::int64_t now_ms);

    /// When open_lane() may have something; nothing: not before something changes.
    std::optional<std::int64_t> next_ms() const;
    /// When the first unit is due, whether or not there is a connection to spare.
    std::optional<std::int64_t> first_due_ms() const;

private:
    struct Lane {
        std::set<std::pair<std::int64_t, MessageId>> units;
        std::unordered_map<MessageId, std::int64_t> due;
        std::size_t connections = 0;
        std::optional<std::int64_t> indexed;  // its place in ready_
    };
    void index(const std::string& domain, Lane& lane);

    std::size_t per_domain_;
    std::unordered_map<std::string, Lane> lanes_;
    std::set<std::pair<std::int64_t, std::string>> ready_;  // lanes with units and a connection to spare
};

}  // namespace milpa::mail::queue
