// SPDX-License-Identifier: AGPL-3.0-or-later
// What the collective says of itself to everybody, while it is unlocked: who it is, what it offers, how one
// joins, its canary and what orders it got. Sealed in the directory like all else, since a locked server says
// nothing, not even whose it is.
//
// A canary that is not renewed says something, too: of each language it is noted when its canary last
// changed, and so of its words about orders.
#pragma once

#include <string>
#include <string_view>

#include "members/collective.hpp"

namespace milpa::members {

/// Languages of the page: those that people of one place speak.
inline constexpr std::size_t page_languages_max = 20;
/// Letters (code points) of one text: some six printed pages.
inline constexpr std::size_t page_letters_max = 20'000;
/// Octets of all texts: they are in memory, and each change is one event of the directory's log.
inline constexpr std::size_t page_octets_max = 512 * 1024;
/// Octets of an address or a URL.
inline constexpr std::size_t page_contact_octets_max = 255;

/// RFC 5646 2.1: a language, and a script, a region and variants where it has them, in the case that 2.1.1
/// recommends: "es", "pt-BR", "sr-Latn-RS". No extensions.
bool is_language_tag(std::string_view text);
/// UTF-8 without control characters but line ends and tabs, of page_letters_max.
bool is_page_text(std::string_view text);
/// An address of mail, or a URL of http, https, mailto, tel, sip, xmpp or matrix.
bool is_page_contact(std::string_view text);
/// All of the page, as the directory takes it. Fails with `syntax`, `limit`.
Result<void> check_public_page(const events::PublicPage& page);

struct Described {
    std::string name;  ///< of the collective
    events::PublicPage page;
};
/// Fails with `closed`.
Result<Described> read_described(const Collective& collective);
/// The name and the page as they are from now on; when texts last changed is noted here. Languages without
/// any text are left out. Fails with `syntax`, `limit`, `closed`, `io`.
Task<Result<void>> describe(Lent<Collective> collective, Described described);

}  // namespace milpa::members
