// SPDX-License-Identifier: AGPL-3.0-or-later
// What the DNS must say, and whether it does.
#include <boost/json/array.hpp>

#include "server/control/commands.hpp"
#include "server/dns_records.hpp"
#include "server/mail.hpp"
#include "server/server.hpp"

namespace milpa::server::control {

namespace {

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

std::string_view words_of(Found found) {
    switch (found) {
        case Found::there: return "ok     ";
        case Found::other: return "OTHER  ";
        case Found::nothing: return "MISSING";
        case Found::unknown: return "?      ";
    }
    return "";
}

Result<DnsPlan> plan_of(Server& server) {
    DnsPlan plan{.domains = {}, .ports = server.settings().ports, .key_hash = {}, .mta_sts_id = {}};
    TRY(const auto domains, server.collective().domains());
    for (const std::string& domain : domains) {
        TRY(std::string ascii, members::domain_to_ascii(domain));
        plan.domains.push_back(std::move(ascii));
    }
    // One of the server's own making changes whenever it is lost: nobody should be told of it.
    if (const auto facts = server.certificate_facts(); facts && facts->issuer != own_authority)
        plan.key_hash = facts->key_hash;
    return plan;
}

/// One after the other: they are a few dozen, and the answers come from a cache the second time.
Task<Found> look(Lent<net::Resolver> resolver, DnsRecord record) {
    const auto type = type_of(record);
    if (!type || record.name.contains('<')) co_return Found::unknown;
    const auto answer = co_await resolver->look_up(record.name, *type, net::dns_deadline);
    co_return judge(record, answer);
}

}  // namespace

Answer dns(Request request) {
    CO_TRY(const DnsPlan plan, plan_of(*request.server));
    const auto records = dns_records(plan);
    const bool check = request.call->arguments.contains("check");
    boost::json::array list;
    std::string text;
    std::size_t wrong = 0;
    for (const DnsRecord& record : records) {
        boost::json::object one{{"name", record.name},
                                {"type", record.type},
                                {"value", record.value},
                                {"need", to_text(record.need)},
                                {"meaning", record.meaning}};
        if (check) {
            const Found found = co_await look(&request.server->mail().resolver(), record);
            one["found"] = to_text(found);
            text += fmt::format("{} {} {} {}\n", words_of(found), record.name, record.type, record.value);
            if (record.need == Need::must && (found == Found::other || found == Found::nothing)) ++wrong;
        }
        list.push_back(std::move(one));
    }
    if (!check) text = zone_text(records);
    if (check)
        text += wrong == 0 ? "What must be there is there.\n" : "Mail needs what is missing or other.\n";
    boost::json::object answer{{"records", std::move(list)}, {"text", std::move(text)}};
    if (check) answer["wrong"] = wrong;
    co_return answer;
}

}  // namespace milpa::server::control
