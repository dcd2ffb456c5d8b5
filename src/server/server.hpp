// SPDX-License-Identifier: AGPL-3.0-or-later
// The wiring: everything that a running server consists of, made in order, taken down in the opposite order.
//
//     engine -> runtime -> store -> collective (locked) -> logins, members -> mail -> web -> renewals
//
// Locked: SMTP answers 451 4.3.2, IMAP says goodbye, the control socket takes shares. after_unlock() brings
// certificate and queue; lock() ends every session, stops the queue and forgets all keys. Every wait of a
// lock and of a stop is bounded: whoever wants the keys gone does not wait for a slow peer.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "crypto/memory.hpp"
#include "http/client.hpp"
#include "mail/account/account.hpp"
#include "members/held.hpp"
#include "members/login.hpp"
#include "members/members.hpp"
#include "members/sign_in.hpp"
#include "net/certificate_facts.hpp"
#include "net/listener.hpp"
#include "net/tls.hpp"
#include "server/live_settings.hpp"
#include "server/load.hpp"
#include "server/sandbox.hpp"
#include "server/sessions.hpp"
#include "store/free_space.hpp"

namespace milpa::server {

class HookRunner;

struct ServerOptions {
    std::string folder;
    Settings settings;  ///< at the start
    /// What a reload goes by; from any thread.
    std::function<Result<Settings>()> read_again = [] { return Result<Settings>(fail(ErrorKind::missing)); };
    store::SealingMode sealing = store::SealingMode::sealed;
    crypto::Hardening hardening;  ///< what was reached before, for `status`
    Sandbox sandbox;              ///< the same
    /// Made before the sandbox; null: it is made at the start.
    std::shared_ptr<const ProcessGauge> gauge = nullptr;
    /// Where acme.dns_hook is set: started before the sandbox.
    std::shared_ptr<HookRunner> dns_hook = nullptr;
    /// Where this very process was founded in a browser: what the web shows while it is locked, so that
    /// nobody has to look at another one.
    std::optional<net::Certificate> founding_certificate{};
};

/// For `status`.
struct Standing {
    std::chrono::seconds uptime{0};
    std::size_t connections = 0;
    std::size_t open_vaults = 0;
    crypto::Hardening hardening;
    Sandbox sandbox;
};

/// How long sessions have to say goodbye when the server stops; after it their wires are closed.
inline constexpr std::chrono::seconds stop_grace{3};
/// As set, and no more than the process may have descriptors for.
std::size_t connections_max(const Settings& settings);

/// How long an act waits for the sessions that it has ended to be gone.
inline constexpr std::chrono::seconds close_patience{10};

class Mail;
namespace api {
class Api;
}
class Onion;
class Pusher;
class Renewals;
class ServerHouse;
class Web;

class Server {
public:
    /// Opens the folder and listens, locked. Fails with `missing` (not founded), `conflict` (another process
    /// has the folder or a port), `denied` (a port below 1024 without the right), `corrupt`, `io`.
    static Result<std::unique_ptr<Server>> start(ServerOptions options);
    /// Locks and stops, within lock_patience, stop_grace and net::abort_grace. What does not come to rest by
    /// then ends with the process, as by kill -9: nothing that was acknowledged is lost by it.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Whether the end of the terminal that it was started from (SIGHUP) is its own end, too.
    enum class Hangup : unsigned char { ignored, stops };
    /// Blocks until SIGINT, SIGTERM or request_stop(); SIGHUP is a reload() where it is no end.
    void run(Hangup hangup = Hangup::ignored);
    void request_stop() { runtime_->request_stop(); }

    net::Runtime& runtime() { return *runtime_; }
    store::Store& store() { return *store_; }
    members::Collective& collective() { return *collective_; }
    members::Logins& logins() { return *logins_; }
    members::SignIns& sign_ins() { return *sign_ins_; }
    members::Members& members() { return *members_; }
    Sessions& sessions() { return sessions_; }
    Mail& mail() { return *mail_; }
    api::Api& api() { return *api_; }
    ServerHouse& house() { return *house_; }
    Pusher& pusher() { return *pusher_; }
    Web& web() { return *web_; }
    Onion& onion() { return *onion_; }
    Renewals& renewals() { return *renewals_; }
    /// The onion service is ours from now on. Fails as after_unlock().
    Result<void> use_onion(std::string host);
    /// Those in force: never null, and never changed. Not to be kept longer than what is done with it.
    std::shared_ptr<const Settings> settings() const { return settings_.now(); }
    ReloadStanding reload_standing() const { return settings_.standing(); }
    /// Reads the settings again. What may change while the server runs changes, for connections and messages
    /// that come from now on; no connection is touched. A mistake changes nothing. Blocks for the file. From
    /// any thread. Fails as read_settings().
    Result<Reload> reload();
    const std::optional<net::Certificate>& founding_certificate() const {
        return options_.founding_certificate;
    }
    const Clock& clock() const { return clock_; }
    Random& random() { return random_; }
    Standing standing() const;
    const LoadHistory& load() const { return load_; }
    Task<LoadMeasure> measure_load();
    /// Of the store. Fails with `io`.
    Task<Result<store::DiskSpace>> disk_space();

