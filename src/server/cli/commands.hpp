// SPDX-License-Identifier: AGPL-3.0-or-later
// The table of what `milpa` can be told. A row says which words a command has, what it takes, and which
// secrets it reads from standard input; the usage text is written from it. Adding a command is a row here and
// a function that makes its calls (acts.hpp).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace milpa::server::cli {

/// As in CMakeLists.txt.
inline constexpr const char* version = "0.1.0";

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

/// How a secret is read. Without a terminal each is a line of standard input.
enum class Reading : unsigned char {
    known,   ///< once
    fresh,   ///< on a terminal twice: what is not shown is easily mistyped; an empty one once
    shares,  ///< until there are no more; on a terminal a mistyped one is refused at once
};
struct Secret {
    std::string_view prompt;
    Reading reading = Reading::known;
};

struct Command {
    std::string_view words;  ///< "member add"
    Where where;
    std::vector<std::string_view>
        operands;  ///< "address"; a last one that ends in "..." takes all that follow
    std::vector<Option> options;
    /// In the order in which they are read; shares come last.
    std::vector<Secret> secrets;
    std::string_view meaning;
    /// Where it destroys what nobody can bring back: what a person at a terminal is asked before.
    std::string_view warning = {};
};

std::span<const Command> commands();
/// The longest row whose words begin the list; null where there is none. `used` gets the count of words.
const Command* find_command(std::span<const std::string> words, std::size_t& used);
/// Those that begin with the most of these words; empty where even the first word is of none.
std::vector<const Command*> commands_like(std::span<const std::string> words);
/// All commands, a line each; some; or one with everything it takes.
std::string usage();
std::string usage(std::span<const Command* const> some);
std::string usage(const Command& command);
/// "milpa member add address [--name TEXT]"
std::string usage_line(const Command& command);

}  // namespace milpa::server::cli
