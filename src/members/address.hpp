// SPDX-License-Identifier: AGPL-3.0-or-later
// Mail addresses in the one form in which the directory knows them, so that all ways of writing one address
// meet: the local part unquoted, NFC and case-folded; the domain lower-cased, as U-labels (RFC 5890, UTS 46).
// Pure; any thread.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace milpa::members {

inline constexpr std::size_t local_bytes_max = 64;    // RFC 5321 4.5.3.1.1
inline constexpr std::size_t domain_bytes_max = 255;  // RFC 5321 4.5.3.1.2
/// `user+tag@` is delivered to `user` (RFC 5233).
inline constexpr char subaddress_separator = '+';

/// A domain as U-labels in lower case, without a final dot. Fails with `syntax` (also address literals: they
/// are nobody's domain here).
Result<std::string> normalise_domain(std::string_view domain);
/// The same as A-labels, for DNS and certificates. Takes either form.
Result<std::string> domain_to_ascii(std::string_view domain);
/// A local part as said above, unquoted first where it is quoted. Fails with `syntax`; also for one that
/// cannot do without its quotes (`"a b"`), and for invisible characters: nobody here has such an address.
Result<std::string> normalise_local(std::string_view local);

class Address {
public:
    /// `local@domain`, local part quoted or not, without angle brackets. Fails with `syntax`.
    static Result<Address> parse(std::string_view text);
    static Result<Address> from(std::string_view local, std::string_view domain);

    /// "local@domain". Parsed again, it is itself.
    const std::string& text() const { return text_; }
    std::string_view local() const { return std::string_view(text_).substr(0, at_); }
    std::string_view domain() const { return std::string_view(text_).substr(at_ + 1); }
    /// Without its subaddress; itself where it has none or begins with the separator.
    Address base() const;

    auto operator<=>(const Address& other) const { return text_ <=> other.text_; }
    bool operator==(const Address& other) const { return text_ == other.text_; }

private:
    Address(std::string text, std::size_t at) : text_(std::move(text)), at_(at) {}
    std::string text_;
    std::size_t at_;
};

}  // namespace milpa::members
