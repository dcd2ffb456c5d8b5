// SPDX-License-Identifier: AGPL-3.0-or-later
// A card's text without its pictures: long runs of base64, in a vCard or in a data: URI of JSContact, lie in
// objects of their own, so that fifty thousand cards fit into memory. Where they were is remembered; put
// back, the text is what it was, octet for octet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace milpa::contacts {

/// Shorter ones stay in the text: an object costs some hundred octets and a read.
inline constexpr std::size_t picture_octets_min = 2 * 1024;

struct Picture {
    std::size_t at = 0;  ///< in the text without pictures
    std::string octets;  ///< base64 as it stood, with the folds of its lines
    bool operator==(const Picture&) const = default;
};
struct Punched {
    std::string text;
    std::vector<Picture> pictures;
};

Punched punch(std::string_view whole);
/// `pictures` ascend; those that lie outside are left out.
std::string assemble(std::string_view text, const std::vector<Picture>& pictures);

}  // namespace milpa::contacts
