// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/address.hpp"

#include <unicode/idna.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "base/ensure.hpp"

namespace milpa::members {

namespace {

constexpr std::size_t label_bytes_most = 63;  // RFC 1035 2.3.4
/// Folding and composing settle in one or two rounds; a text that does not is refused.
constexpr int fold_rounds_max = 4;
/// RFC 5322 3.2.3 atext, and the dot.
constexpr std::string_view atext_marks = "!#$%&'*+-/=?^_`{|}~.";

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_atext(char c) { return is_alphanumeric(c) || atext_marks.find(c) != std::string_view::npos; }

// RFC 5321 4.1.2 Quoted-string. Fails where the quotes do not close at the end.
Result<std::string> unquote(std::string_view quoted) {
    std::string plain;
    for (std::size_t i = 1; i < quoted.size(); ++i) {
        if (quoted[i] == '"') {
            if (i + 1 != quoted.size()) break;
            return plain;
        }
        if (quoted[i] == '\\' && ++i == quoted.size()) break;
        plain += quoted[i];
    }
    return fail(ErrorKind::syntax, "a quoted local part that does not end");
}

// Letters, marks, digits, punctuation and symbols; nothing that cannot be seen or that could be a letter of
// a later Unicode.
bool is_visible(UChar32 c) {
    constexpr std::uint32_t unseen = U_GC_Z_MASK | U_GC_C_MASK;
    return (U_GET_GC_MASK(c) & unseen) == 0;
}

Result<std::string> fold_unicode(std::string_view local) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* nfc = icu::Normalizer2::getNFCInstance(status);
    ensure(U_SUCCESS(status) != 0);
    auto text = icu::UnicodeString::fromUTF8(icu::StringPiece(local.data(), static_cast<int>(local.size())));
    // fromUTF8 puts U+FFFD where the octets are no UTF-8; as a letter of an address it is refused, too.
    if (text.indexOf(static_cast<UChar32>(0xfffd)) >= 0) return fail(ErrorKind::syntax, "not UTF-8");
    for (int round = 0; round < fold_rounds_max; ++round) {
        icu::UnicodeString folded = nfc->normalize(text, status);
        folded.foldCase();
        folded = nfc->normalize(folded, status);
        if (U_FAILURE(status) != 0) return fail(ErrorKind::syntax, "cannot be normalised");
        if (folded == text) {
            for (int i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
                if (!is_visible(text.char32At(i))) return fail(ErrorKind::syntax, "an invisible character");
            }
            std::string result;
            text.toUTF8String(result);
            return result;
        }
        text = std::move(folded);
    }
    return fail(ErrorKind::syntax, "does not settle when folded");
}

// Either form to either form by UTS 46, with its checks.
enum class Labels { unicode, ascii };

Result<std::string> convert_domain(std::string_view domain, Labels to) {
    UErrorCode status = U_ZERO_ERROR;
    // Thread-safe, as ICU says; made once since making it loads tables.
    static const std::unique_ptr<icu::IDNA> idna(
        icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE |
                                           UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ,
                                       status));
    ensure(idna != nullptr);
    std::string result;
    icu::StringByteSink<std::string> sink(&result);
    icu::IDNAInfo info;
    const icu::StringPiece piece(domain.data(), static_cast<int>(domain.size()));
    status = U_ZERO_ERROR;
    if (to == Labels::unicode) {
        idna->nameToUnicodeUTF8(piece, sink, info, status);
    } else {
        idna->nameToASCII_UTF8(piece, sink, info, status);
    }
    if (U_FAILURE(status) != 0 || info.hasErrors() != 0) return fail(ErrorKind::syntax, "not a domain");
    return result;
}

// RFC 1035 2.3.1, RFC 1123 2.1: letters, digits and hyphens, no label empty or with a hyphen at an end.
bool is_plain_domain(std::string_view domain) {
    while (true) {
        const std::size_t dot = std::min(domain.find('.'), domain.size());
        const std::string_view label = domain.substr(0, dot);
        if (label.empty() || label.size() > label_bytes_most) return false;
        if (label.front() == '-' || label.back() == '-') return false;
        if (!std::ranges::all_of(label, [](char c) { return is_alphanumeric(c) || c == '-'; })) return false;
        if (dot == domain.size()) return true;
        domain.remove_prefix(dot + 1);
    }
}

// Labels that say by "--" in third place that they are not plain ones ("xn--"): UTS 46 looks at them.
bool has_coded_label(std::string_view domain) { return domain.find("--") != std::string_view::npos; }

}  // namespace

Result<std::string> normalise_domain(std::string_view domain) {
    if (domain.ends_with('.')) domain.remove_suffix(1);
    if (domain.empty() || domain.size() > domain_bytes_max) return fail(ErrorKind::syntax, "domain length");
    if (is_ascii(domain) && !has_coded_label(domain)) {
        if (!is_plain_domain(domain)) return fail(ErrorKind::syntax, "not a domain");
        std::string result(domain);
        std::ranges::transform(result, result.begin(), lower);
        return result;
    }
    // By way of A-labels: their length is what DNS limits, and what comes back from them is in one form.
    TRY(const std::string ascii, convert_domain(domain, Labels::ascii));
    if (ascii.size() > domain_bytes_max || !is_plain_domain(ascii)) {
        return fail(ErrorKind::syntax, "not a domain");
    }
    TRY(std::string result, convert_domain(ascii, Labels::unicode));
    // RFC 5321 4.5.3.1.2 counts octets: those of either form.
    if (result.size() > domain_bytes_max) return fail(ErrorKind::syntax, "domain length");
    return result;
}

Result<std::string> domain_to_ascii(std::string_view domain) {
    TRY(std::string unicode, normalise_domain(domain));
    if (is_ascii(unicode)) return unicode;
    return convert_domain(unicode, Labels::ascii);
}

Result<std::string> normalise_local(std::string_view local) {
    std::string unquoted;
    if (local.starts_with('"')) {
        if (local.size() > 2 * local_bytes_max + 2) return fail(ErrorKind::syntax, "local part length");
        TRY(unquoted, unquote(local));
        local = unquoted;
    }
    if (local.empty() || local.size() > local_bytes_max) return fail(ErrorKind::syntax, "local part length");
    std::string result;
    if (is_ascii(local)) {
        result = local;
        std::ranges::transform(result, result.begin(), lower);
    } else {
        TRY(result, fold_unicode(local));
        if (result.size() > local_bytes_max) return fail(ErrorKind::syntax, "local part length");
    }
    for (const char c : result) {
        if (static_cast<unsigned char>(c) < 0x80 && !is_atext(c)) {
            return fail(ErrorKind::syntax, "a character that needs quotes");
        }
    }
    return result;
}

Result<Address> Address::from(std::string_view local, std::string_view domain) {
    TRY(std::string text, normalise_local(local));
    TRY(const std::string normal_domain, normalise_domain(domain));
    const std::size_t at = text.size();
    text += '@';
    text += normal_domain;
    return Address(std::move(text), at);
}

Result<Address> Address::parse(std::string_view text) {
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos) return fail(ErrorKind::syntax, "an address without @");
    return from(text.substr(0, at), text.substr(at + 1));
}

Address Address::base() const {
    const std::size_t plus = local().find(subaddress_separator);
    if (plus == std::string_view::npos || plus == 0) return *this;
    std::string text;
    text.reserve(text_.size());
    text.append(text_, 0, plus).append(text_, at_);
    return {std::move(text), plus};
}

}  // namespace milpa::members
