// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acme/words.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace milpa::acme {

namespace {

struct Words {
    std::string_view type;
    std::string_view text;  ///< {} is the name, or "a name of this certificate"
};
// RFC 8555 6.7, RFC 8737 needs none of its own.
constexpr Words words[] = {
    {"accountDoesNotExist", "the authority does not know our account any more; a new one is made"},
    {"alreadyRevoked", "the certificate was revoked already"},
    {"badCSR", "the authority does not take our request for a certificate for {}"},
    {"badNonce", "the authority did not take any of our nonces; try again later"},
    {"badPublicKey", "the authority does not take our account's key"},
    {"badSignatureAlgorithm", "the authority does not take ES256 signatures"},
    {"caa", "a CAA record of {} allows only other authorities: add this one to it, or remove it"},
    {"connection",
     "the authority could not connect to {}: ports 80 and 443 must be open to the whole internet, at every "
     "address that the name has"},
    {"dns",
     "the authority found no usable address or record of {}: its A and AAAA records must lead to this server "
     "(DNS-01: the TXT record must be there)"},
    {"externalAccountRequired",
     "this authority wants to know whose account it is: enter the key id and the key that it gave you"},
    {"incorrectResponse",
     "what the authority found at {} was not our answer: does another server, or a proxy, answer there?"},
    {"invalidContact", "the authority does not take the contact address of the account"},
    {"malformed", "the authority did not understand what was asked"},
    {"orderNotReady", "the authority was not ready to issue the certificate; it is tried again"},
    {"rateLimited", "the authority gives out no more certificates for {} for now"},
    {"rejectedIdentifier", "the authority gives out no certificates for {}"},
    {"serverInternal", "the authority has trouble of its own; it is tried again"},
    {"tls",
     "the authority came to {} by TLS and was not understood: does another server answer on port 443?"},
    {"unauthorized",
     "the authority was not convinced that {} is ours: what it found there was not our answer. Does the name "
     "lead to this server?"},
    {"unsupportedContact", "the authority does not take contact addresses of this kind"},
    {"unsupportedIdentifier", "the authority gives out no certificates for names such as {}"},
    {"userActionRequired", "the authority wants something from you, perhaps that you agree to new terms"},
};

}  // namespace

std::string explain(const Problem& problem, std::string_view name) {
    const std::string_view about = !problem.name.empty() ? std::string_view(problem.name) : name;
    const auto* const found = std::ranges::find(words, problem.type, &Words::type);
    std::string text =
        found == std::end(words)
            ? fmt::format("the authority refused ({})",
                          problem.type.empty() ? "it did not say why" : problem.type)
            : fmt::format(fmt::runtime(found->text), about.empty() ? "a name of this certificate" : about);
    if (!problem.detail.empty())
        text += fmt::format("{} Its words: \"{}\"", text.ends_with('?') ? "" : ".", problem.detail);
    for (const Problem& part : problem.parts) text += fmt::format("; {}", explain(part, name));
    return text;
}

std::string explain(const Error& error) {
    switch (error.kind) {
        case ErrorKind::missing: return "the authority's name was not found in DNS: is its address right?";
        case ErrorKind::denied:
            return "what answers at the authority's address could not prove that it is the authority";
        case ErrorKind::timeout: return "the authority did not answer in time";
        case ErrorKind::closed: return "the authority could not be reached, or broke off";
        case ErrorKind::io: return "the authority cannot be reached from here";
        case ErrorKind::corrupt: return "somebody forges what DNS says of the authority";
        case ErrorKind::syntax:
        case ErrorKind::limit:
        case ErrorKind::conflict: break;
    }
    return fmt::format("the authority answered what is not ACME ({}): is its address right?", error.detail);
}

ErrorKind kind_of(const Problem& problem) {
    if (problem.type == "rateLimited") return ErrorKind::limit;
    if (problem.type == "serverInternal" || problem.type == "badNonce") return ErrorKind::io;
    return ErrorKind::denied;
}

}  // namespace milpa::acme
