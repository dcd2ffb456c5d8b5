// SPDX-License-Identifier: AGPL-3.0-or-later
// The words behind `milpa`, read by the table of commands.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "server/cli/commands.hpp"

namespace milpa::server::cli {

struct Arguments {
    const Command* command = nullptr;  ///< null: only help, or the version, was asked for
    std::string data = "./data";
    bool json = false;
    bool help = false;
    bool version = false;
    std::vector<const Command*> like;  ///< with help: of words that are the beginning of several commands
    std::map<std::string, std::string, std::less<>>
        values;                     ///< operands and options by name; switches are "1"
    std::vector<std::string> rest;  ///< of an operand that ends in "..."

    std::optional<std::string> find(std::string_view name) const;
    /// The default where it was not given; fails with `syntax` outside of the bounds.
    Result<std::uint64_t> number(std::string_view name, std::uint64_t otherwise, std::uint64_t least,
                                 std::uint64_t most) const;
};

/// Fails with `syntax`; the detail is for the person who typed it.
Result<Arguments> parse_arguments(std::span<const std::string> words);
/// Whether the answer is to be JSON, also to words that are not understood.
bool wants_json(std::span<const std::string> words);

}  // namespace milpa::server::cli
