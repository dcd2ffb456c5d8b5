// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/words.hpp"

#include <algorithm>
#include <utility>

namespace milpa::server::cli {

namespace {

/// Details of other rooms, which are short and for the log, in words for who stands before the terminal.
constexpr std::pair<std::string_view, std::string_view> plain[] = {
    {"locked", "the server is locked: keyholders open it with `milpa unlock`"},
    {"locked while it was unlocked", "the server was locked meanwhile"},
    {"the queue does not run", "the server is locked, or its queue does not run: `milpa unlock` starts it"},
    {"locked meanwhile", "the server was locked meanwhile"},
    {"address or secret", "the address or the secret is wrong, or the member is suspended"},
    {"a password too short", "the password is too short: 8 octets are the least"},
    {"a password too long", "the password is too long"},
    {"an empty password", "the password is empty"},
    {"not UTF-8, or a control character", "the password has a character that nobody can type: is it UTF-8?"},
    {"a control character", "a name or label must be one line, without control characters"},
    {"a name or label too long", "the name or label is too long: 200 octets are the most"},
    {"not a domain of ours", "this domain is not served here: `milpa domain add` adds it"},
    {"domain length", "that is no domain"},
    {"not a domain", "that is no domain"},
    {"local part length", "that is no address: before the @ stand 1 to 64 octets"},
    {"an address without @", "that is no address: an address is name@domain"},
    {"an address with a subaddress",
     "an address of a member has no + in its name: they get such mail anyway"},
    {"an alias with a subaddress", "an alias has no + in its name"},
    {"a character that needs quotes", "that is no address: it has a character that addresses do not have"},
    {"an invisible character", "that is no address: it has an invisible character"},
    {"not UTF-8", "that is no address: it is not UTF-8"},
    {"this is an alias", "this is an alias; `milpa alias list` shows whom it leads to"},
    {"nobody has this address", "nobody has this address here"},
    {"the last administrator", "they are the last administrator"},
    {"no such domain", "this domain is not served here"},
    {"the last domain", "it is the only domain: a collective has one at least"},
    {"the domain is here", "this domain is served already"},
    {"no such former vault", "nothing of this member is left sealed by a reset"},
    {"no former vault", "nothing of this member is left sealed by a reset"},
    {"this never opened a former vault", "this secret opens nothing of what a reset left sealed"},
    {"too many tries at one address", "too many tries at this address at once: try again later"},
    {"too many logins at once", "too many logins at once: try again later"},
    {"nothing is frozen", "the account is not frozen"},
    {"the trusted group can thaw it",
     "enough of those whom they trust are left to thaw it, and do so themselves"},
    {"too many openers", "the member has too many app passwords: remove one first"},
    {"for this the password, the recovery code or a passkey is shown anew",
     "an app password does not change this: use the password or the recovery code"},
    {"no new shares were drawn", "no new shares wait to be confirmed: `milpa keyholders change` draws them"},
    {"over quota", "there is no room left for it in the account"},
};

std::string_view words_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::syntax: return "that was not understood";
        case ErrorKind::missing: return "there is no such thing here";
        case ErrorKind::denied: return "refused: a wrong address or secret, or not allowed";
        case ErrorKind::conflict: return "it is there already, or in use";
        case ErrorKind::limit: return "that is too much, or too often: try again later";
        case ErrorKind::closed: return "the server is locked, or stopping";
        case ErrorKind::timeout: return "it took too long";
        case ErrorKind::io: return "the disk or the network failed";
        case ErrorKind::corrupt: return "something on the disk is not what was stored there";
    }
    return "";
}

}  // namespace

std::string plain_words(const Error& error) {
    if (error.detail.empty()) return std::string(words_of(error.kind));
    const auto* found = std::ranges::find(plain, error.detail, [](const auto& row) { return row.first; });
    return found == std::end(plain) ? error.detail : std::string(found->second);
}

}  // namespace milpa::server::cli
