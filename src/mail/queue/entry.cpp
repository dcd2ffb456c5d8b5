// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/queue/entry.hpp"

#include <algorithm>

namespace milpa::mail::queue {

std::string_view to_text(Reason reason) {
    switch (reason) {
        case Reason::none: return "none";
        case Reason::dns: return "dns";
        case Reason::connect: return "connect";
        case Reason::tls: return "tls";
        case Reason::timeout: return "timeout";
        case Reason::lost: return "lost";
        case Reason::deferred: return "deferred";
        case Reason::refused: return "refused";
        case Reason::unsupported: return "unsupported";
        case Reason::loop: return "loop";
        case Reason::no_mail: return "no_mail";
        case Reason::local: return "local";
    }
    ensure(false);
}

bool Item::is_done() const {
    return std::ranges::all_of(recipients, [](const Recipient& one) {
        return one.stage == Stage::delivered || one.stage == Stage::reported;
    });
}

}  // namespace milpa::mail::queue
