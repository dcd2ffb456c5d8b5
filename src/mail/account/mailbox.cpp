// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/mailbox.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <algorithm>

#include "mail/message/charset.hpp"

namespace milpa::mail::account {
namespace {

Result<std::string> to_nfc(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    if (U_SUCCESS(status)) {
        nfc->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr,
                           status);
    }
    if (U_FAILURE(status)) return fail(ErrorKind::syntax, "a mailbox name that cannot be normalized");
    return out;
}

bool is_inbox(std::string_view level) {
    constexpr std::string_view lower = "inbox";
    return std::ranges::equal(level, lower, {},
                              [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}

// RFC 5198 2: no control characters, C1 and the line and paragraph separators included.
bool has_control(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x20 || c == 0x7F) return true;
        if (c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
        if (text.substr(i).starts_with("\u2028") || text.substr(i).starts_with("\u2029")) return true;
    }
    return false;
}

}  // namespace

std::string_view to_text(SpecialUse use) {
    switch (use) {
        case SpecialUse::none: return "";
        case SpecialUse::drafts: return "\\Drafts";
        case SpecialUse::sent: return "\\Sent";
        case SpecialUse::junk: return "\\Junk";
        case SpecialUse::trash: return "\\Trash";
        case SpecialUse::archive: return "\\Archive";
        case SpecialUse::all: return "\\All";
        case SpecialUse::flagged: return "\\Flagged";
        case SpecialUse::important: return "\\Important";
    }
    return "";
}

const Entry* Mailbox::find(Uid uid) const {
    const std::size_t at = lower_bound(uid);
    return at < entries.size() && entries[at].uid == uid ? &entries[at] : nullptr;
}

std::size_t Mailbox::lower_bound(Uid uid) const {
    const auto at =
        std::ranges::partition_point(entries, [&](const Entry& entry) { return entry.uid < uid; });
    return static_cast<std::size_t>(at - entries.begin());
}

UidSet Mailbox::existing(const UidSet& uids) const {
    UidSet there;
    for (const auto& range : uids.ranges()) {
        for (std::size_t at = lower_bound(range.first); at < entries.size() && entries[at].uid <= range.last;
             ++at) {
            there.add(entries[at].uid);
        }
    }
    return there;
}

UidSet Mailbox::all() const {
    UidSet uids;
    for (const Entry& entry : entries) uids.add(entry.uid);
    return uids;
}

Result<std::string> normalize_name(std::string_view given) {
    if (given.size() > mailbox_name_octets_max) return fail(ErrorKind::limit, "a long mailbox name");
    if (!message::is_utf8(given)) return fail(ErrorKind::syntax, "a mailbox name that is not UTF-8");
    if (given.ends_with('/')) given.remove_suffix(1);
    TRY(std::string name, to_nfc(given));
    if (has_control(name)) return fail(ErrorKind::syntax, "a control character in a mailbox name");
    const std::size_t first_end = std::min(name.find('/'), name.size());
    if (is_inbox(std::string_view(name).substr(0, first_end))) name.replace(0, first_end, inbox_name);
    if (name.empty() || name.starts_with('/') || name.ends_with('/') ||
        name.find("//") != std::string::npos) {
        return fail(ErrorKind::syntax, "an empty level in a mailbox name");
    }
    const auto levels = static_cast<std::size_t>(std::ranges::count(name, '/')) + 1;
    if (name.size() > mailbox_name_octets_max || levels > mailbox_levels_max) {
        return fail(ErrorKind::limit, "a long mailbox name");
    }
    return name;
}

std::string_view parent_name(std::string_view name) {
    const std::size_t at = name.rfind('/');
    return at == std::string_view::npos ? std::string_view() : name.substr(0, at);
}

bool is_below(std::string_view name, std::string_view parent) {
    return name.size() > parent.size() && name.starts_with(parent) && name[parent.size()] == '/';
}

}  // namespace milpa::mail::account
