// SPDX-License-Identifier: AGPL-3.0-or-later
// What a seize drill came to. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "defence/scanner.hpp"

namespace milpa::defence {

struct KindTally {
    std::size_t planted = 0;
    std::size_t found = 0;                        ///< secrets, each counted once
    std::map<Encoding, std::size_t> encodings{};  ///< secrets found in this encoding
    std::set<std::string> files{};  ///< some of those where they were found first: at most files_told_max
};
inline constexpr std::size_t files_told_max = 8;

/// One run, sealed or not.
struct RunTally {
    std::vector<KindTally> kinds;  ///< one a kind, in the order of kind_table()
    std::size_t planted = 0;
    std::size_t found = 0;
    std::size_t files = 0;
    std::uint64_t bytes = 0;
    std::size_t kills = 0;
    std::size_t listening = 0;  ///< event sources and WebSockets that were open at the last kill
    std::chrono::milliseconds took{0};
};

RunTally tally(std::span<const Secret> secrets, const std::map<Finding, std::string>& found);

struct SeizeReport {
    std::uint64_t seed = 0;
    RunTally sealed;
    RunTally control;

    /// Kinds of which the control run found less than control_found_min of what was planted: the drill is
    /// blind for them.
    std::vector<SecretKind> blind() const;
    bool passed() const { return sealed.found == 0 && blind().empty(); }
};
/// In per cent. Not all: what was being written when the server was killed may never have reached a file.
inline constexpr std::size_t control_found_min = 95;

boost::json::object to_json(const SeizeReport& report);
/// A table and a sentence, for people.
std::string to_text(const SeizeReport& report);

}  // namespace milpa::defence
