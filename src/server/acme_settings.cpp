// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/acme_settings.hpp"

#include <algorithm>

#include "http/url.hpp"

namespace milpa::server {

namespace {

struct Authority {
    std::string_view name;
    std::string_view url;
};
constexpr Authority authorities[] = {
    {"letsencrypt", "https://acme-v02.api.letsencrypt.org/directory"},
    {"letsencrypt-staging", "https://acme-staging-v02.api.letsencrypt.org/directory"},
};

constexpr acme::ChallengeType all_ways[] = {acme::ChallengeType::http_01, acme::ChallengeType::tls_alpn_01,
                                            acme::ChallengeType::dns_01};

bool is_possible(acme::ChallengeType way, const Settings& settings) {
    switch (way) {
        case acme::ChallengeType::http_01: return settings.ports.http != 0;
        case acme::ChallengeType::tls_alpn_01: return settings.ports.https != 0;
        case acme::ChallengeType::dns_01: return !settings.acme_dns_hook.empty();
    }
    return false;
}

}  // namespace

Result<std::string> acme_directory(std::string_view setting) {
    const auto* const known = std::ranges::find(authorities, setting, &Authority::name);
    if (known != std::end(authorities)) return std::string(known->url);
    const auto url = http::Url::parse(setting);
    if (!url || !url->secure) return fail(ErrorKind::syntax, "acme.directory is no https URL");
    return std::string(setting);
}

Result<std::vector<acme::ChallengeType>> acme_ways(std::string_view setting) {
    constexpr std::string_view between = " ,";
    std::vector<acme::ChallengeType> ways;
    while (true) {
        const auto begin = setting.find_first_not_of(between);
        if (begin == std::string_view::npos) break;
        setting.remove_prefix(begin);
        const std::string_view word = setting.substr(0, setting.find_first_of(between));
        setting.remove_prefix(word.size());
        const auto* const way = std::ranges::find(all_ways, word, acme::to_text);
        if (way == std::end(all_ways)) return fail(ErrorKind::syntax, "acme.challenge has an unknown way");
        if (std::ranges::find(ways, *way) == ways.end()) ways.push_back(*way);
    }
    if (ways.empty()) return fail(ErrorKind::syntax, "acme.challenge is empty");
    return ways;
}

Result<acme::Settings> acme_settings(const Settings& settings, std::string_view main_domain) {
    acme::Settings made;
    TRY(made.directory_url, acme_directory(settings.acme_directory));
    if (const std::string& contact = settings.acme_contact; !contact.empty()) {
        made.contacts.push_back(contact.contains('@') ? "mailto:" + contact
                                                      : fmt::format("mailto:{}@{}", contact, main_domain));
    }
    made.terms_agreed = settings.acme_terms_agreed;
    TRY(made.ways, acme_ways(settings.acme_challenge));
    std::erase_if(made.ways, [&](acme::ChallengeType way) { return !is_possible(way, settings); });
    if (made.ways.empty()) {
        return fail(ErrorKind::syntax,
                    "no way of acme.challenge is possible: http-01 needs port.http, tls-alpn-01 needs "
                    "port.https, dns-01 needs acme.dns_hook");
    }
    return made;
}

}  // namespace milpa::server
