// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/search_words.hpp"

#include "base/bytes.hpp"
#include "crypto/seal.hpp"

namespace milpa::pages {

namespace {

crypto::AssociatedData place_of(std::string_view account) {
    return crypto::AssociatedData("search words").text(account);
}

/// UTF-8 is not cut within a character.
std::string_view beginning(std::string_view words) {
    if (words.size() <= search_words_octets_max) return words;
    std::size_t end = search_words_octets_max;
    while (end > 0 && (static_cast<unsigned char>(words[end]) & 0xc0) == 0x80) --end;
    return words.substr(0, end);
}

}  // namespace

SearchWords::SearchWords(Lent<Random> random) : random_(random), key_(crypto::Key::random(*random)) {}

std::string SearchWords::seal(std::string_view account, std::string_view words) const {
    return to_base64url(crypto::seal(key_, place_of(account), as_bytes(beginning(words)), *random_));
}

std::optional<crypto::WipingString> SearchWords::open(std::string_view account,
                                                      std::string_view sealed) const {
    auto frame = from_base64url(sealed);
    if (!frame) return std::nullopt;
    const auto words = crypto::open_in_place(key_, place_of(account), *frame);
    if (!words) return std::nullopt;
    crypto::WipingString text(words->begin(), words->end());
    crypto::wipe(*frame);
    return text;
}

}  // namespace milpa::pages
