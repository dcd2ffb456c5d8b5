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

    /// The peer takes no more, or must not be given any: whatever fails then is not the command's fault.
    bool is_broken() const { return broken_; }

    /// Octets so far, those that wait included.
    std::uint64_t position() const { return sent_ + text_.size(); }
    /// Forgets what was written behind `position`; false where some of that has gone out already.
    bool take_back(std::uint64_t position);
    /// A reply cannot be completed of which a part has gone out: nothing that follows could be understood.
    void break_off();

    /// How long the peer may take for what is written at once.
    void set_patience(std::chrono::milliseconds patience) { patience_ = patience; }
    /// Writes all; fails as Wire::write(), and with `io` once it is broken.
    Task<Result<void>> flush();
    Task<Result<void>> flush_if_full() {
        if (!is_full()) co_return Result<void>{};
        co_return co_await flush();
    }

private:
    const Lent<net::Wire> wire_;
    std::string text_;
    std::uint64_t sent_ = 0;
    std::chrono::milliseconds patience_ = transfer_timeout;
    bool broken_ = false;
};

}  // namespace milpa::mail::imap
