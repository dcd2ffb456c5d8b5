// SPDX-License-Identifier: AGPL-3.0-or-later
// What a former vault holds beside its mail, brought into the account: address books and cards, identities,
// what was sent, and what programs keep (client data, secret keys). Uploads that nothing was made of do not
// come along: they would go within a day.
#pragma once

#include <map>
#include <vector>

#include "base/random.hpp"
#include "mail/account/account.hpp"

namespace milpa::server {

/// Messages of the former vault, by what they are in the account.
using MovedRecords = std::map<mail::account::Record, mail::account::Record>;

/// On the account's home thread; `former` lives on `former_home`. What the account has already stays as it is
/// there (a card by its uid, a book by its path, client data by their name, a key by its fingerprint), so
/// this can be done again. Pictures are stored anew. Fails with `limit` where the account has no room for all
/// of it, and as the commands of accounts do.
Task<Result<void>> merge_annexes(Lent<mail::account::Account> into, Executor former_home,
                                 Lent<mail::account::Account> former, Lent<Random> random,
                                 Lent<const MovedRecords> records);

/// References to objects that contacts and uploads of a vault hold. On its home thread. Fails with `corrupt`.
Result<std::vector<store::HeldReference>> annex_references(mail::account::Account& former, WallTime now);

}  // namespace milpa::server
