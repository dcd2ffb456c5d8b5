// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/sendings.hpp"

#include <algorithm>
#include <array>

#include "base/bytes.hpp"

namespace milpa::pages {

namespace {

constexpr std::size_t mark_octets = 12;
constexpr std::size_t mark_letters = mark_octets * 4 / 3;  // base64url

}  // namespace

std::string Sendings::mark() const {
    std::array<std::uint8_t, mark_octets> octets;
    random_->fill(octets);
    return to_base64url(octets);
}

Sendings::UnderWay::~UnderWay() {
    if (mark_.empty()) return;
    const std::scoped_lock guard(all_->mutex_);
    const auto found = all_->find(account_, mark_, content_);
    if (found != all_->known_.end()) all_->known_.erase(found);
}

void Sendings::UnderWay::sent(std::string_view led) {
    const std::scoped_lock guard(all_->mutex_);
    const auto found = all_->find(account_, mark_, content_);
    if (found != all_->known_.end()) found->led = led;
    mark_.clear();
}

Sendings::Begun Sendings::begin(std::string_view account, std::string_view mark, std::size_t content) {
    if (mark.size() != mark_letters) return {.first = UnderWay(this, std::string(account), {}, content)};
    const std::scoped_lock guard(mutex_);
    if (const auto found = find(account, mark, content); found != known_.end()) return {.led = found->led};
    const auto of_account = [&](const Known& one) { return one.account == account; };
    if (std::ranges::count_if(known_, of_account) >= std::ptrdiff_t{sendings_of_account_max})
        known_.erase(std::ranges::find_if(known_, of_account));
    if (known_.size() >= sendings_max) known_.pop_front();
    known_.push_back(
        {.account = std::string(account), .mark = std::string(mark), .led = {}, .content = content});
    return {.first = UnderWay(this, std::string(account), std::string(mark), content)};
}

void Sendings::forget(std::string_view account) {
    const std::scoped_lock guard(mutex_);
    std::erase_if(known_, [&](const Known& one) { return one.account == account && !one.led.empty(); });
}

std::deque<Sendings::Known>::iterator Sendings::find(std::string_view account, std::string_view mark,
                                                     std::size_t content) {
    return std::ranges::find_if(known_, [&](const Known& one) {
        return one.account == account && one.mark == mark && one.content == content;
    });
}

}  // namespace milpa::pages
