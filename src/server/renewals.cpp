// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/renewals.hpp"

#include <boost/asio/post.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <iterator>
#include <mutex>
#include <set>

#include "acme/shell.hpp"
#include "base/log.hpp"
#include "server/acme_settings.hpp"
#include "server/certificate_letter.hpp"
#include "server/certificate_names.hpp"
#include "server/certificates.hpp"
#include "server/dns_hook.hpp"
#include "server/mail.hpp"
#include "server/server.hpp"
#include "server/web.hpp"

namespace milpa::server {

namespace json = boost::json;

namespace {

/// Of our account with the authority, in the directory: who we are in the place of a chain, and its key.
constexpr std::string_view account_label = "acme account";
/// Between two letters about one domain.
constexpr std::chrono::hours letter_pause{24};

/// What the authority has to be believed by.
Result<std::unique_ptr<net::TlsContext>> authority_tls(const std::string& file) {
    if (file.empty()) return net::TlsContext::client(net::TlsContext::Trust::system);
    std::ifstream from(file, std::ios::binary);
    const std::string pem((std::istreambuf_iterator<char>(from)), std::istreambuf_iterator<char>());
    if (!from) return fail(ErrorKind::missing, "the file of acme.authorities cannot be read");
    auto tls = net::TlsContext::client(pem);
    if (!tls) return fail(ErrorKind::syntax, "the file of acme.authorities has no certificate in PEM");
    return tls;
}

std::optional<std::string> text_at(const json::object& object, std::string_view name) {
    const auto* const value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string(value->as_string());
}

/// In the sealed directory.
class DirectoryStore final : public acme::Store {
public:
    explicit DirectoryStore(Lent<Server> server) : server_(server) {}

    Task<Result<acme::Account>> load_account() override {
        CO_TRY(const auto stored, server_->collective().read_certificate(account_label));
        boost::system::error_code error;
        const json::value said = json::parse(stored.chain_pem, error);
        if (error || !said.is_object()) co_return fail(ErrorKind::corrupt, "an account that is none");
        auto directory = text_at(said.as_object(), "directory");
        auto url = text_at(said.as_object(), "url");
        if (!directory || !url) co_return fail(ErrorKind::corrupt, "an account that is none");
        CO_TRY(Bytes number, from_base64url(stored.key_pem.view()));
        auto read = crypto::P256Key::from_private(number);
        crypto::wipe(number);
        CO_TRY(const auto key, std::move(read));
        co_return acme::Account{
            .directory_url = *std::move(directory), .url = *std::move(url), .key = key.private_number()};
    }

    Task<Result<void>> keep_account(acme::Account account) override {
        const json::object said{{"directory", account.directory_url}, {"url", account.url}};
        std::string text = to_base64url(account.key.view());
        crypto::SecretText number(text);
        crypto::wipe(text);
        co_return co_await server_->collective().store_certificate(std::string(account_label),
                                                                   json::serialize(said), std::move(number));
    }

    Task<Result<std::string>> load_chain(std::string label) override {
        CO_TRY(auto stored, server_->collective().read_certificate(certificate_label(label)));
        co_return std::move(stored.chain_pem);
    }

    Task<Result<void>> keep_certificate(std::string label, std::string chain_pem,
                                        crypto::SecretText key_pem) override {
        CO_CHECK(co_await server_->collective().store_certificate(certificate_label(label),
                                                                  std::move(chain_pem), std::move(key_pem)));
        co_return server_->show_certificates();
    }

private:
    const Lent<Server> server_;
};

/// What is shown to the authority at the moment.
class Proofs final : public acme::Challenges {
public:
    Proofs(Lent<Server> server, DnsHook* hook) : server_(server), hook_(hook) {}

    Task<Result<void>> publish(acme::Proof proof) override {
        if (is_over()) co_return fail(ErrorKind::closed, "locked");
        if (auto* const by_http = std::get_if<acme::HttpProof>(&proof)) {
            const std::scoped_lock guard(mutex_);
            if (!ended_) tokens_.insert_or_assign(by_http->token, by_http->key_authorization);
            co_return Result<void>{};
        }
        if (auto* const by_tls = std::get_if<acme::TlsProof>(&proof)) {
            {
                const std::scoped_lock guard(mutex_);
                names_.insert(by_tls->name);
            }
            co_return server_->web().publish_challenge(by_tls->name, by_tls->certificate);
        }
        auto& by_dns = std::get<acme::DnsProof>(proof);
        if (hook_ == nullptr) co_return fail(ErrorKind::missing, "there is no acme.dns_hook");
        co_return co_await hook_->add(std::move(by_dns.record), std::move(by_dns.value));
    }

