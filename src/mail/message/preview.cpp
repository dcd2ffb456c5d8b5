// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/preview.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "mail/message/extract.hpp"

namespace milpa::mail::message {

namespace {

bool is_blank(UChar32 code_point) {
    if (code_point < 0x7f) return code_point <= ' ';
    return u_isUWhiteSpace(code_point) || u_iscntrl(code_point);
}

bool is_invisible(UChar32 code_point) {
    return code_point >= 0x80 && u_hasBinaryProperty(code_point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

}  // namespace

void Preview::feed(std::string_view utf8) {
    std::size_t at = 0;
    while (at < utf8.size() && !full_) {
        const std::size_t begin = at;
        UChar32 code_point = 0;
        // Never far: the preview is soon full, or the piece is small.
        const std::string_view near = utf8.substr(at, 4);
        std::int32_t size = 0;
        U8_NEXT(near.data(), size, static_cast<std::int32_t>(near.size()), code_point);
        at += static_cast<std::size_t>(size);
        if (is_blank(code_point)) {
            space_ = !text_.empty();
        } else if (!is_invisible(code_point)) {
            if (text_.size() + (space_ ? 1 : 0) + (at - begin) > preview_octets_max) {
                full_ = true;
                return;
            }
            if (space_) text_ += ' ';
            space_ = false;
            text_ += utf8.substr(begin, at - begin);
        }
    }
}

}  // namespace milpa::mail::message
