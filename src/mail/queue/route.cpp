// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/queue/route.hpp"

#include <algorithm>

#include "mail/queue/domain.hpp"

namespace milpa::mail::queue {

namespace {

using smtp::Status;
using smtp::Verdict;
using Hosts = std::expected<std::vector<Host>, Finding>;

constexpr Status no_such_domain{5, 1, 2};
constexpr Status dns_trouble{4, 4, 3};
constexpr Status no_mail{5, 1, 10};  // RFC 7505 5
constexpr Status routing_loop{5, 4, 6};
constexpr Status no_host{4, 4, 4};
constexpr Status no_exchanger{5, 4, 4};

Finding found(Status status, Reason reason, std::string_view text) {
    const auto verdict = status.kind == 5 ? Verdict::permanent : Verdict::temporary;
    return {.verdict = verdict,
            .reason = reason,
            .code = 0,
            .status = status,
            .text = std::string(text),
            .host = {}};
}

Finding finding_of(ErrorKind kind) {
    if (kind == ErrorKind::missing) return found(no_such_domain, Reason::dns, "The domain does not exist");
    return found(dns_trouble, Reason::dns, "The domain could not be looked up");
}

template <class T>
bool holds(const std::vector<T>& all, const T& one) {
    return std::ranges::find(all, one) != all.end();
}

// RFC 5321 5.1: hosts that are no better than ourselves would send the mail back to us.
Hosts without_ourselves(std::vector<Host> hosts, const Own& own) {
    const auto ours =
        std::ranges::find_if(hosts, [&](const Host& host) { return holds(own.names, host.name); });
    if (ours != hosts.end()) {
        const auto preference = ours->preference;
        std::erase_if(hosts, [&](const Host& host) { return host.preference >= preference; });
    }
    if (hosts.empty()) return std::unexpected(loop_finding());
    return hosts;
}

// RFC 5321 5.1: "the sender-SMTP MUST randomize them to spread the load".
void shuffle_equals(std::vector<Host>& hosts, Random& random) {
    for (std::size_t i = hosts.size(); i > 1; --i) std::swap(hosts[i - 1], hosts[random.number() % i]);
    std::ranges::sort(hosts, {}, &Host::preference);
}

}  // namespace

Finding loop_finding() {
    return found(routing_loop, Reason::loop, "The mail exchanger of the domain is this server itself");
}

Task<Hosts> find_hosts(std::string domain, Lent<net::Resolver> resolver, Lent<Random> random,
                       std::shared_ptr<const Own> own) {
    if (const auto literal = literal_address(domain)) {
        co_return std::vector<Host>{{.name = domain, .literal = literal}};
    }
    if (!route_domain(domain)) {
        co_return std::unexpected(found(no_such_domain, Reason::dns, "The domain is no possible name"));
    }
    auto answer = co_await resolver->find_mx(domain);
    if (!answer) co_return std::unexpected(finding_of(answer.error().kind));
    std::vector<Host> hosts;
    for (auto& record : answer->records) {
        if (!record.host.empty())
            hosts.push_back({.preference = record.preference, .name = std::move(record.host)});
    }
    if (hosts.empty() && !answer->records.empty()) {
        co_return std::unexpected(found(no_mail, Reason::no_mail, "The domain takes no mail"));
    }
    if (hosts.empty()) hosts.push_back({.name = domain, .implicit = true});
    shuffle_equals(hosts, *random);
    auto others = without_ourselves(std::move(hosts), *own);
    if (others && others->size() > hosts_max) others->resize(hosts_max);
    co_return others;
}

Task<std::expected<Addresses, Finding>> find_addresses(Host host, Lent<net::Resolver> resolver,
                                                       std::shared_ptr<const Own> own) {
    Addresses result;
    if (host.literal) {
        result.addresses.push_back(*host.literal);
    } else {
        std::optional<ErrorKind> trouble;
        const bool only_v4 = own->only_v4.value_or(false);
        const bool only_v6 = !own->only_v4.value_or(true);
        if (!only_v4) {
            auto answer = co_await resolver->find_aaaa(host.name);
            if (answer) result.addresses = std::move(answer->records);
            if (!answer && answer.error().kind != ErrorKind::missing) trouble = answer.error().kind;
        }
        if (!only_v6) {
            auto answer = co_await resolver->find_a(host.name);
            if (answer) std::ranges::copy(answer->records, std::back_inserter(result.addresses));
            if (!answer && answer.error().kind != ErrorKind::missing) trouble = answer.error().kind;
        }
        if (result.addresses.empty()) {
            if (trouble) co_return std::unexpected(finding_of(*trouble));
            // RFC 5321 5.1: an error. A mail exchanger that was named may be mended; a domain that never had
            // one nor an address is a typing error, and the sender should know at once.
            if (host.implicit) {
                co_return std::unexpected(
                    found(no_exchanger, Reason::dns, "The domain has no mail exchanger"));
            }
            co_return std::unexpected(found(no_host, Reason::dns, "The mail exchanger has no address"));
        }
    }
    result.ourselves =
        std::ranges::any_of(result.addresses, [&](const auto& one) { return holds(own->addresses, one); });
    if (result.addresses.size() > addresses_max) result.addresses.resize(addresses_max);
    co_return result;
}

}  // namespace milpa::mail::queue
