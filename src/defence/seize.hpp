// SPDX-License-Identifier: AGPL-3.0-or-later
// The seize drill: a throwaway collective, a day of mail that holds secrets of every kind, kills at random
// moments, and then a search through every byte that was written. Twice: sealed, and, to prove that the
// search sees, without sealing.
//
//     found -> serve, unlock -> members -> visits by several hands; at some, kill -9, scan, start, unlock
//           -> kill -9, scan -> start, unlock, purge, lock, stop, scan -> tally
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "defence/drill_server.hpp"
#include "defence/seize_report.hpp"

namespace milpa::defence {

struct SeizeOptions {
    std::size_t secrets = 10'000;
    std::uint64_t seed = 0;
    std::string folder;  ///< an empty one; the caller removes it
    std::function<void(const std::string&)> progress = [](const std::string&) {};  ///< a line, for people
};
/// The control run plants no more: it only has to show that each kind is seen.
inline constexpr std::size_t control_secrets_max = 2'000;

/// Blocks for minutes; requires a process of one thread that ignores SIGPIPE. A drill that could not be
/// carried out fails with what the server did wrong.
Result<SeizeReport> seize(const Program& program, const SeizeOptions& options);

}  // namespace milpa::defence
