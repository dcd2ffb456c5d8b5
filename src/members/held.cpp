// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/held.hpp"

#include <fmt/chrono.h>

#include "base/ensure.hpp"
#include "members/held_section.hpp"

namespace milpa::members {

namespace {

// Every field of every message that says something about a member (or about everybody). held_test.cpp reads
// events/members.proto and fails when one is missing here, or is never told.
constexpr HeldField fields[] = {
    {"Member.id", "Number by which the server knows them (random)"},
    {"Member.addresses", "Address"},
    {"Member.name", "Name, as they gave it"},
    {"Member.added_ms", "Member since"},
    {"Member.suspended", "Suspended"},
    {"Member.suspended_ms", "Suspended since"},
    {"Member.quota_bytes", "Space that they may use"},
    {"Member.vault", "Vault"},
    {"Member.former_vaults", "Former vaults, sealed since a reset"},
    {"Member.totp", "Codes of an authenticator program are asked for"},
    {"Member.passkeys", "Passkeys"},
    {"Member.duties", "Duty"},
    {"Member.trusted", "Trusted group, which may freeze the account"},
    {"Member.freeze", "Frozen, they or a former vault of theirs"},
    {"Member.overruled", "Members of the group who may not freeze it for now"},
    {"Member.freeze_records", "Times that it was frozen or thawed, step by step"},
    {"Totp.secret", "Secret of the codes, which the server can read: octets"},
    {"Totp.last_step", "Half minute (since 1970) of the last code that was taken"},
    {"Totp.since_ms", "Codes are asked for since"},
    {"Passkey.id", "Number of the passkey, chosen by its device"},
    {"Passkey.public_key", "Public key of the passkey"},
    {"Passkey.counter", "Uses that its device has counted"},
    {"Passkey.label", "Label of the passkey, in words that the member chose"},
    {"Passkey.created_ms", "Passkey added"},
    {"Passkey.transports", "How its device is reached"},
    {"Passkey.opener", "Opener that it unwraps"},
    {"Passkey.backed_up", "It may be on more than one device"},
    {"Passkey.second_factor", "Asked for beside the password"},
    {"TrustedGroup.members", "Trusted: member"},
    {"TrustedGroup.threshold", "Needed to thaw"},
    {"Freeze.by", "Frozen by member"},
    {"Freeze.at_ms", "Frozen"},
    {"Freeze.thaws", "Wants it thawed: member"},
    {"Overruled.member", "Overruled: member"},
    {"Overruled.until_ms", "Until"},
    {"FreezeRecord.step", "What was done"},
    {"FreezeRecord.at_ms", "When it was done"},
    {"FreezeRecord.by", "Done by member"},
    {"FreezeRecord.vault", "Of vault"},
    {"MemberVault.id", "Number of the vault (random)"},
    {"MemberVault.public_key", "Public key, with which mail is sealed for them"},
    {"MemberVault.openers", "Things that open it"},
    {"MemberVault.created_ms", "Vault made"},
    {"MemberVault.closed_ms", "Put aside by a reset"},
    {"MemberVault.frozen", "Frozen: nothing opens it for now"},
    {"Opener.id", "Number of the opener (random)"},
    {"Opener.kind", "Opened by"},
    {"Opener.label", "Label, in words that the member chose"},
    {"Opener.created_ms", "Made"},
    {"Opener.expires_ms", "Session ends (the day, of most)"},
    {"Opener.means", "Session began with"},
    {"Opener.made_by", "Session began with opener"},
    {"Opener.salt", "Salt (random)"},
    {"Opener.opslimit", "Argon2id passes that a guess costs"},
    {"Opener.memlimit", "Memory that a guess costs"},
    {"Opener.wrapped_key", "The vault's key, wrapped: useless without the secret itself"},
    {"Alias.address", "Alias that leads to them"},
    {"Alias.targets", "All that this alias leads to"},
    {"Alias.created_ms", "Alias made"},
    {"AliasTarget.member", "Target: a member's number"},
    {"AliasTarget.address", "Target: an address"},
    {"Usage.bytes", "Space used"},
    {"Usage.messages", "Messages held"},
    {"Act.kind", "Decision of the keyholders about them"},
    {"Act.at_ms", "When"},
    {"Act.shares", "Numbers of the keyholders who took part"},
    {"Act.generation", "Generation of their shares"},
    {"Act.keyholders", "Keyholders then"},
    {"Act.threshold", "Needed then"},
    {"Act.member", "About member"},
    {"Start.started_ms", "Server started"},
    {"Start.sessions", "Times that it was unlocked then"},
    {"Start.explanation", "Why it happened, as somebody has said"},
    {"Start.explained_by", "Said by member"},
    {"Start.explained_ms", "Said"},
    {"Session.unlocked_ms", "Unlocked"},
    {"Session.locked_ms", "Locked"},
    {"PushSubscription.id", "Number of the subscription (random)"},
    {"PushSubscription.member", "Of member"},
    {"PushSubscription.made_by", "Asked for in the session with this number"},
    {"PushSubscription.device", "The client's own name for the device"},
    {"PushSubscription.url", "Where the push service is told that there is news"},
    {"PushSubscription.p256dh", "Public key of the browser"},
    {"PushSubscription.auth", "What only the browser and this server know: octets"},
    {"PushSubscription.types", "News of"},
    {"PushSubscription.expires_ms", "Ends"},
    {"PushSubscription.verification", "Code that was pushed to it"},
    {"PushSubscription.verified", "It has said the code"},
    {"PushSubscription.root", "That session was begun with opener"},
    {"Queued.id", "Number of the message (random)"},
    {"Queued.member", "Submitted by member"},
    {"Queued.queued_ms", "Taken into the queue"},
    {"Queued.sender", "Sender"},
    {"Queued.recipients", "Recipient"},
    {"Queued.written_to", "Written to, an alias perhaps"},
    {"Queued.hold_until_ms", "To leave then, not before"},
    {"Queued.submission", "Number of the submission in the sender's account (random)"},
    {"Queued.vault", "Asked for by who had this vault open"},
    {"Queued.asked_by", "Asked for in a session of this opener, or by itself"},
    {"Queued.object", "Content, which the server has the key to and can read: octets"},
    {"Queued.return_path_octets", "Octets of it that are ours (Return-Path)"},
    {"Queued.eight_bit", "Declared as 8 bit"},
    {"Queued.utf8", "Declared as UTF-8"},
    {"QueueItem.queued", "Message in the queue"},
    {"QueueItem.outcomes", "Recipients that were tried"},
    {"QueueItem.attempts", "Tries"},
    {"QueueItem.attempted_ms", "Last try"},
    {"QueueItem.delay_notified", "Told that it takes long"},
    {"QueueOutcome.recipient", "Tried recipient"},
    {"QueueOutcome.stage", "How it stands"},
    {"QueueOutcome.reason", "Why"},
    {"QueueOutcome.code", "Code of the other server"},
    {"QueueOutcome.status_class", "Class of its status"},
    {"QueueOutcome.status_subject", "Subject of its status"},
    {"QueueOutcome.status_detail", "Detail of its status"},
    {"QueueOutcome.text", "Its words"},
    {"QueueOutcome.host", "Name of that server"},
    {"QueueOutcome.next_ms", "Next try"},
};

std::string_view words_of(events::OpenerKind kind) {
    switch (kind) {
        case events::OPENER_PASSWORD: return "a password";
        case events::OPENER_APP_PASSWORD: return "an app password";
        case events::OPENER_RECOVERY_CODE: return "the recovery code";
        case events::OPENER_SESSION: return "a session's token, which a browser or program keeps";
        case events::OPENER_PASSKEY: return "a passkey";
        default: return "something unknown";
    }
}

std::string_view words_of(events::ActKind kind) {
    switch (kind) {
        case events::ACT_FOUNDED: return "the collective was founded";
        case events::ACT_UNLOCKED: return "the server was unlocked";
        case events::ACT_KEYHOLDERS_CHANGED: return "the keyholders were changed";
        case events::ACT_MEMBER_RESET: return "the account was reset";
        case events::ACT_MEMBER_THAWED: return "the account was thawed";
        default: return "something unknown";
    }
}

}  // namespace

Section::Section(Held& held, std::string title)
    : lines_(held.sections.emplace_back(std::move(title)).lines) {}

void Section::field(std::string_view name, std::string value) {
    const auto* row = std::ranges::find(fields, name, &HeldField::field);
    ensure(row != std::end(fields));
    lines_.push_back({std::string(name), std::string(row->what), std::move(value)});
}

void Section::line(std::string what, std::string value) {
    lines_.push_back({"", std::move(what), std::move(value)});
}

std::string when(std::int64_t ms) {
    if (ms == 0) return "never";
    const auto time = std::chrono::floor<std::chrono::seconds>(
        std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(ms)));
    return fmt::format("{:%Y-%m-%d %H:%M:%S}.{:03} UTC",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(time)),
                       ms - std::chrono::milliseconds(time.time_since_epoch()).count());
}

