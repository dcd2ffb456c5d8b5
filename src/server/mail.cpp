// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/mail.hpp"

#include <fstream>

#include "base/log.hpp"
#include "mail/imap/connection.hpp"
#include "mail/queue/queue.hpp"
#include "mail/smtp/connection.hpp"
#include "mail/smtp/send_limits.hpp"
#include "server/jmap_outbox.hpp"
#include "server/mail_imap.hpp"
#include "server/mail_returns.hpp"
#include "server/mail_smtp.hpp"
#include "server/ports.hpp"

namespace milpa::server {

namespace smtp = mail::smtp;

namespace {

/// What a locked server calls itself: its domain is sealed.
constexpr std::string_view locked_name = "localhost";
constexpr std::string_view too_many_smtp = "421 4.7.0 Too many connections\r\n";

/// What sessions are given at their start, and keep: it changes with lock, unlock and a new certificate. A
/// lock ends all that were given another one before.
struct Live {
    std::string host_name;
    std::shared_ptr<net::TlsContext> tls;  ///< null while locked
    std::shared_ptr<net::Ending> ending;   ///< the next lock; null while locked
};

constexpr std::chrono::milliseconds lock_poll{2};

enum class Tls : unsigned char { offered, from_the_start };

Error locked_meanwhile() { return fail(ErrorKind::closed, "locked meanwhile"); }

Task<> stop_queue(Lent<mail::queue::Queue> queue, std::shared_ptr<std::atomic<bool>> stopped) {
    co_await queue->stop();
    stopped->store(true);
}

Result<std::string> read_zone(const std::string& path) {
    if (path.empty()) return std::string();
    std::ifstream file(path, std::ios::binary);
    std::string zone((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file) return fail(ErrorKind::missing, "the file of outbound.zone cannot be read");
    // An empty zone is a zone still: with it the network is never asked.
    return zone.empty() ? std::string("\n") : zone;
}

}  // namespace

struct Mail::Parts {
    Parts(Lent<Server> owner, std::unique_ptr<net::Resolver> dns)
        : server(owner),
          send_limits(owner->settings()->member_recipients_per_hour),
          services_of_smtp(owner),
          services_of_imap(owner),
          returns(owner, &send_limits),
          resolver(std::move(dns)),
          outgoing(
              {.store = &owner->store(),
               .home_of = [runtime = &owner->runtime()](const VaultId& id) { return runtime->home_of(id); },
               .resolver = resolver.get(),
               .returns = &returns,
               .clock = &owner->clock(),
               .random = &owner->random()}) {}

    std::shared_ptr<const Live> live() const {
        const std::scoped_lock guard(mutex);
        return now;
    }
    void set_live(std::string host_name, std::shared_ptr<net::TlsContext> tls);
    smtp::Settings smtp_settings(const Live& given, smtp::Service service) const;
    mail::queue::Pace pace() const;
    mail::queue::Settings queue_settings(const std::string& domain) const;
    void change_pace() {
        outgoing.change([this] { return pace(); });
    }
    Result<void> listen(Lent<net::ConnectionLimits> limits, Lent<net::PeerHasher> hasher);
    smtp::Services services_for(Lent<smtp::Logins> logins);
    Task<> serve_smtp(net::Accepted accepted, smtp::Service service, Tls mode);
    Task<> serve_imap(net::Accepted accepted, Tls mode);

