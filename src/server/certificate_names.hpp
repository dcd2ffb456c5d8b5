// SPDX-License-Identifier: AGPL-3.0-or-later
// For which names the collective's certificates are: one certificate a domain, for those of the domain's
// names that lead to this machine. A name that leads elsewhere (the website of the collective at another
// provider, say) is left out, so that it does not hold back the others.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "net/dns.hpp"

namespace milpa::server {

/// What `milpa dns` has of a domain, and what programs look for: "mail.example.org" and its sisters, the
/// domain itself last. Without the web only the name of the mail server.
std::vector<std::string> candidate_names(std::string_view domain, bool with_web);

/// Looks at the DNS. One look at a time.
class NamesHere {
public:
    explicit NamesHere(Lent<net::Resolver> resolver) : resolver_(resolver) {}

    struct Domain {
        std::string domain;
        /// Empty where nothing of it leads here. Of the first domain always "mail." at least: where that
        /// leads is what this machine is.
        std::vector<std::string> names;
        bool operator==(const Domain&) const = default;
    };
    /// Of these domains (A-labels, the main one first). Of a name that cannot be asked about at the moment
    /// what was found last.
    Task<std::vector<Domain>> look(std::vector<std::string> domains, bool with_web);

private:
    /// Nothing where it could not be asked.
    Task<std::optional<std::set<std::string>>> addresses_of(std::string name);

    const Lent<net::Resolver> resolver_;
    std::map<std::string, std::set<std::string>> last_;  // addresses by name
};

}  // namespace milpa::server
