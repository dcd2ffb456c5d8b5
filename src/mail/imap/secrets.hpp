// SPDX-License-Identifier: AGPL-3.0-or-later
// Credentials in requests: how a SASL response holds them, and that no copy stays.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "crypto/secret.hpp"
#include "mail/imap/request.hpp"

namespace milpa::mail::imap {

/// A line of SASL, from its base64, which is wiped; nothing where it is none.
std::optional<std::string> decode_response(std::string line);

/// RFC 4616 2: [authzid] NUL authcid NUL passwd. Fails with `syntax`, and with `denied` for another's
/// authority, which nobody has here.
Result<std::pair<std::string, crypto::SecretText>> parse_plain(std::string_view response);

/// Wipes what a request holds of LOGIN and AUTHENTICATE.
void forget_secrets(Request& request);

}  // namespace milpa::mail::imap
