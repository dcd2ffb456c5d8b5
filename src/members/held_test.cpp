// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/held.hpp"

#include <fstream>
#include <regex>

#include "members/held_facts.hpp"
#include "members/testing.hpp"

namespace milpa::members {
namespace {

using namespace testing;

/// "Message.field" for every field of a .proto, oneofs and all.
std::map<std::string, std::vector<std::string>> fields_of_proto(const std::string& name_of_file) {
    std::ifstream file(std::string(MILPA_SOURCE_DIR "/events/") + name_of_file);
    EXPECT_TRUE(file.is_open());
    const std::regex message(R"(^message (\w+) \{)");
    const std::regex field(R"(^\s+(?:repeated |optional )?\w+ (\w+) = \d+;)");
    std::map<std::string, std::vector<std::string>> found;
    std::string line;
    std::string name;
    std::smatch match;
    while (std::getline(file, line)) {
        if (std::regex_search(line, match, message)) {
            name = match[1];
            found[name];
        } else if (std::regex_search(line, match, field)) {
            found[name].push_back(name + "." + match[1].str());
        }
    }
    return found;
}

/// What does not say anything about one member; every other message must be told by held().
const std::set<std::string>& messages_apart() {
    static const std::set<std::string> apart = {
        // In the clear, and of the collective alone.
        "OwnVault", "Founding",
        // Events: what they say is in the record that they lead to.
        "Founded", "MemberSuspension", "MemberAddresses", "MemberName", "MemberQuota", "OpenersChanged",
        "MemberReset", "FormerVaultClosed", "MemberRemoved", "CollectiveEvent", "CollectiveEntry",
        "PasskeyUse", "TotpChanged", "PasskeyAdded", "PasskeyOpens", "PasskeyRemoved", "MemberDuties",
        "TrustedGroupSet", "MemberFrozen", "ThawWanted", "MemberThawed", "MemberJoined", "StartExplained",
        // Of the collective alone.
        "Domain", "Certificate", "Invitation", "PageText", "PublicPage", "Described", "CollectiveRoot",
        "CollectiveState",
        // Of the queue: how its events lie on the disk; told as local@domain.
        "QueueEntry", "QueueEvent", "Attempted", "DelayNotified", "FailureReported", "Finished", "QueuePage",
        "QueueRoot", "EnvelopeAddress"};
    return apart;
}

TEST(Held, EveryFieldAboutAMemberHasItsRow) {
    auto proto = fields_of_proto("members.proto");
    proto.merge(fields_of_proto("queue.proto"));
    proto.merge(fields_of_proto("push.proto"));
    ASSERT_TRUE(proto.contains("PushSubscription"));
    ASSERT_TRUE(proto.contains("QueueItem") && proto.contains("QueueOutcome"));
    ASSERT_TRUE(proto.contains("Member") && proto.contains("Opener"));
    ASSERT_GE(proto.at("Member").size(), 9U);
    std::set<std::string> expected;
    for (const auto& [message, fields] : proto) {
        if (!messages_apart().contains(message)) expected.insert(fields.begin(), fields.end());
    }
    std::set<std::string> told;
    for (const auto& row : held_fields()) told.emplace(row.field);
    EXPECT_EQ(told, expected);
}

void fill_sign_in(events::Member& member) {
    member.mutable_totp()->set_secret("secret of codes");
    auto& passkey = *member.add_passkeys();
    passkey.set_label("key fob");
    passkey.add_transports("usb");
    member.add_duties(events::DUTY_ADMINISTRATOR);
    member.mutable_trusted()->add_members("aaaaaaaaaaaaaaaa");
    member.mutable_freeze()->set_by("aaaaaaaaaaaaaaaa");
    member.mutable_freeze()->add_thaws("bbbbbbbbbbbbbbbb");
    member.add_overruled()->set_member("cccccccccccccccc");
    member.add_freeze_records()->set_step(events::FREEZE_FROZEN);
}

HeldFacts full_facts() {
    HeldFacts facts;
    auto& member = facts.member;
    member.set_id("0123456789abcdef");
    member.add_addresses("ana@example.org");
    member.add_addresses("anita@example.org");
    member.set_name("Ana");
    member.set_added_ms(1'700'000'000'000);
    member.set_suspended(true);
    member.set_suspended_ms(1'700'000'001'000);
    member.set_quota_bytes(12'345);
    for (auto* vault : {member.mutable_vault(), member.add_former_vaults()}) {
        vault->set_id("fedcba9876543210");
        vault->set_public_key(std::string(32, 'k'));
        vault->set_created_ms(1);
        auto& opener = *vault->add_openers();
        opener.set_kind(events::OPENER_APP_PASSWORD);
        opener.set_label("telephone");
        opener.set_wrapped_key("wrapped");
        auto& session = *vault->add_openers();
        session.set_kind(events::OPENER_SESSION);
        session.set_label("Firefox on Android");
        session.set_means(events::SIGN_IN_PASSWORD_AND_CODE);
    }
    fill_sign_in(member);
    auto& alias = facts.aliases.emplace_back();
    alias.set_address("team@example.org");
    alias.add_targets()->set_member(member.id());
    alias.add_targets()->set_address("far@elsewhere.org");
    auto& act = facts.acts.emplace_back();
    act.set_kind(events::ACT_MEMBER_RESET);
    act.add_shares(1);
    act.add_shares(3);
    facts.trusting.emplace_back().add_addresses("eva@example.org");
    facts.pushes.emplace_back().set_url("https://push.example/token");
    facts.starts.emplace_back().add_sessions();
    facts.starts.back().set_explanation("a storm");
    facts.usage = {777, 3};
    facts.rows = {{5, 500, 2, 200}, {}};
    auto& item = facts.queued.emplace_back();
    item.mutable_queued()->add_recipients()->set_local("far");
    item.mutable_queued()->mutable_recipients(0)->set_domain("elsewhere.org");
    item.mutable_queued()->add_written_to()->set_local("round");
    item.mutable_queued()->mutable_written_to(0)->set_domain("example.org");
    item.add_outcomes()->set_text("come back tomorrow");
    item.add_attempts(3);
    facts.elsewhere.sessions_open = 6;
    return facts;
}

TEST(Held, EveryRowIsTold) {
    const Held held = held_of(full_facts());
    std::set<std::string> told;
    for (const auto& section : held.sections) {
        for (const auto& line : section.lines) told.insert(line.field);
    }
    for (const auto& row : held_fields()) EXPECT_TRUE(told.contains(std::string(row.field))) << row.field;
    const std::string text = held.text();
    for (const auto word : {"ana@example.org",
                            "anita@example.org",
                            "Ana",
                            "2023-11-14 22:13:20.000 UTC",
                            "telephone",
                            "team@example.org",
                            "far@elsewhere.org",
                            "come back tomorrow",
                            "round@example.org",
                            "12345 octets",
                            "777 octets",
                            "an app password",
                            "the account was reset",
                            "1, 3",
                            "5, 500 octets in all",
                            "the member chose",
                            "could not",
                            "Firefox on Android",
                            "the password and a code",
                            "key fob",
                            "usb",
                            "administrator",
                            "61616161616161616161616161616161",
                            "62626262626262626262626262626262",
                            "63636363636363636363636363636363",
                            "frozen",
                            "eva@example.org",
                            "https://push.example/token"}) {
        EXPECT_NE(text.find(word), std::string::npos) << word;
    }
}

// A secret that the server can read is told to be there, and not copied out.
TEST(Held, TheSecretOfCodesIsNotPrinted) {
    EXPECT_EQ(held_of(full_facts()).text().find("secret of codes"), std::string::npos);
}

TEST_F(Founded, HeldTellsTheTruthOfTheDisk) {
    const auto member = life->add("ana@example.org").member;
    const auto record = *life->collective->read_member(member);
    store::Batch batch;
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(
            life->store.appender().append({record->vault, record->public_half}, to_bytes("mail"), batch));
    }
    ASSERT_TRUE(net::run_now(life->store.committer().commit(std::move(batch))));
    const auto told = net::run_now(held(life->collective.get(), "Ana@example.org", {}));
    ASSERT_TRUE(told) << told.error().detail;
    const std::string text = told->text();
    EXPECT_NE(text.find("Sealed events: 3, "), std::string::npos) << text;
    EXPECT_NE(text.find("the recovery code"), std::string::npos);
    EXPECT_NE(text.find("postmaster@example.org"), std::string::npos);
    EXPECT_EQ(kind_of(net::run_now(held(life->collective.get(), "ben@example.org", {}))), ErrorKind::missing);
}

}  // namespace
}  // namespace milpa::members
