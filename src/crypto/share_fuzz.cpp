// SPDX-License-Identifier: AGPL-3.0-or-later
// What a keyholder may type: as a share, as a code. What is read as a share must be the one share that its
// text says, and two false ones must never combine to anything without an error or the check agreeing.
#include "base/ensure.hpp"
#include "crypto/code_text.hpp"
#include "crypto/password.hpp"
#include "crypto/quorum.hpp"

namespace {

using namespace milpa;
using namespace milpa::crypto;

// The octets as the fields of a share, however false: they go through text and come back, and combining them
// fails or gives the key that their check is of.
void as_fields(ByteView octets) {
    constexpr std::size_t fields = 4 + 2 + 1 + 1 + 6 + Key::size;
    std::vector<Share> shares;
    while (octets.size() >= fields && shares.size() < 20) {
        Share share{{}, octets[7], Key::from(octets.subspan(14, Key::size)).value()};
        std::copy_n(octets.begin(), 4, share.quorum.collective.begin());
        share.quorum.generation = static_cast<std::uint16_t>(octets[4] << 8 | octets[5]);
        share.quorum.threshold = octets[6];
        std::copy_n(octets.begin() + 8, 6, share.quorum.check.begin());
        octets = octets.subspan(fields);
        shares.push_back(std::move(share));
    }
    for (const Share& share : shares) {
        const bool writable = share.number >= 1 && share.number <= keyholders_max &&
                              share.quorum.threshold >= 1 && share.quorum.threshold <= keyholders_max;
        if (!writable) continue;
        const auto back = share_from_text(to_text(share));
        ensure(back && back->quorum == share.quorum && back->number == share.number &&
               back->part == share.part);
        ensure(check_share(*back, share.quorum).has_value());
    }
    if (const auto key = combine(shares)) {
        const Quorum& quorum = shares.front().quorum;
        ensure(quorum.check == quorum_check(*key, quorum.collective, quorum.generation, quorum.threshold));
    }
}

void as_typed(std::string_view typed) {
    const SecretText text(typed);
    if (const auto share = share_from_text(text)) {
        ensure(normalise_code(to_text(*share).view())->view() == normalise_code(typed)->view());
    }
    if (const auto code = normalise_code(typed)) {
        ensure(code->view().size() <= typed.size());
        ensure(normalise_code(code->view())->view() == code->view());
    }
    if (const auto code = normalise_recovery_code(text))
        ensure(normalise_recovery_code(*code)->view() == code->view());
    if (const auto code = normalise_app_password(text))
        ensure(normalise_app_password(*code)->view() == code->view());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView octets(data, size);
    as_typed(as_text(octets));
    as_fields(octets);
    return 0;
}
