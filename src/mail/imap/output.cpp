// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/output.hpp"

#include <algorithm>

namespace milpa::mail::imap {

bool Output::take_back(std::uint64_t position) {
    if (position < sent_) return false;
    text_.resize(std::min<std::uint64_t>(text_.size(), position - sent_));
    return true;
}

void Output::break_off() {
    broken_ = true;
    text_.clear();
}

Task<Result<void>> Output::flush() {
    if (broken_) co_return fail(ErrorKind::io, "the replies were broken off");
    if (text_.empty()) co_return Result<void>{};
    wire_->set_deadline(patience_);
    // Taken out first: an idle session keeps no buffer.
    const std::string text = std::exchange(text_, {});
    sent_ += text.size();
    auto written = co_await wire_->write(text);
    broken_ = broken_ || !written;
    co_return written;
}

}  // namespace milpa::mail::imap
