// SPDX-License-Identifier: AGPL-3.0-or-later
// Secrets from people: asked for on a terminal without echo, else read from standard input, a line each.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "crypto/secret.hpp"

namespace milpa::server::cli {

class Prompts {
public:
    Prompts();
    /// Standard input is a terminal: somebody sits there.
    bool interactive() const { return interactive_; }
    /// The next line without its line end; nothing at the end of the input. Fails with `limit` for a line
    /// that is too long.
    Result<std::optional<crypto::SecretText>> ask(std::string_view prompt);

private:
    bool interactive_;
};

}  // namespace milpa::server::cli