    // ---- locking

    /// To be called once the last share has opened the collective: TLS, and mail that waits. Again after a
    /// failure: what is there already stays. Fails with `closed` when the server was locked meanwhile.
    Task<Result<void>> after_unlock();
    Task<void> lock();
    /// After a lock: how many vaults are still open because a session does not end, after lock_patience
    /// (mail.hpp) at most.
    Task<std::size_t> wait_all_closed();

    // ---- acts that concern several rooms of the house

    /// The member, with the usual folders in their vault.
    Task<Result<members::Credentials>> add_member(members::NewMember member);
    /// The same by an invitation; see Members::join().
    Task<Result<members::Credentials>> join(std::string token, members::NewMember member,
                                            std::optional<net::PeerAddress> from);
    /// Ends every session of the member, of whatever program; how many are still there after close_patience.
    Task<std::size_t> end_sessions(MemberId member);
    /// The member is suspended where this fails after it has begun.
    Task<Result<void>> remove_member(MemberId member);
    /// The new vault gets the usual folders; sessions of the member end.
    Task<Result<members::Credentials>> reset_member(MemberId member, std::vector<crypto::Share> shares,
                                                    std::optional<crypto::SecretText> password);
    struct Reopened {
        std::uint64_t messages = 0;
        bool kept = false;  ///< the former vault: not all that is beside its mail has room in the account
    };
    /// Moves all of a sealed former vault into the account: mail, contacts, identities, submissions. The
    /// vault goes then; it is kept, sealed as it was, where the account has no room for all that is beside
    /// the mail.
    Task<Result<Reopened>> reopen_former(members::Login login, crypto::SecretText old);
    /// Fails with `conflict` (not its key), `syntax`, `denied` (out of date), `closed`, `io`: the one before
    /// stays.
    Task<Result<void>> set_certificate(std::string chain_pem, crypto::SecretText key_pem);
    /// New connections get the certificates that are stored now; those that are there go on. Fails with
    /// `closed`.
    Result<void> show_certificates();
    /// Binds our account with the authority to one that it knows from elsewhere, and tries at once. Fails
    /// with `missing` (no authority is set), `syntax` (the key), `closed`, `io`.
    Task<Result<void>> bind_account(std::string key_id, crypto::SecretText mac_key);
    /// Of the certificate for whoever asks for no name. Fails with `missing`, `closed`.
    Result<net::CertificateFacts> certificate_facts() const;
    /// To be called when a domain has come or gone: the web answers for what is there now. Fails as
    /// after_unlock().
    Task<Result<void>> domains_changed();
    Task<Result<void>> purge();
    /// Everything that this server could be made to hand over about a member.
    Task<Result<members::Held>> held(members::MemberRecord member);

    /// The open account of a login; to be called on the home thread of its vault.
    Task<Result<mail::account::AccountHandle>> open_account(members::Login login);
    Executor home_of(const VaultId& vault) const { return runtime_->home_of(vault); }

private:
    explicit Server(ServerOptions options);
    Result<void> open();
    Task<Result<void>> start_collective();
    Result<void> listen_control();
    Task<> tidy_now_and_then();
    Task<> give_memory_back();
    Task<> purge_now_and_then();
    Task<> measure_now_and_then();
    Result<void> make_pusher();
    Task<Result<void>> start_pusher();
    Task<Result<void>> load_certificates();
    Result<void> use_certificates();
    Task<Result<void>> wait_closed(VaultId vault);

    const ServerOptions options_;
    LiveSettings settings_;
    std::mutex reloading_;  // guards the order of reloads
    SystemClock clock_;
    SystemRandom random_;
    const SteadyTime started_;
    const std::shared_ptr<const ProcessGauge> gauge_;
    LoadHistory load_;
    store::PurgeWatch purge_watch_;
    Sessions sessions_;
    net::PeerHasher hasher_;
    net::ConnectionLimits connections_;
    std::unique_ptr<net::ConnectionLimits> control_limits_;
    std::unique_ptr<store::Engine> engine_;
    std::unique_ptr<net::Runtime> runtime_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<members::Collective> collective_;
    std::unique_ptr<members::Logins> logins_;
    std::unique_ptr<members::SignIns> sign_ins_;
    std::unique_ptr<members::Members> members_;
    std::unique_ptr<Mail> mail_;
    std::shared_ptr<const mail::account::AnnexFactories> annexes_;
    std::unique_ptr<ServerHouse> house_;
    std::unique_ptr<net::TlsContext> push_tls_;
    std::unique_ptr<http::Client> push_client_;
    std::unique_ptr<Pusher> pusher_;
    std::unique_ptr<api::Api> api_;
    std::unique_ptr<Web> web_;
    std::unique_ptr<Onion> onion_;
    std::unique_ptr<Renewals> renewals_;
    std::unique_ptr<net::Listener> control_;
};

}  // namespace milpa::server
