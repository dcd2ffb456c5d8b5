// SPDX-License-Identifier: AGPL-3.0-or-later
// An EmailSubmission as JSON (RFC 8621 7).
#pragma once

#include <boost/json/object.hpp>

#include "submissions.pb.h"

namespace milpa::jmap {

/// All properties.
boost::json::object submission_json(const events::EmailSubmission& submission);

}  // namespace milpa::jmap
