// SPDX-License-Identifier: AGPL-3.0-or-later
// The certificates of the collective as they lie in the sealed directory: the one that people brought (or the
// server made itself, until they do), and one a domain that an authority issued (ACME).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "members/collective.hpp"
#include "net/certificate_facts.hpp"
#include "net/tls.hpp"

namespace milpa::server {

/// Who signs the certificate that a server makes for itself.
inline constexpr std::string_view own_authority = "Milpa";
/// Of the one that people brought, in the directory.
inline constexpr std::string_view mail_certificate = "mail";
/// What binds our account to one that the authority knows from elsewhere (RFC 8555 7.3.4): the key's id in
/// the place of a chain, and the key.
inline constexpr std::string_view external_account_label = "acme external account";

/// The name of a domain's own, by ACME, in the directory: as long for every domain.
std::string certificate_label(std::string_view domain);

/// The domains as DNS writes them, the main one first. Fails with `closed`.
Result<std::vector<std::string>> ascii_domains(const members::Collective& collective);

/// All that are shown to clients, by the name that they ask for; the first is also for who asks for none or
/// another. Those of ACME come before the one that people brought, which is for the names that no other has;
/// one that is out of date comes last. Fails with `missing` where there is none at all, `closed`.
Result<std::vector<net::Certificate>> certificates_in_force(const members::Collective& collective,
                                                            WallTime now);

/// Where people have brought none yet: one of our own making, so that nothing ever goes over the wire in
/// clear. Fails as Collective::store_certificate().
Task<Result<void>> make_certificate_if_missing(Lent<members::Collective> collective);

/// Takes away what was issued for domains that are not ours any more.
Task<Result<void>> forget_certificates_of_others(Lent<members::Collective> collective);

}  // namespace milpa::server
