// SPDX-License-Identifier: AGPL-3.0-or-later
// Octets that came from the wire and were not used yet. The buffer exists only while there are any.
#pragma once

#include <memory>
#include <string_view>

#include "base/lent.hpp"
#include "base/task.hpp"
#include "mail/imap/limits.hpp"
#include "net/wire.hpp"

namespace milpa::mail::imap {

class Input {
public:
    explicit Input(Lent<net::Wire> wire) : wire_(wire) {}
    ~Input();

    bool empty() const { return begin_ == end_; }
    std::string_view view() const { return {buffer_.get() + begin_, end_ - begin_}; }
    /// The first octets of view() are used; they stay where they are until the next fill().
    void use(std::size_t octets) { begin_ += octets; }

    /// Waits until there is something, or until the wire was nudged: then it is still empty. Requires
    /// empty(). Fails as the wire does.
    Task<Result<void>> fill(std::chrono::milliseconds patience);

private:
    const Lent<net::Wire> wire_;
    std::unique_ptr<char[]> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace milpa::mail::imap
