// SPDX-License-Identifier: AGPL-3.0-or-later
// What is kept beside the mail in a member's vault: who knows which annex.
#pragma once

#include <memory>

#include "mail/account/annex.hpp"

namespace milpa::server {

/// All that this program knows.
std::shared_ptr<const mail::account::AnnexFactories> annex_factories();

}  // namespace milpa::server
