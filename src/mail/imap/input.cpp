// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/input.hpp"

#include "base/ensure.hpp"
#include "crypto/secret.hpp"

namespace milpa::mail::imap {

Input::~Input() {
    if (buffer_) crypto::wipe({reinterpret_cast<std::uint8_t*>(buffer_.get()), input_octets});
}

Task<Result<void>> Input::fill(std::chrono::milliseconds patience) {
    ensure(empty());
    if (buffer_) {
        // What was read may have been a password.
        crypto::wipe({reinterpret_cast<std::uint8_t*>(buffer_.get()), end_});
        buffer_.reset();
    }
    begin_ = end_ = 0;
    wire_->set_deadline(patience);
    CO_TRY(const net::Wake wake, co_await wire_->wait_readable());
    if (wake == net::Wake::nudge) co_return Result<void>{};
    buffer_ = std::make_unique_for_overwrite<char[]>(input_octets);
    CO_TRY(end_, co_await wire_->read_some({buffer_.get(), input_octets}));
    co_return Result<void>{};
}

}  // namespace milpa::mail::imap
