// SPDX-License-Identifier: AGPL-3.0-or-later
// Cold facts of messages (envelope, structure, preview, where the octets lie), read when asked: from record
// pages of the snapshot, or from the log where no snapshot covers them yet.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/lent.hpp"
#include "base/task.hpp"
#include "mail.pb.h"
#include "mail/account/uid_set.hpp"

namespace milpa::mail::account {

class Account;

struct Cold {
    Uid uid;
    std::uint32_t record;
    const events::StoredMessage* message;  ///< without words; valid until the reader's next call
};

/// Reads the facts of many messages in ascending order of uids, ahead of who asks, in bounded memory
/// (some 2 MiB). One user at a time; the account outlives it.
class FactsReader {
public:
    FactsReader(Lent<Account> account, std::uint32_t mailbox, UidSet uids);
    FactsReader(FactsReader&&) noexcept;
    ~FactsReader();

    /// Up to 256 messages; none at the end. Messages that were expunged since are left out.
    /// Fails with `io`, `corrupt`; `missing` where the mailbox is gone.
    Task<Result<std::span<const Cold>>> next();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace milpa::mail::account
