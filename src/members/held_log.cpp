// SPDX-License-Identifier: AGPL-3.0-or-later
// What of a member can still be read though it is no longer so: the last snapshot of the directory and the
// events since; and the queue, with what has left it of late.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "members/held_section.hpp"
#include "members/openpgp.hpp"

namespace milpa::members {

namespace {

constexpr const char* openpgp_words = "Public key for OpenPGP, which anybody may ask for";

/// Everything by which a member may be named, gathered while the log is gone through.
class Names {
public:
    explicit Names(const events::Member& member) { add(member); }

    void add(const events::Member& member) {
        id_ = member.id();
        addresses_.insert(member.addresses().begin(), member.addresses().end());
    }
    void add_alias(const std::string& address) { aliases_.insert(address); }

    bool is_id(const std::string& id) const { return id == id_; }
    const std::string& id() const { return id_; }
    bool is_address(const std::string& address) const { return addresses_.contains(address); }
    bool leads_to_them(const events::Alias& alias) const {
        return std::ranges::any_of(alias.targets(), [&](const events::AliasTarget& target) {
            if (target.target_case() == events::AliasTarget::kMember) return is_id(target.member());
            return is_address(target.address()) || aliases_.contains(target.address());
        });
    }
    bool is_alias(const std::string& address) const { return aliases_.contains(address); }

private:
    std::string id_;
    std::set<std::string> addresses_;
    std::set<std::string> aliases_;
};

/// Whether the event is about the member; what it adds to their names is noted.
bool take_event(const events::CollectiveEvent& event, Names& names) {
    using Event = events::CollectiveEvent;
    switch (event.kind_case()) {
        case Event::kMemberAdded:
            if (!names.is_id(event.member_added().id())) return false;
            names.add(event.member_added());
            return true;
        case Event::kMemberJoined:
            if (!names.is_id(event.member_joined().member().id())) return false;
            names.add(event.member_joined().member());
            return true;
        case Event::kMemberAddresses: {
            if (!names.is_id(event.member_addresses().member())) return false;
            events::Member with;
            with.set_id(event.member_addresses().member());
            *with.mutable_addresses() = event.member_addresses().addresses();
            names.add(with);
            return true;
        }
        case Event::kMemberSuspension: return names.is_id(event.member_suspension().member());
        case Event::kMemberName: return names.is_id(event.member_name().member());
        case Event::kCertificateStored: return event.certificate_stored().name() == openpgp_label(names.id());
        case Event::kCertificateRemoved: return event.certificate_removed() == openpgp_label(names.id());
        case Event::kMemberQuota: return names.is_id(event.member_quota().member());
        case Event::kOpenersChanged: return names.is_id(event.openers_changed().member());
        case Event::kMemberReset: return names.is_id(event.member_reset().member());
        case Event::kFormerVaultClosed: return names.is_id(event.former_vault_closed().member());
        case Event::kStartExplained: return names.is_id(event.start_explained().by());
        case Event::kAliasSet:
            // One that led to them and does not any more was theirs, too.
            if (!names.leads_to_them(event.alias_set()) && !names.is_alias(event.alias_set().address()))
                return false;
            names.add_alias(event.alias_set().address());
            return true;
        case Event::kAliasRemoved: return names.is_alias(event.alias_removed());
        default: return is_sign_in_event_about(event, names.id());
    }
}

std::string address_of(const events::EnvelopeAddress& address) {
    return address.domain().empty() ? address.local()
                                    : fmt::format("{}@{}", address.local(), address.domain());
}

bool is_about(const events::QueueItem& item, const Names& names) {
    const events::Queued& queued = item.queued();
    if (!queued.member().empty()) return names.is_id(queued.member());
    if (queued.has_sender() && names.is_address(address_of(queued.sender()))) return true;
    const auto is_theirs = [&](const auto& one) {
        const std::string address = address_of(one);
        return names.is_address(address) || names.is_alias(address);
    };
    return std::ranges::any_of(queued.recipients(), is_theirs) ||
           std::ranges::any_of(queued.written_to(), is_theirs);
}

std::string_view title_of(const events::CollectiveEvent& event) {
    using Event = events::CollectiveEvent;
    switch (event.kind_case()) {
        case Event::kMemberAdded: return "they were added";
        case Event::kMemberJoined: return "they came by an invitation";
        case Event::kMemberAddresses: return "their addresses were set";
        case Event::kMemberSuspension: return "they were suspended, or let in again";
        case Event::kMemberName: return "their name was set";
        case Event::kCertificateStored: return "their public key was put up";
        case Event::kCertificateRemoved: return "their public key was taken back";
        case Event::kMemberQuota: return "their space was set";
        case Event::kOpenersChanged: return "what opens their vault was changed";
        case Event::kMemberReset: return "their account was reset";
        case Event::kFormerVaultClosed: return "a former vault was brought back";
        case Event::kStartExplained: return "they said why the server had started";
        case Event::kAliasSet: return "an alias was set";
        case Event::kAliasRemoved: return "an alias was removed";
        case Event::kTotpChanged: return "codes of an authenticator program were set, or given up";
        case Event::kPasskeyAdded: return "a passkey was added";
        case Event::kPasskeyOpens: return "a passkey opens the vault from then on";
        case Event::kPasskeyRemoved: return "a passkey was removed";
        case Event::kMemberDuties: return "their duties were set";
        case Event::kTrustedGroupSet: return "a trusted group was set";
        case Event::kMemberFrozen: return "an account was frozen";
        case Event::kThawWanted: return "a thaw was wanted, or not any more";
        default: return "the account was thawed";
    }
}

void tell_event(Section& section, const events::CollectiveEvent& event) {
    using Event = events::CollectiveEvent;
    section.line("When", when(event.at_ms()));
    if (tell_sign_in_event(section, event)) return;
    switch (event.kind_case()) {
        case Event::kMemberAdded:
            tell_record(section, event.member_added());
            tell_vault(section, event.member_added().vault());
            break;
        case Event::kMemberJoined:
            tell_record(section, event.member_joined().member());
            tell_vault(section, event.member_joined().member().vault());
            section.line("Invitation", to_hex(as_bytes(event.member_joined().invitation())));
            break;
        case Event::kMemberAddresses:
            for (const auto& address : event.member_addresses().addresses())
                section.field("Member.addresses", address);
            break;
        case Event::kMemberSuspension:
            section.field("Member.suspended", yes_or_no(event.member_suspension().suspended()));
            break;
        case Event::kMemberName: section.field("Member.name", event.member_name().name()); break;
        case Event::kCertificateStored:
            section.line(openpgp_words, to_hex(as_bytes(event.certificate_stored().chain())));
            section.line("Put up", when(event.certificate_stored().stored_ms()));
            break;
        case Event::kCertificateRemoved: section.line(openpgp_words, "taken back"); break;
        case Event::kMemberQuota:
            section.field("Member.quota_bytes", octets(event.member_quota().quota_bytes()));
            break;
        case Event::kOpenersChanged:
            for (const auto& removed : event.openers_changed().removed())
                section.line("Taken back", to_hex(as_bytes(removed)));
            for (const auto& added : event.openers_changed().added()) tell_opener(section, added);
            if (event.openers_changed().totp_step() != 0)
                section.field("Totp.last_step", std::to_string(event.openers_changed().totp_step()));
            if (event.openers_changed().has_passkey_used()) {
                const auto& used = event.openers_changed().passkey_used();
                section.field("Passkey.id", to_hex(as_bytes(used.id())));
                section.field("Passkey.counter", std::to_string(used.counter()));
                section.field("Passkey.backed_up", yes_or_no(used.backed_up()));
            }
            break;
        case Event::kMemberReset:
            tell_vault(section, event.member_reset().vault());
            tell_act(section, event.member_reset().act());
            break;
        case Event::kFormerVaultClosed:
            section.field("MemberVault.id", to_hex(as_bytes(event.former_vault_closed().vault())));
            break;
        case Event::kStartExplained:
            section.line("Start", std::to_string(event.start_explained().number()));
            section.field("Start.explanation", event.start_explained().explanation());
            section.field("Start.explained_by", by_whom(event.start_explained().by()));
            break;
        case Event::kAliasSet: tell_alias(section, event.alias_set()); break;
        default: section.field("Alias.address", event.alias_removed()); break;
    }
}

std::string_view words_of(events::QueueStage stage) {
    switch (stage) {
        case events::QUEUE_WAITING: return "waits";
        case events::QUEUE_DELIVERED: return "delivered";
        case events::QUEUE_FAILED: return "failed for good";
        case events::QUEUE_REPORTED: return "failed for good, and the sender knows";
        default: return "something unknown";
    }
}

std::string reason_of(const HeldFacts& facts, const events::QueueOutcome& outcome) {
    if (facts.elsewhere.reason == nullptr) return std::to_string(outcome.reason());
    return std::string(facts.elsewhere.reason(outcome.reason()));
}

void tell_outcome(Section& section, const events::Queued& queued, const events::QueueOutcome& outcome,
                  std::string reason) {
    const int index = static_cast<int>(outcome.recipient());
    section.field("QueueOutcome.recipient",
                  index < queued.recipients_size() ? address_of(queued.recipients(index)) : "unknown");
    section.field("QueueOutcome.stage", std::string(words_of(outcome.stage())));
    section.field("QueueOutcome.reason", std::move(reason));
    section.field("QueueOutcome.code", std::to_string(outcome.code()));
    section.field("QueueOutcome.status_class", std::to_string(outcome.status_class()));
    section.field("QueueOutcome.status_subject", std::to_string(outcome.status_subject()));
    section.field("QueueOutcome.status_detail", std::to_string(outcome.status_detail()));
    section.field("QueueOutcome.text", outcome.text());
    section.field("QueueOutcome.host", outcome.host());
    section.field("QueueOutcome.next_ms", when(outcome.next_ms()));
}

}  // namespace

void take_what_is_about(const Collective::OnDisk& disk, HeldFacts& facts) {
    Names names(facts.member);
    for (const auto& alias : facts.aliases) names.add_alias(alias.address());
    for (const auto& member : disk.snapshot.members()) {
        if (!names.is_id(member.id())) continue;
        names.add(member);
        if (member.SerializeAsString() != facts.member.SerializeAsString()) facts.member_before = member;
    }
    // Aliases that lead to aliases: once more around until none is new.
    std::set<std::string> taken;
    for (bool more = true; more;) {
        more = false;
        for (const auto& alias : disk.snapshot.aliases()) {
            if (!names.leads_to_them(alias) && !names.is_alias(alias.address())) continue;
            if (!taken.insert(alias.address()).second) continue;
            names.add_alias(alias.address());
            more = true;
        }
    }
    for (const auto& alias : disk.snapshot.aliases()) {
        const auto same = [&](const auto& now) {
            return now.SerializeAsString() == alias.SerializeAsString();
        };
        if (taken.contains(alias.address()) && std::ranges::none_of(facts.aliases, same))
            facts.aliases_before.push_back(alias);
    }
    for (const auto& certificate : disk.snapshot.certificates()) {
        if (certificate.name() == openpgp_label(names.id())) facts.openpgp_key = certificate.chain();
    }
    for (const auto& event : disk.log) {
        if (take_event(event, names)) facts.log.push_back(event);
    }
    for (const auto& item : facts.elsewhere.queue) {
        if (is_about(item, names)) facts.queued.push_back(item);
    }
}

void tell_before(Held& held, const HeldFacts& facts) {
    if (!facts.openpgp_key.empty()) {
        Section section(held, "Their public key, at the last snapshot");
        section.line(openpgp_words, to_hex(as_bytes(facts.openpgp_key)));
    }
    if (facts.member_before) {
        Section section(held, "As they were at the last snapshot (gone at the next one)");
        tell_record(section, *facts.member_before);
        tell_vault(section, facts.member_before->vault());
        for (const auto& former : facts.member_before->former_vaults()) tell_vault(section, former);
    }
    if (facts.aliases_before.empty()) return;
    Section section(held, "Aliases as they were at the last snapshot (gone at the next one)");
    for (const auto& alias : facts.aliases_before) tell_alias(section, alias);
}

void tell_log(Held& held, const HeldFacts& facts) {
    for (const auto& event : facts.log) {
        Section section(held, fmt::format("In the log until the next snapshot: {}", title_of(event)));
        tell_event(section, event);
    }
}

namespace {

/// Each try that is in the log still, also what a later one has outdated.
void tell_tries(Held& held, const HeldFacts& facts, const events::Queued& queued) {
    for (const auto& attempted : facts.elsewhere.tries) {
        if (attempted.id() != queued.id()) continue;
        Section section(held, "A try to deliver it");
        section.field("QueueItem.attempted_ms", when(attempted.at_ms()));
        for (const auto& outcome : attempted.outcomes()) {
            tell_outcome(section, queued, outcome, reason_of(facts, outcome));
        }
    }
}

}  // namespace

void tell_queue(Held& held, const HeldFacts& facts) {
    for (const auto& item : facts.queued) {
        const events::Queued& queued = item.queued();
        Section section(held, "A message in the queue, or that has left it within some minutes");
        section.field("QueueItem.queued", "1");
        section.field("Queued.id", to_hex(as_bytes(queued.id())));
        section.field("Queued.member",
                      queued.member().empty() ? "nobody" : to_hex(as_bytes(queued.member())));
        section.field("Queued.queued_ms", when(queued.queued_ms()));
        section.field("Queued.sender", queued.has_sender() ? address_of(queued.sender()) : "<>");
        for (const auto& one : queued.recipients()) section.field("Queued.recipients", address_of(one));
        for (const auto& one : queued.written_to()) section.field("Queued.written_to", address_of(one));
        section.field("Queued.hold_until_ms",
                      queued.hold_until_ms() == 0 ? "at once" : when(queued.hold_until_ms()));
        section.field("Queued.submission", queued.submission().empty() ? "none" : queued.submission());
        section.field("Queued.vault", queued.vault().empty() ? "none" : to_hex(as_bytes(queued.vault())));
        section.field("Queued.asked_by",
                      queued.asked_by().empty() ? "none" : to_hex(as_bytes(queued.asked_by())));
        section.field("Queued.object", std::to_string(queued.object().size()));
        section.field("Queued.return_path_octets", std::to_string(queued.return_path_octets()));
        section.field("Queued.eight_bit", yes_or_no(queued.eight_bit()));
        section.field("Queued.utf8", yes_or_no(queued.utf8()));
        section.field("QueueItem.attempted_ms", when(item.attempted_ms()));
        section.field("QueueItem.delay_notified", yes_or_no(item.delay_notified()));
        section.field("QueueItem.outcomes", std::to_string(item.outcomes_size()));
        for (int i = 0; i < item.outcomes_size(); ++i) {
            const auto& outcome = item.outcomes(i);
            tell_outcome(section, queued, outcome, reason_of(facts, outcome));
            if (i < item.attempts_size())
                section.field("QueueItem.attempts", std::to_string(item.attempts(i)));
        }
        tell_tries(held, facts, queued);
    }
}

}  // namespace milpa::members
