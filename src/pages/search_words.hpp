// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of a search, for an address: sealed, since addresses are in a browser's history, in its file of
// sessions and in the log of whatever looks into TLS between.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/lent.hpp"
#include "base/random.hpp"
#include "crypto/secret.hpp"
#include "crypto/wiped.hpp"

namespace milpa::pages {

/// Of what is searched for; longer is cut. Sealed it is far below what an address may have.
inline constexpr std::size_t search_words_octets_max = 500;

/// The key is made with it and is never written down: what was sealed before a restart opens no more.
/// Thread-safe.
class SearchWords {
public:
    explicit SearchWords(Lent<Random> random);

    /// base64url (RFC 4648 5); lengths up to 63 octets look alike. For the pages of that account alone.
    std::string seal(std::string_view account, std::string_view words) const;
    /// Nothing: made up, of another account, or of before a restart.
    std::optional<crypto::WipingString> open(std::string_view account, std::string_view sealed) const;

private:
    const Lent<Random> random_;
    const crypto::Key key_;
};

}  // namespace milpa::pages
