// SPDX-License-Identifier: AGPL-3.0-or-later
// The collective as a running server knows it: locked, or unlocked with its directory open.
//
//     locked ──offer() of the k-th share──> unlocking ──> unlocked ──lock()──> locked
//                                               └── a failure ──> locked
//
// What is in memory while unlocked, and nothing else: the private halves of the directory's and the queue's
// vaults, the store's key, a key that tags directory events, and the directory itself. The quorum secret is
// not kept: it lives in open_keys() for as long as three keys take to open. While locked: events::Founding,
// and shares that were offered and are not k yet (unlocking.hpp).
//
// What a change of keyholders does not do: it does not take back what the old secret opened. Whoever has k
// old shares AND a copy of the folder from before the change has the vault keys of the collective (never
// those of members). In this folder the old wrapping is overwritten and compacted away.
//
// Every lookup is a function for any thread and takes well under a microsecond; every change is a task for
// any thread: it goes to the directory's home thread, returns when it is durable and visible to lookups.
// While locked all of them fail with `closed`.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "members/directory.hpp"
#include "members/founding.hpp"
#include "members/push_subscriptions.hpp"
#include "members/unlocking.hpp"
#include "members/usage.hpp"
#include "net/runtime.hpp"
#include "store/store.hpp"

namespace milpa::members {

struct CollectiveWorld {
    Lent<store::Store> store;
    Lent<net::Runtime> runtime;
    Lent<const Clock> clock;
    Lent<Random> random;  ///< thread-safe
    /// Called by lock(), on the caller's thread, when the collective's keys are gone and before the store's
    /// is: ends sessions and closes members' vaults. Must not wait.
    std::function<void()> on_lock = [] {};
};

/// Events between two snapshots of the directory: bounds what an unlock replays and how long removed things
/// stay in the log.
inline constexpr std::uint64_t snapshot_events = 500;
/// Two changes at once: the later one checks again. Beyond this many times it gives up with `conflict`.
inline constexpr std::size_t change_tries_max = 200;

class Collective {
public:
    /// Reads the founding, and leaves the record of this start: sealed, though the server is locked. Fails
    /// with `missing` (not founded), `corrupt`, `io`.
    static Task<Result<std::unique_ptr<Collective>>> start(CollectiveWorld world);
    /// To be destroyed while the runtime's threads run still: the directory is closed on its home thread.
    ~Collective();
    Collective(const Collective&) = delete;
    Collective& operator=(const Collective&) = delete;

    // ---- locked and unlocked

    bool unlocked() const;
    /// The shares that were offered to unlock.
    ShareProgress progress();
    /// Takes one share; the k-th unlocks. Fails as Unlocking::offer(); `conflict` when unlocked already;
    /// `corrupt`: the k shares are right but what they open is not what was stored.
    Task<Result<ShareProgress>> offer(crypto::Share share);
    Task<Result<ShareProgress>> offer(crypto::SecretText typed);
    /// Wipes shares that nobody completed in time; for a timer of the server.
    void forget_late_shares();
    /// Forgets all keys and shares at once, waits until none is in use any more (store::revoke_patience at
    /// most), then leaves a record of it. Does nothing when locked.
    Task<void> lock();

    /// A collector of its own for another act that needs k of n.
    std::unique_ptr<Unlocking> new_collector() const;
    /// Fails with `denied` unless these are k true shares of the present generation.
    Result<void> verify(const std::vector<crypto::Share>& shares) const;
    /// The safe way to change keyholders, in two steps: draws a new secret and n new shares of the next
    /// generation, which are returned once. Nothing changes yet: the old shares stay in force until the new
    /// keyholders have shown, by confirm_keyholders(), that they have theirs. A lock or a further call
    /// forgets what was drawn. Fails with `denied` (current shares), `limit` (n, k), `closed` (locked).
    Task<Result<std::vector<crypto::Share>>> draw_keyholders(std::vector<crypto::Share> current,
                                                             std::uint8_t keyholders, std::uint8_t threshold);
    /// Collects the new shares for that. Fails with `missing` when nothing was drawn.
    Result<std::unique_ptr<Unlocking>> new_confirmation() const;
    /// k of the new shares: from the moment this returns the old ones open nothing any more. One atomic
    /// write: a crash leaves all old or all new. Fails with `missing` (nothing was drawn), `denied` (shares),
    /// `conflict` (somebody else changed them meanwhile), `closed`, `io`.
    Task<Result<void>> confirm_keyholders(std::vector<crypto::Share> fresh);
    /// Both steps at once, where nobody types the new shares back (a demo, a test). A power cut after its
    /// write and before the shares are in somebody's hands shuts the collective for ever: people are asked
    /// to confirm instead.
    Task<Result<std::vector<crypto::Share>>> change_keyholders(std::vector<crypto::Share> current,
                                                               std::uint8_t keyholders,
                                                               std::uint8_t threshold);
    /// What is known while locked as well: n, k, generation, public halves.
    events::Founding founding() const;

    // ---- who belongs (any thread; `closed` while locked)

    Result<std::string> name() const;
    /// The first is the collective's main one.
    Result<std::vector<std::string>> domains() const;
    Result<bool> is_local(std::string_view domain) const;
    /// As Directory::route(): the recipients of an address.
    Result<Route> route(const Address& address) const;
    /// `missing` where there is none. A member by one of their addresses, not through aliases.
    Result<MemberPointer> read_member(const Address& address) const;
    Result<MemberPointer> read_member(const MemberId& id) const;
    Result<std::vector<MemberPointer>> members() const;
    Result<std::vector<events::Alias>> aliases() const;

