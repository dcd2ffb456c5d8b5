// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/dns_plan.hpp"

#include "crypto/kdf.hpp"
#include "server/certificates.hpp"
#include "server/renewals.hpp"
#include "server/server.hpp"
#include "wellknown/policies.hpp"

namespace milpa::server {

Result<DnsPlan> dns_plan(Server& server) {
    DnsPlan plan{.domains = {}, .ports = server.settings()->ports, .key_hash = {}, .mta_sts_id = {}};
    TRY(const auto domains, server.collective().domains());
    for (const std::string& domain : domains) {
        TRY(std::string ascii, members::domain_to_ascii(domain));
        plan.domains.push_back(std::move(ascii));
    }
    if (plan.ports.https != 0) {
        const auto mode = server.settings()->mta_sts_enforce ? wellknown::MtaStsMode::enforce
                                                             : wellknown::MtaStsMode::testing;
        // Another one for another policy, and the same for the same (RFC 8461 3.1).
        const std::string policy = wellknown::mta_sts_policy(mode, {"mail." + plan.domains.front()});
        plan.mta_sts_id = to_hex(crypto::hash(as_bytes(policy), crypto::hash_bytes_min));
    }
    // One of the server's own making changes whenever it is lost: nobody should be told of it.
    // Those that come by themselves have a new key each time.
    const auto facts = server.certificate_facts();
    if (facts && facts->issuer != own_authority && !server.renewals().is_wanted())
        plan.key_hash = facts->key_hash;
    return plan;
}

Task<Found> look_at(Lent<net::Resolver> resolver, DnsRecord record) {
    const auto type = type_of(record);
    if (!type || record.name.contains('<')) co_return Found::unknown;
    const auto answer = co_await resolver->look_up(record.name, *type, net::dns_deadline);
    co_return judge(record, answer);
}

std::string_view to_text(Need need) {
    switch (need) {
        case Need::must: return "must";
        case Need::should: return "should";
        case Need::can: return "can";
    }
    return "";
}

std::string_view to_text(Found found) {
    switch (found) {
        case Found::there: return "there";
        case Found::other: return "other";
        case Found::nothing: return "nothing";
        case Found::unknown: return "unknown";
    }
    return "";
}

boost::json::object to_object(const DnsRecord& record) {
    return {{"name", record.name},
            {"type", record.type},
            {"value", record.value},
            {"need", to_text(record.need)},
            {"meaning", record.meaning}};
}

}  // namespace milpa::server
