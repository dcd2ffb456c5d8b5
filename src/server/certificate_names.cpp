// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/certificate_names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace milpa::server {

namespace {

constexpr std::string_view mail_label = "mail";
/// MTA-STS (RFC 8461), settings for mail programs, WKD.
constexpr std::string_view web_labels[] = {"mta-sts", "autoconfig", "autodiscover", "openpgpkey"};

bool meet(const std::set<std::string>& one, const std::set<std::string>& two) {
    return std::ranges::any_of(one, [&](const std::string& address) { return two.contains(address); });
}

}  // namespace

std::vector<std::string> candidate_names(std::string_view domain, bool with_web) {
    std::vector<std::string> names = {fmt::format("{}.{}", mail_label, domain)};
    if (!with_web) return names;
    for (const std::string_view label : web_labels) names.push_back(fmt::format("{}.{}", label, domain));
    names.emplace_back(domain);
    return names;
}

Task<std::optional<std::set<std::string>>> NamesHere::addresses_of(std::string name) {
    std::set<std::string> found;
    bool unknown = false;
    for (const auto type : {net::RecordType::a, net::RecordType::aaaa}) {
        const auto answer = co_await resolver_->look_up(name, type, net::dns_deadline);
        if (!answer) {
            unknown |= answer.error().kind != ErrorKind::missing;
            continue;
        }
        for (const Bytes& address : answer->records) found.emplace(as_text(address));
    }
    if (found.empty() && unknown) {
        const auto before = last_.find(name);
        if (before == last_.end()) co_return std::nullopt;
        co_return before->second;
    }
    last_.insert_or_assign(std::move(name), found);
    co_return found;
}

Task<std::vector<NamesHere::Domain>> NamesHere::look(std::vector<std::string> domains, bool with_web) {
    std::vector<Domain> all;
    std::set<std::string> here;
    for (const std::string& domain : domains) {
        Domain one{.domain = domain, .names = {}};
        for (std::string& name : candidate_names(domain, with_web)) {
            const bool is_this_machine = all.empty() && one.names.empty();
            const auto addresses = co_await addresses_of(name);
            if (is_this_machine && addresses) here = *addresses;
            if (is_this_machine || (addresses && meet(*addresses, here)))
                one.names.push_back(std::move(name));
        }
        all.push_back(std::move(one));
    }
    co_return all;
}

}  // namespace milpa::server
