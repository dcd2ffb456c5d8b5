// SPDX-License-Identifier: AGPL-3.0-or-later
// The open mail of one member: the fold of their vault, its snapshots, its search index.
//
// What always holds:
// - all of it lives on the vault's home thread; nothing is locked;
// - a command appends one event, and returns what the fold made of it: what two commands at once do to each
//   other is decided by the order of the log, nowhere else;
// - the state is that of the last event applied; watchers (View) hear of each event in that order;
// - a snapshot never stops commands: it copies what it needs in less than store::slice_max, and works on
//   the copy;
// - after a snapshot nothing of messages expunged before it began is in any page or event that is in force.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "mail/account/facts.hpp"
#include "mail/account/listing.hpp"
#include "mail/account/state.hpp"
#include "mail/account/view.hpp"
#include "store/store.hpp"

namespace milpa::mail::account {

/// How long expunged messages may stay stored while somebody has the vault open.
inline constexpr std::chrono::minutes expunged_rest_default{3};

/// What accounts use; all of it outlives them.
struct AccountWorld {
    store::ObjectParts objects;
    Lent<net::BlockingPool> pool;
    Lent<const Clock> clock;
    /// Snapshots by itself: when due, and when the last handle goes. Tests call snapshot() instead.
    bool maintains_itself = true;
    std::chrono::milliseconds expunged_rest = expunged_rest_default;
    /// What is kept beside the mail; null: nothing that the program knows.
    std::shared_ptr<const AnnexFactories> annexes = nullptr;
    /// Called on the home thread after each event that the owner has written while it is open, with whatever
    /// program, and each note in an annex. `annex`: what changed; nothing: the mail. Of what others deliver
    /// only annexes are told here that it changed.
    std::function<void(store::Seq seq, std::optional<AnnexKind> annex)> on_own_change = nullptr;
};

/// Unsnapshotted events that make a snapshot due while the vault is open: a search scans them one by one, an
/// opening replays them.
inline constexpr std::uint64_t tail_events_max = 1'000;
/// The same when the last session goes.
inline constexpr std::uint64_t tail_events_at_close_max = 64;
/// How long a reader may hold a snapshot up: longer than a search takes.
inline constexpr std::chrono::seconds snapshot_pause_max{10};
/// A message on its way into a mailbox (APPEND). Its object is in the batch that goes with it.
struct NewMessage {
    store::ObjectRef object;
    events::MessageFacts facts;
    std::int64_t internal_date_ms = 0;
    Flags flags;
};

/// What is to become of messages, by record: RFC 8621 4.6. The same for each of `records`; of each record all
/// or nothing.
struct EmailUpdate {
    std::vector<Record> records = {};
    bool replace_flags = false;  ///< `add` are all flags afterwards
    Flags add = {};              ///< \Deleted counts for nothing: JMAP does not know it
    Flags remove = {};
    std::vector<MailboxId> into = {};
    std::vector<MailboxId> out_of = {};  ///< none of `into`
    bool out_of_all_others = false;      ///< `into` are all mailboxes afterwards
    bool destroy = false;
};
/// Records in one EmailUpdate, or several, of one event: bounds the time of the fold.
inline constexpr std::size_t updated_records_max = 10'000;
/// Mailboxes that one message may be put into at once.
inline constexpr std::size_t mailboxes_of_update_max = 1'000;

struct NewMailbox {
    std::string name = {};  ///< whole: "parent/name"
    SpecialUse use = SpecialUse::none;
    std::uint32_t sort_order = 0;
    bool subscribe = false;
};
/// What is absent stays.
struct MailboxChange {
    std::optional<std::string> name = {};  ///< whole; what is below moves along, and subscriptions do
    std::optional<SpecialUse> use = {};
    std::optional<std::uint32_t> sort_order = {};
    std::optional<bool> subscribed = {};
};

/// Octets and messages an account may have; what would go beyond fails with `limit`.
struct Quota {
    std::uint64_t octets_max = UINT64_MAX;
    std::uint64_t messages_max = UINT64_MAX;
};

enum class FlagChange : unsigned char { add, remove, replace };
enum class ExpungeOnly : unsigned char { all, deleted };

/// RFC 9051 6.4.4: what a search string is looked for in.
enum class SearchField : unsigned char { subject, from, to, cc, bcc, header, body, text };
struct TextKey {
    SearchField field;
    std::string needle;  ///< UTF-8; an empty one is in every text
    std::string header;  ///< of SearchField::header: the field's name
};

/// Facts that are asked for at once: some 2 KiB each.
inline constexpr std::size_t records_facts_max = 1'000;

/// Events of a new vault: INBOX, Drafts, Sent, Junk, Trash, Archive, all subscribed. Serialized MailEvents.
std::vector<Bytes> initial_events(WallTime now);
/// What an SMTP delivery seals into a vault, open or closed: a message for INBOX.
Bytes delivery_event(const store::ObjectRef& object, events::MessageFacts facts, WallTime arrived);
/// What the same begins with where serialized facts (message::StoredFacts) of so many octets follow, which
/// are one and the same for all recipients. (Protocol buffers that follow each other are merged where they
/// are read.)
Bytes delivery_head(const store::ObjectRef& object, WallTime arrived, std::size_t facts_octets);

class AccountHandle;
struct OpenedAccount;
struct Layout;

/// Outlives the sessions and views that use it, as they hold a handle. Commands fail as OpenVault::append():
/// `io`, `closed`, `corrupt`; and with the fold's own `missing`, `conflict`, `limit`, `denied`.
class Account final : public store::Fold {
public:
    Account(Lent<store::OpenVault> vault, AccountWorld world);
    ~Account() override;

