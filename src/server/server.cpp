// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/server.hpp"

#include <malloc.h>

#include <cstdlib>
#include <filesystem>

#include "base/log.hpp"
#include "mail/queue/fold.hpp"
#include "mail/queue/queue.hpp"
#include "net/run_now.hpp"
#include "server/annexes.hpp"
#include "server/api/api.hpp"
#include "server/api/families.hpp"
#include "server/certificates.hpp"
#include "server/control/serve.hpp"
#include "server/folder.hpp"
#include "server/house.hpp"
#include "server/mail.hpp"
#include "server/onion.hpp"
#include "server/pusher.hpp"
#include "server/renewals.hpp"
#include "server/web.hpp"
#include "store/free_space.hpp"
#include "store/rocksdb_engine.hpp"

namespace milpa::server {

namespace {

constexpr std::size_t control_connections_max = 32;
constexpr std::chrono::minutes tidy_interval{1};
constexpr std::chrono::minutes purge_look_interval{1};
/// What was freed goes back to the machine: an allocator keeps it, after a flood for good.
/// `bench/web_bench.py idle1` says how much stays.
constexpr std::chrono::seconds trim_interval{5};
/// The key by which push services know us (RFC 8292).
constexpr std::string_view push_certificate = "push";
constexpr std::chrono::milliseconds close_poll{20};

}  // namespace

Server::Server(ServerOptions options)
    : options_(std::move(options)),
      settings_(options_.settings),
      started_(clock_.steady()),
      gauge_(options_.gauge ? options_.gauge : std::make_shared<const ProcessGauge>()),
      load_(&clock_),
      hasher_(&clock_, &random_),
      connections_(connections_max(options_.settings), options_.settings.connections_per_peer) {}

Server::~Server() {
    // Whatever the start reached: keys and sessions end first, then what they use.
    if (mail_) net::run_now(lock());
    if (runtime_ && runtime_->stop(stop_grace) > 0) {
        // It would come back to what is gone by then. The keys are forgotten, and what was acknowledged is on
        // the disk.
        log::event("server.stop_forced");
        std::quick_exit(EXIT_SUCCESS);
    }
    control_.reset();
    renewals_.reset();
    onion_.reset();
    web_.reset();
    api_.reset();
    house_.reset();
    pusher_.reset();
    mail_.reset();
}

Result<std::unique_ptr<Server>> Server::start(ServerOptions options) {
    std::unique_ptr<Server> server(new Server(std::move(options)));
    CHECK(server->open());
    return server;
}

Result<void> Server::open() {
    auto engine = store::open_rocksdb({.folder = std::filesystem::path(options_.folder) / store_folder});
    if (!engine && engine.error().kind == ErrorKind::conflict)
        return fail(ErrorKind::conflict, "a server runs in this folder already");
    if (!engine) return engine.error();
    engine_ = std::move(*engine);
    runtime_ = std::make_unique<net::Runtime>(net::RuntimeOptions{.threads = options_.settings.threads});
    store_ = std::make_unique<store::Store>(store::StoreWorld{
        .engine = engine_.get(),
        .home_of = [runtime = runtime_.get()](const VaultId& id) { return runtime->home_of(id); },
        .pool = &runtime_->pool(),
        .clock = &clock_,
        .random = &random_,
        .sealing = options_.sealing,
    });
    CHECK(net::run_now(start_collective()));
    collective_->usage().limit_messages(options_.settings.member_messages_max);
    logins_ = std::make_unique<members::Logins>(
        collective_.get(), crypto::Argon2Cost{.memlimit = options_.settings.argon2_memory});
    sign_ins_ = std::make_unique<members::SignIns>(collective_.get(), logins_.get());
    members_ = std::make_unique<members::Members>(collective_.get(), logins_.get());
    TRY(mail_, Mail::start(this, &connections_, &hasher_));
    annexes_ = annex_factories();
    CHECK(make_pusher());
    house_ = std::make_unique<ServerHouse>(this);
    api_ = std::make_unique<api::Api>(this, api::all_families(), house_.get());
    TRY(web_, Web::start(this, &connections_, &hasher_));
    TRY(onion_, Onion::start(this));
    TRY(renewals_, Renewals::start(this, options_.dns_hook));
    return listen_control();
}

Task<Result<void>> Server::start_collective() {
    CO_TRY(collective_, co_await members::Collective::start({.store = store_.get(),
                                                             .runtime = runtime_.get(),
                                                             .clock = &clock_,
                                                             .random = &random_,
                                                             .on_lock = [this] {
                                                                 sessions_.end_all();
                                                                 if (sign_ins_) sign_ins_->forget_all();
                                                             }}));
    co_return Result<void>{};
}

Result<void> Server::listen_control() {
    const auto path = std::filesystem::path(options_.folder) / control::socket_name;
    control_limits_ =
        std::make_unique<net::ConnectionLimits>(control_connections_max, control_connections_max);
    TRY(control_, net::Listener::unix_socket(runtime_->executor(0), {runtime_->executor(0)}, path.string(),
                                             control_limits_.get(), [this](net::Accepted accepted) {
                                                 return control::serve_control(std::move(accepted.wire),
                                                                               this);
                                             }));
    net::spawn(runtime_->executor(0), tidy_now_and_then());
    net::spawn(runtime_->executor(0), give_memory_back());
    net::spawn(runtime_->executor(0), purge_now_and_then());
    net::spawn(runtime_->executor(0), measure_now_and_then());
    return {};
}

Task<> Server::tidy_now_and_then() {
    while (co_await net::sleep_for(tidy_interval)) {
        collective_->forget_late_shares();
        logins_->forget_expired();
        sign_ins_->forget_expired();
        house_->approvals().forget_late();
        house_->receipts().forget_late();
        store_->forget_expired();
    }
}

Task<> Server::give_memory_back() {
    while (co_await net::sleep_for(trim_interval)) {
        co_await runtime_->pool().run([] { return ::malloc_trim(0); });
    }
}

Task<> Server::purge_now_and_then() {
    // A reload may say that it is time.
    for (SteadyTime last = clock_.steady(); co_await net::sleep_for(purge_look_interval);) {
        if (!collective_->unlocked()) continue;
        const bool is_time = clock_.steady() - last >= std::chrono::hours(settings()->purge_hours);
        const auto space = co_await disk_space();
        const bool is_due = space && purge_watch_.is_due(clock_.steady(), *space) && store_->has_remains();
        if (!is_time && !is_due) continue;
        if (is_due) log::event("server.purge_for_room");
        last = clock_.steady();
        if (auto swept = co_await sign_ins_->sweep(); !swept)
            log::event("server.sweep_failed", swept.error().kind);
        if (auto swept = co_await collective_->push_subscriptions().sweep(); !swept)
            log::event("server.sweep_failed", swept.error().kind);
        // Each purge writes all that is stored anew: not for nothing.
        auto purged = co_await collective_->snapshot();
        if (purged && store_->has_remains()) purged = co_await purge();
        if (!purged) log::event("server.purge_failed", purged.error().kind);
    }
}

Task<> Server::measure_now_and_then() {
    do {
        load_.take(co_await measure_load());
    } while (co_await net::sleep_for(load_interval));
}

Task<LoadMeasure> Server::measure_load() {
    const auto counters = log::counters();
    const auto counted = [&](const char* name) -> std::uint64_t {
        const auto found = counters.find(name);
        return found == counters.end() ? 0 : static_cast<std::uint64_t>(found->second);
    };
    const Standing now = standing();
    LoadMeasure measure{.totals = {.messages_in = counted("mail.delivered"),
                                   .messages_out = counted("queue.delivered"),
                                   .requests = counted("http.request"),
                                   .processor = ProcessGauge::processor_time()},
                        .levels = {.connections = now.connections,
                                   .open_vaults = now.open_vaults,
                                   .memory_octets = gauge_->memory_octets(),
                                   .queued = std::nullopt}};
    if (const auto queue = co_await mail_->queue().summary()) measure.levels.queued = queue->recipients;
    co_return measure;
}

Task<Result<store::DiskSpace>> Server::disk_space() {
    co_return co_await runtime_->pool().run([path = std::filesystem::path(options_.folder) / store_folder] {
        return store::read_disk_space(path);
    });
}

void Server::run(Hangup hangup) {
    while (runtime_->wait_for_signal() != net::Signal::stop) {
        if (hangup == Hangup::stops) return;
        // The log and `milpa status` tell what came of it.
        [[maybe_unused]] const auto done = reload();
    }
}

Standing Server::standing() const {
    return {.uptime = std::chrono::duration_cast<std::chrono::seconds>(clock_.steady() - started_),
            .connections = connections_.total(),
            .open_vaults = store_->vaults().open_count(),
            .hardening = options_.hardening,
            .sandbox = options_.sandbox};
}

Task<Result<void>> Server::after_unlock() {
    // Neither waits for the other: mail leaves without a certificate, too.
    const auto loaded = co_await load_certificates();
    CO_CHECK(co_await mail_->unlocked());
    CO_CHECK(co_await start_pusher());
    onion_->unlocked();
    if (loaded) CO_CHECK(renewals_->unlocked());
    co_return loaded;
}

Task<void> Server::lock() {
    if (renewals_) renewals_->locked();
    if (onion_) onion_->locked();
    if (pusher_) pusher_->stop();
    if (house_) house_->approvals().forget_all();
    if (house_) house_->receipts().forget_all();
    if (web_) web_->locked();
    co_await mail_->locked();
    co_await collective_->lock();
    // What an unlocking that was under way has brought between the two.
    if (renewals_) renewals_->locked();
    if (onion_) onion_->locked();
    if (pusher_) pusher_->stop();
    if (house_) house_->approvals().forget_all();
    if (house_) house_->receipts().forget_all();
    if (web_) web_->locked();
    co_await mail_->locked();
}

Task<std::size_t> Server::wait_all_closed() {
    for (std::chrono::milliseconds waited{0}; waited < lock_patience; waited += close_poll) {
        if (sessions_.count() == 0 && store_->vaults().open_count() == 0) break;
        if (!co_await net::sleep_for(close_poll)) break;
    }
    co_return store_->vaults().open_count();
}

Task<std::size_t> Server::end_sessions(MemberId member) {
    sessions_.end_of(member);
    sign_ins_->forget_of(member);
    for (std::chrono::milliseconds waited{0}; waited < close_patience; waited += close_poll) {
        if (sessions_.count_of(member) == 0) break;
        if (!co_await net::sleep_for(close_poll)) break;
    }
    co_return sessions_.count_of(member);
}

Task<Result<void>> Server::load_certificates() {
    CO_CHECK(co_await make_certificate_if_missing(collective_.get()));
    co_return use_certificates();
}

Task<Result<void>> Server::domains_changed() {
    CO_CHECK(co_await load_certificates());
    renewals_->look_again();
    co_return Result<void>{};
}

Result<void> Server::make_pusher() {
    TRY(push_tls_, push_trust(options_.settings.outbound_authorities));
    // With a zone of the tests' own the network is never asked, and all that there is is this machine.
    const bool in_tests = !options_.settings.outbound_zone.empty();
    push_client_ = std::make_unique<http::Client>(
        http::ClientOptions{.resolver = &mail_->resolver(),
                            .tls = push_tls_.get(),
                            .reach = in_tests ? http::Reach::any : http::Reach::global,
                            .within = push_within});
    pusher_ = std::make_unique<Pusher>(PusherWorld{
        .collective = collective_.get(),
        .clock = &clock_,
        .random = &random_,
        .home = runtime_->executor(0),
        .reach = in_tests ? http::Reach::any : http::Reach::global,
        .fetch = [this](http::ClientRequest request) { return push_client_->fetch(std::move(request)); },
    });
    return {};
}

Task<Result<void>> Server::start_pusher() {
    CO_TRY(const auto domains, collective_->domains());
    CO_TRY(const std::string domain, members::domain_to_ascii(domains.front()));
    const std::string contact = "mailto:postmaster@" + domain;
    auto stored = collective_->read_certificate(push_certificate);
    if (stored) {
        CO_TRY(Bytes number, from_base64url(stored->key_pem.view()));
        auto key = crypto::P256Key::from_private(number);
        crypto::wipe(number);
        if (!key) co_return key.error();
        pusher_->start(std::move(*key), contact);
        co_return Result<void>{};
    }
    if (stored.error().kind != ErrorKind::missing) co_return stored.error();
    // RFC 9749 5: whoever subscribed did so for a key that is no more; push services would refuse this one.
    // Before it is there, so that it happens also where we end in between.
    CO_TRY(const auto members, collective_->members());
    for (const members::MemberPointer& member : members)
        CO_CHECK(co_await collective_->push_subscriptions().remove_where(member->id,
                                                                         [](const auto&) { return true; }));
    auto key = crypto::P256Key::generate();
    std::string text = to_base64url(key.private_number().view());
    crypto::SecretText number(text);
    crypto::wipe(text);
    CO_CHECK(co_await collective_->store_certificate(std::string(push_certificate),
                                                     to_base64url(key.public_point()), std::move(number)));
    pusher_->start(std::move(key), contact);
    co_return Result<void>{};
}

Result<void> Server::use_onion(std::string host) {
    web_->use_onion(std::move(host));
    return use_certificates();
}

Result<void> Server::use_certificates() {
    TRY(const auto all, certificates_in_force(*collective_, clock_.wall()));
    CHECK(mail_->use_certificates(all));
    return web_->use_certificates(all);
}

Result<void> Server::show_certificates() {
    TRY(const auto all, certificates_in_force(*collective_, clock_.wall()));
    CHECK(mail_->use_certificates(all));
    return web_->show_certificates(all);
}

Task<Result<void>> Server::bind_account(std::string key_id, crypto::SecretText mac_key) {
    if (!renewals_->is_wanted()) co_return fail(ErrorKind::missing, "no authority is set (acme.directory)");
    const std::string_view text = mac_key.view();
    if (const auto octets = from_base64url(text.substr(0, text.find('='))); !octets || octets->empty())
        co_return fail(ErrorKind::syntax, "the key of the external account is not base64url");
    CO_CHECK(co_await collective_->store_certificate(std::string(external_account_label), std::move(key_id),
                                                     std::move(mac_key)));
    co_return renewals_->begin_again();
}

Task<Result<void>> Server::set_certificate(std::string chain_pem, crypto::SecretText key_pem) {
    const net::Certificate certificate{chain_pem, std::string(key_pem.view())};
    // What cannot be used is not stored.
    auto usable = net::TlsContext::server(certificate);
    if (!usable) {
        co_return fail(usable.error().kind, usable.error().kind == ErrorKind::conflict
                                                ? "the key is not the certificate's"
                                                : "the certificate or its key cannot be read as PEM");
    }
    CO_TRY(const auto facts, net::read_certificate_facts(chain_pem));
    if (facts.until <= clock_.wall()) co_return fail(ErrorKind::denied, "the certificate is out of date");
    CO_CHECK(co_await collective_->store_certificate(std::string(mail_certificate), std::move(chain_pem),
                                                     std::move(key_pem)));
    co_return show_certificates();
}

Result<net::CertificateFacts> Server::certificate_facts() const {
    TRY(const auto all, certificates_in_force(*collective_, clock_.wall()));
    return net::read_certificate_facts(all.front().chain_pem);
}

Task<Result<members::Credentials>> Server::add_member(members::NewMember member) {
    member.first_events = mail::account::initial_events(clock_.wall());
    co_return co_await members_->add(std::move(member));
}

Task<Result<members::Credentials>> Server::join(std::string token, members::NewMember member,
                                                std::optional<net::PeerAddress> from) {
    member.first_events = mail::account::initial_events(clock_.wall());
    co_return co_await members_->join(std::move(token), std::move(member), std::move(from));
}

Task<Result<members::Credentials>> Server::reset_member(MemberId member, std::vector<crypto::Share> shares,
                                                        std::optional<crypto::SecretText> password) {
    CO_TRY(members::Credentials made, co_await members_->reset(member, std::move(shares), std::move(password),
                                                               mail::account::initial_events(clock_.wall())));
    co_await end_sessions(member);
    mail_->queue().look_at_held();
    co_return std::move(made);
}

Task<Result<void>> Server::wait_closed(VaultId vault) {
    for (std::chrono::milliseconds waited{0}; waited < close_patience; waited += close_poll) {
        if (!store_->vaults().is_open(vault)) co_return Result<void>{};
        CO_CHECK(co_await net::sleep_for(close_poll));
    }
    co_return fail(
        ErrorKind::conflict,
        "a session of this member does not end: they are suspended now, but not removed; try again");
}

Task<Result<void>> Server::remove_member(MemberId member) {
    CO_TRY(const auto record, collective_->read_member(member));
    // Suspended first: nobody logs in between the end of the sessions and the removal.
    CO_CHECK(co_await members_->suspend(member));
    co_await end_sessions(member);
    CO_CHECK(co_await wait_closed(record->vault));
    CO_CHECK(co_await members_->remove(member));
    mail_->queue().look_at_held();
    co_return co_await collective_->push_subscriptions().remove_where(member,
                                                                      [](const auto&) { return true; });
}

Task<Result<void>> Server::purge() {
    CO_CHECK(co_await collective_->snapshot());
    CO_CHECK(co_await runtime_->pool().run([path = std::filesystem::path(options_.folder) / store_folder] {
        return store::check_purge_room(path);
    }));
    purge_watch_.purge_begins(clock_.steady());
    auto purged = co_await store_->purge();
    purge_watch_.purge_ends(clock_.steady());
    co_return purged;
}

Task<Result<members::Held>> Server::held(members::MemberRecord member) {
    members::HeldElsewhere elsewhere;
    elsewhere.sessions_open = sessions_.count_of(member.id);
    elsewhere.recipients_of_late = mail_->recipients_of_late(member.id);
    elsewhere.reason = [](std::uint32_t reason) {
        return mail::queue::to_text(static_cast<mail::queue::Reason>(reason));
    };
    CO_TRY(auto queue, co_await mail_->queue().readable());
    elsewhere.queue = std::move(queue.items);
    elsewhere.tries = std::move(queue.tries);
    co_return co_await members::held(collective_.get(), member.address(), std::move(elsewhere));
}

Task<Result<mail::account::AccountHandle>> Server::open_account(members::Login login) {
    mail::account::AccountWorld world{
        .objects = store_->object_parts(),
        .pool = &runtime_->pool(),
        .clock = &clock_,
        .annexes = annexes_,
        .on_own_change = [pusher = pusher_.get(), member = login.id()](
                             store::Seq seq, std::optional<mail::account::AnnexKind> annex) {
            pusher->notify(member, changed_by_owner(seq, annex));
        }};
    co_return co_await mail::account::open_account(&store_->vaults(), world, login.vault(),
                                                   login.keys->copy());
}

}  // namespace milpa::server
