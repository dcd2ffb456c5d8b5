// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/context.hpp"

#include <boost/asio/io_context.hpp>
#include <utility>

#include "base/ensure.hpp"

namespace milpa::net {

void Stoppable::enter(const Executor& home) {
    ensure(state_ == nullptr);
    state_ = &ContextState::of(home);
    after_ = state_->first_;
    if (after_ != nullptr) after_->before_ = this;
    state_->first_ = this;
}

void Stoppable::leave() {
    if (state_ == nullptr) return;
    if (state_->next_to_tell_ == this) state_->next_to_tell_ = after_;
    (before_ != nullptr ? before_->after_ : state_->first_) = after_;
    if (after_ != nullptr) after_->before_ = before_;
    before_ = after_ = nullptr;
    state_ = nullptr;
}

bool Stoppable::is_stopping() const { return state_->is_stopping(); }
bool Stoppable::is_aborting() const { return state_->is_aborting(); }

ContextState& ContextState::of(const Executor& executor) {
    return boost::asio::use_service<ContextState>(executor.context());
}

void ContextState::tell(void (Stoppable::*what)() noexcept) {
    next_to_tell_ = first_;
    while (next_to_tell_ != nullptr) {
        Stoppable* const told = std::exchange(next_to_tell_, next_to_tell_->after_);
        (told->*what)();
    }
}

void ContextState::stop() {
    if (!stopping_.exchange(true, std::memory_order_acq_rel)) tell(&Stoppable::on_stop);
}

void ContextState::abort() {
    if (!aborting_.exchange(true, std::memory_order_acq_rel)) tell(&Stoppable::on_abort);
}

}  // namespace milpa::net
