// SPDX-License-Identifier: AGPL-3.0-or-later
// Which of the languages that we speak somebody wants to read.
#pragma once

#include <span>
#include <string_view>

#include "http/message.hpp"

namespace milpa::portal {

/// As the words' folders are called; the first where nothing else is wanted.
std::span<const std::string_view> languages();
/// The cookie by which somebody has chosen.
inline constexpr std::string_view language_cookie = "lang";
/// By the cookie; else the best of Accept-Language (RFC 9110 12.5.4), by its first subtag: "pt-BR" reads
/// "pt".
std::string_view language_of(const http::Request& request);

}  // namespace milpa::portal
