// SPDX-License-Identifier: AGPL-3.0-or-later
// Founding a collective in an empty folder, and the one row that a locked server can read.
//
//     quorum secret ──split──> n shares, given out once, never stored
//         │ seals (each bound to the collective's tag, generation, k, public half)
//         ├── private half of the directory's vault      who belongs, openers, certificates, acts
//         ├── private half of the queue's vault          outgoing mail
//         └── store key                                  counters, reference counts
//
// The row (events::Founding) shows: a random tag, n, k, generation, public halves, wrapped keys, hashes of
// the shares. No domain, no name, no time.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/lent.hpp"
#include "base/random.hpp"
#include "base/task.hpp"
#include "crypto/box.hpp"
#include "crypto/quorum.hpp"
#include "members.pb.h"
#include "store/store.hpp"

namespace milpa::members {

inline constexpr std::uint32_t founding_format = 1;

struct FoundingSettings {
    std::string domain;  ///< the first one; any form
    std::string name;    ///< of the collective, for people; may be empty
    std::uint8_t keyholders = 3;
    std::uint8_t threshold = 2;
    /// What is written in the same commit, behind the founding itself: a first member (first_member.hpp).
    std::vector<events::CollectiveEvent> further{};
    /// The same of vaults that those make known: their first events.
    std::vector<std::pair<store::VaultAddress, Bytes>> first_events{};
};

/// Everything that the quorum secret opens. Move-only, in locked memory.
struct CollectiveKeys {
    crypto::KeyPair directory;
    crypto::KeyPair queue;
    crypto::Key store;
};

/// Makes the collective and returns the n shares: the only copies. The store stays locked. Where they are
/// lost before anybody has them, nothing is: the folder is empty still, and another is taken. Fails with
/// `conflict` (the folder is founded already), `syntax` (domain, name), `limit` (n, k), `io`; of what is
/// written behind it, as Directory::check().
Task<Result<std::vector<crypto::Share>>> found(Lent<store::Store> store, FoundingSettings settings,
                                               Lent<const Clock> clock, Lent<Random> random);

/// Fails with `missing` (not founded), `corrupt` (also: of a later format), `io`. Blocks.
Result<events::Founding> read_founding(store::Store& store);

/// The keys, from k shares of the founding's generation; the quorum secret is wiped before it returns. Fails
/// as crypto::combine(), or with `corrupt` (the wrapped keys are not what was stored).
Result<CollectiveKeys> open_keys(const events::Founding& founding, const std::vector<crypto::Share>& shares);

/// A new secret, new shares and the next generation around the same keys: the row to store, and the shares to
/// give out. Fails with `limit` (n, k; or the generations are used up).
struct Refounding {
    events::Founding founding;
    std::vector<crypto::Share> shares;
};
Result<Refounding> rewrap(const events::Founding& old, const CollectiveKeys& keys, std::uint8_t keyholders,
                          std::uint8_t threshold, Random& random);

/// Adds the row to a batch; at founding with must_be_new.
Result<void> put_founding(store::Store& store, const events::Founding& founding, store::Batch& into,
                          store::Demand demand);

}  // namespace milpa::members
