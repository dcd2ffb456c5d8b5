// SPDX-License-Identifier: AGPL-3.0-or-later
// References to stored objects, in the form of events.
#pragma once

#include "mail.pb.h"
#include "store/objects.hpp"

namespace milpa::mail::account {

void write_ref(const store::ObjectRef& ref, events::ObjectRef& to);
/// Fails with `corrupt`.
Result<store::ObjectRef> read_ref(const events::ObjectRef& from);

}  // namespace milpa::mail::account
