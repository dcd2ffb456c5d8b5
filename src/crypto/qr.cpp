// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/qr.hpp"

#include <qrencode.h>

#include <memory>

#include "crypto/code_text.hpp"

namespace milpa::crypto {

namespace {

constexpr int quiet_zone = 4;  // modules of light around the code: ISO/IEC 18004 5.3.8

struct FreeCode {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

bool is_dark(const QRcode& code, int row, int column) {
    const bool inside = row >= 0 && row < code.width && column >= 0 && column < code.width;
    return inside && (code.data[row * code.width + column] & 1) != 0;
}

// One character for two modules, one above the other. "Ink" is what the terminal draws letters with.
std::string_view half_blocks(bool upper_ink, bool lower_ink) {
    if (upper_ink) return lower_ink ? "█" : "▀";
    return lower_ink ? "▄" : " ";
}

using Code = std::unique_ptr<QRcode, FreeCode>;

Result<Code> encode(std::string_view text) {
    if (text.empty()) return fail(ErrorKind::syntax, "no text for a code");
    if (text.size() > qr_text_bytes_max) return fail(ErrorKind::limit, "a text too long for a code");
    WipedString whole(code_scheme.size() + text.size());
    whole.text.append(code_scheme).append(text);
    Code code(QRcode_encodeData(static_cast<int>(whole.text.size()),
                                reinterpret_cast<const unsigned char*>(whole.text.data()), 0, QR_ECLEVEL_M));
    if (code == nullptr) return fail(ErrorKind::limit, "no code can hold the text");
    return code;
}

}  // namespace

Result<std::string> qr_for_terminal(std::string_view text, TerminalGround ground) {
    TRY(const Code code, encode(text));

    // On a dark ground ink is light, so it draws the light modules.
    const bool ink_is_dark = ground == TerminalGround::light;
    const int end = code->width + quiet_zone;
    std::string drawn;
    for (int row = -quiet_zone; row < end; row += 2) {
        for (int column = -quiet_zone; column < end; ++column) {
            // Below an odd last row nothing is drawn: it is light in either case, as the quiet zone is.
            drawn += half_blocks(is_dark(*code, row, column) == ink_is_dark,
                                 is_dark(*code, row + 1, column) == ink_is_dark);
        }
        drawn += '\n';
    }
    return drawn;
}

Result<std::string> qr_as_svg(std::string_view text) {
    TRY(const Code code, encode(text));
    const std::string side = std::to_string(code->width + 2 * quiet_zone);
    std::string drawn = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
                        "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" +
                        side + "H0z\"/><path d=\"";
    for (int row = 0; row < code->width; ++row) {
        for (int column = 0; column < code->width;) {
            int length = 0;
            while (is_dark(*code, row, column + length)) ++length;
            if (length > 0) {
                drawn += "M" + std::to_string(column + quiet_zone) + " " + std::to_string(row + quiet_zone) +
                         "h" + std::to_string(length) + "v1h-" + std::to_string(length) + "z";
            }
            column += length + 1;
        }
    }
    drawn += "\"/></svg>";
    return drawn;
}

}  // namespace milpa::crypto