std::string octets(std::uint64_t count) { return fmt::format("{} octets", count); }

std::string by_whom(std::string_view member) { return member.empty() ? "nobody" : to_hex(as_bytes(member)); }

std::string yes_or_no(bool is_so) { return is_so ? "yes" : "no"; }

void tell_record(Section& section, const events::Member& member) {
    for (const auto& address : member.addresses()) section.field("Member.addresses", address);
    section.field("Member.name", member.name().empty() ? "not given" : member.name());
    section.field("Member.id", to_hex(as_bytes(member.id())));
    section.field("Member.added_ms", when(member.added_ms()));
    section.field("Member.suspended", yes_or_no(member.suspended()));
    section.field("Member.suspended_ms", when(member.suspended_ms()));
    section.field("Member.quota_bytes",
                  member.quota_bytes() == 0 ? "no limit" : octets(member.quota_bytes()));
    section.field("Member.vault", "1, told below");
    section.field("Member.former_vaults", std::to_string(member.former_vaults_size()));
    tell_sign_in(section, member);
    tell_trust(section, member);
}

void tell_opener(Section& section, const events::Opener& opener) {
    section.field("Opener.kind", std::string(words_of(opener.kind())));
    section.field("Opener.label", opener.label().empty() ? "none" : opener.label());
    section.field("Opener.created_ms", when(opener.created_ms()));
    section.field("Opener.id", to_hex(as_bytes(opener.id())));
    if (opener.kind() == events::OPENER_SESSION) tell_session(section, opener);
    // What a guess at the secret needs is there, and is not copied out of here.
    section.field("Opener.salt", octets(opener.salt().size()));
    section.field("Opener.opslimit", std::to_string(opener.opslimit()));
    section.field("Opener.memlimit", octets(opener.memlimit()));
    section.field("Opener.wrapped_key", octets(opener.wrapped_key().size()));
}