    /// What is known without waiting. References stay; entries move with every event.
    State& state() { return state_; }
    const State& state() const { return state_; }

    // ---- commands ----
    /// `with` holds the message's object, or it is stored already: the account takes a reference of its own.
    /// Fails with `missing` when the mailbox is not there or not
    /// selectable (RFC 9051 TRYCREATE); the object then goes with the next snapshot.
    Task<Result<Outcome>> append(MailboxId mailbox, NewMessage message, store::Batch with, Quota quota = {});
    /// Copies bear the flags and internal dates of the originals.
    Task<Result<Outcome>> copy(MailboxId from, UidSet uids, MailboxId to, Quota quota = {});
    Task<Result<Outcome>> move(MailboxId from, UidSet uids, MailboxId to);
    /// Outcome::from: those whose flags are now different. `unchanged_since`: RFC 7162, 0 for all.
    Task<Result<Outcome>> flag(MailboxId mailbox, UidSet uids, FlagChange change, Flags flags,
                               std::uint64_t unchanged_since = 0);
    Task<Result<Outcome>> expunge(MailboxId mailbox, UidSet uids, ExpungeOnly only = ExpungeOnly::deleted);

    /// Names are normalized here. Missing parents are made. `conflict` when it exists, `syntax`, `limit`.
    Task<Result<Outcome>> create(std::string name, SpecialUse use = SpecialUse::none);
    /// What is below moves along; RENAME of INBOX moves its messages to a new mailbox (RFC 9051 6.3.6).
    Task<Result<Outcome>> rename(MailboxId mailbox, std::string name);
    /// `denied` for INBOX; a mailbox with others below becomes \Noselect; `conflict` when it is so already.
    Task<Result<Outcome>> remove(MailboxId mailbox);
    Task<Result<Outcome>> subscribe(std::string name);
    Task<Result<Outcome>> unsubscribe(std::string name);

    // ---- commands of JMAP ----
    /// In several mailboxes at once, which are not empty; Outcome::to is of the first of them.
    Task<Result<Outcome>> append(std::vector<MailboxId> mailboxes, NewMessage message, store::Batch with,
                                 Quota quota = {});
    /// Email/set in one event. What could not be done of single records is in Outcome::refused; fails with
    /// `limit` (quota, sizes of what is asked) before anything is done.
    Task<Result<Outcome>> update(std::vector<EmailUpdate> updates, Quota quota = {});
    Task<Result<Outcome>> create(NewMailbox mailbox);
    /// All of it or nothing. `missing`, `conflict` (the name, or the use, is another's), `denied` (INBOX;
    /// below itself), `syntax`, `limit`.
    Task<Result<Outcome>> change(MailboxId mailbox, MailboxChange change);
    /// RFC 8621 2.5: `conflict` where mailboxes are below it, or messages in it that are not to be removed.
    enum class Messages : unsigned char { removed, refused };
    Task<Result<Outcome>> destroy(MailboxId mailbox, Messages messages);

    /// An event of other data (annex.hpp); Outcome::answer is the annex's. `with`: objects that it refers to.
    /// Fails with `limit`, and as the annex does.
    Task<Result<Outcome>> append_annex(AnnexKind kind, Bytes event, store::Batch with = {});
    Annex* annex(AnnexKind kind) const { return state_.annexes().find(kind); }

    // ---- threads (RFC 8621 3) ----
    /// Loads what threads need, unless it is there; from then on State::threads() is there, and every
    /// RecordInfo has its thread, until the account closes. Fails with `io`, `corrupt`.
    Task<Result<void>> need_threads();

    // ---- reading ----
    /// Those of `uids` that exist; see FactsReader.
    FactsReader facts(MailboxId mailbox, UidSet uids);
    /// Of one message. Fails with `missing` when it is gone.
    Task<Result<events::StoredMessage>> facts_of(Record record);
    /// Of many, in the order asked for, in any; nothing for one that is gone. Each page is read once. Fails
    /// with `limit` (records_facts_max), `io`, `corrupt`.
    Task<Result<std::vector<std::optional<events::StoredMessage>>>> records_facts(
        std::vector<Record> records);
    /// The octets of a message, in ranges or as a stream.
    Result<store::ObjectReader> open_message(const events::StoredMessage& message) const;

