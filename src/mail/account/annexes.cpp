// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/annexes.hpp"

#include <algorithm>

namespace milpa::mail::account {
namespace {

Error broken() { return fail(ErrorKind::corrupt, "an annex that is not of its format"); }

AnnexOutcome refused(ErrorKind kind, std::string detail) {
    AnnexOutcome outcome;
    outcome.error = fail(kind, std::move(detail));
    return outcome;
}

std::string to_text(ByteView bytes) { return std::string(as_text(bytes)); }

}  // namespace

void Annexes::know(const AnnexFactories& factories) {
    for (const auto& [kind, make] : factories) slots_[kind].annex = make();
}

Annex* Annexes::find(AnnexKind kind) const {
    const auto at = slots_.find(kind);
    return at == slots_.end() ? nullptr : at->second.annex.get();
}

std::uint64_t Annexes::seq(AnnexKind kind) const {
    const auto at = slots_.find(kind);
    return at == slots_.end() ? 0 : at->second.seq;
}

void Annexes::count(Slot& slot, std::size_t octets) {
    octets_ += octets - slot.octets;  // modulo 2^64: fewer, too
    slot.octets = octets;
}

void Annexes::apply_to(Slot& slot, std::uint64_t seq, ByteView event, AnnexOutcome& outcome) {
    if (!slot.annex) {
        slot.seq = seq;
        slot.waiting.push_back({seq, to_bytes(event)});
        count(slot, slot.octets + event.size());
        return;
    }
    outcome = slot.annex->apply(seq, event);
    if (outcome.error) return;
    slot.seq = seq;
    count(slot, slot.annex->octets());
    released_.insert(released_.end(), outcome.released.begin(), outcome.released.end());
}

AnnexOutcome Annexes::apply(std::uint64_t seq, const events::Annexed& event) {
    const AnnexKind kind{event.kind()};
    const std::size_t size = event.event().size();
    const std::size_t room =
        annexes_octets_max + (size <= annex_small_event_octets ? annexes_headroom_octets : 0);
    const auto at = slots_.find(kind);
    const bool fits = octets_ + size <= room || (at != slots_.end() && at->second.annex &&
                                                 at->second.annex->takes_no_room(as_bytes(event.event())));
    if (size > annex_event_octets_max || !fits) {
        return refused(ErrorKind::limit, "too much beside the mail");
    }
    if (!slots_.contains(kind) && slots_.size() >= annex_kinds_max) {
        return refused(ErrorKind::limit, "too many kinds of annexes");
    }
    AnnexOutcome outcome;
    apply_to(slots_[kind], seq, as_bytes(event.event()), outcome);
    return outcome;
}

AnnexOutcome Annexes::note(std::uint64_t seq, const events::Annexed& event) {
    const auto at = slots_.find(AnnexKind{event.kind()});
    if (at == slots_.end() || !at->second.annex || event.event().size() > annex_event_octets_max)
        return refused(ErrorKind::denied, "an event that only the owner may write");
    // However much there is: a note takes no room of its own, and one that was lost would never come again.
    Slot& slot = at->second;
    AnnexOutcome outcome = slot.annex->note(seq, as_bytes(event.event()));
    if (outcome.error) return outcome;
    slot.seq = seq;
    count(slot, slot.annex->octets());
    return outcome;
}

template <class Tell>
std::vector<AnnexKind> Annexes::tell(std::uint64_t seq, Tell tell) {
    std::vector<AnnexKind> changed;
    for (auto& [kind, slot] : slots_) {
        if (!slot.annex || !tell(*slot.annex)) continue;
        slot.seq = seq;
        count(slot, slot.annex->octets());
        changed.push_back(kind);
    }
    return changed;
}

std::vector<AnnexKind> Annexes::on_report(std::uint64_t seq, std::uint32_t record,
                                          const events::Report& report) {
    return tell(seq, [&](Annex& annex) { return annex.on_report(seq, record, report); });
}

std::vector<AnnexKind> Annexes::on_fate(std::uint64_t seq, std::uint32_t record, Annex::Fate fate) {
    return tell(seq, [&](Annex& annex) { return annex.on_fate(seq, record, fate); });
}

void Annexes::forget_released(std::size_t count) {
    released_.erase(released_.begin(), released_.begin() + static_cast<std::ptrdiff_t>(count));
}

// ---- snapshots ----

void Annexes::save(const AnnexPlaces& places, events::MailSnapshot& to) const {
    for (const auto& [kind, slot] : slots_) {
        if (slot.seq == 0) continue;
        auto& out = *to.add_annexes();
        out.set_kind(static_cast<std::uint32_t>(kind));
        out.set_seq(slot.annex ? slot.seq : slot.saved_seq);
        for (const Waiting& waiting : slot.waiting) {
            auto& event = *out.add_waiting();
            event.set_seq(waiting.seq);
            event.set_event(to_text(waiting.event));
        }
        const auto place = places.find(kind);
        if (place != places.end() && place->second.seq == out.seq() && !place->second.pages.empty()) {
            out.set_octets(place->second.octets);
            for (const std::uint64_t page : place->second.pages) out.add_pages(page);
            continue;
        }
        out.set_state(to_text(slot.annex ? slot.annex->save() : slot.saved));
        out.set_octets(out.state().size());
    }
}

Result<AnnexPlaces> Annexes::load(const events::MailSnapshot& from) {
    AnnexPlaces places;
    for (const auto& saved : from.annexes()) {
        const AnnexKind kind{saved.kind()};
        const bool in_pages = saved.pages_size() > 0;
        if (places.contains(kind) || saved.seq() > from.seq() || (in_pages && !saved.state().empty()) ||
            (!in_pages && saved.octets() != saved.state().size())) {
            return broken();
        }
        places[kind] = {saved.seq(), saved.octets(), {saved.pages().begin(), saved.pages().end()}};
        Slot& slot = slots_[kind];
        slot.seq = saved.seq();
        slot.saved_seq = saved.seq();
        for (const auto& waiting : saved.waiting()) {
            if (waiting.seq() <= slot.seq || waiting.seq() > from.seq()) return broken();
            slot.seq = waiting.seq();
            slot.waiting.push_back({waiting.seq(), to_bytes(waiting.event())});
        }
        // A seq of 0 is one that has only what waits: nothing was ever saved.
        if (slot.seq == 0) return broken();
        if (!in_pages) CHECK(load_state(kind, to_bytes(saved.state())));
    }
    return places;
}

Result<void> Annexes::load_state(AnnexKind kind, Bytes state) {
    Slot& slot = slots_[kind];
    if (slot.loaded) return broken();
    slot.loaded = true;
    if (!slot.annex) {
        slot.saved = std::move(state);
        return {};
    }
    // Of one that has only what waits there is no state yet.
    return slot.saved_seq == 0 ? Result<void>() : slot.annex->load(state);
}

Result<void> Annexes::finish() {
    for (auto& [kind, slot] : slots_) {
        if (slot.seq == 0) continue;
        if (!slot.loaded) return broken();
        if (slot.annex) {
            AnnexOutcome ignored;
            for (const Waiting& waiting : std::exchange(slot.waiting, {})) {
                apply_to(slot, waiting.seq, waiting.event, ignored);
            }
            count(slot, slot.annex->octets());
            continue;
        }
        std::size_t octets = slot.saved.size();
        for (const Waiting& waiting : slot.waiting) octets += waiting.event.size();
        count(slot, octets);
    }
    return {};
}

bool Annexes::same_as(const Annexes& other) const {
    const auto told = [](const Annexes& annexes) {
        events::MailSnapshot out;
        annexes.save({}, out);
        return out.SerializeAsString();
    };
    return told(*this) == told(other) && octets_ == other.octets_;
}

}  // namespace milpa::mail::account