    Task<> withdraw(acme::Proof proof) override {
        if (const auto* const by_http = std::get_if<acme::HttpProof>(&proof)) {
            const std::scoped_lock guard(mutex_);
            tokens_.erase(by_http->token);
        } else if (const auto* const by_tls = std::get_if<acme::TlsProof>(&proof)) {
            // The lock, or the next run, has taken it away, and what is there since is another's.
            if (!is_over()) server_->web().withdraw_challenge(by_tls->name);
        } else if (const auto* const by_dns = std::get_if<acme::DnsProof>(&proof); hook_ != nullptr) {
            hook_->remove(by_dns->record, by_dns->value);
        }
        co_return;
    }

    /// What is shown still when it is over without a lock. Any thread.
    void withdraw_names() {
        std::set<std::string> names;
        {
            const std::scoped_lock guard(mutex_);
            names.swap(names_);
        }
        for (const std::string& name : names) server_->web().withdraw_challenge(name);
    }
    /// Any thread.
    std::optional<std::string> find(std::string_view token) const {
        const std::scoped_lock guard(mutex_);
        const auto found = tokens_.find(token);
        if (found == tokens_.end()) return std::nullopt;
        return found->second;
    }
    void end() {
        const std::scoped_lock guard(mutex_);
        ended_ = true;
        tokens_.clear();
    }

private:
    bool is_over() const {
        const std::scoped_lock guard(mutex_);
        return ended_;
    }

    const Lent<Server> server_;
    DnsHook* const hook_;
    mutable std::mutex mutex_;  // guards what follows
    std::map<std::string, std::string, std::less<>> tokens_;
    std::set<std::string> names_;  // by TLS, of all that were shown
    bool ended_ = false;
};

}  // namespace

bool RenewalReport::needs_people() const {
    return last && last->failures > 0 && (last->alarm || !last->lifetime);
}

struct Renewals::Parts {
    Parts(Lent<Server> owner, std::unique_ptr<net::TlsContext> trusted, std::shared_ptr<HookRunner> runner)
        : server(owner),
          home(owner->runtime().executor(0)),
          tls(std::move(trusted)),
          transport(&owner->mail().resolver(), tls.get()) {
        if (runner) hook.emplace(std::move(runner));
    }

    std::shared_ptr<Run> current() const {
        const std::scoped_lock guard(mutex);
        return run;
    }

    const Lent<Server> server;
    const Executor home;
    const std::unique_ptr<net::TlsContext> tls;
    acme::ClientTransport transport;
    std::optional<DnsHook> hook;
    mutable std::mutex mutex;  // guards what follows
    std::shared_ptr<Run> run;  // from an unlock to the next lock
};

/// One unlocking's. All but reports() and find() on the home thread.
struct Renewals::Run {
    Run(Lent<Parts> from, acme::Settings settings)
        : server(from->server),
          store(server),
          proofs(server, from->hook ? &*from->hook : nullptr),
          names(&server->mail().resolver()),
          keeper({.world = {.transport = &from->transport,
                            .waits = &waits,
                            .clock = &server->clock(),
                            .random = &server->random()},
                  .store = &store,
                  .challenges = &proofs,
                  .settings = std::move(settings),
                  .wanted = {}}) {}

    static Task<> keep(std::shared_ptr<Run> self);
    Task<Result<void>> look_at_domains();
    Task<> write_letters();
    std::vector<RenewalReport> reports() const;
    void end() {
        ended = true;
        keeper.stop();
        waits.stop();
    }
    void nudge() {
        again = true;
        waits.wake();
    }

