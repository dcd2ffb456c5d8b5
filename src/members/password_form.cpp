// SPDX-License-Identifier: AGPL-3.0-or-later
// RFC 8265 4.2.2, the OpaqueString profile. ICU's C functions work in buffers of ours, which can be wiped.
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/ensure.hpp"
#include "members/login.hpp"

namespace milpa::members {

namespace {

/// NFC of a text has at most three times its UTF-16 units (UAX 15, table of expansion factors).
constexpr int nfc_growth = 3;

struct WipedUnits {
    explicit WipedUnits(std::size_t count) : units(count) {}
    ~WipedUnits() { crypto::wipe({reinterpret_cast<std::uint8_t*>(units.data()), units.size() * 2}); }
    WipedUnits(const WipedUnits&) = delete;
    WipedUnits& operator=(const WipedUnits&) = delete;
    int size() const { return static_cast<int>(units.size()); }

    std::vector<UChar> units;
};

// Any space as U+0020; false where something cannot be in a password.
bool tidy(WipedUnits& text, int length) {
    for (int i = 0; i < length; ++i) {
        UChar& unit = text.units[static_cast<std::size_t>(i)];
        // All spaces and controls are single units; a half of a pair is neither.
        if (u_charType(unit) == U_CONTROL_CHAR) return false;
        if (u_charType(unit) == U_SPACE_SEPARATOR) unit = u' ';
    }
    return true;
}

}  // namespace

Result<crypto::SecretText> normalise_password(const crypto::SecretText& typed) {
    const std::string_view text = typed.view();
    if (text.empty()) return fail(ErrorKind::syntax, "an empty password");
    if (text.size() > crypto::password_bytes_max) return fail(ErrorKind::syntax, "a password too long");
    const auto unusual = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c >= 0x7f || c < 0; };
    if (std::ranges::none_of(text, unusual)) return typed.copy();

    UErrorCode status = U_ZERO_ERROR;
    WipedUnits units(text.size());  // UTF-16 has no more units than UTF-8 has octets
    int length = 0;
    u_strFromUTF8(units.units.data(), units.size(), &length, text.data(), static_cast<int>(text.size()),
                  &status);
    if (U_FAILURE(status) != 0 || !tidy(units, length)) {
        return fail(ErrorKind::syntax, "not UTF-8, or a control character");
    }
    status = U_ZERO_ERROR;
    const UNormalizer2* nfc = unorm2_getNFCInstance(&status);
    WipedUnits normal(static_cast<std::size_t>(length) * nfc_growth);
    length = unorm2_normalize(nfc, units.units.data(), length, normal.units.data(), normal.size(), &status);
    ensure(U_SUCCESS(status) != 0);
    WipedUnits octets(static_cast<std::size_t>(length) * 2);  // three octets a unit at most
    auto* begin = reinterpret_cast<char*>(octets.units.data());
    int octet_count = 0;
    u_strToUTF8(begin, octets.size() * 2, &octet_count, normal.units.data(), length, &status);
    ensure(U_SUCCESS(status) != 0);
    return crypto::SecretText(std::string_view(begin, static_cast<std::size_t>(octet_count)));
}

Result<void> check_fresh_password(const crypto::SecretText& typed) {
    TRY(const auto normal, normalise_password(typed));
    if (normal.view().size() < password_bytes_min) return fail(ErrorKind::syntax, "a password too short");
    return {};
}

}  // namespace milpa::members
