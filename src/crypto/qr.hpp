// SPDX-License-Identifier: AGPL-3.0-or-later
// A code that people keep (code_text.hpp) as a QR code, behind code_scheme: for a terminal, of Unicode half
// blocks (two rows of modules a line), or as a picture.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace milpa::crypto {

/// What is behind the letters: a reader needs dark modules on a light ground.
enum class TerminalGround { dark, light };

/// What a version 25 code holds, the largest that a camera reads from a screen with ease.
inline constexpr std::size_t qr_text_bytes_max = 1'000;

/// Lines with `\n`, quiet zone included, error correction M. Fails with `limit` when the text is too long,
/// with `syntax` when it is empty. The result is as secret as the text.
Result<std::string> qr_for_terminal(std::string_view text, TerminalGround ground = TerminalGround::dark);

/// The same as SVG, one unit a module: dark on light, quiet zone included.
Result<std::string> qr_as_svg(std::string_view text);

}  // namespace milpa::crypto