    const Lent<Server> server;
    DirectoryStore store;
    Proofs proofs;
    acme::TimedWaits waits;
    NamesHere names;
    acme::Keeper keeper;
    std::map<std::string, WallTime> letters;  // when the last was written, by domain
    bool again = false;
    bool ended = false;
    mutable std::mutex mutex;  // guards what follows
    std::vector<NamesHere::Domain> domains;
};

Task<Result<void>> Renewals::Run::look_at_domains() {
    CO_CHECK(co_await forget_certificates_of_others(&server->collective()));
    CO_TRY(auto all, ascii_domains(server->collective()));
    auto found = co_await names.look(std::move(all), server->settings()->ports.https != 0);
    std::vector<acme::Wanted> wanted;
    for (const auto& domain : found) {
        if (!domain.names.empty()) wanted.push_back({.label = domain.domain, .names = domain.names});
    }
    keeper.want(std::move(wanted));
    const std::scoped_lock guard(mutex);
    domains = std::move(found);
    co_return Result<void>{};
}

Task<> Renewals::Run::write_letters() {
    const WallTime now = server->clock().wall();
    for (const RenewalReport& report : reports()) {
        if (!report.last || !report.last->alarm) continue;
        const auto last = letters.find(report.domain);
        if (last != letters.end() && now - last->second < letter_pause) continue;
        if (const auto written = co_await tell_carers(server, report); !written) {
            log::event("acme.letter_failed", written.error().kind);
            continue;
        }
        letters.insert_or_assign(report.domain, now);
    }
}

Task<> Renewals::Run::keep(std::shared_ptr<Run> self) {
    while (!self->ended) {
        self->again = false;
        if (const auto looked = co_await self->look_at_domains(); !looked)
            log::event("acme.domains_failed", looked.error().kind);
        if (self->ended) break;
        const std::chrono::milliseconds pause = co_await self->keeper.look();
        if (self->ended) break;
        co_await self->write_letters();
        if (self->again) continue;
        if (!co_await self->waits.wait(pause)) break;
    }
}

std::vector<RenewalReport> Renewals::Run::reports() const {
    std::vector<RenewalReport> all;
    {
        const std::scoped_lock guard(mutex);
        for (const auto& domain : domains)
            all.push_back({.domain = domain.domain, .names = domain.names, .last = {}});
    }
    for (acme::Report& last : keeper.reports()) {
        const auto of = std::ranges::find(all, last.label, &RenewalReport::domain);
        if (of != all.end()) of->last = std::move(last);
    }
    return all;
}

Renewals::Renewals(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Renewals::~Renewals() = default;

Result<std::unique_ptr<Renewals>> Renewals::start(Lent<Server> server, std::shared_ptr<HookRunner> hook) {
    const auto settings = server->settings();
    if (settings->acme_directory.empty()) return std::unique_ptr<Renewals>(new Renewals(nullptr));
    TRY(auto tls, authority_tls(settings->acme_authorities));
    return std::unique_ptr<Renewals>(
        new Renewals(std::make_unique<Parts>(server, std::move(tls), std::move(hook))));
}

bool Renewals::is_wanted() const { return parts_ != nullptr; }

Result<void> Renewals::unlocked() {
    if (!is_wanted()) return {};
    TRY(const auto domains, ascii_domains(parts_->server->collective()));
    TRY(auto settings, acme_settings(*parts_->server->settings(), domains.front()));
    const auto bound = parts_->server->collective().read_certificate(external_account_label);
    if (bound)
        settings.external = {.key_id = bound->chain_pem,
                             .mac_key = std::make_shared<const crypto::SecretText>(bound->key_pem.copy())};
    const auto run = std::make_shared<Run>(parts_.get(), std::move(settings));
    {
        const std::scoped_lock guard(parts_->mutex);
        if (parts_->run) return {};
        parts_->run = run;
    }
    // Outside: it may begin at once, on this very thread.
    net::spawn(parts_->home, Run::keep(run));
    if (parts_->server->collective().unlocked()) return {};
    // Locked meanwhile, by who has ended only what was there before.
    locked();
    return fail(ErrorKind::closed, "locked meanwhile");
}

void Renewals::locked() {
    if (!is_wanted()) return;
    std::shared_ptr<Run> gone;
    {
        const std::scoped_lock guard(parts_->mutex);
        gone = std::exchange(parts_->run, nullptr);
    }
    if (!gone) return;
    gone->proofs.end();
    if (parts_->hook) parts_->hook->stop();
    boost::asio::post(parts_->home, [gone] { gone->end(); });
}

Result<void> Renewals::begin_again() {
    const auto gone = parts_->current();
    locked();
    if (gone) gone->proofs.withdraw_names();
    return unlocked();
}

void Renewals::settings_changed() {
    if (!is_wanted() || !parts_->current()) return;
    // Where that fails it is locked, and the next unlocking begins with what is set now.
    if (const auto begun = begin_again(); !begun) log::event("acme.not_begun", begun.error().kind);
}

void Renewals::look_again() {
    if (!is_wanted()) return;
    if (const auto run = parts_->current()) boost::asio::post(parts_->home, [run] { run->nudge(); });
}

Result<void> Renewals::renew() {
    if (!is_wanted())
        return fail(ErrorKind::missing, "no authority is set (acme.directory): certificates come by hand");
    const auto run = parts_->current();
    if (!run) return fail(ErrorKind::closed, "locked");
    boost::asio::post(parts_->home, [run] {
        run->keeper.renew();
        run->nudge();
    });
    return {};
}

std::optional<std::string> Renewals::answer(std::string_view token) const {
    const auto run = is_wanted() ? parts_->current() : nullptr;
    return run ? run->proofs.find(token) : std::nullopt;
}

std::vector<RenewalReport> Renewals::reports() const {
    const auto run = is_wanted() ? parts_->current() : nullptr;
    return run ? run->reports() : std::vector<RenewalReport>();
}

}  // namespace milpa::server
