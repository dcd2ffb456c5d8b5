// SPDX-License-Identifier: AGPL-3.0-or-later
// Secrets from a person: without echo from a terminal, else a line each from standard input. Never from
// arguments or the environment, where every process of the machine could see them. The terminal gets its echo
// back also where Ctrl-C, or any signal that ends the process, comes in the middle of a prompt.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "crypto/secret.hpp"

namespace milpa::server::cli {

class Prompts {
public:
    Prompts();
    bool interactive() const { return interactive_; }
    /// Nothing at the end of the input. Fails with `limit` for a line that is far too
    /// long.
    Result<std::optional<crypto::SecretText>> ask(std::string_view prompt);
    /// On a terminal until the same was typed twice; an empty one is asked for once.
    Result<std::optional<crypto::SecretText>> ask_twice(std::string_view prompt);
    /// A word that is shown while it is typed; true where it is "yes". Only on a terminal.
    bool confirm(std::string_view question);
    /// What a person at the terminal is told between two prompts.
    void tell(std::string_view text) const;

private:
    Result<std::optional<crypto::SecretText>> read_line() const;
    bool interactive_;
};

}  // namespace milpa::server::cli
