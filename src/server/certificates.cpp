// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/certificates.hpp"

#include <algorithm>

#include "crypto/kdf.hpp"
#include "members/address.hpp"

namespace milpa::server {

namespace {

constexpr std::string_view issued_prefix = "acme/";
constexpr std::chrono::days own_certificate_valid{3650};

struct Candidate {
    net::Certificate certificate;
    bool in_date = false;
};

/// Nothing where there is none, or what is there is none.
Result<std::optional<Candidate>> read(const members::Collective& collective, std::string_view label,
                                      WallTime now) {
    auto stored = collective.read_certificate(label);
    if (!stored && stored.error().kind == ErrorKind::missing) return std::optional<Candidate>();
    if (!stored) return stored.error();
    const auto facts = net::read_certificate_facts(stored->chain_pem);
    if (!facts) return std::optional<Candidate>();
    return Candidate{.certificate = {std::move(stored->chain_pem), std::string(stored->key_pem.view())},
                     .in_date = facts->until > now};
}

}  // namespace

std::string certificate_label(std::string_view domain) {
    return std::string(issued_prefix) + to_hex(crypto::hash(as_bytes(domain), crypto::hash_bytes_min));
}

Result<std::vector<std::string>> ascii_domains(const members::Collective& collective) {
    TRY(const std::vector<std::string> domains, collective.domains());
    std::vector<std::string> all;
    for (const std::string& domain : domains) {
        TRY(std::string name, members::domain_to_ascii(domain));
        all.push_back(std::move(name));
    }
    return all;
}

Result<std::vector<net::Certificate>> certificates_in_force(const members::Collective& collective,
                                                            WallTime now) {
    TRY(const std::vector<std::string> domains, ascii_domains(collective));
    TRY(auto brought, read(collective, mail_certificate, now));
    std::vector<net::Certificate> all;
    std::vector<net::Certificate> out_of_date;
    const auto take = [&](Candidate candidate) {
        (candidate.in_date ? all : out_of_date).push_back(std::move(candidate.certificate));
    };
    for (std::size_t i = 0; i < domains.size(); ++i) {
        TRY(auto issued, read(collective, certificate_label(domains[i]), now));
        const bool is_default = all.empty() && i > 0 && brought && brought->in_date;
        // Whoever asks for no name means the main domain: another's is not the first.
        if (is_default) take(*std::exchange(brought, std::nullopt));
        if (issued) take(std::move(*issued));
    }
    if (brought) take(std::move(*brought));
    std::ranges::move(out_of_date, std::back_inserter(all));
    if (all.empty()) return fail(ErrorKind::missing, "no certificate");
    return all;
}

Task<Result<void>> make_certificate_if_missing(Lent<members::Collective> collective) {
    const auto stored = collective->read_certificate(mail_certificate);
    if (stored) co_return Result<void>{};
    if (stored.error().kind != ErrorKind::missing) co_return stored.error();
    CO_TRY(const auto domains, ascii_domains(*collective));
    CO_TRY(const net::Certificate authority, net::make_ca(own_authority));
    CO_TRY(const net::Certificate own,
           net::make_certificate(authority, {domains.front(), "mail." + domains.front()}, {},
                                 own_certificate_valid));
    crypto::SecretText key(own.key_pem);
    co_return co_await collective->store_certificate(std::string(mail_certificate), own.chain_pem,
                                                     std::move(key));
}

Task<Result<void>> forget_certificates_of_others(Lent<members::Collective> collective) {
    CO_TRY(const auto domains, ascii_domains(*collective));
    std::vector<std::string> gone;
    CO_CHECK(collective->look([&](const members::Directory& directory) {
        for (const auto& certificate : directory.certificates()) {
            if (certificate.name().starts_with(issued_prefix)) gone.push_back(certificate.name());
        }
    }));
    for (const std::string& domain : domains) std::erase(gone, certificate_label(domain));
    for (const std::string& label : gone) CO_CHECK(co_await collective->remove_certificate(label));
    co_return Result<void>{};
}

}  // namespace milpa::server
