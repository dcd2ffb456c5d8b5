// SPDX-License-Identifier: AGPL-3.0-or-later
// The sealed queue of outgoing mail: a vault that is open while the server is unlocked.
//
//    enqueue() --commit--> held --its time--> delivered here, and enqueue() for everybody else
//                             \--taken back--> finished
//    enqueue() --commit--> waiting --tried--> delivered --------------------------\
//                             ^        |----> refused for good, or given up --> reported --> finished
//                             \--pause-/        (the sender has a bounce)
//
// What always holds:
// - a message is in the queue from the commit of its event on, until every recipient is delivered or
//   reported; what happened to a recipient, the bounce about it and the end of the message are one commit
//   each;
// - a recipient may get a message twice only where SMTP cannot avoid it: when the peer's 250 was not read, or
//   the machine stopped between it and our commit;
// - events carry a tag under a key that only the queue's private half gives: who can write to the disk cannot
//   have us send mail;
// - nothing of an address, a name or a reply is in a log, a counter or the summary.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "mail/queue/entry.hpp"
#include "mail/queue/settings.hpp"
#include "net/dns.hpp"
#include "store/store.hpp"

namespace milpa::mail::queue {

/// Waiting messages; beyond, enqueue() fails with `limit`. Each costs about 1 KiB of memory.
inline constexpr std::size_t messages_max = 200'000;

/// What became of a message that a member sent by the API, for their EmailSubmission.
struct Note {
    enum class What : std::uint8_t {
        tried,     ///< `recipients` as they are after a try
        canceled,  ///< it was taken back while it was held
    } what = What::tried;
    MemberId member;
    std::string submission;
    std::vector<Recipient> recipients = {};
};

/// Who gets reports about mail that could not be delivered.
class Returns {
public:
    virtual ~Returns() = default;
    /// A batch that stores the report (delivers it, or enqueues it where the sender is elsewhere); the queue
    /// commits it together with the note that it was sent. Called on the queue's thread. `denied` and
    /// `missing`: nobody takes it, it is dropped; any other failure: asked again later (after `limit` until
    /// the message is twice as old as give_up).
    virtual Task<Result<store::Batch>> prepare(Report report) = 0;
    /// A batch that writes the note into the member's vault; committed together with what it tells. Where
    /// this fails (the member is gone) nobody is told.
    virtual Result<store::Batch> note(const Note& note) = 0;
    /// The hold of a message is over: sends it as if it were submitted now, to members as well, and commits
    /// `end`, which takes it out of the queue, with that and with a note to its submission. `missing` (it can
    /// go to nobody), `denied` (it may not any more): it has failed for all. `conflict` (not yet): asked
    /// again for ever; else until give_up after.
    virtual Task<Result<void>> release(QueuedMail mail, store::Batch end) = 0;
    /// Of what is held, before its time: `missing` or `denied` where it can never leave any more. Then it
    /// ends at once, as after release(). Asked of all of it at each start, once a minute, and by
    /// look_at_held(). On the queue's thread; must not wait.
    virtual Result<void> check_held(const Item& item) const = 0;
};

/// What the queue stands on; all of it outlives the queue. Clock and random are thread-safe. A lookup that
/// was under way at stop() goes on for net::dns_deadline at most: the resolver goes after the runtime's
/// threads.
struct World {
    Lent<store::Store> store;
    store::HomeOf home_of;
    Lent<net::Resolver> resolver;
    Lent<Returns> returns;
    Lent<const Clock> clock;
    Lent<Random> random;
};

/// For the operator: no addresses.
struct Summary {
    std::uint64_t messages = 0;
    std::uint64_t recipients = 0;              ///< that wait
    std::uint64_t held = 0;                    ///< those of them that its sender lets wait
    std::uint64_t under_way = 0;               ///< connections
    std::uint64_t unreported = 0;              ///< recipients whose sender could not be told yet
    std::chrono::seconds oldest{0};            ///< age, of what is not held
    std::optional<std::chrono::seconds> next;  ///< until the next try; 0 when one is due; none: nothing waits
    std::map<Reason, std::uint64_t> by_reason;  ///< of those not held, by what the last try met
};

class Running;
struct Readable;  // fold.hpp

/// Made locked. All functions from any thread.
class Queue {
public:
    explicit Queue(World world);
    /// After stop(), or once the runtime's threads have stopped.
    ~Queue();

    /// After unlock: opens the vault and starts to deliver. Fails as Vaults::open does; `conflict` when it
    /// runs already; `syntax` for a bind address that is none; `closed` when stop() came meanwhile.
    Task<Result<void>> start(Settings settings, store::VaultAddress vault, crypto::KeyPair keys);
    /// At lock: breaks off what is being delivered (it is tried again after the next start), forgets
    /// everything and closes the vault; returns when that is so, in far less than a second. Does nothing when
    /// it does not run.
    Task<> stop();
    bool is_running() const;

    /// Adds the message to a batch that the caller commits, with the object's reference for the queue. What
    /// is committed is tried at once. Fails with `closed` when the queue does not run, `limit` (messages_max,
    /// recipients_max), `syntax` (no recipients, or return path octets beyond the object).
    Result<void> enqueue(QueuedMail mail, store::Batch& into);

    /// `closed` when it does not run.
    Task<Result<Summary>> summary();
    /// Every message that can still be read in the queue's vault: those that wait, and those that have left
    /// since the last snapshot (remains_max). For `held`. Fails as summary(), and as the disk does.
    Task<Result<Readable>> readable();
    /// All that waits is due now.
    Task<Result<void>> retry_all();
    /// Takes back what is held of a member's submission. Fails with `missing` where nothing is held of it
    /// (any more), `closed`, and as the disk does.
    Task<Result<void>> cancel(MemberId member, std::string submission);
    /// Messages of a member in the queue. `closed` when it does not run.
    Result<std::uint64_t> count_of(const MemberId& member) const;
    /// From now on the queue goes by what `pace` says, which is asked on the queue's own thread. Pauses that
    /// have begun end as they were to. Does nothing when it does not run.
    void change(std::function<Pace()> pace);
    /// Looks at the clock again, which it else does at least once a minute.
    void look();
    /// Something has changed by which what is held may never leave any more (Returns::check_held): it is
    /// looked at now, which it else is once a minute.
    void look_at_held();

private:
    std::shared_ptr<Running> running() const;
    bool take_over(const Result<std::shared_ptr<Running>>& opened);

    const World world_;
    mutable std::mutex mutex_;  // guards what follows
    std::shared_ptr<Running> running_;
    bool starting_ = false;
    bool stop_wanted_ = false;
};

}  // namespace milpa::mail::queue
