// SPDX-License-Identifier: AGPL-3.0-or-later
// The directory: the fold of the collective's vault. Who belongs, under which addresses, with which openers;
// what keyholders did; when the process started. Pure: no disk, no clock, no key. Not thread-safe: Collective
// (collective.hpp) guards one and offers the lookups to every thread.
//
// Always holds:
//   - an address or alias is in one form (address.hpp) and belongs to one member or to one alias, never both;
//   - every member has an id, a vault and at least one address of a domain that is here;
//   - a vault has an opener that is no session;
//   - what is frozen changes neither its openers nor its owner's trusted group;
//   - an event that would break this is refused by check() and never written.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "crypto/box.hpp"
#include "members.pb.h"
#include "members/address.hpp"

namespace milpa::members {

inline constexpr std::size_t member_addresses_max = 50;  // of one member; bounds a record's size
inline constexpr std::size_t openers_max = 32;  // of one vault, sessions apart; bounds a login's tries
/// Sessions of one vault, those apart that an app password began; a further one ends the oldest.
inline constexpr std::size_t sessions_max = 64;
/// Of one app password: a program keeps its session. A further one ends the oldest of the same, and of no
/// other: who has an app password does not sign its owner out.
inline constexpr std::size_t app_sessions_max = 8;
inline constexpr std::size_t passkeys_max = 16;         // of one member
inline constexpr std::size_t trusted_max = 20;          // members of a trusted group
inline constexpr std::size_t freeze_records_max = 100;  // of one member; the oldest are dropped first
/// Whoever froze an account that others thawed waits so long before they may freeze it again: where anybody
/// beside them wanted the thaw (that they wanted it too changes nothing), and where keyholders thawed it. Who
/// thawed alone what they had frozen (a mistake; where one is enough) may freeze it again at once, since the
/// owner may be detained on that very day, but not a third time within this wait: each freeze ends the
/// owner's sessions.
inline constexpr std::chrono::hours refreeze_wait{7 * 24};
inline constexpr std::size_t alias_targets_max = 1'000;  // beyond that it is a mailing list
inline constexpr std::size_t alias_depth_max = 8;        // aliases that lead to aliases
inline constexpr std::size_t label_bytes_max = 200;      // a name, a label: a line, not a text
inline constexpr std::size_t former_vaults_max = 16;     // resets of one member that were never resolved
inline constexpr std::size_t starts_max = 10'000;        // kept with their times; older ones are only counted
inline constexpr std::size_t explanation_letters_max = 500;  // of a start: some sentences
inline constexpr std::size_t acts_max = 10'000;  // the oldest are dropped first, the founding never

inline constexpr std::size_t invitations_max = 1'000;        // at once
inline constexpr std::uint32_t invitation_uses_max = 1'000;  // of one: beyond that it is an open door

using OpenerId = Id<struct OpenerTag>;
using InvitationId = Id<struct InvitationTag>;

/// A name or a label: UTF-8, one line, label_bytes_max. Fails with `syntax`.
Result<void> check_line(std::string_view text);

/// Why a start happened: UTF-8, some lines, explanation_letters_max. Fails with `syntax`, `limit`.
Result<void> check_explanation(std::string_view text);

/// A member as of one moment; never changed, only replaced.
struct MemberRecord {
    MemberId id;
    VaultId vault;
    crypto::PublicKey public_half;  ///< of that vault: whatever arrives is sealed to it
    events::Member data;            ///< everything known of them (events/members.proto)

    const std::string& address() const { return data.addresses(0); }
    bool suspended() const { return data.suspended(); }
    /// Nothing opens the vault, mail still arrives.
    bool frozen() const { return data.vault().frozen(); }
    bool bears(events::Duty duty) const { return std::ranges::count(data.duties(), duty) > 0; }
    /// Bears the administrator's duty, and can sign in for it.
    bool can_administrate() const { return bears(events::DUTY_ADMINISTRATOR) && !suspended() && !frozen(); }
};
using MemberPointer = std::shared_ptr<const MemberRecord>;

/// Where mail to an address goes: each member and each outside address once.
struct Route {
    std::vector<MemberPointer> members;
    std::vector<std::string> outside;  ///< addresses of other domains, from aliases
};

class Directory {
public:
    /// Whether the event can be applied. Fails with `missing` (no such member, domain, alias...), `conflict`
    /// (the address, domain, id is taken; the domain is in use), `limit`, `syntax` (not in one form, empty).
    Result<void> check(const events::CollectiveEvent& event) const;
    /// Of a member who is to come, all that check() asks but for the vault: before one is made for them.
    Result<void> check_newcomer(const events::Member& member) const;
    /// Applies what check() lets pass; otherwise fails as it does and changes nothing.
    Result<void> apply(const events::CollectiveEvent& event);

    events::CollectiveState snapshot() const;
    /// Fails with `corrupt` unless what holds always (see above) holds.
    static Result<Directory> from(const events::CollectiveState& state);

    const std::string& name() const { return name_; }
    /// What the collective says of itself to everybody.
    const events::PublicPage& page() const { return page_; }
    const std::vector<events::Domain>& domains() const { return domains_; }
    /// A domain in any form; false for what is no domain.
    bool is_local(std::string_view domain) const;

