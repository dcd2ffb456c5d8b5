// SPDX-License-Identifier: AGPL-3.0-or-later
// What a client keeps of a session: base64url of (number of the opener 16 | secret 32). The number finds the
// opener without trying any; the secret unwraps it. Pure; any thread.
#pragma once

#include <string_view>

#include "crypto/secret.hpp"
#include "members/directory.hpp"

namespace milpa::members {

inline constexpr std::size_t session_token_bytes = OpenerId::size + crypto::Key::size;
inline constexpr std::size_t session_token_letters = session_token_bytes / 3 * 4;
static_assert(session_token_bytes % 3 == 0);

struct SessionToken {
    OpenerId opener;
    crypto::Key secret;
};

crypto::SecretText to_text(const SessionToken& token);
/// Fails with `denied` for whatever is not of the form.
Result<SessionToken> read_session_token(std::string_view text);

}  // namespace milpa::members
