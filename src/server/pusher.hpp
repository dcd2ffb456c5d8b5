// SPDX-License-Identifier: AGPL-3.0-or-later
// Tells push services that there is news (RFC 8030), for members who asked for it: what was delivered, and
// what they changed themselves with another program while their vault is open.
//
// What always holds
// - What goes out is sealed for the browser, of one length, and says which types changed to which state:
//   nothing of any message. The push service learns that there was news, and when. Quota, whose state only an
//   open vault tells, and what the queue notes of a submission meanwhile are seen by looking.
// - Nothing waits for a push service: whoever has news goes on at once. What waits for its turn, for a pause
//   or for a push service that asked for patience is a Line: an id, names of types, states. It holds no place
//   among those that are sent, and neither a key nor an address nor a text: those are looked up when its turn
//   comes, used within one call that waits for nothing, and wiped. What a lock finds under way is a sealed
//   request, with the address it goes to, for push_within at most; what waits, the lock forgets.
// - Pushes of one subscription go one after another, a push_pause apart at least: what comes meanwhile is
//   told by the next one, which has the newest states.
// - A subscription goes when its service does not know it any more (404, 410: RFC 8030 7.3), when the
//   credential that asked for it was taken back (RFC 8620 7.2), and when its service has taken nothing for
//   push_failing_max of one unlocked life of the server. All other trouble passes: a name that is not found,
//   a certificate that is out of date, 401, 403, 500. Who is frozen or suspended is not told, and their
//   subscriptions wait for them.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "http/client.hpp"
#include "http/reach.hpp"
#include "jmap/push/push.hpp"
#include "mail/account/annex.hpp"
#include "net/runtime.hpp"
#include "net/tls.hpp"
#include "webpush/message.hpp"

namespace milpa::server {

namespace json = boost::json;

/// On their way at once, of all members; more wait.
inline constexpr std::size_t pushes_at_once = 32;
/// Of these, for one member: a push service that lets each of theirs wait stops nobody else's.
inline constexpr std::size_t pushes_of_member_at_once = 4;
static_assert(pushes_of_member_at_once * 8 <= pushes_at_once);
/// What one has for all of it: finding the name, connecting, TLS, the answer. Push services take less than
/// one; eight members whose services take as long as they can hold all places for no longer than this, and no
/// longer after a lock is anything under way.
inline constexpr std::chrono::seconds push_within{15};
/// How often what waits for a time is looked at, while something waits.
inline constexpr std::chrono::seconds push_look_every{1};
/// Subscriptions that wait to be told; beyond, the latest are not told of this piece of news.
inline constexpr std::size_t pushes_waiting_max = 10'000;
/// A telephone that is woken for each of a hundred mails is empty by noon.
inline constexpr std::chrono::seconds push_pause{10};
/// RFC 8030 5.2: how long a push service keeps what it cannot bring. News older than that are seen by
/// looking.
inline constexpr std::chrono::hours push_lifetime{24};
/// Of one push (a verification has one try); its service is asked again after what it says, a minute where it
/// says nothing. Whoever asks for more than half an hour is told of newer news anyhow.
inline constexpr std::size_t push_tries_max = 4;
inline constexpr std::chrono::seconds push_retry{60};
inline constexpr std::chrono::seconds push_retry_max{30 * 60};
/// A push service may be away over a weekend, and its certificate may be out of date for as long; a browser
/// that still wants pushes after that subscribes again (RFC 8030 7.3, RFC 8620 7.2.2: the server may end it).
inline constexpr std::chrono::hours push_failing_max{4 * 24};
/// Verifications go to places that nobody has agreed to yet. A member has a handful of devices, and adds one
/// now and then; sixteen that are all renewed at once still fit.
inline constexpr std::size_t verifications_max = 20;
inline constexpr std::chrono::hours verifications_within{1};
static_assert(verifications_max >= members::subscriptions_of_member_max);

/// Whom push services are believed by: the machine's authorities, and those in this file (PEM), where one is
/// named. Fails with `missing`, `syntax`.
Result<std::unique_ptr<net::TlsContext>> push_trust(const std::string& authorities_file);

/// What Pusher stands on; all of it outlives it.
struct PusherWorld {
    Lent<members::Collective> collective;
    Lent<const Clock> clock;
    Lent<Random> random;
    Executor home;
    /// Where it may go to: anywhere (by https) in tests alone, whose push services are on this machine.
    http::Reach reach = http::Reach::global;
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

/// How long whoever answered with these wants to be left alone: Retry-After (RFC 9110 10.2.3), seconds or a
/// date, within push_pause and push_retry_max; push_retry where it is missing or unreadable.
std::chrono::seconds push_patience(const http::Fields& fields, WallTime now);

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
    bool may_go_to(const http::Url& url) const override;
    bool take_verification(const MemberId& member) override;
    std::string public_key() const override;
    /// Those that are on their way now.
    std::size_t under_way() const;
    /// Those whose push services took nothing when they were told last, and that are there still.
    std::size_t failing() const;

private:
    struct Signer {
        crypto::P256Key key;
        std::string contact;
    };
    struct News {
        bool verification = false;  ///< a PushVerification (RFC 8620 7.2.2)
        ChangedTypes changed = {};  ///< each in its newest state
        bool any() const { return verification || !changed.empty(); }
        void add(const News& more);
    };
    /// What waits, of one subscription.
    struct Line {
        MemberId member;
        News news = {};
        SteadyTime from;        ///< not before
        std::size_t tries = 0;  ///< that failed, of this news
        bool sending = false;
    };
    struct Failing {
        MemberId member;
        SteadyTime since;
    };
    /// What is on its way.
    struct Sending {
        members::SubscriptionId id;
        MemberId member;
        News news;
        std::uint64_t generation = 0;
    };
    struct Outcome {
        enum class What : std::uint8_t {
            nothing,  ///< there is nobody to tell, or nothing
            taken,
            gone,     ///< for good
            later,    ///< the same once more
            refused,  ///< this news, and another may be taken
        } what = What::nothing;
        std::chrono::seconds pause{0};  ///< of later
    };
    struct Prepared {
        Outcome::What instead = Outcome::What::nothing;  ///< where there is no request
        std::optional<http::ClientRequest> request = {};
    };

