// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever is sent, what is read is an address that means nothing in XML, and the answer's tags are ours.
#include <algorithm>

#include "base/bytes.hpp"
#include "base/ensure.hpp"
#include "wellknown/mail_programs.hpp"

using namespace milpa;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto address = wellknown::read_autodiscover(as_text({data, size}));
    if (!address) return 0;
    ensure(address->size() <= wellknown::address_octets_max &&
           address->find_first_of("<>&\"'\r\n") == address->npos);
    const wellknown::MailHouse house{.host = "h", .imaps = 993, .submissions = 465};
    const auto tags = [](std::string_view xml) { return std::ranges::count(xml, '<'); };
    ensure(tags(wellknown::autodiscover(house, *address)) == tags(wellknown::autodiscover(house, "a@b")));
    return 0;
}
