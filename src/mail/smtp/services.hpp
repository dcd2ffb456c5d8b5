// SPDX-License-Identifier: AGPL-3.0-or-later
// What a session needs from the rest of the house. src/server/ binds these; tests script them.
//
// All are called on the session's thread and may hop to another, as long as they come back. Errors are turned
// into replies in one place (reply_for): `closed` 451 4.3.2, `limit` 452 4.3.1 (disk full), `timeout` and
// `io` 451 4.3.0, and so on; the detail is for the log and never told to a peer.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/lent.hpp"
#include "base/random.hpp"
#include "base/task.hpp"
#include "crypto/secret.hpp"
#include "mail/message/address.hpp"
#include "net/peer.hpp"

namespace milpa::mail::smtp {

using message::Mailbox;

class SendLimits;

/// The id of an opener (members/directory.hpp), which mail knows nothing else of.
using AskerId = Id<struct AskerTag>;

/// What an address is to us.
enum class Standing : std::uint8_t {
    here,        ///< delivered to `vault`
    elsewhere,   ///< of another server: only members may send there
    unknown,     ///< our domain, nobody of that name
    suspended,   ///< the member is suspended
    over_quota,  ///< no room left for a message of that size
};

struct Found {
    Standing standing = Standing::unknown;
    VaultId vault{};  ///< whose, when `here`
};

/// Whether the quorum key is in memory. Called often: answers from memory, at once.
class Gate {
public:
    virtual ~Gate() = default;
    virtual bool locked() const = 0;
};

class Recipients {
public:
    virtual ~Recipients() = default;
    /// `address.domain` is empty for RCPT TO:<postmaster>. `octets` is what MAIL declared by SIZE, 0 when it
    /// did not.
    virtual Task<Result<Found>> find(Mailbox address, std::uint64_t octets) = 0;
};

struct Recipient {
    Mailbox address;
    std::optional<VaultId> vault;  ///< nothing: elsewhere, to be queued
};

/// Where a message came from, for the checks of senders (SPF needs it); never to be logged.
struct Origin {
    std::string address;  ///< the peer's IP address as text; empty for submission
    std::string hello;    ///< what it said in EHLO; empty for submission
};

enum class Eight : std::uint8_t { no, yes };
enum class Utf8 : std::uint8_t { no, yes };

/// What a member's account was opened by when they asked for mail that leaves later: it does not leave where
/// that opens it no more.
struct Asked {
    VaultId vault;
    AskerId by;  ///< one of its openers; of a session: what it was begun with
    bool operator==(const Asked&) const = default;
};

struct Envelope {
    std::optional<Mailbox> sender;  ///< nothing: <>
    std::vector<Recipient> recipients;
    Eight eight_bit = Eight::no;  ///< BODY=8BITMIME was declared
    Utf8 utf8 = Utf8::no;         ///< SMTPUTF8 was declared: whoever relays it needs it too
    /// The message begins with a Return-Path field of that many octets, ours. Deliveries keep it; who relays
    /// leaves it out.
    std::size_t return_path_octets = 0;
    std::optional<MemberId> member;  ///< who submitted it
    Origin origin;
    /// Of the queue's part of it (mail/queue/entry.hpp: QueuedMail): of what the API sends.
    std::int64_t hold_until_ms = 0;
    std::string submission = {};
    std::optional<Asked> asked = {};
};

/// What became of a message that was received whole.
enum class Acceptance : std::uint8_t {
    stored,           ///< durable for every recipient: 250
    over_quota,       ///< 452 4.2.2
    nobody,           ///< 550 5.1.1: whom it is for is gone since RCPT
    policy,           ///< 550 5.7.1
    unauthenticated,  ///< 550 5.7.26: DMARC of the sender's domain says so
    dangerous,        ///< 554 5.7.0: content that is refused
};

/// A message that is coming in. Destroyed without commit, it leaves nothing behind.
class Message {
public:
    virtual ~Message() = default;
    /// The next octets (CRLF line ends, no dot-stuffing), alive until the task is done. The session reads
    /// nothing more from the peer meanwhile. After a failure only destruction follows.
    virtual Task<Result<void>> write(ByteView octets) = 0;
    /// Durable when it returns `stored`. Called once, at the end.
    virtual Task<Result<Acceptance>> commit() = 0;
};

/// Mail that other servers bring: every recipient is `here`.
class Inbound {
public:
    virtual ~Inbound() = default;
    virtual Task<Result<std::unique_ptr<Message>>> begin(Envelope envelope) = 0;
};

/// Mail that members send: recipients with a vault are delivered, the others queued, all in one commit.
class Outbox {
public:
    virtual ~Outbox() = default;
    virtual Task<Result<std::unique_ptr<Message>>> begin(Envelope envelope) = 0;
};

/// Who is at the other end of a login: whoever binds Logins counts wrong passwords by the network that they
/// come from. Never to be logged or stored.
struct Caller {
    std::optional<net::PeerAddress> peer = {};
};

class Logins {
public:
    virtual ~Logins() = default;
    /// Fails with `denied` (wrong name or password, one and the same to the peer), `limit` (too many tries of
    /// late, at that name or from there) or `closed` (locked).
    virtual Task<Result<MemberId>> log_in(std::string user, crypto::SecretText password, Caller caller) = 0;
    /// Whether the member may write in the name of that address.
    virtual Task<Result<bool>> may_send_as(MemberId member, Mailbox address) = 0;
};

/// Everything of the above, as a session is given it. All outlive the session.
struct Services {
    Lent<const Gate> gate;
    Lent<Recipients> recipients;
    Lent<Inbound> inbound;
    Lent<Outbox> outbox;
    Lent<Logins> logins;
    Lent<SendLimits> send_limits;
    Lent<const Clock> clock;
    Lent<Random> random;
};

}  // namespace milpa::mail::smtp
