// SPDX-License-Identifier: AGPL-3.0-or-later
// An open vault: it exists only while its owner's key is in memory, and lives on one thread, its home.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/lent.hpp"
#include "base/task.hpp"
#include "store/batch.hpp"
#include "store/committer.hpp"
#include "store/sealing.hpp"

namespace milpa::store {

class OpenVault;
class Vaults;
struct VaultEntry;
struct VaultParts;
struct VaultReading;
struct EventSlice;

/// Larger ones are refused: a page is read and opened as one.
inline constexpr std::size_t page_bytes_max = 1024 * 1024;
inline constexpr std::size_t root_bytes_max = 1024 * 1024;
/// Deliveries kept while a vault is loading; beyond, they are read from the log instead.
inline constexpr std::size_t pending_bytes_max = 1024 * 1024;
/// A fold runs at most this long before other work of its thread gets a turn.
inline constexpr std::chrono::microseconds slice_max{2'000};

enum class Arrival : std::uint8_t {
    replayed,  ///< read from the log while the vault is opened
    live,      ///< committed just now, by whomever
};

/// The state that a service makes of a vault's events. Owned by the open vault, called on its home thread
/// only. An error from a call closes the vault for all (every later call fails with `corrupt`).
class Fold {
public:
    virtual ~Fold() = default;
    /// The root of the snapshot: at most once, before any event; not at all where there was no snapshot yet.
    virtual Result<void> load(ByteView root) = 0;
    /// Awaited after load(), before the first event: a fold whose state is in pages reads them here. The only
    /// call that may use the vault before open() has returned, and only read_page(s) and each_page of it.
    virtual Task<Result<void>> load_pages() { co_return Result<void>(); }
    /// Each event exactly once, in the order of seq. Must not wait. Of `author` the same holds whenever the
    /// event is applied: what anyone may have written is believed only where anyone may write it.
    virtual Result<void> apply(Seq seq, ByteView event, Author author, Arrival arrival) = 0;
};
/// The vault outlives its fold; it must not be used before open() has returned.
using FoldFactory = std::move_only_function<std::unique_ptr<Fold>(Lent<OpenVault>)>;

struct Page {
    PageNumber number;  ///< from OpenVault::new_page()
    Bytes bytes;        ///< at most page_bytes_max
};

/// What a fold was at one seq. All of it is written at once or not at all.
struct Snapshot {
    Seq upto = 0;  ///< an event that the fold has applied; events up to it leave the log
    Bytes root;    ///< at most root_bytes_max; names the pages that belong to it
    std::vector<Page> added;
    std::vector<PageNumber> dropped;
    std::vector<HeldReference> released;
};

struct StoredEvent {
    Seq seq;
    Bytes event;
};

/// All members are called on the home thread; coroutines go on there. Made by Vaults::open().
class OpenVault {
public:
    OpenVault(Lent<const VaultParts> parts, std::shared_ptr<VaultEntry> entry, VaultId id);
    OpenVault(const OpenVault&) = delete;
    OpenVault& operator=(const OpenVault&) = delete;
    ~OpenVault();

    const VaultId& id() const { return id_; }
    VaultAddress address() const { return {id_, public_half_}; }
    Fold& fold() { return *fold_; }
    /// The last event that the fold has applied.
    Seq seq() const { return applied_; }
    /// The last event that the snapshot covers, 0 without one.
    Seq snapshot_seq() const { return snapshot_upto_; }
    /// Set when the vault is of no more use: a stored value was not what was stored, the fold failed, it was
    /// revoked (`closed`), or a snapshot may be there or not (`io`). Of the last two the next opening begins
    /// anew from what is on the disk.
    const std::optional<Error>& broken() const { return broken_; }

    /// Returns when the event, and `extra` with it, is durable and applied to the fold. Failures as of
    /// Committer::commit(); `limit` (event too large), `corrupt` (the fold could not take it).
    Task<Result<Seq>> append(Bytes event, Batch extra = {});
    /// Several at once, all or nothing; the seq of the last. With `expected_last`, fails with `conflict` when
    /// the log has gone on since that seq.
    Task<Result<Seq>> append_all(std::vector<Bytes> events, Batch extra = {},
                                 std::optional<Seq> expected_last = {});
    /// Adds to a batch that the caller commits: for one operation on several vaults.
    Result<void> append_to(Batch& into, Bytes event);

    /// A number for a page that will be written; never given twice, also not after a crash.
    PageNumber new_page() { return next_page_++; }
    /// Fails with `conflict` while another snapshot is being written, `limit`, and as commit(). After `io` of
    /// the commit nobody knows whether it will be found on the disk: the vault is broken then. Pages that
    /// were written ahead go with the next snapshot, or at the next opening.
    Task<Result<void>> write_snapshot(Snapshot snapshot);

    /// Fails with `missing` (dropped, or the disk lost it), `corrupt`, `io`.
    Task<Result<Bytes>> read_page(PageNumber page);
    /// In the order asked for.
    Task<Result<std::vector<Bytes>>> read_pages(std::vector<PageNumber> pages);
    /// Reads and opens ahead of `visitor`, which gets each page in order; memory is a few pages. The
    /// visitor's error ends it.
    Task<Result<void>> each_page(std::vector<PageNumber> pages,
                                 std::move_only_function<Result<void>(PageNumber, Bytes)> visitor);
    /// Events that are still in the log. `missing` when covered by the snapshot or not there yet.
    Task<Result<Bytes>> read_event(Seq seq);
    /// Both included; those that the snapshot has dropped are left out. At most about 4 MiB; who wants more
    /// asks again from behind the last.
    Task<Result<std::vector<StoredEvent>>> read_events(Seq from, Seq to);

private:
    friend class Vaults;
    Task<Result<void>> load(FoldFactory make_fold);
    Task<Result<void>> load_root();
    Task<Result<void>> load_log();
    Task<Result<void>> fold_slice(Lent<const EventSlice> slice);
    /// What the registry hands over: in order, on the home thread.
    void deliver(Seq seq, Author author, std::shared_ptr<const Bytes> event);
    Result<void> apply(Seq seq, ByteView event, Author author, Arrival arrival);
    Result<void> apply_pending();
    Result<VaultReading> reading() const;
    void revoke();
    void break_off(Error why);
    Task<Result<void>> write_pages(Lent<const std::vector<Page>> pages);
    void forget_pages(const std::vector<Page>& pages);
    Result<Batch> snapshot_batch(const Snapshot& snapshot, Bytes root_key);

    const Lent<const VaultParts> parts_;
    const std::shared_ptr<VaultEntry> entry_;
    const VaultId id_;
    const crypto::PublicKey public_half_;
    std::shared_ptr<const VaultKeys> keys_;  // null: revoked
    std::unique_ptr<Fold> fold_;
    Seq applied_ = 0;
    Seq snapshot_upto_ = 0;
    Bytes root_key_;  // of the root row that is in force; empty without one
    std::uint64_t generation_ = 0;
    PageNumber next_page_ = 1;
    std::vector<PageNumber> abandoned_;  // written for snapshots that the disk failed: they go with the next
    bool loaded_ = false;
    bool snapshotting_ = false;
    std::optional<Error> broken_;
    struct Pending {
        Seq seq;
        Author author;
        std::shared_ptr<const Bytes> event;
    };
    std::vector<Pending> pending_;  // committed while loading
    std::size_t pending_bytes_ = 0;
};

/// Keeps a vault open; copies share it, the last one closes it and wipes its keys. May be dropped on any
/// thread; used on the home thread.
class VaultHandle {
public:
    VaultHandle() = default;
    explicit VaultHandle(std::shared_ptr<OpenVault> vault) : vault_(std::move(vault)) {}

    OpenVault& operator*() const { return *vault_; }
    OpenVault* operator->() const { return vault_.get(); }
    explicit operator bool() const { return vault_ != nullptr; }
    template <class SomeFold>
    SomeFold& fold() const {
        return static_cast<SomeFold&>(vault_->fold());
    }

private:
    std::shared_ptr<OpenVault> vault_;
};

}  // namespace milpa::store
