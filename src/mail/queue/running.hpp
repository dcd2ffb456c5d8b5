// SPDX-License-Identifier: AGPL-3.0-or-later
// The queue while it runs: everything here lives on the home thread of its vault, except where it says else.
//
//    scheduler:  opens lanes for who is due -> tells of delays -> reports again -> snapshot -> waits
//    lane:       one connection to one domain; takes its units one by one, carries, settles
//    settle:     what a try came to, the report about it and the end of the message, in one commit
//
// A unit that a lane has taken is in no schedule, so nobody else touches its recipients until it is settled
// and put back. When the disk fails, a lane keeps what it knows and tries to write it again: what was
// delivered is not sent a second time because of it.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "mail/queue/carrier.hpp"
#include "mail/queue/fold.hpp"
#include "mail/queue/queue.hpp"
#include "mail/queue/report.hpp"
#include "mail/queue/schedule.hpp"

namespace milpa::mail::queue {

/// Messages that one connection takes before others get their turn.
inline constexpr std::size_t messages_per_lane = 50;
/// The scheduler looks at the clock at least that often: the wall clock may be set, and a machine may sleep.
inline constexpr std::chrono::milliseconds look_max{60'000};
/// A report that could not be stored, or an attempt that could not be written down, is tried again after it.
inline constexpr std::chrono::milliseconds report_pause{300'000};
inline constexpr std::chrono::milliseconds write_pause{5'000};
/// Held messages that are handed on before lanes are opened, and reports sent, again: however many one member
/// has chosen the same minute for, others' mail goes on.
inline constexpr std::size_t releases_per_round = 8;
/// A delay is told once the recipients have been tried; looked at again after it.
inline constexpr std::chrono::milliseconds notice_pause{30'000};
/// How long finished mail may stay in the log, and how long the log may get.
inline constexpr std::chrono::milliseconds remains_max{600'000};
inline constexpr std::uint64_t log_events_max = 1'000;

/// The pause before the next try after that many: doubling from `first` to `most`, and a fifth of it more or
/// less by chance, so that what failed together does not come back together.
std::chrono::milliseconds retry_pause(std::chrono::milliseconds first, std::chrono::milliseconds most,
                                      std::uint32_t attempts, std::uint64_t chance);

class Running : public std::enable_shared_from_this<Running> {
public:
    /// On the vault's home thread.
    static Task<Result<std::shared_ptr<Running>>> open(World world, Settings settings,
                                                       store::VaultAddress vault, crypto::KeyPair keys);
    ~Running();

    const Executor& home() const { return home_; }
    /// Any thread.
    Result<void> enqueue(QueuedMail mail, store::Batch& into) const;
    const Counts& counts() const { return *counts_; }

    // These fail with `closed` once it has stopped: stop() may overtake who asks.
    Result<Summary> summary() const;
    Task<Result<Readable>> readable();
    Result<void> retry_all();
    Task<Result<void>> cancel(MemberId member, std::string submission);
    void look() { alarm_.wake(); }
    void change(const Pace& pace);
    void look_at_held();
    /// Returns when nothing of it is under way any more and the vault is closed.
    Task<> stop();

private:
    struct Key {};

public:
    Running(Key, World world, Settings settings, store::VaultAddress vault, const crypto::KeyPair& keys,
            std::unique_ptr<net::TlsContext> tls, std::optional<net::PeerAddress> from);

private:
    using Due = std::set<std::pair<std::int64_t, MessageId>>;
    using Findings = std::vector<std::pair<std::uint32_t, Finding>>;
    /// What settles a try: events for the queue, and what else goes into the commit.
    struct Settlement {
        std::vector<events::QueueEvent> events;
        store::Batch extra;
        bool unreported = false;  // a report is still to be sent
        bool finishes = false;
    };

    void begin();
    void schedule(const Item& item);
    void schedule_notice(const Item& item);
    void put_unit(const Item& item, const std::string& domain);
    static Task<> run(std::shared_ptr<Running> self);
    std::chrono::milliseconds until_next() const;
    Task<> keep_snapshot();

    static Task<> serve_lane(std::shared_ptr<Running> self, Schedule::Opening opening);
    Task<> serve_unit(Lent<Carrier> carrier, Lent<const std::string> domain, MessageId id);
    std::vector<std::uint32_t> due_recipients(const Item& item, const std::string& domain) const;
    smtp::Outgoing outgoing(const Item& item, const std::vector<std::uint32_t>& recipients) const;
    ObjectSource source(const Item& item) const;

    // hold.cpp
    void end_what_cannot_leave();
    Task<Result<void>> end_held(MessageId id, ErrorKind why);
    Task<> release_held();
    Task<Result<void>> release(MessageId id);
    Task<Result<void>> cancel_one(MessageId id, Note note);

    // settle.cpp
    Task<bool> settle(MessageId id, Findings findings);
    Task<Result<void>> write_settlement(MessageId id, Lent<const Findings> findings);
    Recipient after(const Item& item, const Recipient& before, const Finding& finding, std::uint64_t chance,
                    std::int64_t now) const;
    Task<Result<void>> add_report(MessageId id, std::vector<std::pair<std::uint32_t, Recipient>> failed,
                                  Lent<Settlement> to);
    Task<Result<void>> commit(MessageId id, Settlement settlement);
    void add_end(const Item& item, Settlement& to) const;
    Task<Result<std::optional<store::Batch>>> prepare(MessageId id, ReportKind kind,
                                                      std::vector<ReportSubject> subjects);
    Task<> report_again();
    Task<Result<void>> report_rest(MessageId id);
    Task<> tell_delays();
    Task<Result<void>> tell_delay(MessageId id);
    void count(const Findings& findings) const;

    std::int64_t now_ms() const { return to_unix_ms(world_.clock->wall()); }
    State& state() const { return vault_.fold<QueueFold>().state(); }
    bool is_stopped() const { return workers_.is_stopped(); }

    const World world_;
    const Settings settings_;
    Pace pace_;
    const store::VaultAddress address_;
    const Executor home_;
    const std::shared_ptr<const Tagger> tagger_;
    const std::shared_ptr<Counts> counts_;
    const std::unique_ptr<net::TlsContext> tls_;
    const std::optional<net::PeerAddress> from_;
    const std::shared_ptr<const Own> own_;

    Workers workers_;
    Alarm alarm_;  // the scheduler's
    store::VaultHandle vault_;
    Schedule schedule_;
    Due holds_;                         // when what is held is to leave
    std::int64_t look_at_held_ms_ = 0;  // when all of that is to be looked at again
    Due delays_;                        // when the sender is to be told of a delay
    Due reports_;                       // of failures, that could not be sent
    std::size_t lanes_ = 0;
    std::size_t asks_ = 0;  // of others, under way: the vault stays open until they are done
    bool scheduler_ended_ = false;
    std::int64_t snapshot_ms_ = 0;
    std::set<MessageId> ending_;   // their last commit is under way
    std::set<MessageId> failing_;  // held, and that they fail is being written
};

}  // namespace milpa::mail::queue
