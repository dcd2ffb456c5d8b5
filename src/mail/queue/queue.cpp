// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/queue/queue.hpp"

#include "mail/queue/running.hpp"

namespace milpa::mail::queue {

namespace {

Error closed() { return fail(ErrorKind::closed, "the queue does not run"); }

// Coroutines of their own, so that the queue is held while they run elsewhere.
Task<> stop_there(std::shared_ptr<Running> running) { co_await running->stop(); }

Task<Result<Summary>> summary_there(std::shared_ptr<Running> running) { co_return running->summary(); }

Task<Result<Readable>> readable_there(std::shared_ptr<Running> running) {
    co_return co_await running->readable();
}

Task<Result<void>> cancel_there(std::shared_ptr<Running> running, MemberId member, std::string submission) {
    co_return co_await running->cancel(member, std::move(submission));
}

Task<Result<void>> retry_there(std::shared_ptr<Running> running) { co_return running->retry_all(); }

}  // namespace

Queue::Queue(World world) : world_(std::move(world)) {}

Queue::~Queue() = default;

std::shared_ptr<Running> Queue::running() const {
    const std::lock_guard lock(mutex_);
    return running_;
}

bool Queue::is_running() const { return running() != nullptr; }

Task<Result<void>> Queue::start(Settings settings, store::VaultAddress vault, crypto::KeyPair keys) {
    {
        const std::lock_guard lock(mutex_);
        if (running_ || starting_) co_return fail(ErrorKind::conflict, "the queue runs already");
        starting_ = true;
        stop_wanted_ = false;
    }
    auto opened = co_await net::call_on(world_.home_of(vault.vault),
                                        Running::open(world_, std::move(settings), vault, std::move(keys)));
    if (take_over(opened)) co_return Result<void>();
    if (!opened) co_return std::move(opened.error());
    // Locked while it was opening.
    const Executor home = (*opened)->home();
    co_await net::call_on(home, stop_there(std::move(*opened)));
    co_return closed();
}

bool Queue::take_over(const Result<std::shared_ptr<Running>>& opened) {
    const std::lock_guard lock(mutex_);
    starting_ = false;
    if (!opened || stop_wanted_) return false;
    running_ = *opened;
    return true;
}

Task<> Queue::stop() {
    std::shared_ptr<Running> stopped;
    {
        const std::lock_guard lock(mutex_);
        stopped = std::exchange(running_, nullptr);
        stop_wanted_ = true;
    }
    if (!stopped) co_return;
    const Executor home = stopped->home();
    co_await net::call_on(home, stop_there(std::move(stopped)));
}

Result<void> Queue::enqueue(QueuedMail mail, store::Batch& into) {
    const auto now = running();
    return now ? now->enqueue(std::move(mail), into) : closed();
}

Task<Result<Summary>> Queue::summary() {
    auto now = running();
    if (!now) co_return closed();
    const Executor home = now->home();
    co_return co_await net::call_on(home, summary_there(std::move(now)));
}

Task<Result<Readable>> Queue::readable() {
    auto now = running();
    if (!now) co_return closed();
    const Executor home = now->home();
    co_return co_await net::call_on(home, readable_there(std::move(now)));
}

Task<Result<void>> Queue::retry_all() {
    auto now = running();
    if (!now) co_return closed();
    const Executor home = now->home();
    co_return co_await net::call_on(home, retry_there(std::move(now)));
}

Task<Result<void>> Queue::cancel(MemberId member, std::string submission) {
    auto now = running();
    if (!now) co_return closed();
    const Executor home = now->home();
    co_return co_await net::call_on(home, cancel_there(std::move(now), member, std::move(submission)));
}

Result<std::uint64_t> Queue::count_of(const MemberId& member) const {
    const auto now = running();
    if (!now) return closed();
    return now->counts().of(member);
}

void Queue::change(std::function<Pace()> pace) {
    auto now = running();
    if (!now) return;
    const Executor home = now->home();
    boost::asio::post(home, [now = std::move(now), pace = std::move(pace)] { now->change(pace()); });
}

void Queue::look() {
    auto now = running();
    if (!now) return;
    const Executor home = now->home();
    boost::asio::post(home, [now = std::move(now)] { now->look(); });
}

void Queue::look_at_held() {
    auto now = running();
    if (!now) return;
    const Executor home = now->home();
    boost::asio::post(home, [now = std::move(now)] { now->look_at_held(); });
}

}  // namespace milpa::mail::queue
