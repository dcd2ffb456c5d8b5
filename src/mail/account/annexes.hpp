// SPDX-License-Identifier: AGPL-3.0-or-later
// All annexes of an open vault (annex.hpp), known and unknown. A part of the State.
#pragma once

#include "mail.pb.h"
#include "mail/account/annex.hpp"

namespace milpa::mail::account {

/// Where the saved state of an annex is: in pages, where it is large.
struct AnnexPlace {
    std::uint64_t seq = 0;  ///< of the state
    std::uint64_t octets = 0;
    std::vector<std::uint64_t> pages;
    bool operator==(const AnnexPlace&) const = default;
};
using AnnexPlaces = std::map<AnnexKind, AnnexPlace>;

/// A saved state up to this length stays in the root.
inline constexpr std::size_t annex_inline_octets_max = 4 * 1024;
/// Of one page.
inline constexpr std::size_t annex_page_octets = 256 * 1024;

class Annexes {
public:
    /// What the program knows; before anything is loaded or applied.
    void know(const AnnexFactories& factories);

    /// Nothing for what the program does not know. References stay while the vault is open.
    Annex* find(AnnexKind kind) const;
    /// Of its last event; 0: none.
    std::uint64_t seq(AnnexKind kind) const;
    /// Of all saved states, about.
    std::size_t octets() const { return octets_; }

    AnnexOutcome apply(std::uint64_t seq, const events::Annexed& event);
    /// What somebody else than the owner has written. Where the program does not know the annex, it is
    /// refused: nothing is kept of it.
    AnnexOutcome note(std::uint64_t seq, const events::Annexed& event);

    /// See Annex; the kinds of those in which something is changed.
    std::vector<AnnexKind> on_report(std::uint64_t seq, std::uint32_t record, const events::Report& report);
    std::vector<AnnexKind> on_fate(std::uint64_t seq, std::uint32_t record, Annex::Fate fate);

    /// References that nothing holds any more, in order; the first `count` were given back.
    const std::vector<store::HeldReference>& released() const { return released_; }
    void forget_released(std::size_t count);

    /// What lies in `places` and did not change since is referred to there; all else is written out.
    void save(const AnnexPlaces& places, events::MailSnapshot& to) const;
    /// Where it lies. Fails with `corrupt`. What is in pages then comes by load_state.
    Result<AnnexPlaces> load(const events::MailSnapshot& from);
    Result<void> load_state(AnnexKind kind, Bytes state);
    /// After all states: what waited is applied.
    Result<void> finish();

    bool same_as(const Annexes& other) const;

private:
    struct Waiting {
        std::uint64_t seq;
        Bytes event;
        bool operator==(const Waiting&) const = default;
    };
    struct Slot {
        std::unique_ptr<Annex> annex;  // null: the program does not know it
        std::uint64_t seq = 0;         // of the last event that changed something
        std::size_t octets = 0;        // as last counted
        std::uint64_t saved_seq = 0;   // of an unknown one: of `saved`
        Bytes saved;                   // of an unknown one
        std::vector<Waiting> waiting;  // of an unknown one, behind `saved`
        bool loaded = false;
    };

    void count(Slot& slot, std::size_t octets);
    template <class Tell>
    std::vector<AnnexKind> tell(std::uint64_t seq, Tell tell);
    void apply_to(Slot& slot, std::uint64_t seq, ByteView event, AnnexOutcome& outcome);

    std::map<AnnexKind, Slot> slots_;
    std::size_t octets_ = 0;
    std::vector<store::HeldReference> released_;
};

}  // namespace milpa::mail::account