void tell_vault(Section& section, const events::MemberVault& vault) {
    section.field("MemberVault.id", to_hex(as_bytes(vault.id())));
    section.field("MemberVault.public_key", to_hex(as_bytes(vault.public_key())));
    section.field("MemberVault.created_ms", when(vault.created_ms()));
    section.field("MemberVault.closed_ms", when(vault.closed_ms()));
    section.field("MemberVault.frozen", yes_or_no(vault.frozen()));
    section.field("MemberVault.openers", std::to_string(vault.openers_size()));
    for (const auto& opener : vault.openers()) tell_opener(section, opener);
}

void tell_alias(Section& section, const events::Alias& alias) {
    section.field("Alias.address", alias.address());
    section.field("Alias.created_ms", when(alias.created_ms()));
    section.field("Alias.targets", std::to_string(alias.targets_size()));
    for (const auto& target : alias.targets()) {
        if (target.target_case() == events::AliasTarget::kMember) {
            section.field("AliasTarget.member", to_hex(as_bytes(target.member())));
        } else {
            section.field("AliasTarget.address", target.address());
        }
    }
}

void tell_act(Section& section, const events::Act& act) {
    section.field("Act.kind", std::string(words_of(act.kind())));
    section.field("Act.at_ms", when(act.at_ms()));
    section.field("Act.member", to_hex(as_bytes(act.member())));
    section.field("Act.shares", fmt::format("{}", fmt::join(act.shares(), ", ")));
    section.field("Act.generation", std::to_string(act.generation()));
    section.field("Act.keyholders", std::to_string(act.keyholders()));
    section.field("Act.threshold", std::to_string(act.threshold()));
}

