// SPDX-License-Identifier: AGPL-3.0-or-later
// JMAP for Mail (RFC 8621): the types and methods of this room.
#pragma once

#include "jmap/method.hpp"

namespace milpa::jmap {

/// Mailbox, Thread, Email, SearchSnippet.
Family mail_family();
/// Identity, EmailSubmission.
Family submission_family();

}  // namespace milpa::jmap
