// SPDX-License-Identifier: AGPL-3.0-or-later
// What exists while the collective is unlocked. Used by collective*.cpp only.
#pragma once

#include "members/collective.hpp"
#include "members/directory_fold.hpp"

namespace milpa::members {

struct Collective::Opened {
    explicit Opened(crypto::KeyPair queue_keys) : queue(std::move(queue_keys)) {}

    const crypto::KeyPair queue;
    store::VaultHandle vault;                    // home thread, except for dropping it
    std::shared_ptr<SharedDirectory> directory;  // never null once opened
};

}  // namespace milpa::members
