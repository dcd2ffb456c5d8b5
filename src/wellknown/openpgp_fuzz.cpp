// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever is sent, what is kept is one public key with no user id but those that are wanted, and is kept the
// same again. As a secret key it is looked at, too: nothing is kept of that.
#include "base/ensure.hpp"
#include "wellknown/openpgp.hpp"

using namespace milpa;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    (void)wellknown::check_openpgp_secret_key(as_text({data, size}));
    const auto octets = wellknown::dearmor_openpgp(as_text({data, size}));
    if (!octets) return 0;
    ensure(octets->size() <= wellknown::openpgp_octets_max);
    const auto wanted = [](std::string_view address) { return address.ends_with("@example.org"); };
    const auto key = wellknown::openpgp_key_for(*octets, wanted);
    if (!key) return 0;
    ensure(!key->empty() && key->size() <= octets->size());
    bool foreign = false;
    const auto again = wellknown::openpgp_key_for(*key, [&](std::string_view address) {
        foreign |= !wanted(address);
        return wanted(address);
    });
    ensure(again && *again == *key && !foreign);
    ensure(wellknown::dearmor_openpgp(wellknown::armor_openpgp(*key)).value() == *key);
    return 0;
}