    /// Those of `among` (uids of the mailbox) in which the text is found. Exact: where the index alone does
    /// not prove it, messages are read. Fails with `missing` (mailbox), `io`, `corrupt`.
    Task<Result<UidSet>> search(MailboxId mailbox, TextKey key, UidSet among);
    /// The same of records, whatever mailboxes they are in; of those that JMAP shows.
    Task<Result<UidSet>> search_records(TextKey key, UidSet among);
    /// See Listings; does not wait.
    Listings::List by_date(std::optional<MailboxId> mailbox) { return listings_.by_date(state_, mailbox); }

    /// Brings all events so far into a snapshot, and what was expunged out of it, in bounded steps. Fails
    /// with `conflict` while another runs, `io`, `corrupt`; then what was reached stays.
    Task<Result<void>> snapshot();
    /// Events that are still in the log.
    std::uint64_t tail_events() const { return state_.seq() - vault_->snapshot_seq(); }
    /// Messages expunged of which something is still stored.
    std::uint64_t expunged_waiting() const { return state_.dead().size(); }
    /// Where the snapshot has what; changes with each.
    const std::shared_ptr<const Layout>& layout() const { return layout_; }

    store::OpenVault& vault() { return *vault_; }
    WallTime now() const { return world_.clock->wall(); }
    const AccountWorld& world() const { return world_; }

    // ---- store::Fold ----
    Result<void> load(ByteView root) override;
    Task<Result<void>> load_pages() override;
    Result<void> apply(store::Seq seq, ByteView event, store::Author author, store::Arrival arrival) override;

    /// Something that was read is not there any more: waits until a snapshot that replaced it is known here.
    /// False when there was none after `seen`: it is lost.
    Task<bool> wait_for_layout(std::shared_ptr<const Layout> seen);

    /// While one is there no snapshot begins a step, for at most snapshot_pause_max: for a reader that had to
    /// begin again and again because of them.
    class Pause {
    public:
        explicit Pause(Lent<Account> account) : account_(account) { ++account_->pauses_; }
        ~Pause() { --account_->pauses_; }
        Pause(const Pause&) = delete;
        Pause& operator=(const Pause&) = delete;

    private:
        const Lent<Account> account_;
    };

private:
    friend Task<Result<AccountHandle>> open_account(Lent<store::Vaults> vaults, AccountWorld world,
                                                    VaultId vault, crypto::KeyPair pair);
    friend struct OpenedAccount;
    Task<Result<Outcome>> run(events::MailEvent event, store::Batch with = {});
    Result<void> may_grow(Quota quota, std::uint64_t messages, std::uint64_t octets) const;
    Task<Result<void>> load_threads();
    Task<Result<void>> load_annexes(std::shared_ptr<const Layout> layout);
    /// Something is stored still that nothing holds any more.
    bool has_garbage() const { return !state_.dead().empty() || !state_.annexes().released().empty(); }
    bool wants_snapshot_at_close() const;
    Task<> wait_for_pauses();
    void maintain();
    static Task<Result<void>> maintain_while(store::VaultHandle vault);
    static Task<Result<void>> close(store::VaultHandle vault);

    const Lent<store::OpenVault> vault_;
    const AccountWorld world_;
    State state_;
    std::shared_ptr<const Layout> layout_;
    std::optional<events::MailRoot> root_;                 // between load and load_pages
    std::unordered_map<std::uint64_t, Outcome> outcomes_;  // of events whose commands have not gone on yet
    std::size_t commands_ = 0;                             // under way
    Usage reserved_;                                       // by commands under way that add messages
    bool snapshotting_ = false;
    std::size_t pauses_ = 0;
    bool maintaining_ = false;
    bool threads_wanted_ = false;
    Listings listings_;
    std::optional<Executor> home_;
    std::weak_ptr<OpenedAccount> opened_;
};

/// Keeps an account open; copies share it. The last one closes it, after a snapshot where one is due. Used
/// and dropped on the vault's home thread.
class AccountHandle {
public:
    AccountHandle() = default;
    explicit AccountHandle(std::shared_ptr<OpenedAccount> opened);

    Account& operator*() const { return *account_; }
    Account* operator->() const { return account_; }
    explicit operator bool() const { return account_ != nullptr; }
    Account* get() const { return account_; }

private:
    std::shared_ptr<OpenedAccount> opened_;
    Account* account_ = nullptr;
};

/// To be called on the vault's home thread. Fails as Vaults::open().
Task<Result<AccountHandle>> open_account(Lent<store::Vaults> vaults, AccountWorld world, VaultId vault,
                                         crypto::KeyPair pair);

/// Goes through everything for `milpa leave`: mailboxes by name, messages by uid.
struct ExportedMessage {
    std::string mailbox;
    Uid uid;
    Flags flags;
    std::int64_t internal_date_ms;
    store::ObjectReader octets;
};
class Export {
public:
    explicit Export(Lent<Account> account);
    ~Export();
    /// Nothing at the end. Fails with `io`, `corrupt`. A message whose octets are not there is left out:
    /// anybody may have sealed a delivery of nothing into the vault, and must not stop its owner from
    /// leaving.
    Task<Result<std::optional<ExportedMessage>>> next();

private:
    struct Place;
    const Mailbox* account_mailbox(MailboxId id) const;
    std::unique_ptr<Place> place_;
};

}  // namespace milpa::mail::account
