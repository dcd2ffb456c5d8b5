// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/session_token.hpp"

#include <array>

namespace milpa::members {

crypto::SecretText to_text(const SessionToken& token) {
    std::array<std::uint8_t, session_token_bytes> joined;
    std::ranges::copy(token.opener.view(), joined.begin());
    std::ranges::copy(token.secret.view(), joined.begin() + OpenerId::size);
    std::string letters = to_base64url(joined);
    crypto::SecretText text(letters);
    crypto::wipe(letters);
    crypto::wipe(joined);
    return text;
}

Result<SessionToken> read_session_token(std::string_view text) {
    if (text.size() != session_token_letters) return fail(ErrorKind::denied, "not a token");
    auto joined = from_base64url(text);
    if (!joined) return fail(ErrorKind::denied, "not a token");
    const ByteView octets(*joined);
    auto opener = OpenerId::from(octets.first(OpenerId::size));
    auto secret = crypto::Key::from(octets.subspan(OpenerId::size));
    crypto::wipe(*joined);
    if (!opener || !secret) return fail(ErrorKind::denied, "not a token");
    return SessionToken{*opener, std::move(*secret)};
}

}  // namespace milpa::members
