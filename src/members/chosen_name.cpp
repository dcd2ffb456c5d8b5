// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/chosen_name.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uniset.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

#include <algorithm>
#include <memory>
#include <set>

#include "base/ensure.hpp"

namespace milpa::members {

namespace {

// Written as is usual; marks in between do not count.
constexpr std::string_view role_names[] = {
    // RFC 2142.
    "abuse", "ftp", "hostmaster", "info", "marketing", "news", "noc", "postmaster", "sales", "security",
    "support", "usenet", "uucp", "webmaster", "www",
    // What authorities write to before they sign (CA/Browser Forum, Baseline Requirements 3.2.2.4.4), or
    // wrote to.
    "admin", "administrator", "root", "ssladmin", "ssladministrator", "sslwebmaster", "sysadmin",
    // To whom servers report, and where programs look for their settings.
    "autoconfig", "autodiscover", "dmarc", "mta-sts", "tls-rpt",
    // Who has no ears, and whom people ask.
    "help", "helpdesk", "mailer-daemon", "no-reply", "nobody"};

constexpr std::string_view marks = ".-_";

std::string without_marks(std::string_view text) {
    std::string plain(text);
    std::erase_if(plain, [](char c) { return marks.find(c) != std::string_view::npos; });
    return plain;
}

struct CloseSpoof {
    void operator()(USpoofChecker* checker) const { uspoof_close(checker); }
};
using Spoof = std::unique_ptr<USpoofChecker, CloseSpoof>;

Spoof make_spoof() {
    UErrorCode status = U_ZERO_ERROR;
    Spoof made(uspoof_open(&status));
    ensure(U_SUCCESS(status) != 0);
    // UTS 39 3.1: what is in use, and joins such words; RFC 5322 3.2.3: the marks of an address.
    icu::UnicodeSet allowed(0x21, 0x7e);
    allowed.addAll(*uspoof_getRecommendedUnicodeSet(&status)).addAll(*uspoof_getInclusionUnicodeSet(&status));
    uspoof_setAllowedUnicodeSet(made.get(), &allowed, &status);
    uspoof_setRestrictionLevel(made.get(), USPOOF_HIGHLY_RESTRICTIVE);
    uspoof_setChecks(made.get(),
                     USPOOF_RESTRICTION_LEVEL | USPOOF_INVISIBLE | USPOOF_MIXED_NUMBERS | USPOOF_CHAR_LIMIT |
                         USPOOF_HIDDEN_OVERLAY,
                     &status);
    ensure(U_SUCCESS(status) != 0);
    return made;
}

/// Thread-safe as long as it is not changed, as ICU says.
const USpoofChecker* spoof() {
    static const Spoof checker = make_spoof();
    return checker.get();
}

icu::UnicodeString read(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
}

}  // namespace

std::string look_of(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* const fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
    ensure(U_SUCCESS(status) != 0);
    const icu::UnicodeString folded = fold->normalize(read(text), status);
    icu::UnicodeString look;
    uspoof_getSkeletonUnicodeString(spoof(), 0, folded, look, &status);
    ensure(U_SUCCESS(status) != 0);
    // The skeleton of 0 is a capital O.
    look.foldCase();
    std::string result;
    look.toUTF8String(result);
    return result;
}

bool is_role_name(std::string_view local) {
    static const std::set<std::string, std::less<>> looks = [] {
        std::set<std::string, std::less<>> all;
        for (const std::string_view name : role_names) all.insert(look_of(without_marks(name)));
        return all;
    }();
    // Marks once more: what looks like one is one.
    return looks.contains(without_marks(look_of(without_marks(local))));
}

Result<void> check_chosen_name(std::string_view local) {
    UErrorCode status = U_ZERO_ERROR;
    const auto found = uspoof_checkUnicodeString(spoof(), read(local), nullptr, &status);
    if (U_FAILURE(status) != 0 || found != 0)
        return fail(ErrorKind::syntax, "letters that are taken for others, or of several scripts");
    return {};
}

Result<void> check_free(const Directory& directory, const Address& address) {
    if (address.base() != address) return fail(ErrorKind::syntax, "an address with a subaddress");
    if (directory.find_alias(address.text()) != nullptr)
        return fail(ErrorKind::conflict, "an alias has this address");
    if (directory.find(address)) return fail(ErrorKind::conflict, "a member has this address");
    return {};
}

Result<void> check_chosen(const Directory& directory, const Address& address) {
    CHECK(check_free(directory, address));
    const std::string look = look_of(address.local());
    const auto is_like = [&](std::string_view other) {
        const std::size_t at = other.rfind('@');
        return other.substr(at + 1) == address.domain() && look_of(other.substr(0, at)) == look;
    };
    const auto has_like = [&](const MemberPointer& one) {
        return std::ranges::any_of(one->data.addresses(), is_like);
    };
    if (std::ranges::any_of(directory.members(), has_like) ||
        std::ranges::any_of(directory.aliases(), is_like, &events::Alias::address))
        return fail(ErrorKind::conflict, "an address that looks like this one is taken");
    return {};
}

}  // namespace milpa::members