    void enqueue(const members::SubscriptionId& id, const MemberId& member, const News& news);
    // Under the mutex:
    /// What may begin, taken out.
    std::vector<Sending> take_ready();
    void leave(const Sending& one);
    /// Null where a lock has been between.
    Line* find_line(const Sending& one);
    void put_back(const Sending& one, const Outcome& outcome);

    /// Outside of it: a task may begin at once, on the very thread that spawns it.
    void begin(std::vector<Sending> ready);
    Task<> look_now_and_then();
    Task<> run(Sending one);
    Task<Outcome> push(Sending one);
    /// All that a secret is needed for: none outlives the call.
    Prepared prepare(const Sending& one);
    Result<http::ClientRequest> seal(const events::PushSubscription& subscription, std::string_view text);
    Result<std::string> text_for(const events::PushSubscription& subscription, const Sending& one) const;
    Outcome read_answer(const Result<http::ClientResponse>& answer) const;
    /// Whether it has failed for too long.
    bool note_failure(const Sending& one);
    bool is_there(const members::SubscriptionId& id, const Failing& failing) const;
    Task<> settle(Sending one, Outcome::What what);

    const PusherWorld world_;
    mutable std::mutex mutex_;  // guards what follows
    std::shared_ptr<const Signer> signer_;
    std::map<members::SubscriptionId, Line> lines_;
    std::set<std::pair<SteadyTime, members::SubscriptionId>> turns_;  // of all lines that are not being sent
    std::uint64_t generation_ = 0;                                    // of lines_: a lock begins another
    std::size_t sending_ = 0;
    std::map<MemberId, std::size_t> sending_of_;
    std::map<MemberId, std::deque<SteadyTime>> verifications_;
    /// Since when each takes nothing. In memory alone: the disk need not tell whose telephone is lost. Those
    /// that were removed meanwhile may be among them.
    std::map<members::SubscriptionId, Failing> failing_;
    bool looking_ = false;
};

}  // namespace milpa::server