    /// Null where there is none.
    MemberPointer find(const MemberId& id) const;
    /// Of the member who has exactly this address or, without its subaddress, this one. Not through aliases.
    MemberPointer find(const Address& address) const;
    MemberPointer find_vault(const VaultId& vault) const;
    /// Whose present vault has the session; it may be over.
    MemberPointer find_session(const OpenerId& session) const;
    MemberPointer find_passkey(ByteView credential) const;
    /// Of the member's trusted group: those who are neither suspended nor frozen.
    std::size_t able_to_thaw(const events::Member& member) const;
    /// Whether `who` froze it too often of late: refreeze_wait. It is asked before a freeze is written, and
    /// check() does not: what stands in a log was right by the rule of its day.
    static bool must_wait(const events::Member& member, const MemberId& who, std::int64_t at_ms);
    /// Those in whose trusted group `id` is.
    std::vector<MemberPointer> trusting(const MemberId& id) const;
    const events::Alias* find_alias(std::string_view address) const;
    /// It may be over.
    const events::Invitation* find_invitation(const InvitationId& id) const;
    const events::Certificate* find_certificate(std::string_view name) const;

    /// Fails with `missing` (nobody has it; also: not a domain of ours) or `limit` (aliases in a circle, or
    /// too many).
    Result<Route> route(const Address& address) const;

    std::size_t member_count() const { return members_.size(); }
    /// In the order in which they were added.
    std::vector<MemberPointer> members() const;
    /// Sorted by address.
    std::vector<events::Alias> aliases() const;
    /// Those by which mail reaches the member, directly or through other aliases.
    std::vector<events::Alias> aliases_of(const MemberId& member) const;
    /// The number of the first of them is starts_forgotten().
    const std::vector<events::Start>& starts() const { return starts_; }
    std::uint64_t starts_forgotten() const { return starts_forgotten_; }
    const std::vector<events::Act>& acts() const { return acts_; }
    std::vector<events::Certificate> certificates() const;
    /// Those that end first, first.
    std::vector<events::Invitation> invitations() const;
    /// What removed members' objects still take on disk; their keys are gone.
    std::uint64_t ballast_bytes() const { return ballast_bytes_; }
    /// Entries of the log that did not come from this collective's key: somebody wrote to the disk.
    std::uint64_t foreign_events() const { return foreign_events_; }
    void count_foreign_event() { ++foreign_events_; }

private:
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    template <class T>
    using ByText = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

    struct Expansion;

    Result<void> check_member(const events::Member& member) const;
    Result<void> check_vault(const events::MemberVault& vault) const;
    Result<void> check_addresses(const events::Member& member) const;
    Result<void> check_alias(const events::Alias& alias) const;
    Result<void> check_domain_unused(std::string_view domain) const;
    Result<void> check_openers(const events::OpenersChanged& change) const;
    Result<void> check_reset(const events::MemberReset& reset) const;
    Result<void> check_sessions(const events::MemberVault& vault) const;
    Result<void> check_totp(const events::TotpChanged& change) const;
    Result<void> check_passkeys(const events::Member& member) const;
    Result<void> check_passkey_added(const events::PasskeyAdded& event) const;
    Result<void> check_passkey_opens(const events::PasskeyOpens& event) const;
    Result<void> check_duties(const events::MemberDuties& event) const;
    Result<void> check_trusted(const events::TrustedGroupSet& event) const;
    Result<void> check_frozen(const events::MemberFrozen& event) const;
    Result<void> check_thaw_wanted(const events::ThawWanted& event) const;
    Result<void> check_thawed(const events::MemberThawed& event) const;
    Result<void> check_invitation(const events::Invitation& invitation) const;
    Result<void> check_joined(const events::MemberJoined& event, std::int64_t at_ms) const;
    Result<void> check_invitations(const events::CollectiveEvent& event) const;
    Result<void> check_start_explained(const events::StartExplained& event) const;
    Result<void> check_sign_in(const events::CollectiveEvent& event) const;
    Result<MemberPointer> read(std::string_view id) const;
    /// Also `conflict`: nothing of how the member signs in may change now.
    Result<MemberPointer> read_thawed(std::string_view id) const;

    void put(events::Member member);
    void drop(const MemberId& id);
    void take_out_of_indexes(const MemberRecord& member);
    void take_out_of_groups(const MemberId& id);
    void change(std::string_view id, const std::function<void(events::Member&)>& how);
    void apply_checked(const events::CollectiveEvent& event);
    void apply_to_member(const events::CollectiveEvent& event);
    void apply_to_sign_in(const events::CollectiveEvent& event);
    void apply_openers(const events::OpenersChanged& change);
    void apply_reset(const events::MemberReset& reset, std::int64_t at_ms);
    void apply_to_passkeys(const events::CollectiveEvent& event);
    void apply_freeze(const events::CollectiveEvent& event);
    void apply_joined(const events::MemberJoined& event);
    void expire_invitations(std::int64_t until_ms);
    void expire_sessions(std::int64_t until_ms);
    void add_start(events::Start start);
    void apply_start_explained(const events::StartExplained& event, std::int64_t at_ms);
    void add_act(const events::Act& act);
    Result<void> expand(Expansion& into, std::string_view address, std::size_t depth) const;

    std::string name_;
    events::PublicPage page_;
    std::vector<events::Domain> domains_;
    std::unordered_map<MemberId, MemberPointer> members_;
    std::vector<MemberId> order_;
    ByText<MemberPointer> by_address_;  // the record itself: one step for each recipient of each message
    std::unordered_map<VaultId, MemberId> by_vault_;
    std::unordered_map<OpenerId, MemberId> by_session_;
    ByText<MemberId> by_passkey_;
    ByText<events::Alias> aliases_;
    std::vector<events::Start> starts_;
    std::uint64_t starts_forgotten_ = 0;
    std::vector<events::Act> acts_;
    ByText<events::Certificate> certificates_;
    ByText<events::Invitation> invitations_;  // by id
    std::uint64_t ballast_bytes_ = 0;
    std::uint64_t foreign_events_ = 0;
};

}  // namespace milpa::members
