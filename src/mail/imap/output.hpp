// SPDX-License-Identifier: AGPL-3.0-or-later
// Replies on their way out: gathered, written when there are enough, and no memory held in between.
#pragma once

#include <string>

#include "base/lent.hpp"
#include "base/task.hpp"
#include "mail/imap/limits.hpp"
#include "mail/imap/reply.hpp"
#include "net/wire.hpp"

namespace milpa::mail::imap {

class Output {
public:
    explicit Output(Lent<net::Wire> wire) : wire_(wire) {}

    ReplyWriter writer(TextForm form) { return {&text_, form}; }
    std::string& text() { return text_; }
    bool is_full() const { return text_.size() >= output_octets; }

    /// The peer takes no more: whatever fails then is not the command's fault.
    bool is_broken() const { return broken_; }

    /// Writes all; fails as Wire::write().
    Task<Result<void>> flush();
    Task<Result<void>> flush_if_full() {
        if (!is_full()) co_return Result<void>{};
        co_return co_await flush();
    }

private:
    const Lent<net::Wire> wire_;
    std::string text_;
    bool broken_ = false;
};

}  // namespace milpa::mail::imap
