// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/mailbox_match.hpp"

#include "base/ensure.hpp"
#include "mail/imap/text.hpp"

namespace milpa::mail::imap {

namespace {

/// Neighbouring wildcards are one: "*" if any of them is. So no wildcard follows another, and what may be
/// empty is left in one step.
std::string collapse(std::string_view pattern) {
    std::string tokens;
    tokens.reserve(pattern.size());
    for (char c : pattern) {
        bool wild = c == '*' || c == '%';
        if (wild && !tokens.empty() && (tokens.back() == '*' || tokens.back() == '%')) {
            if (c == '*') tokens.back() = '*';
        } else {
            tokens += c;
        }
    }
    return tokens;
}

bool is_in_inbox(std::string_view name) {
    return same_ignoring_case(name.substr(0, name.find(hierarchy_separator)), "INBOX");
}

constexpr std::size_t inbox_bytes = 5;

}  // namespace

MailboxPattern::MailboxPattern(std::string_view pattern) {
    ensure(pattern.size() <= mailbox_pattern_bytes_max);
    std::string tokens = collapse(pattern);
    length_ = tokens.size();
    words_ = length_ / 64 + 1;
    masks_.assign(words_, 0);
    stars_.assign(words_, 0);
    percents_.assign(words_, 0);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        std::uint64_t bit = std::uint64_t{1} << (i % 64);
        if (tokens[i] == '*' || tokens[i] == '%') {
            is_plain_ = false;
            (tokens[i] == '*' ? stars_ : percents_)[i / 64] |= bit;
            continue;
        }
        std::uint16_t& slot = slots_[static_cast<unsigned char>(tokens[i])];
        if (slot == 0) {
            slot = static_cast<std::uint16_t>(masks_.size() / words_);
            masks_.resize(masks_.size() + words_);
        }
        masks_[slot * words_ + i / 64] |= bit;
    }
}

bool MailboxPattern::matches(std::string_view name) const {
    Words now(words_, 0);
    // A wildcard may stand for nothing: where it can begin it can also be over.
    auto pass_wildcards = [&] {
        std::uint64_t carry = 0;
        for (std::size_t w = 0; w < words_; ++w) {
            std::uint64_t wild = now[w] & (stars_[w] | percents_[w]);
            now[w] |= wild << 1 | carry;
            carry = wild >> 63;
        }
    };
    now[0] = 1;
    pass_wildcards();
    bool inbox = is_in_inbox(name);
    for (std::size_t i = 0; i < name.size(); ++i) {
        const std::uint64_t* same = tokens_of(name[i]);
        // RFC 9051 6.3.9: INBOX matches in any case.
        char other_case = inbox && i < inbox_bytes ? static_cast<char>(name[i] ^ 0x20) : name[i];
        const std::uint64_t* folded = tokens_of(other_case);
        std::uint64_t carry = 0, alive = 0;
        for (std::size_t w = 0; w < words_; ++w) {
            std::uint64_t stepped = now[w] & (same[w] | folded[w]);
            std::uint64_t stayed = now[w] & stars_[w];
            if (name[i] != hierarchy_separator) stayed |= now[w] & percents_[w];
            now[w] = stepped << 1 | carry | stayed;
            carry = stepped >> 63;
            alive |= now[w];
        }
        if (alive == 0) return false;
        pass_wildcards();
    }
    return (now[length_ / 64] >> (length_ % 64) & 1) != 0;
}

}  // namespace milpa::mail::imap
