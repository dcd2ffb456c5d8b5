// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/mailbox_name.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include "mail/imap/text.hpp"
#include "mail/imap/utf7.hpp"

namespace milpa::mail::imap {

namespace {

/// RFC 9051 5.1: names are Net-Unicode (RFC 5198 2), which has no control characters and no line separators.
bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029; }

Result<void> check_characters(std::string_view name) {
    char32_t c = 0;
    while (!name.empty()) {
        if (take_code_point(name, c) == 0) return fail(ErrorKind::syntax, "a mailbox name that is not UTF-8");
        if (is_control(c)) return fail(ErrorKind::syntax, "a control character in a mailbox name");
    }
    return {};
}

Result<void> check_levels(std::string_view name) {
    std::size_t levels = 1;
    bool level_is_empty = true;
    for (char c : name) {
        if (c != hierarchy_separator) {
            level_is_empty = false;
            continue;
        }
        if (level_is_empty) return fail(ErrorKind::syntax, "an empty level in a mailbox name");
        level_is_empty = true;
        ++levels;
    }
    if (level_is_empty) return fail(ErrorKind::syntax, "an empty level in a mailbox name");
    if (levels > mailbox_levels_max) return fail(ErrorKind::limit, "a mailbox name of too many levels");
    return {};
}

/// RFC 9051 5.1: a denormalised name is accepted in every command, and means its normal form C.
Result<std::string> normalised(std::string_view name) {
    if (is_ascii(name)) return std::string(name);
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
    std::string normal;
    if (U_SUCCESS(status)) {
        icu::StringByteSink<std::string> sink(&normal);
        icu::StringPiece piece(name.data(), static_cast<std::int32_t>(name.size()));
        nfc->normalizeUTF8(0, piece, sink, nullptr, status);
    }
    if (U_FAILURE(status)) return fail(ErrorKind::syntax, "a mailbox name without a normal form");
    return normal;
}

}  // namespace

Result<MailboxName> MailboxName::from_utf8(std::string_view name) {
    if (name.size() > mailbox_name_bytes_max)
        return fail(ErrorKind::limit, "a mailbox name that is too long");
    CHECK(check_characters(name));
    CHECK(check_levels(name));
    TRY(std::string normal, normalised(name));
    if (normal.size() > mailbox_name_bytes_max)
        return fail(ErrorKind::limit, "a mailbox name that is too long");
    std::string_view first = std::string_view(normal).substr(0, normal.find(hierarchy_separator));
    if (same_ignoring_case(first, "INBOX")) normal.replace(0, first.size(), "INBOX");
    return MailboxName(std::move(normal));
}

Result<MailboxName> MailboxName::from_wire(std::string_view name, TextForm form) {
    if (form == TextForm::utf8) return from_utf8(name);
    TRY(std::string utf8, from_modified_utf7(name));
    return from_utf8(utf8);
}

Result<std::string> mailbox_pattern_from_wire(std::string_view pattern, TextForm form) {
    std::string utf8(pattern);
    if (form == TextForm::rev1) {
        TRY(utf8, from_modified_utf7(pattern));
    }
    if (utf8.size() > mailbox_name_bytes_max)
        return fail(ErrorKind::limit, "a mailbox pattern that is too long");
    CHECK(check_characters(utf8));
    return normalised(utf8);
}

std::string MailboxName::to_wire(TextForm form) const {
    return form == TextForm::utf8 ? name_ : to_modified_utf7(name_);
}

bool MailboxName::is_below(const MailboxName& other) const {
    return name_.size() > other.name_.size() && name_.starts_with(other.name_) &&
           name_[other.name_.size()] == hierarchy_separator;
}

}  // namespace milpa::mail::imap
