// SPDX-License-Identifier: AGPL-3.0-or-later
// Threads (RFC 8621 3): a fold of its own beside the State's, which only JMAP pays for.
//
// Two messages are in one thread when an id (Message-ID, In-Reply-To, References) and the base subject are
// the same in both, as RFC 8621 3 suggests and Cyrus does: who answers an old message to write of something
// else begins a new thread. So what is remembered of a message is a hash of each of its ids with its base
// subject.
//
// What always holds:
// - a message's thread is decided when its turn in the log comes, and never changes: it is the thread of the
//   first of its ids that is known, in this order: In-Reply-To, References from the last to the first,
//   Message-ID (it was answered before it arrived); else a new one, named after its record;
// - threads are never merged: RFC 8621 3 would have their messages deleted and made again;
// - ids are remembered as long as a message of the thread is alive, and then forgotten;
// - what comes out is a function of the messages and deaths in the order of the log. So it may be computed
//   later: a State notes both until somebody asks, and no IMAP session loads the ids.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "mail.pb.h"
#include "mail/account/mailbox.hpp"

namespace milpa::mail::account {

/// Ids of one message that count: its own, those that it answers, the first and the last of its references.
inline constexpr std::size_t thread_ids_of_message_max = 24;
/// Messages of a thread. The next one begins another, which takes over the ids that it names (Gmail and
/// Cyrus end threads at 100). Bounds what one thread costs whoever shows it.
inline constexpr std::size_t thread_records_max = 500;

/// The hashes of a message's ids, in the order in which they are looked up; each once.
std::vector<std::uint64_t> thread_keys(const events::MessageFacts& facts);

class Threads {
public:
    /// An id that is remembered: `record` brought it into `thread`.
    struct Key {
        Record record;
        Record thread;
        std::uint64_t hash;
        bool operator==(const Key&) const = default;
    };

    /// The next message of the log; returns its thread.
    Record add(Record record, std::span<const std::uint64_t> keys);
    /// A message is gone from the store.
    void died(Record record, Record thread);

    /// Alive messages of a thread, by number.
    std::vector<Record> records(Record thread) const;
    /// Of living threads, by record. For snapshots.
    std::vector<Key> keys() const;

    /// Loading: first the living messages with their threads, then keys, in order. Fails with `corrupt`.
    void load_record(Record record, Record thread);
    Result<void> load_key(Key key);

    bool operator==(const Threads& other) const;

private:
    /// Most threads have one message: that needs no memory of its own.
    struct Members {
        Record first = 0;
        std::unique_ptr<std::vector<Record>> more;  // ascending, behind `first`
        std::size_t size() const { return 1 + (more ? more->size() : 0); }
    };
    struct Owner {
        Record record;
        Record thread;
    };

    Record find(std::span<const std::uint64_t> keys) const;
    void sweep();

    boost::unordered_flat_map<Record, Members> members_;       // by thread
    boost::unordered_flat_map<std::uint64_t, Owner> by_hash_;  // some of dead threads, until the next sweep
    std::size_t ended_ = 0;                                    // threads, since the last sweep
};

/// A hot page (hot_page.hpp); no record is in two of them.
Bytes encode_thread_keys(std::span<const Threads::Key> keys);
/// Fails with `corrupt`.
Result<void> decode_thread_keys(ByteView page, std::vector<Threads::Key>& to);

}  // namespace milpa::mail::account