    const Lent<Server> server;
    smtp::SendLimits send_limits;
    SmtpServices services_of_smtp;
    ImapServices services_of_imap;
    MailReturns returns;
    const std::unique_ptr<net::Resolver> resolver;
    mail::queue::Queue outgoing;
    mutable std::mutex mutex;  // guards what follows
    std::shared_ptr<const Live> now;
    std::vector<std::unique_ptr<net::Listener>> listeners;
};

void Mail::Parts::set_live(std::string host_name, std::shared_ptr<net::TlsContext> tls) {
    auto next = std::make_shared<Live>();
    next->host_name = std::move(host_name);
    next->tls = std::move(tls);
    std::shared_ptr<net::Ending> over;
    {
        const std::scoped_lock guard(mutex);
        std::shared_ptr<net::Ending> before = now ? now->ending : nullptr;
        if (next->tls) {
            // With a new certificate those that are there go on.
            next->ending = before ? std::move(before) : std::make_shared<net::Ending>();
        } else {
            over = std::move(before);
        }
        now = std::move(next);
    }
    if (over) over->end();
}

smtp::Settings Mail::Parts::smtp_settings(const Live& given, smtp::Service service) const {
    const auto from = server->settings();
    smtp::Settings settings;
    settings.service = service;
    settings.host_name = given.host_name;
    settings.message_octets_max = from->message_bytes_max;
    settings.recipients_max = from->recipients_max;
    settings.starttls = given.tls != nullptr;
    return settings;
}

mail::queue::Pace Mail::Parts::pace() const {
    const auto from = server->settings();
    return {.retry_first = from->outbound_retry_first,
            .retry_max = from->outbound_retry_max,
            .delay_notice = from->outbound_delay_notice,
            .give_up = from->outbound_give_up,
            .at_once = from->outbound_at_once};
}

mail::queue::Settings Mail::Parts::queue_settings(const std::string& domain) const {
    const auto from = server->settings();
    mail::queue::Settings settings;
    settings.host_name = domain;
    settings.domain = domain;
    settings.port = static_cast<std::uint16_t>(from->outbound_port);
    settings.bind_address = from->outbound_bind;
    settings.pace = pace();
    return settings;
}

/// The handshake of a port that begins with TLS; false where the connection is over.
Task<bool> shake_hands(Lent<net::Wire> wire, std::shared_ptr<const Live> given) {
    // Locked, there is no certificate, and nothing that could be said in clear on such a port.
    if (!given->tls) {
        wire->close();
        co_return false;
    }
    const auto hearing =
        given->ending->hear(co_await boost::asio::this_coro::executor, [wire] { wire->close(); });
    wire->set_deadline(smtp::tls_timeout);
    const bool good = (co_await wire->start_tls_server(given->tls.get())).has_value();
    if (!good) log::count("mail.tls_failed");
    co_return good;
}

Task<> Mail::Parts::serve_imap(net::Accepted accepted, Tls mode) {
    const auto given = live();
    if (mode == Tls::from_the_start && !co_await shake_hands(accepted.wire.get(), given)) co_return;
    const auto clear = clear_login_of(accepted.address, *server->settings());
    co_await mail::imap::serve(std::move(accepted.wire), {.peer = accepted.address}, given->tls,
                               &services_of_imap, clear, given->ending);
}

smtp::Services Mail::Parts::services_for(Lent<smtp::Logins> logins) {
    return {.gate = &services_of_smtp,
            .recipients = &services_of_smtp,
            .inbound = &services_of_smtp,
            .outbox = &services_of_smtp,
            .logins = logins,
            .send_limits = &send_limits,
            .clock = &server->clock(),
            .random = &server->random()};
}

Task<> Mail::Parts::serve_smtp(net::Accepted accepted, smtp::Service service, Tls mode) {
    const auto given = live();
    if (mode == Tls::from_the_start && !co_await shake_hands(accepted.wire.get(), given)) co_return;
    SubmissionLogins logins(&services_of_smtp, server, accepted.wire.get(),
                            co_await boost::asio::this_coro::executor);
    const smtp::Services own = services_for(&logins);
    const smtp::Settings settings = smtp_settings(*given, service);
    co_await smtp::serve_on(accepted.wire.get(), accepted.address.text_for_sealing(), given->tls.get(),
                            &settings, &own, given->ending);
}

Result<void> Mail::Parts::listen(Lent<net::ConnectionLimits> limits, Lent<net::PeerHasher> hasher) {
    const auto settings = server->settings();
    std::vector<Executor> contexts;
    for (std::size_t i = 0; i < server->runtime().threads(); ++i)
        contexts.push_back(server->runtime().executor(i));
    struct Port {
        std::uint32_t number;
        std::string_view refusal;
        net::AcceptHandler handler;
    };
    const auto smtp_port = [this](smtp::Service service, Tls mode) {
        return [this, service, mode](net::Accepted accepted) {
            return serve_smtp(std::move(accepted), service, mode);
        };
    };
    const auto imap_port = [this](Tls mode) {
        return [this, mode](net::Accepted accepted) { return serve_imap(std::move(accepted), mode); };
    };
    const Port ports[] = {
        {settings->ports.smtp, too_many_smtp, smtp_port(smtp::Service::exchange, Tls::offered)},
        {settings->ports.submission, too_many_smtp, smtp_port(smtp::Service::submission, Tls::offered)},
        {settings->ports.submissions, {}, smtp_port(smtp::Service::submission, Tls::from_the_start)},
        {settings->ports.imap, mail::imap::too_many, imap_port(Tls::offered)},
        {settings->ports.imaps, {}, imap_port(Tls::from_the_start)},
    };
    for (const Port& port : ports) {
        if (port.number == 0) continue;
        auto listener = net::Listener::tcp(server->runtime().executor(0), contexts, settings->listen,
                                           static_cast<std::uint16_t>(port.number), limits, hasher,
                                           port.handler, {.refusal = port.refusal});
        if (!listener) return cannot_listen(listener.error(), port.number, settings->listen);
        listeners.push_back(std::move(*listener));
    }
    return {};
}

Mail::Mail(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Mail::~Mail() = default;

Result<std::unique_ptr<Mail>> Mail::start(Lent<Server> server, Lent<net::ConnectionLimits> limits,
                                          Lent<net::PeerHasher> hasher) {
    const auto settings = server->settings();
    net::DnsOptions dns;
    TRY(dns.zone, read_zone(settings->outbound_zone));
    if (!settings->resolver.empty()) dns.forwarders.push_back(settings->resolver);
    TRY(auto resolver, net::make_resolver(server->runtime().executor(0), std::move(dns)));
    std::unique_ptr<Mail> mail(new Mail(std::make_unique<Parts>(server, std::move(resolver))));
    mail->parts_->set_live(std::string(locked_name), nullptr);
    CHECK(mail->parts_->listen(limits, hasher));
    return mail;
}

Result<void> Mail::use_certificates(const std::vector<net::Certificate>& certificates) {
    TRY(std::shared_ptr<net::TlsContext> tls, net::TlsContext::server(certificates, {}));
    TRY(const auto domains, parts_->server->collective().domains());
    TRY(const std::string name, members::domain_to_ascii(domains.front()));
    parts_->set_live(name, std::move(tls));
    if (parts_->server->collective().unlocked()) return {};
    // Locked meanwhile, by who has taken away only what was there before.
    parts_->set_live(std::string(locked_name), nullptr);
    return locked_meanwhile();
}

Task<Result<void>> Mail::unlocked() {
    members::Collective& collective = parts_->server->collective();
    if (parts_->outgoing.is_running()) co_return Result<void>{};
    CO_TRY(const auto domains, collective.domains());
    CO_TRY(const std::string domain, members::domain_to_ascii(domains.front()));
    CO_TRY(crypto::KeyPair keys, collective.queue_keys());
    auto started = co_await parts_->outgoing.start(parts_->queue_settings(domain), collective.queue_vault(),
                                                   std::move(keys));
    // `conflict`: somebody else is starting it.
    if (!started && started.error().kind != ErrorKind::conflict) co_return started;
    // They may have changed while it was opening.
    parts_->change_pace();
    if (collective.unlocked()) co_return Result<void>{};
    co_await parts_->outgoing.stop();
    co_return locked_meanwhile();
}

Task<> Mail::locked() {
    parts_->set_live(std::string(locked_name), nullptr);
    const auto stopped = std::make_shared<std::atomic<bool>>(false);
    net::spawn(parts_->server->runtime().executor(0), stop_queue(&parts_->outgoing, stopped));
    for (std::chrono::milliseconds waited{0}; waited < lock_patience; waited += lock_poll) {
        if (stopped->load()) co_return;
        if (!co_await net::sleep_for(lock_poll)) break;
    }
    if (!stopped->load()) log::event("server.queue_lingers");
}

void Mail::settings_changed() {
    parts_->send_limits.change(parts_->server->settings()->member_recipients_per_hour,
                               parts_->server->clock().steady());
    parts_->change_pace();
}

MailReturns& Mail::returns() { return parts_->returns; }

Task<> Mail::serve_visitor(net::Accepted accepted, Visit visit) {
    if (visit == Visit::reading) return parts_->serve_imap(std::move(accepted), Tls::offered);
    return parts_->serve_smtp(std::move(accepted), smtp::Service::submission, Tls::offered);
}

net::Resolver& Mail::resolver() { return *parts_->resolver; }

mail::queue::Queue& Mail::queue() { return parts_->outgoing; }

std::unique_ptr<jmap::Outbox> Mail::outbox_of(const members::Login& login) {
    return std::make_unique<JmapOutbox>(parts_->server, &parts_->services_of_smtp, &parts_->send_limits,
                                        login);
}

std::size_t Mail::recipients_of_late(const MemberId& member) const {
    return parts_->send_limits.spent(member, parts_->server->clock().steady());
}

}  // namespace milpa::server
