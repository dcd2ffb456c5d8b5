// SPDX-License-Identifier: AGPL-3.0-or-later
// The letter to whoever looks after the server, where a certificate that comes by itself does not, and time
// runs short.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/task.hpp"
#include "members/directory.hpp"
#include "server/renewals.hpp"

namespace milpa::server {

/// Who it is from and to, and what it is known by.
struct LetterFacts {
    std::string domain;  ///< the collective's, in ASCII
    std::string to;      ///< an address
    std::string token;   ///< letters and digits, never used before
    WallTime now;
};
/// A whole message, lines by CRLF. The report has trouble.
std::string certificate_letter(const LetterFacts& facts, const RenewalReport& report);

/// Into the vault of each of them, in this order. Whoever cannot be told (has just been removed, say)
/// deprives nobody else; then it fails, when all others are told: as Committer::commit(), `closed`,
/// `missing`.
Task<Result<void>> tell(Lent<Server> server, std::vector<members::MemberPointer> members, std::string domain,
                        RenewalReport report);

/// Into the vault of every administrator who is not suspended; where there is none, of whoever gets the mail
/// to postmaster. Fails as tell(), and with `missing` where nobody does.
Task<Result<void>> tell_carers(Lent<Server> server, RenewalReport report);

}  // namespace milpa::server