namespace {

void tell_member(Held& held, const HeldFacts& facts) {
    Section section(held, "The member");
    tell_record(section, facts.member);
    section.field("Usage.bytes", octets(facts.usage.bytes));
    section.field("Usage.messages", std::to_string(facts.usage.messages));
}

void tell_vault_and_rows(Held& held, const events::MemberVault& vault, const HeldRows& rows,
                         std::string title) {
    Section section(held, std::move(title));
    tell_vault(section, vault);
    section.line("Sealed events", fmt::format("{}, {} in all", rows.events, octets(rows.event_bytes)));
    section.line("Sealed snapshot", fmt::format("{} parts, {} in all", rows.pages, octets(rows.page_bytes)));
}

void tell_aliases(Held& held, const HeldFacts& facts) {
    Section section(held, "Aliases");
    section.line("Aliases that lead to them", std::to_string(facts.aliases.size()));
    for (const auto& alias : facts.aliases) tell_alias(section, alias);
}

void tell_acts(Held& held, const HeldFacts& facts) {
    Section section(held, "Decisions of the keyholders about them");
    section.line("Decisions", std::to_string(facts.acts.size()));
    for (const auto& act : facts.acts) tell_act(section, act);
}

void tell_everybody(Held& held, const HeldFacts& facts) {
    Section now(held, "At this moment");
    now.line("Sessions open", std::to_string(facts.elsewhere.sessions_open));
    now.line("Recipients that they wrote to of late, as the limit of an hour counts them",
             std::to_string(facts.elsewhere.recipients_of_late));
    now.line("Messages in the queue (the server can read them until they are sent)",
             std::to_string(facts.queued.size()));
    Section starts(held, "About the server, the same for everybody");
    for (const auto& start : facts.starts) {
        starts.field("Start.started_ms", when(start.started_ms()));
        starts.field("Start.sessions", std::to_string(start.sessions_size()));
        if (!start.explanation().empty()) {
            starts.field("Start.explanation", start.explanation());
            starts.field("Start.explained_by", by_whom(start.explained_by()));
            starts.field("Start.explained_ms", when(start.explained_ms()));
        }
        for (const auto& session : start.sessions()) {
            starts.field("Session.unlocked_ms", when(session.unlocked_ms()));
            starts.field("Session.locked_ms", when(session.locked_ms()));
        }
    }
}

const std::vector<std::string>& sentences_of_what_cannot() {
    static const std::vector<std::string> sentences = {
        ("What their messages say, from whom and to whom, when, about what: sealed to the member's key, "
         "which only their password, an app password, the recovery code, a passkey or a session's token "
         "opens."),
        "Their folders, flags, drafts and what they searched for: sealed in the same way.",
        ("Their contacts, what their programs keep (preferences), and OpenPGP secret keys that they have put "
         "here: sealed in the same way. Whether there are any is sealed, too."),
        "Which stored objects are theirs (mail in the queue apart): their names are in what is sealed.",
        ("Their password, app passwords, recovery code and the tokens of their sessions: never stored. An "
         "order could make the server keep what it is given from then on; it cannot bring back what it was "
         "given before."),
        "From which network addresses they come: not kept.",
        ("When they logged in: not kept, but for the day on which a session of the web began, while it "
         "lasts, and the last code of an authenticator program."),
        ("What arrived before: new mail passes the server's memory in the clear on its way to being sealed, "
         "and the key that sealed it stays there for five minutes. An order could make the server copy what "
         "arrives from then on; it cannot open what is sealed already."),
        ("While a session of theirs is open, their key is in the server's memory: whoever controls the "
         "running machine then can take it. What is told above is for the times when they are away."),
    };
    return sentences;
}

}  // namespace

