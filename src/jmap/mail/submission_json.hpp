// SPDX-License-Identifier: AGPL-3.0-or-later
// An EmailSubmission as JSON (RFC 8621 7).
#pragma once

#include <boost/json/object.hpp>

#include "mail/account/state.hpp"
#include "submissions.pb.h"

namespace milpa::jmap {

/// All properties. Reports are those that the member still has.
boost::json::object submission_json(const events::EmailSubmission& submission,
                                    const mail::account::State& state);

}  // namespace milpa::jmap
