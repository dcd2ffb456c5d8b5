// SPDX-License-Identifier: AGPL-3.0-or-later
// Any state and any events, also those that somebody with the disk wrote: what is taken keeps to its limits,
// and a copy by way of the disk goes on the same. Input: an octet and a half of it that are the state's
// length, the state, then events, each behind an octet that is its length; of some
// lengths they are reports.
#include "base/ensure.hpp"
#include "jmap/mail/submissions.hpp"

namespace {

using namespace milpa;
using namespace milpa::jmap;

void check_changes(const Submissions& kept, std::uint64_t now) {
    for (const std::uint64_t since : {std::uint64_t(0), now / 2, now}) {
        for (const std::size_t max : {std::size_t(1), std::size_t(3), SIZE_MAX}) {
            for (const auto& told :
                 {kept.identity_changes(since, now, max), kept.submission_changes(since, now, max)}) {
                if (!told) continue;
                const std::size_t all = told->created.size() + told->updated.size() + told->destroyed.size();
                // A page ends between two events: it may have less than it might.
                ensure(all <= max && told->seq <= now &&
                       (!told->has_more || (all > 0 && told->seq > since && told->seq < now)));
            }
        }
    }
}

void check(const Submissions& kept) {
    const Bytes saved = kept.save();
    Submissions again;
    ensure(again.load(saved).has_value() && again.save() == saved);
    ensure(again.octets() == kept.octets());
    for (const auto& [id, identity] : kept.identities()) ensure(again.find_identity(id) != nullptr);
    for (const auto& one : kept.submissions()) ensure(kept.find_submission(one.submission().id()) != nullptr);
}

/// A message that came, whatever it says that it reports; and what becomes of one that is there.
void report(Submissions& kept, std::uint64_t seq, ByteView octets) {
    using Fate = Submissions::Fate;
    events::Report report;
    const Bytes before = kept.save();
    const bool read = report.ParseFromArray(octets.data(), static_cast<int>(octets.size()));
    const bool changed = read ? kept.on_report(seq, static_cast<std::uint32_t>(seq), report)
                              : kept.on_fate(seq, octets[0], octets[0] % 2 == 0 ? Fate::gone : Fate::hidden);
    ensure(changed || kept.save() == before);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const ByteView input(data, size);
    const std::size_t state = std::min<std::size_t>((data[0] % 16) << 8 | data[1], size - 2);
    Submissions kept;
    if (!kept.load(input.subspan(2, state))) return 0;
    check(kept);
    std::uint64_t seq = 1'000;
    for (std::size_t at = 2 + state; at < size;) {
        const std::size_t length = std::min<std::size_t>(data[at], size - at - 1);
        const ByteView event = input.subspan(at + 1, length);
        const Bytes before = kept.save();
        if (length % 5 == 4) {
            report(kept, ++seq, event);
            at += 1 + length;
            continue;
        }
        const bool by_owner = length % 3 != 0;
        const auto outcome = by_owner ? kept.apply(++seq, event) : kept.note(++seq, event);
        // Refused is as if it had not been.
        ensure(!outcome.error || kept.save() == before);
        at += 1 + length;
    }
    check(kept);
    check_changes(kept, seq);
    return 0;
}