std::span<const HeldField> held_fields() { return fields; }

Held held_of(const HeldFacts& facts) {
    ensure(facts.rows.size() == 1 + static_cast<std::size_t>(facts.member.former_vaults_size()));
    Held held;
    tell_member(held, facts);
    tell_vault_and_rows(held, facts.member.vault(), facts.rows[0], "Their vault");
    for (int i = 0; i < facts.member.former_vaults_size(); ++i) {
        tell_vault_and_rows(held, facts.member.former_vaults(i), facts.rows[static_cast<std::size_t>(i) + 1],
                            "A former vault of theirs");
    }
    tell_aliases(held, facts);
    tell_acts(held, facts);
    tell_trusting(held, facts);
    tell_pushes(held, facts);
    tell_queue(held, facts);
    tell_before(held, facts);
    tell_log(held, facts);
    tell_everybody(held, facts);
    held.cannot = sentences_of_what_cannot();
    return held;
}

std::string Held::text() const {
    std::string text = "What this server could be made to hand over\n";
    for (const auto& section : sections) {
        text += fmt::format("\n{}\n", section.title);
        for (const auto& line : section.lines) text += fmt::format("  {}: {}\n", line.what, line.value);
    }
    text += "\nWhat it could not\n";
    for (const auto& sentence : cannot) text += fmt::format("  - {}\n", sentence);
    return text;
}

namespace {

Result<HeldRows> count_rows(store::Engine& engine, const VaultId& vault) {
    HeldRows rows;
    const auto count = [&](store::Space space, const store::KeyRange& range, std::uint64_t& number,
                           std::uint64_t& bytes) {
        return engine.scan(space, range, store::Direction::forward, [&](ByteView, ByteView value) {
            ++number;
            bytes += value.size();
            return store::Visit::more;
        });
    };
    constexpr auto last = std::numeric_limits<store::Seq>::max() - 1;
    CHECK(count(store::Space::rows, store::rows::events(vault, 1, last), rows.events, rows.event_bytes));
    CHECK(count(store::Space::rows, store::rows::roots(vault), rows.pages, rows.page_bytes));
    CHECK(count(store::Space::objects, store::rows::pages(vault), rows.pages, rows.page_bytes));
    return rows;
}

Result<std::vector<HeldRows>> count_all(store::Engine& engine, const events::Member& member) {
    std::vector<HeldRows> all;
    TRY(const auto present, VaultId::from(member.vault().id()));
    TRY(all.emplace_back(), count_rows(engine, present));
    for (const auto& former : member.former_vaults()) {
        TRY(const auto id, VaultId::from(former.id()));
        TRY(all.emplace_back(), count_rows(engine, id));
    }
    return all;
}

}  // namespace

Task<Result<Held>> held(Lent<Collective> collective, std::string address, HeldElsewhere elsewhere) {
    CO_TRY(const Address parsed, Address::parse(address));
    CO_TRY(const auto member, collective->read_member(parsed));
    HeldFacts facts;
    facts.member = member->data;
    facts.elsewhere = std::move(elsewhere);
    CO_TRY(const Collective::OnDisk disk, co_await collective->on_disk());
    CO_CHECK(collective->look([&](const Directory& directory) {
        facts.aliases = directory.aliases_of(member->id);
        facts.starts = directory.starts();
        for (const auto& act : directory.acts()) {
            if (act.member() == member->data.id()) facts.acts.push_back(act);
        }
        for (const auto& one : directory.trusting(member->id)) facts.trusting.push_back(one->data);
    }));
    take_what_is_about(disk, facts);
    CO_TRY(facts.pushes, collective->push_subscriptions().stored(member->id));
    CO_TRY(facts.usage, collective->usage().of(member->vault));
    const auto& world = collective->world();
    CO_TRY(facts.rows, co_await world.runtime->pool().run(
                           [&] { return count_all(world.store->engine(), member->data); }));
    co_return held_of(facts);
}

}  // namespace milpa::members
