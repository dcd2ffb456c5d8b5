// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/output.hpp"

namespace milpa::mail::imap {

Task<Result<void>> Output::flush() {
    if (text_.empty()) co_return Result<void>{};
    wire_->set_deadline(transfer_timeout);
    // Taken out first: an idle session keeps no buffer.
    const std::string text = std::exchange(text_, {});
    auto written = co_await wire_->write(text);
    broken_ = broken_ || !written;
    co_return written;
}

}  // namespace milpa::mail::imap
