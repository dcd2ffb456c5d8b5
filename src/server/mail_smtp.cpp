// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/mail_smtp.hpp"

#include "server/mail_delivery.hpp"

namespace milpa::server {

namespace smtp = mail::smtp;

bool SmtpServices::locked() const { return !server_->collective().unlocked(); }

Task<Result<smtp::Found>> SmtpServices::find(smtp::Mailbox address, std::uint64_t octets) {
    co_return look_up(address, octets);
}

Result<smtp::Found> SmtpServices::look_up(const smtp::Mailbox& address, std::uint64_t octets) const {
    const members::Collective& collective = server_->collective();
    std::string domain = address.domain;
    if (domain.empty()) {
        TRY(const auto domains, collective.domains());
        domain = domains.front();
    }
    TRY(const bool ours, collective.is_local(domain));
    if (!ours) return smtp::Found{.standing = smtp::Standing::elsewhere};
    const auto parsed = members::Address::from(address.local, domain);
    if (!parsed) return smtp::Found{.standing = smtp::Standing::unknown};
    const auto route = collective.route(*parsed);
    if (!route && route.error().kind == ErrorKind::missing)
        return smtp::Found{.standing = smtp::Standing::unknown};
    if (!route) return route.error();
    if (route->members.empty()) return smtp::Found{.standing = smtp::Standing::here};
    // An alias of several: refused only when none of them can take it.
    smtp::Found found{.standing = smtp::Standing::suspended};
    for (const auto& member : route->members) {
        if (member->suspended()) continue;
        const auto fits = collective.usage().fits(member->vault, member->data.quota_bytes(), octets);
        if (!fits && fits.error().kind != ErrorKind::limit) return fits.error();
        if (fits) return smtp::Found{.standing = smtp::Standing::here, .vault = member->vault};
        found.standing = smtp::Standing::over_quota;
    }
    if (!route->outside.empty()) found.standing = smtp::Standing::here;
    return found;
}

Task<Result<std::unique_ptr<smtp::Message>>> SmtpServices::begin(smtp::Envelope envelope) {
    CO_TRY(Destinations destinations, follow(server_->collective(), envelope));
    co_return std::make_unique<Delivery>(server_, std::move(envelope), std::move(destinations));
}

Result<bool> SmtpServices::may_send_as(MemberId member, const smtp::Mailbox& address) const {
    const members::Collective& collective = server_->collective();
    const auto parsed = members::Address::from(address.local, address.domain);
    if (!parsed) return false;
    const auto route = collective.route(*parsed);
    if (!route && route.error().kind == ErrorKind::missing) return false;
    if (!route) return route.error();
    // An alias of one's own alone may be written from, too; one that is shared may not.
    return route->members.size() == 1 && route->members.front()->id == member && route->outside.empty();
}

Task<Result<MemberId>> SubmissionLogins::log_in(std::string user, crypto::SecretText password,
                                                smtp::Caller caller) {
    CO_TRY(const members::Login login, co_await server_->logins().login(std::move(user), std::move(password),
                                                                        members::Accept::daily, caller.peer));
    auto ticket = server_->sessions().enter(login.id(), home_, [wire = wire_] { wire->close(); });
    // Suspended, reset, or the secret taken back between the login and the entry: nobody would end it.
    CO_CHECK(server_->logins().check(login));
    ticket_ = std::move(ticket);
    co_return login.id();
}

}  // namespace milpa::server
