// SPDX-License-Identifier: AGPL-3.0-or-later
// The tree that a client sees:
//
//     /dav/                               where it begins
//     /dav/ACCOUNT/                       the principal: whose it is
//     /dav/ACCOUNT/contacts/              the home set of address books
//     /dav/ACCOUNT/contacts/BOOK/         an address book
//     /dav/ACCOUNT/contacts/BOOK/CARD     a card
//
// ACCOUNT says nothing: it is the account's id in the API.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace milpa::dav {

enum class Level : std::uint8_t { root, principal, home, book, card };

struct Target {
    Level level = Level::root;
    std::string account;
    std::string book;
    std::string card;
    bool operator==(const Target&) const = default;
};

/// A decoded path; nothing for one that can stand for nothing.
std::optional<Target> read_target(std::string_view path);
/// The same of what stands in a request (Destination, href): percent-encoded, perhaps a whole URI.
std::optional<Target> read_href(std::string_view href);
/// Percent-encoded; collections end in a slash (RFC 4918 5.2).
std::string href_of(const Target& target);

}  // namespace milpa::dav
