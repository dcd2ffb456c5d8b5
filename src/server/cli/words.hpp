// SPDX-License-Identifier: AGPL-3.0-or-later
// Failures as people read them at the terminal.
#pragma once

#include <string>

#include "base/result.hpp"

namespace milpa::server::cli {

/// What went wrong in words that say what to do, where the detail is written for the log.
std::string plain_words(const Error& error);

}  // namespace milpa::server::cli
