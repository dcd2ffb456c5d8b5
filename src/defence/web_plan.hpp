// SPDX-License-Identifier: AGPL-3.0-or-later
// What a member does in a browser, a JMAP program and a CardDAV program, with each secret where such programs
// put them. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace milpa::defence {

struct WebUpload {
    std::string media_type;
    std::string octets;
};

/// A member by the web: signs in, uploads, sends requests, writes cards, and leaves what listens open.
struct WebVisit {
    std::size_t member = 0;
    std::string label;  ///< of the session
    std::vector<WebUpload> uploads;
    /// `methodCalls`, as JSON. In it stand $A for the account, $C for the collective's, $B0 for the first
    /// upload, $T for what no other try has (so that a name that was given before a kill is another one), and
    /// <key> for the id of what an earlier request created as `key`. A call whose id begins with "refused"
    /// must fail; in all others everything succeeds.
    std::vector<std::string> requests;
    std::vector<std::string> cards;  ///< whole vCards, put by CardDAV into the book that everybody has
    std::vector<std::string> asked;  ///< words in paths and file names of what does not exist
};

/// What a visit plants, by kind; lists may be empty.
struct WebWords {
    std::string address;  ///< of the member
    std::string label;
    std::vector<std::string> mailboxes, drafts, keywords, imports, blobs, identities, sent, receipts,
        contacts, books, pushes, cards, asked, data, keys;
};
WebVisit make_web_visit(std::size_t member, const WebWords& words);

/// The capabilities that the requests use.
inline constexpr std::string_view web_capabilities[] = {
    "urn:ietf:params:jmap:core",         "urn:ietf:params:jmap:mail",     "urn:ietf:params:jmap:submission",
    "urn:ietf:params:jmap:mdn",          "urn:ietf:params:jmap:contacts", "urn:ietf:params:jmap:blob",
    "urn:milpa:params:jmap:client-data", "urn:milpa:params:jmap:openpgp", "urn:milpa:params:jmap:collective"};

}  // namespace milpa::defence
