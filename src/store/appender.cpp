// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/appender.hpp"

#include "store/vaults.hpp"

namespace milpa::store {

Result<void> Appender::append(const VaultAddress& address, Bytes event, Batch& into,
                              std::shared_ptr<const std::string> shared) {
    Append append{address, std::move(event), vaults_->keys_of(address.vault), std::nullopt,
                  std::move(shared)};
    if (append.event_bytes() == 0 || append.event_bytes() > event_bytes_max)
        return fail(ErrorKind::limit, "an event of no size that a log takes");
    if (append.keys) {
        // A box to another public half would lie in the log where its owner cannot open it.
        if (append.keys->public_half() != address.to)
            return fail(ErrorKind::denied, "the address has another vault's public half");
    } else {
        CHECK(sealing_->warm(address.to));
    }
    into.append(std::move(append));
    return {};
}

}  // namespace milpa::store
