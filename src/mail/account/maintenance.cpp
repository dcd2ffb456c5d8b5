// SPDX-License-Identifier: AGPL-3.0-or-later
// When snapshots are made, and how an account opens and closes.
#include <boost/asio/this_coro.hpp>

#include "base/ensure.hpp"
#include "mail/account/account.hpp"
#include "mail/account/snapshot_step.hpp"
#include "net/runtime.hpp"

namespace milpa::mail::account {

/// What all handles of an account share. When it goes, the account closes.
struct OpenedAccount {
    explicit OpenedAccount(store::VaultHandle opened) : vault(std::move(opened)) {}
    OpenedAccount(const OpenedAccount&) = delete;
    OpenedAccount& operator=(const OpenedAccount&) = delete;
    ~OpenedAccount() {
        Account& account = vault.fold<Account>();
        // A task that maintains it already has a handle of its own, and sees that nobody else has.
        if (account.wants_snapshot_at_close() && !account.maintaining_) {
            net::spawn(*account.home_, Account::close(std::move(vault)));
        }
    }

    store::VaultHandle vault;
};

AccountHandle::AccountHandle(std::shared_ptr<OpenedAccount> opened)
    : opened_(std::move(opened)), account_(&opened_->vault.fold<Account>()) {}

Task<Result<AccountHandle>> open_account(Lent<store::Vaults> vaults, AccountWorld world, VaultId vault,
                                         crypto::KeyPair pair) {
    auto make = [world](Lent<store::OpenVault> open) { return std::make_unique<Account>(open, world); };
    CO_TRY(store::VaultHandle handle, co_await vaults->open(vault, std::move(pair), std::move(make)));
    Account& account = handle.fold<Account>();
    // The first steps of a snapshot hold a state that is ahead of what they cover: the log has the rest.
    if (account.state().seq() > account.vault().seq())
        co_return fail(ErrorKind::corrupt, "a log that ends before its snapshot");
    account.home_ = co_await boost::asio::this_coro::executor;
    std::shared_ptr<OpenedAccount> opened = account.opened_.lock();
    if (!opened) {
        opened = std::make_shared<OpenedAccount>(std::move(handle));
        account.opened_ = opened;
        // Who slept through many deliveries has them in a snapshot soon.
        account.maintain();
    }
    co_return AccountHandle(std::move(opened));
}

// ---- snapshots ----

Task<Result<void>> Account::snapshot() {
    if (snapshotting_) co_return fail(ErrorKind::conflict, "a snapshot is being made already");
    snapshotting_ = true;
    const std::uint64_t target = state_.seq();
    Result<void> done;
    bool complete = layout_->seq == target && vault_->snapshot_seq() == target && !has_garbage();
    while (!complete) {
        co_await wait_for_pauses();
        // Whoever came or went must get into the threads that are stored.
        if (!state_.thread_work().empty()) done = co_await load_threads();
        if (!done) break;
        SnapshotStep step({&*vault_, &state_, &*world_.pool, layout_});
        done = co_await step.run();
        if (!done) break;
        layout_ = step.layout();
        state_.forget(step.upto(), step.gone());
        state_.annexes().forget_released(step.annexes_released());
        complete = step.upto() >= target && step.dead_left().empty();
    }
    snapshotting_ = false;
    const bool stored = done && layout_->seq == state_.seq();
    if (stored && !threads_wanted_ && state_.threads() != nullptr) state_.unload_threads();
    co_return done;
}

// ---- threads ----

Task<Result<void>> Account::need_threads() {
    threads_wanted_ = true;
    if (state_.threads() != nullptr) co_return Result<void>();
    co_return co_await load_threads();
}

Task<Result<void>> Account::load_threads() {
    while (state_.threads() == nullptr) {
        const auto seen = layout_;
        std::vector<store::PageNumber> numbers;
        for (const PageRef& page : seen->thread_keys) numbers.push_back(page.page);
        std::vector<Threads::Key> keys;
        auto read = co_await vault_->each_page(std::move(numbers), [&keys](store::PageNumber, Bytes page) {
            return decode_thread_keys(page, keys);
        });
        if (state_.threads() != nullptr) break;  // another was faster
        if (layout_->thread_keys != seen->thread_keys) continue;
        CO_CHECK(std::move(read));
        CO_CHECK(state_.load_threads(keys));
    }
    co_return Result<void>();
}

Task<> Account::wait_for_pauses() {
    constexpr std::chrono::milliseconds look_every{1};
    for (std::chrono::milliseconds waited{0}; pauses_ > 0 && waited < snapshot_pause_max;
         waited += look_every) {
        if (!co_await net::sleep_for(look_every)) break;
    }
}

Task<bool> Account::wait_for_layout(std::shared_ptr<const Layout> seen) {
    // The snapshot is durable before this thread hears of it: a matter of microseconds.
    constexpr int tries_max = 200;
    for (int tries = 0; tries < tries_max && snapshotting_ && layout_ == seen; ++tries) {
        if (!co_await net::sleep_for(std::chrono::milliseconds(1))) break;
    }
    co_return layout_ != seen;
}

bool Account::wants_snapshot_at_close() const {
    return world_.maintains_itself && !vault_->broken() &&
           (has_garbage() || tail_events() > tail_events_at_close_max);
}

void Account::maintain() {
    if (!world_.maintains_itself || maintaining_ || vault_->broken()) return;
    if (tail_events() <= tail_events_max && !has_garbage()) return;
    const auto opened = opened_.lock();
    if (!opened) return;  // still opening, or closing
    maintaining_ = true;
    net::spawn(*home_, maintain_while(opened->vault));
}

// Runs while there is something to do, and never keeps a vault open that nobody uses for longer than that
// takes.
Task<Result<void>> Account::maintain_while(store::VaultHandle vault) {
    constexpr std::chrono::seconds look_every{1};
    Account& account = vault.fold<Account>();
    Result<void> done;
    SteadyTime rest_until = account.world_.clock->steady() + account.world_.expunged_rest;
    while (done) {
        if (vault->broken()) break;  // revoked: nothing of it is to stay in memory
        const bool alone = account.opened_.expired();
        const bool rested = account.world_.clock->steady() >= rest_until;
        const bool expunged = account.has_garbage();
        if (account.tail_events() > tail_events_max || (expunged && (rested || alone)) ||
            (alone && account.wants_snapshot_at_close())) {
            done = co_await account.snapshot();
            rest_until = account.world_.clock->steady() + account.world_.expunged_rest;
        } else if (expunged && co_await net::sleep_for(look_every)) {
            continue;
        } else {
            break;
        }
    }
    account.maintaining_ = false;
    co_return done;
}

Task<Result<void>> Account::close(store::VaultHandle vault) {
    Account& account = vault.fold<Account>();
    account.maintaining_ = true;
    auto done = co_await account.snapshot();
    account.maintaining_ = false;
    co_return done;
}

}  // namespace milpa::mail::account
