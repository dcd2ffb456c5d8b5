// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever is read as modified UTF-7 is written back as exactly the same octets; whatever is valid UTF-8
// survives.
#include <cstdint>

#include "base/bytes.hpp"
#include "base/ensure.hpp"
#include "mail/imap/text.hpp"
#include "mail/imap/utf7.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace milpa;
    using namespace milpa::mail::imap;
    std::string_view text = as_text(ByteView(data, size));
    if (auto decoded = from_modified_utf7(text)) {
        ensure(is_utf8(*decoded));
        ensure(to_modified_utf7(*decoded) == text);
    }
    if (is_utf8(text)) {
        std::string encoded = to_modified_utf7(text);
        for (char c : encoded) ensure(c >= 0x20 && c <= 0x7e);
        auto back = from_modified_utf7(encoded);
        ensure(back.has_value() && *back == text);
    }
    return 0;
}
