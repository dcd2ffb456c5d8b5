// SPDX-License-Identifier: AGPL-3.0-or-later
// Entries of the directory's log. Anybody with the vault's public half, which lies in the clear on the disk,
// can seal an event into it; so an event counts only with a tag that the private half gives. Two kinds need
// none, since they are written while the server is locked: that it started, and that it was locked.
#pragma once

#include <optional>

#include "crypto/secret.hpp"
#include "members.pb.h"

namespace milpa::members {

/// The entry for an event that needs no tag (else aborts).
Bytes write_untagged(const events::CollectiveEvent& event);

/// Thread-safe.
class EntryTagger {
public:
    explicit EntryTagger(const crypto::Key& directory_private_half);

    Bytes write(const events::CollectiveEvent& event) const;
    /// Nothing for an entry that does not count.
    std::optional<events::CollectiveEvent> read(ByteView entry) const;

private:
    const crypto::Key key_;
};

}  // namespace milpa::members
