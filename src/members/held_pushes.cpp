// SPDX-License-Identifier: AGPL-3.0-or-later
// How held() tells who is told of news by a push service.
#include <fmt/ranges.h>

#include "members/held_section.hpp"

namespace milpa::members {

namespace {

std::string hex(const std::string& octets) { return to_hex(as_bytes(octets)); }

}  // namespace

void tell_pushes(Held& held, const HeldFacts& facts) {
    for (const events::PushSubscription& one : facts.pushes) {
        Section section(held, "A browser or program that is told of news by a push service");
        section.field("PushSubscription.id", hex(one.id()));
        section.field("PushSubscription.member", hex(one.member()));
        section.field("PushSubscription.made_by", hex(one.made_by()));
        section.field("PushSubscription.device", one.device());
        section.field("PushSubscription.url", one.url());
        section.field("PushSubscription.p256dh", hex(one.p256dh()));
        section.field("PushSubscription.auth", std::to_string(one.auth().size()));
        section.field("PushSubscription.types",
                      one.types().empty() ? "everything" : fmt::format("{}", fmt::join(one.types(), ", ")));
        section.field("PushSubscription.expires_ms", when(one.expires_ms()));
        section.field("PushSubscription.verification", one.verification());
        section.field("PushSubscription.verified", yes_or_no(one.verified()));
        section.field("PushSubscription.root", hex(one.root()));
    }
}

}  // namespace milpa::members