    /// Fails with `syntax`, `conflict` (there already), `io`.
    Task<Result<void>> add_domain(std::string domain);
    /// Fails with `missing`, `conflict` (addresses of it are in use; the last one).
    Task<Result<void>> remove_domain(std::string domain);
    /// Each target is an address: of a member (kept as that member, whatever their address becomes), or any
    /// other. Replaces an alias of this name. Fails with `syntax`, `missing` (the domain is not ours),
    /// `conflict` (a member has this address), `limit`.
    Task<Result<void>> set_alias(std::string address, std::vector<std::string> targets);
    Task<Result<void>> remove_alias(std::string address);

    // ---- what people can look at

    /// Every start of the process since the founding (the oldest first, the last starts_max), with its times
    /// of unlocking and locking. A start that no keyholder can explain is a copied disk until proven
    /// otherwise.
    Result<std::vector<events::Start>> starts() const;
    /// How many older ones there were: the number of the first that starts() has.
    Result<std::uint64_t> starts_forgotten() const;
    /// Why a start happened, for everybody to read; empty takes it back. `by`: nothing for who is at the
    /// machine. Fails with `missing` (no such start), `limit`, `syntax`, `io`.
    Task<Result<void>> explain_start(std::uint64_t number, std::string explanation,
                                     std::optional<MemberId> by);
    /// Everything that needed k of n, the oldest first.
    Result<std::vector<events::Act>> acts() const;
    Result<std::uint64_t> ballast_bytes() const;
    /// Directory entries that somebody without the collective's key wrote to the disk. Not 0: raise the
    /// alarm.
    Result<std::uint64_t> foreign_events() const;

    // ---- certificates for TLS: sealed like all else

    /// `name`: the server's word for it, such as "mail"; replaces one of that name.
    Task<Result<void>> store_certificate(std::string name, std::string chain_pem, crypto::SecretText key_pem);
    Task<Result<void>> remove_certificate(std::string name);
    struct Certificate {
        std::string chain_pem;
        crypto::SecretText key_pem;
        WallTime stored;
    };
    Result<Certificate> read_certificate(std::string_view name) const;

    // ---- for the other services

    /// Where outgoing mail is sealed into.
    store::VaultAddress queue_vault() const;
    /// The queue's key pair; the caller wipes its copy when told to lock. `closed` while locked.
    Result<crypto::KeyPair> queue_keys() const;
    PushSubscriptions& push_subscriptions() { return push_subscriptions_; }
    const PushSubscriptions& push_subscriptions() const { return push_subscriptions_; }
    UsageCounters& usage() { return usage_; }
    const UsageCounters& usage() const { return usage_; }

    /// Writes one event, with `extra` in the same batch. `make` is called on the directory's home thread, may
    /// be called again when another change came first, and must only look at what it is given. Fails as
    /// `make` does, as Directory::check(), `closed`, `io`.
    using MakeEvent = std::function<Result<events::CollectiveEvent>(const Directory&)>;
    using MakeExtra = std::function<Result<void>(store::Batch&)>;
    Task<Result<void>> change(MakeEvent make, MakeExtra extra = {});
    /// Calls `look` under the directory's lock for readers; it must be short, and call nothing here.
    Result<void> look(const std::function<void(const Directory&)>& look) const;
    /// What the directory's vault holds beside the directory as it is: the snapshot that lies on the disk,
    /// and every event since, the oldest first. Fails with `closed`, `corrupt`, `io`.
    struct OnDisk {
        events::CollectiveState snapshot;
        std::vector<events::CollectiveEvent> log;
    };
    Task<Result<OnDisk>> on_disk();
    /// Folds the log into a snapshot now, so that what was removed leaves the disk (Store::purge() then
    /// removes it from the files).
    Task<Result<void>> snapshot();

    const CollectiveWorld& world() const { return world_; }

private:
    struct Opened;  // what exists while unlocked

    Collective(CollectiveWorld world, events::Founding founding);
    std::shared_ptr<Opened> opened() const;
    template <class Answer>
    auto ask(Answer&& answer) const -> Result<std::invoke_result_t<Answer, const Directory&>>;
    Task<Result<void>> append_untagged(events::CollectiveEvent event);
    Task<Result<void>> unlock(std::vector<crypto::Share> shares);
    Task<Result<std::shared_ptr<Opened>>> open_all(CollectiveKeys keys);
    Task<Result<void>> open_directory(std::shared_ptr<Opened> opened, crypto::KeyPair keys);
    Task<Result<void>> change_at_home(std::shared_ptr<Opened> opened, MakeEvent make, MakeExtra extra);
    Task<Result<void>> snapshot_at_home(std::shared_ptr<Opened> opened);
    static Task<Result<OnDisk>> on_disk_at_home(std::shared_ptr<Opened> opened);
    void close(std::shared_ptr<Opened> gone);
    Task<Result<void>> put_in_force(events::Founding fresh, events::Act act);
    Executor home() const { return world_.runtime->home_of(directory_vault_); }

    const CollectiveWorld world_;
    const VaultId directory_vault_;
    UsageCounters usage_;
    PushSubscriptions push_subscriptions_;
    mutable std::mutex mutex_;  // guards what follows
    events::Founding founding_;
    std::shared_ptr<Unlocking> unlocking_;
    std::shared_ptr<Opened> opened_;  // null while locked
    struct Drawn {
        events::Founding founding;
        events::Act act;
    };
    std::optional<Drawn> drawn_;  // new keyholders who have not confirmed
    bool busy_ = false;           // between the k-th share and unlocked
    bool lock_wanted_ = false;    // lock() was called while busy_
};

}  // namespace milpa::members
