// SPDX-License-Identifier: AGPL-3.0-or-later
// Tells push services that there is news (RFC 8030), for members who asked for it: what was delivered, and
// what they changed themselves with another program while their vault is open.
//
// What always holds
// - What goes out is sealed for the browser, of one length, and says which types changed to which state:
//   nothing of any message. The push service learns that there was news, and when.
// - Pushes of one subscription go one after another, a push_pause apart at least: what comes meanwhile is
// told
//   by the next one, which has the newest states.
// - Nothing waits for a push service: whoever has news goes on at once.
// - A subscription that its service does not know any more (404, 410) goes; one whose opener was taken back
// is
//   never told again.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "http/client.hpp"
#include "jmap/push/push.hpp"
#include "mail/account/annex.hpp"
#include "net/runtime.hpp"
#include "net/tls.hpp"
#include "webpush/message.hpp"

namespace milpa::server {

namespace json = boost::json;

/// At once; more wait.
inline constexpr std::size_t pushes_at_once = 32;
/// Subscriptions that wait to be told; beyond, the latest are not told of this piece of news.
inline constexpr std::size_t pushes_waiting_max = 10'000;
/// A telephone that is woken for each of a hundred mails is empty by noon.
inline constexpr std::chrono::seconds push_pause{10};
/// RFC 8030 5.2: how long a push service keeps what it cannot bring. News older than that are seen by
/// looking.
inline constexpr std::chrono::hours push_lifetime{24};
/// Of one push; its service is asked again after what it says, a minute where it says nothing.
inline constexpr std::size_t push_tries_max = 4;
inline constexpr std::chrono::seconds push_retry{60};
inline constexpr std::chrono::seconds push_retry_max{30 * 60};

/// Whom push services are believed by: the machine's authorities, and those in this file (PEM), where one is
/// named. Fails with `missing`, `syntax`.
Result<std::unique_ptr<net::TlsContext>> push_trust(const std::string& authorities_file);

/// What Pusher stands on; all of it outlives it.
struct PusherWorld {
    Lent<members::Collective> collective;
    Lent<const Clock> clock;
    Lent<Random> random;
    Executor home;
    /// One request to a push service: http::Client::fetch.
    std::function<Task<Result<http::ClientResponse>>(http::ClientRequest)> fetch;
};

/// RFC 8620 7.1: by name of the type, the event that its state is after.
using ChangedTypes = std::map<std::string, store::Seq, std::less<>>;
/// RFC 8621 1.5: what a new message changes.
ChangedTypes changed_by_delivery(store::Seq seq);
/// What the owner has changed in their vault: AccountWorld::on_own_change. Nothing, where nobody is to be
/// told (an upload).
ChangedTypes changed_by_owner(store::Seq seq, std::optional<mail::account::AnnexKind> annex);

/// Thread-safe. Outlives its tasks: they end with the runtime.
class Pusher final : public jmap::PushCarrier {
public:
    explicit Pusher(PusherWorld world) : world_(std::move(world)) {}

    /// After unlock: with which key we sign, and how push services reach us ("mailto:..."). At lock: without.
    void start(crypto::P256Key key, std::string contact);
    void stop();

    /// There is news in this member's vault. Cheap where nobody asked for it.
    void notify(const MemberId& member, const ChangedTypes& changed);
    void verify(events::PushSubscription subscription) override;
    /// The public half of our key (RFC 8292 3.2), base64url; empty while locked.
    std::string public_key() const;

private:
    struct Signer {
        crypto::P256Key key;
        std::string contact;
    };
    struct Due {
        MemberId member;
        bool verification = false;  ///< a PushVerification (RFC 8620 7.2.2)
        ChangedTypes changed = {};  ///< the news, each in its newest state
    };
    struct Outcome {
        enum class What : std::uint8_t { done, gone, later } what = What::done;
        std::chrono::seconds pause{0};  ///< of later
    };
    void enqueue(const members::SubscriptionId& id, Due due);
    struct Ready {
        members::SubscriptionId id;
        Due due;
        std::shared_ptr<const Signer> signer;
    };
    /// Under the mutex: what may begin, taken out.
    std::vector<Ready> take_ready();
    /// Outside of it: a task may begin at once, on the very thread that spawns it.
    void begin(std::vector<Ready> ready);
    Task<> run(members::SubscriptionId id, Due due, std::shared_ptr<const Signer> signer);
    Task<> push(members::SubscriptionId id, Due due, std::shared_ptr<const Signer> signer);
    Task<Outcome> send(events::PushSubscription subscription, std::string text,
                       std::shared_ptr<const Signer> signer);
    Result<std::string> text_for(const events::PushSubscription& subscription, const Due& due) const;

    const PusherWorld world_;
    mutable std::mutex mutex_;  // guards what follows
    std::shared_ptr<const Signer> signer_;
    std::map<members::SubscriptionId, Due> waiting_;
    std::set<members::SubscriptionId> busy_;  // being sent, or in their pause
    std::size_t sending_ = 0;
};

}  // namespace milpa::server
