// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/address.hpp"

#include "base/ensure.hpp"

using milpa::ensure;
using milpa::members::Address;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto address = Address::parse(text);
    if (!address) {
        ensure(address.error().kind == milpa::ErrorKind::syntax);
        return 0;
    }
    ensure(!address->local().empty() && address->local().size() <= milpa::members::local_bytes_max);
    ensure(!address->domain().empty() && address->domain().size() <= milpa::members::domain_bytes_max);
    // One form: what was normalised is left as it is, and so is its way through DNS.
    const auto again = Address::parse(address->text());
    ensure(again.has_value() && *again == *address);
    const auto ascii = milpa::members::domain_to_ascii(address->domain());
    ensure(ascii.has_value());
    const auto through_dns = milpa::members::normalise_domain(*ascii);
    ensure(through_dns.has_value() && *through_dns == address->domain());
    // The base of an address is an address, and its own base.
    const auto base = Address::parse(address->base().text());
    ensure(base.has_value() && *base == address->base() && base->base() == *base);
    // Letter case of ASCII never makes a difference.
    std::string upper(text);
    for (char& c : upper) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    const auto shouted = Address::parse(upper);
    ensure(shouted.has_value() && *shouted == *address);
    return 0;
}
