// SPDX-License-Identifier: AGPL-3.0-or-later
// Any state and any events, also those that somebody with the disk wrote: what is taken keeps to its limits,
// and a copy by way of the disk goes on the same. Input: an octet and a half of it that are the state's
// length, the state, then events, each behind an octet that is its length.
#include "base/ensure.hpp"
#include "jmap/belongings/belongings.hpp"

namespace {

using namespace milpa;
using namespace milpa::jmap;

void check(const Belongings& kept) {
    const Bytes saved = kept.save();
    Belongings again;
    ensure(again.load(saved).has_value() && again.save() == saved);
    ensure(again.octets() == kept.octets());
    ensure(kept.keys().all().empty() == kept.default_key().empty());
    ensure(kept.default_key().empty() || kept.keys().find(kept.default_key()) != nullptr);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const ByteView input(data, size);
    const std::size_t state = std::min<std::size_t>((data[0] % 16) << 8 | data[1], size - 2);
    Belongings kept;
    if (!kept.load(input.subspan(2, state))) return 0;
    check(kept);
    const std::size_t data_before = kept.data().all().size(), keys_before = kept.keys().all().size();
    std::uint64_t seq = 1'000;
    for (std::size_t at = 2 + state; at < size;) {
        const std::size_t length = std::min<std::size_t>(data[at], size - at - 1);
        const Bytes before = kept.save();
        const auto outcome = kept.apply(++seq, input.subspan(at + 1, length));
        // Refused is as if it had not been.
        ensure(!outcome.error || kept.save() == before);
        at += 1 + length;
    }
    check(kept);
    ensure(kept.data().all().size() <= std::max(client_data_max, data_before));
    ensure(kept.keys().all().size() <= std::max(secret_keys_max, keys_before));
    for (const std::uint64_t since : {std::uint64_t(0), seq / 2, seq}) {
        for (const std::size_t max : {std::size_t(1), SIZE_MAX}) {
            for (const auto& told :
                 {kept.data().changes(since, seq, max), kept.keys().changes(since, seq, max)})
                ensure(!told || told->seq <= seq);
        }
    }
    return 0;
}
