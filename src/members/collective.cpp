// SPDX-License-Identifier: AGPL-3.0-or-later
// Locked, unlocking, unlocked; and the one way by which the directory changes. What can be asked and changed
// is in collective_directory.cpp.
#include "members/collective.hpp"

#include "base/ensure.hpp"
#include "members/opened.hpp"

namespace milpa::members {

namespace {

VaultId vault_of(const events::OwnVault& vault) {
    auto id = VaultId::from(vault.id());
    ensure(id.has_value());  // read_founding() has looked
    return *id;
}

crypto::PublicKey public_half_of(const events::OwnVault& vault) {
    auto key = crypto::PublicKey::from(as_bytes(vault.public_key()));
    ensure(key.has_value());
    return *key;
}

events::Act act_of(events::ActKind kind, const std::vector<crypto::Share>& shares,
                   const events::Founding& founding, WallTime now) {
    events::Act act;
    act.set_kind(kind);
    act.set_at_ms(to_unix_ms(now));
    for (const auto& share : shares) act.add_shares(share.number);
    act.set_generation(founding.generation());
    act.set_keyholders(founding.keyholders());
    act.set_threshold(founding.threshold());
    return act;
}

// As the directory knows it, which no two changes at once can disagree about.
std::uint32_t present_generation(const Directory& directory) {
    std::uint32_t generation = 1;
    for (const auto& act : directory.acts()) {
        if (act.kind() == events::ACT_KEYHOLDERS_CHANGED) generation = act.generation() + 1;
    }
    return generation;
}

}  // namespace

Collective::Collective(CollectiveWorld world, events::Founding founding)
    : world_(std::move(world)),
      directory_vault_(vault_of(founding.directory())),
      usage_(world_.store),
      push_subscriptions_(world_.store, world_.clock),
      founding_(std::move(founding)),
      unlocking_(std::make_shared<Unlocking>(founding_, world_.clock)) {}

Collective::~Collective() = default;

Task<Result<std::unique_ptr<Collective>>> Collective::start(CollectiveWorld world) {
    const auto store = world.store;
    CO_TRY(auto founding, co_await world.runtime->pool().run([store] { return read_founding(*store); }));
    std::unique_ptr<Collective> collective(new Collective(std::move(world), std::move(founding)));
    events::CollectiveEvent started;
    started.set_at_ms(to_unix_ms(collective->world_.clock->wall()));
    started.mutable_started()->set_started_ms(started.at_ms());
    CO_CHECK(co_await collective->append_untagged(std::move(started)));
    co_return collective;
}

Task<Result<void>> Collective::append_untagged(events::CollectiveEvent event) {
    const auto to = public_half_of(founding().directory());
    store::Batch batch;
    CO_CHECK(world_.store->appender().append({directory_vault_, to}, write_untagged(event), batch));
    CO_CHECK(co_await world_.store->committer().commit(std::move(batch)));
    co_return Result<void>();
}

// ---- unlocking

std::shared_ptr<Collective::Opened> Collective::opened() const {
    const std::lock_guard lock(mutex_);
    return opened_;
}

bool Collective::unlocked() const { return opened() != nullptr; }

events::Founding Collective::founding() const {
    const std::lock_guard lock(mutex_);
    return founding_;
}

ShareProgress Collective::progress() {
    const std::lock_guard lock(mutex_);
    return unlocking_->progress();
}

void Collective::forget_late_shares() {
    const std::lock_guard lock(mutex_);
    unlocking_->forget_if_late();
}

Task<Result<ShareProgress>> Collective::offer(crypto::SecretText typed) {
    CO_TRY(auto share, crypto::share_from_text(typed));
    co_return co_await offer(std::move(share));
}

Task<Result<ShareProgress>> Collective::offer(crypto::Share share) {
    ShareProgress progress;
    std::vector<crypto::Share> shares;
    {
        const std::lock_guard lock(mutex_);
        if (opened_ || busy_) co_return fail(ErrorKind::conflict, "unlocked already");
        CO_TRY(progress, unlocking_->offer(std::move(share)));
        if (progress.missing > 0) co_return progress;
        CO_TRY(shares, unlocking_->take());
        busy_ = true;
        lock_wanted_ = false;
    }
    auto unlocked = co_await unlock(std::move(shares));
    if (!unlocked) co_return Error(std::move(unlocked.error()));
    co_return progress;
}

Task<Result<void>> Collective::unlock(std::vector<crypto::Share> shares) {
    // Whatever happens, also an exception, ends the state between locked and unlocked.
    const std::shared_ptr<void> not_busy(nullptr, [this](void*) {
        const std::lock_guard lock(mutex_);
        busy_ = false;
    });
    const auto founding = this->founding();
    CO_TRY(auto keys, open_keys(founding, shares));
    const auto act = act_of(events::ACT_UNLOCKED, shares, founding, world_.clock->wall());
    shares.clear();
    auto opened = co_await open_all(std::move(keys));
    Result<void> outcome;
    if (!opened) outcome = std::move(opened.error());
    if (outcome) {
        // No unlocking without its record.
        outcome = co_await net::call_on(home(), change_at_home(*opened,
                                                               [act](const Directory&) {
                                                                   events::CollectiveEvent event;
                                                                   *event.mutable_unlocked() = act;
                                                                   return event;
                                                               },
                                                               {}));
    }
    if (outcome) {
        const std::lock_guard lock(mutex_);
        if (!lock_wanted_) {
            opened_ = *opened;
            co_return outcome;
        }
        outcome = fail(ErrorKind::closed, "locked while it was unlocked");
    }
    usage_.forget();
    push_subscriptions_.forget();
    world_.store->lock();
    co_return outcome;
}

Task<Result<std::shared_ptr<Collective::Opened>>> Collective::open_all(CollectiveKeys keys) {
    auto& pool = world_.runtime->pool();
    CO_CHECK(co_await pool.run([this, &keys] { return world_.store->unlock(keys.store); }));
    auto opened = std::make_shared<Opened>(std::move(keys.queue));
    CO_CHECK(co_await net::call_on(home(), open_directory(opened, std::move(keys.directory))));
    CO_CHECK(co_await pool.run([this] { return usage_.load(); }));
    CO_CHECK(co_await pool.run([this] { return push_subscriptions_.load(); }));
    co_return opened;
}

Task<Result<void>> Collective::open_directory(std::shared_ptr<Opened> opened, crypto::KeyPair keys) {
    auto shared = std::make_shared<SharedDirectory>(keys.private_half);
    store::FoldFactory make = [shared](Lent<store::OpenVault> vault) -> std::unique_ptr<store::Fold> {
        return std::make_unique<DirectoryFold>(vault, shared);
    };
    CO_TRY(opened->vault,
           co_await world_.store->vaults().open(directory_vault_, std::move(keys), std::move(make)));
    // Somebody who held it over a lock may have it open still: then it is their fold.
    opened->directory = opened->vault.fold<DirectoryFold>().shared();
    const bool founded = opened->directory->read([](const Directory& d) { return !d.domains().empty(); });
    if (!founded) co_return fail(ErrorKind::corrupt, "a directory without its founding");
    co_return Result<void>();
}

Task<void> Collective::lock() {
    std::shared_ptr<Opened> gone;
    {
        const std::lock_guard lock(mutex_);
        unlocking_->forget();
        drawn_.reset();
        lock_wanted_ = true;
        gone = std::exchange(opened_, nullptr);
    }
    if (!gone) co_return;
    close(std::move(gone));
    // What is being read or written with a key ends in a moment. Locked means that none is left, where that
    // can be had: nobody waits for a broken disk.
    (void)co_await world_.store->vaults().wait_until_wiped();
    events::CollectiveEvent locked;
    locked.set_at_ms(to_unix_ms(world_.clock->wall()));
    locked.set_locked(true);
    // On a broken disk it is locked all the same; the next start shows that this one ended.
    (void)co_await append_untagged(std::move(locked));
}

void Collective::close(std::shared_ptr<Opened> gone) {
    usage_.forget();
    push_subscriptions_.forget();
    gone.reset();
    world_.on_lock();
    world_.store->lock();
}

// ---- k of n

std::unique_ptr<Unlocking> Collective::new_collector() const {
    return std::make_unique<Unlocking>(founding(), world_.clock);
}

Result<void> Collective::verify(const std::vector<crypto::Share>& shares) const {
    auto keys = open_keys(founding(), shares);
    if (!keys) return fail(ErrorKind::denied, "the shares: " + keys.error().detail);
    return {};
}

Task<Result<std::vector<crypto::Share>>> Collective::draw_keyholders(std::vector<crypto::Share> current,
                                                                     std::uint8_t keyholders,
                                                                     std::uint8_t threshold) {
    if (!unlocked()) co_return fail(ErrorKind::closed, "locked");
    const auto old = founding();
    CO_CHECK(verify(current));
    CO_TRY(const auto keys, open_keys(old, current));
    CO_TRY(auto fresh, rewrap(old, keys, keyholders, threshold, *world_.random));
    auto act = act_of(events::ACT_KEYHOLDERS_CHANGED, current, fresh.founding, world_.clock->wall());
    act.set_generation(old.generation());
    const std::lock_guard lock(mutex_);
    drawn_ = Drawn{std::move(fresh.founding), std::move(act)};
    co_return std::move(fresh.shares);
}

Result<std::unique_ptr<Unlocking>> Collective::new_confirmation() const {
    const std::lock_guard lock(mutex_);
    if (!drawn_) return fail(ErrorKind::missing, "no new shares were drawn");
    return std::make_unique<Unlocking>(drawn_->founding, world_.clock);
}

Task<Result<void>> Collective::confirm_keyholders(std::vector<crypto::Share> fresh) {
    std::optional<Drawn> drawn;
    {
        const std::lock_guard lock(mutex_);
        drawn = drawn_;
    }
    if (!drawn) co_return fail(ErrorKind::missing, "no new shares were drawn");
    if (auto keys = open_keys(drawn->founding, fresh); !keys) {
        co_return fail(ErrorKind::denied, "the new shares: " + keys.error().detail);
    }
    CO_CHECK(co_await put_in_force(std::move(drawn->founding), std::move(drawn->act)));
    // The old wrapping must leave the files, too. Where that fails the old shares are refused all the same,
    // and Store::purge() does it later.
    (void)co_await world_.runtime->pool().run([this] {
        return world_.store->engine().compact(store::Space::rows, store::range_of_prefix(as_bytes("w")));
    });
    co_return Result<void>();
}

Task<Result<std::vector<crypto::Share>>> Collective::change_keyholders(std::vector<crypto::Share> current,
                                                                       std::uint8_t keyholders,
                                                                       std::uint8_t threshold) {
    CO_TRY(auto fresh, co_await draw_keyholders(std::move(current), keyholders, threshold));
    std::vector<crypto::Share> shown;
    for (const auto& share : std::span(fresh).first(threshold)) {
        shown.push_back({share.quorum, share.number, share.part.copy()});
    }
    CO_CHECK(co_await confirm_keyholders(std::move(shown)));
    co_return fresh;
}

Task<Result<void>> Collective::put_in_force(events::Founding fresh, events::Act act) {
    const MakeEvent make = [&](const Directory& directory) -> Result<events::CollectiveEvent> {
        if (present_generation(directory) != act.generation()) {
            return fail(ErrorKind::conflict, "the keyholders were changed meanwhile");
        }
        events::CollectiveEvent event;
        *event.mutable_keyholders_changed() = act;
        return event;
    };
    const MakeExtra extra = [&](store::Batch& batch) {
        return put_founding(*world_.store, fresh, batch, store::Demand::none);
    };
    CO_CHECK(co_await change(make, extra));
    const std::lock_guard lock(mutex_);
    drawn_.reset();
    founding_ = fresh;
    unlocking_ = std::make_shared<Unlocking>(founding_, world_.clock);
    co_return Result<void>();
}

// ---- changes

Task<Result<void>> Collective::change(MakeEvent make, MakeExtra extra) {
    auto opened = this->opened();
    if (!opened) co_return fail(ErrorKind::closed, "locked");
    co_return co_await net::call_on(home(),
                                    change_at_home(std::move(opened), std::move(make), std::move(extra)));
}

Task<Result<void>> Collective::change_at_home(std::shared_ptr<Opened> opened, MakeEvent make,
                                              MakeExtra extra) {
    auto& vault = *opened->vault;
    for (std::size_t tries = 0; tries < change_tries_max; ++tries) {
        if (vault.broken()) co_return *vault.broken();
        const store::Seq before = vault.seq();
        auto event = opened->directory->read([&](const Directory& d) -> Result<events::CollectiveEvent> {
            TRY(auto made, make(d));
            if (made.at_ms() == 0) made.set_at_ms(to_unix_ms(world_.clock->wall()));
            CHECK(d.check(made));
            return made;
        });
        if (!event) co_return Error(std::move(event.error()));
        store::Batch batch;
        if (extra) CO_CHECK(extra(batch));
        std::vector<Bytes> entries;
        entries.push_back(opened->directory->tagger().write(*event));
        auto written = co_await vault.append_all(std::move(entries), std::move(batch), before);
        if (written) {
            if (vault.seq() - vault.snapshot_seq() >= snapshot_events) {
                (void)co_await snapshot_at_home(opened);  // the next change tries again
            }
            co_return Result<void>();
        }
        if (written.error().kind != ErrorKind::conflict) co_return Error(std::move(written.error()));
        // Somebody else was first: look again once their event is here.
        CO_CHECK(co_await net::sleep_for(std::chrono::milliseconds(1)));
    }
    co_return fail(ErrorKind::conflict, "too many changes at once");
}

Task<Result<void>> Collective::snapshot() {
    auto opened = this->opened();
    if (!opened) co_return fail(ErrorKind::closed, "locked");
    co_return co_await net::call_on(home(), snapshot_at_home(std::move(opened)));
}

Task<Result<void>> Collective::snapshot_at_home(std::shared_ptr<Opened> opened) {
    // With nothing new there is nothing to leave the log, and no old root to leave the files.
    if (opened->vault->seq() == opened->vault->snapshot_seq()) co_return Result<void>();
    co_return co_await opened->vault.fold<DirectoryFold>().write_snapshot();
}

Task<Result<Collective::OnDisk>> Collective::on_disk() {
    auto opened = this->opened();
    if (!opened) co_return fail(ErrorKind::closed, "locked");
    co_return co_await net::call_on(home(), on_disk_at_home(std::move(opened)));
}

Task<Result<Collective::OnDisk>> Collective::on_disk_at_home(std::shared_ptr<Opened> opened) {
    auto& vault = *opened->vault;
    OnDisk found;
    CO_TRY(found.snapshot, co_await opened->vault.fold<DirectoryFold>().read_snapshot());
    const store::Seq until = vault.seq();
    for (store::Seq from = vault.snapshot_seq() + 1; from <= until;) {
        CO_TRY(const auto events, co_await vault.read_events(from, until));
        if (events.empty()) break;
        for (const auto& one : events) {
            // What has no tag is not the collective's, and says nothing.
            if (auto event = opened->directory->tagger().read(one.event))
                found.log.push_back(std::move(*event));
        }
        from = events.back().seq + 1;
    }
    co_return found;
}

}  // namespace milpa::members
