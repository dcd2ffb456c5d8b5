// SPDX-License-Identifier: AGPL-3.0-or-later
// The table of what `milpa` can be told. A row says which words a command has, what it takes, and which
// secrets it reads from standard input; the usage text is written from it. Adding a command is a row here and
// a handler in ../control/.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace milpa::server::cli {

/// Who carries a command out.
enum class Where : unsigned char {
    server,  ///< the running server, over its socket
    here,    ///< this process (local.hpp)
};

struct Option {
    std::string_view name;   ///< "quota", given as --quota VALUE or --quota=VALUE
    std::string_view value;  ///< "BYTES"; empty for a switch
    std::string_view meaning;
    bool required = false;
};

struct Command {
    std::string_view words;  ///< "member add"
    Where where;
    std::vector<std::string_view>
        operands;  ///< "address"; a last one that ends in "..." takes all that follow
    std::vector<Option> options;
    /// Prompts, in the order in which they are read. One that ends in "..." is repeated until the end of the
    /// input.
    std::vector<std::string_view> secrets;
    std::string_view meaning;
};

std::span<const Command> commands();
/// The longest row whose words begin the list; null where there is none. `used` gets the count of words.
const Command* find_command(std::span<const std::string> words, std::size_t& used);
/// All commands, a line each; or one with everything it takes.
std::string usage();
std::string usage(const Command& command);

}  // namespace milpa::server::cli
