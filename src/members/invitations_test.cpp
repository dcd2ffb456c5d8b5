// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/sign_in_testing.hpp"

namespace milpa::members {
namespace {

using namespace testing;

class InvitationsTest : public Founded {
protected:
    Invited invite(NewInvitation wanted = {}) {
        auto made = run_now(life->members->invite(std::move(wanted)));
        EXPECT_TRUE(made) << made.error().detail;
        return std::move(*made);
    }
    Result<Credentials> join(std::string_view token, std::string address,
                             std::string_view password = "a long password") {
        NewMember member;
        member.addresses = {std::move(address)};
        member.password = secret(password);
        member.quota_bytes = 1'000'000'000;  // what they wish for is not asked
        return run_now(life->members->join(std::string(token), std::move(member)));
    }
    ErrorKind refusal(std::string_view token, std::string address) {
        return kind_of(join(token, std::move(address)));
    }
};

TEST_F(InvitationsTest, LetsOneInAndNoFurther) {
    const Invited made = invite({.label = "the one with the bicycle", .quota_bytes = 5'000});
    EXPECT_EQ(made.info.domain, "example.org");
    const auto joined = join(made.token.view(), "Ana@Example.org");
    ASSERT_TRUE(joined) << joined.error().detail;
    EXPECT_TRUE(joined->password.empty());
    const auto member = *life->collective->read_member(joined->member);
    EXPECT_EQ(member->address(), "ana@example.org");
    EXPECT_EQ(member->data.quota_bytes(), 5'000U);
    EXPECT_EQ(member->data.duties_size(), 0);
    // Nor mail to postmaster@, by which authorities sign certificates of the domain, though nobody has it
    // yet.
    EXPECT_TRUE(life->collective->aliases()->empty());
    EXPECT_TRUE(life->login("ana@example.org", "a long password"));
    EXPECT_TRUE(life->login("ana@example.org", joined->recovery_code.view(), Accept::also_recovery));
    EXPECT_EQ(refusal(made.token.view(), "ben@example.org"), ErrorKind::denied);
    EXPECT_TRUE(life->members->invitations()->empty());
}

TEST_F(InvitationsTest, IsCountedAndSurvivesARestart) {
    const Invited made = invite({.uses = 3});
    ASSERT_TRUE(join(made.token.view(), "ana@example.org"));
    ASSERT_TRUE(run_now(life->collective->snapshot()));
    ASSERT_TRUE(join(made.token.view(), "ben@example.org"));
    restart();
    ASSERT_TRUE(life->unlock(pick(shares, {0, 1})));
    EXPECT_EQ(life->members->invitations()->at(0).uses, 1U);
    ASSERT_TRUE(join(made.token.view(), "eva@example.org"));
    EXPECT_EQ(refusal(made.token.view(), "tom@example.org"), ErrorKind::denied);
}

TEST_F(InvitationsTest, WhatIsRefusedUsesNothingUp) {
    ASSERT_TRUE(run_now(life->collective->add_domain("second.example")));
    life->add("ana@example.org");
    const Invited made = invite();
    const struct {
        std::string address;
        std::string_view password;
        ErrorKind kind;
    } rows[] = {
        {"ana@example.org", "a long password", ErrorKind::conflict},
        {"postmaster@example.org", "a long password", ErrorKind::denied},
        {"Hostmaster@example.org", "a long password", ErrorKind::denied},
        {"ben@second.example", "a long password", ErrorKind::missing},
        {"ben@elsewhere.org", "a long password", ErrorKind::missing},
        {"ben+tag@example.org", "a long password", ErrorKind::syntax},
        {"ben", "a long password", ErrorKind::syntax},
        {"ben@example.org", "short", ErrorKind::syntax},
    };
    for (const auto& row : rows)
        EXPECT_EQ(kind_of(join(made.token.view(), row.address, row.password)), row.kind) << row.address;
    NewMember none;
    none.addresses = {"ben@example.org"};
    EXPECT_EQ(kind_of(run_now(life->members->join(std::string(made.token.view()), std::move(none)))),
              ErrorKind::syntax);
    EXPECT_EQ(life->members->invitation_of(made.token.view())->uses, 1U);
    EXPECT_TRUE(join(made.token.view(), "ben@example.org"));
}

TEST_F(InvitationsTest, NobodyChoosesWhatIsTakenForAnother) {
    ASSERT_TRUE(run_now(life->collective->add_domain("second.example")));
    life->add("maria@example.org");
    life->add("support@example.org");  // an administrator's to give
    ASSERT_TRUE(run_now(life->collective->set_alias("everyone@example.org", {"maria@example.org"})));
    const Invited made = invite();
    const Invited elsewhere = invite({.domain = "second.example", .uses = 2});
    const struct {
        std::string address;
        ErrorKind kind;
    } rows[] = {
        {"rnaria@example.org", ErrorKind::conflict},    {"every0ne@example.org", ErrorKind::conflict},
        {"m\u0430ria@example.org", ErrorKind::syntax},  {"\uff4daria@example.org", ErrorKind::syntax},
        {"mar\u034fia@example.org", ErrorKind::syntax}, {"no.reply@example.org", ErrorKind::denied},
        {"\u0430dmin@example.org", ErrorKind::denied},
    };
    for (const auto& row : rows) EXPECT_EQ(refusal(made.token.view(), row.address), row.kind) << row.address;
    EXPECT_EQ(life->members->invitation_of(made.token.view())->uses, 1U);
    // Of another domain it is another address.
    EXPECT_TRUE(join(elsewhere.token.view(), "maria@second.example"));
    EXPECT_TRUE(join(elsewhere.token.view(), "rnario@second.example"));
    // What an administrator gives is theirs to judge.
    life->add("rnaria@example.org");
    life->add("noreply@example.org");
}

// Argon2id is the last thing that is done, and the only one that costs: here it cannot be done at all.
TEST_F(InvitationsTest, NothingIsHashedForWhoCannotComeIn) {
    life->add("ana@example.org");
    const Invited made = invite();
    Logins never(life->collective.get(), {1, crypto::argon2_memlimit_max + 1});
    Members members(life->collective.get(), &never);
    const auto why = [&](std::string_view token, std::string address, std::string_view password) {
        NewMember member;
        member.addresses = {std::move(address)};
        member.password = secret(password);
        return run_now(members.join(std::string(token), std::move(member))).error().detail;
    };
    const std::string token(made.token.view());
    const std::string hashed = "a cost of Argon2id out of bounds";
    EXPECT_EQ(why(token, "ben@example.org", "a long password"), hashed);
    EXPECT_EQ(why("nonsense", "ben@example.org", "a long password"), "no such invitation");
    EXPECT_EQ(why(token, "ben@example.org", "short"), "a password too short");
    EXPECT_EQ(why(token, "ana@example.org", "a long password"), "a member has this address");
    EXPECT_EQ(why(token, "an\u0430@example.org", "a long password"),
              "letters that are taken for others, or of several scripts");
    // Nor for who gives what is no recovery code, or would set what is no password.
    const auto mend = [&](std::string_view code, std::string_view fresh) {
        return run_now(members.recover("ana@example.org", secret(code), secret(fresh))).error().detail;
    };
    const auto code = crypto::generate_recovery_code(life->random);
    EXPECT_EQ(mend("a password", "a long password"), "address or secret");
    EXPECT_EQ(mend(code.view(), "short"), "a password too short");
    NewMember taken;
    taken.addresses = {"ana@example.org"};
    EXPECT_EQ(run_now(members.add(std::move(taken))).error().detail, "a member has this address");
    NewMember tagged;
    tagged.addresses = {"ana+x@example.org"};
    EXPECT_EQ(run_now(members.add(std::move(tagged))).error().detail, "an address with a subaddress");
    // All that the directory would refuse of a member.
    const std::tuple<std::string, std::string, std::string_view> rows[] = {
        {"ben@example.org", "two\nlines", "a control character"},
        {"ben@example.org", "\xff", "not UTF-8"},
        {"ben@example.org", std::string(label_bytes_max + 1, 'x'), "a name or label too long"},
        {"ben@elsewhere.org", "Ben", "not a domain of ours"},
    };
    for (const auto& [address, name, detail] : rows) {
        NewMember one{.addresses = {address}, .name = name, .password = secret("a long password")};
        EXPECT_EQ(run_now(members.add(std::move(one))).error().detail, detail) << name;
        if (!address.ends_with("@example.org")) continue;
        NewMember other{.addresses = {address}, .name = name, .password = secret("a long password")};
        EXPECT_EQ(run_now(members.join(token, std::move(other))).error().detail, detail) << name;
    }
    // A proof that holds no more sets no password.
    auto login = life->login("ana@example.org", "correct horse", Accept::also_recovery);
    ASSERT_TRUE(login);
    ASSERT_TRUE(run_now(life->members->suspend(login->id())));
    EXPECT_EQ(run_now(members.change_password(*login, secret("a long password"))).error().detail,
              "address or secret");
}

TEST_F(InvitationsTest, WhatIsHashedForNothingCounts) {
    const Invited made = invite();
    const auto from = *net::PeerAddress::parse("192.0.2.1");
    const auto join_from = [&](bool refused) {
        NewMember member;
        member.addresses = {"ben@example.org"};
        member.password = secret("a long password");
        if (refused) member.first_events.emplace_back(store::event_bytes_max + 1);  // seen at the commit
        return run_now(life->members->join(std::string(made.token.view()), std::move(member), from));
    };
    for (int i = 0; i < static_cast<int>(peer_tries_free); ++i) ASSERT_FALSE(join_from(true)) << i;
    EXPECT_EQ(kind_of(join_from(false)), ErrorKind::limit);
    clock.advance(std::chrono::minutes(2));
    EXPECT_TRUE(join_from(false));
}

// As wrong passwords do: whoever has an invitation neither has us hash nor tries addresses without an end.
TEST_F(InvitationsTest, WhatOnePlaceTriesRunsOut) {
    life->add("ana@example.org");
    const Invited made = invite();
    const auto from = *net::PeerAddress::parse("192.0.2.1");
    const auto join_from = [&](std::string address) {
        NewMember member;
        member.addresses = {std::move(address)};
        member.password = secret("a long password");
        return run_now(life->members->join(std::string(made.token.view()), std::move(member), from));
    };
    for (int i = 0; i < static_cast<int>(peer_tries_free); ++i)
        ASSERT_EQ(kind_of(join_from("ana@example.org")), ErrorKind::conflict) << i;
    EXPECT_EQ(kind_of(join_from("ben@example.org")), ErrorKind::limit);
    // They are those that wrong passwords have.
    EXPECT_EQ(kind_of(run_now(
                  life->logins->login("ana@example.org", secret("correct horse"), Accept::daily, from))),
              ErrorKind::limit);
    clock.advance(std::chrono::minutes(2));
    EXPECT_TRUE(join_from("ben@example.org"));
}

TEST_F(InvitationsTest, AFalseTokenTellsNothing) {
    const Invited made = invite();
    std::string other(made.token.view());
    other.back() = other.back() == 'A' ? 'B' : 'A';
    for (const std::string& token : {std::string(), std::string("nonsense"), std::string(64, 'A'), other})
        EXPECT_EQ(refusal(token, "ben@example.org"), ErrorKind::denied) << token;
    EXPECT_EQ(life->members->invitations()->size(), 1U);
}

TEST_F(InvitationsTest, EndsWithItsTimeByRevocationAndWithItsDomain) {
    const Invited late = invite({.lifetime = std::chrono::hours(1)});
    const Invited revoked = invite();
    ASSERT_TRUE(run_now(life->collective->add_domain("second.example")));
    const Invited homeless = invite({.domain = "Second.Example"});
    ASSERT_TRUE(life->members->invitation_of(late.token.view()));
    clock.advance(std::chrono::hours(1));
    ASSERT_TRUE(run_now(life->members->revoke_invitation(revoked.info.id)));
    EXPECT_EQ(kind_of(run_now(life->members->revoke_invitation(revoked.info.id))), ErrorKind::missing);
    ASSERT_TRUE(run_now(life->collective->remove_domain("second.example")));
    ASSERT_TRUE(run_now(life->collective->add_domain("second.example")));
    for (const Invited* one : {&late, &revoked, &homeless})
        EXPECT_EQ(refusal(one->token.view(), "ben@" + one->info.domain), ErrorKind::denied);
    EXPECT_TRUE(life->members->invitations()->empty());
    // What is over leaves the directory with the sessions that are.
    SignIns sign_ins(life->collective.get(), life->logins.get());
    ASSERT_TRUE(run_now(sign_ins.sweep()));
    std::size_t left = 1;
    ASSERT_TRUE(life->collective->look([&](const Directory& all) { left = all.invitations().size(); }));
    EXPECT_EQ(left, 0U);
}

TEST_F(InvitationsTest, HasBounds) {
    const auto kind = [&](NewInvitation wanted) {
        return kind_of(run_now(life->members->invite(std::move(wanted))));
    };
    EXPECT_EQ(kind({.domain = "elsewhere.org"}), ErrorKind::missing);
    EXPECT_EQ(kind({.domain = "no domain"}), ErrorKind::syntax);
    EXPECT_EQ(kind({.label = "two\nlines"}), ErrorKind::syntax);
    EXPECT_EQ(kind({.lifetime = std::chrono::seconds(1)}), ErrorKind::syntax);
    EXPECT_EQ(kind({.lifetime = std::chrono::hours(91 * 24)}), ErrorKind::syntax);
    EXPECT_EQ(kind({.uses = 0}), ErrorKind::syntax);
    EXPECT_EQ(kind({.uses = invitation_uses_max + 1}), ErrorKind::limit);
}

// The directory, opened with all keys, lets nobody in.
TEST_F(InvitationsTest, TheSecretIsWithWhoHoldsTheLinkAlone) {
    const Invited made = invite();
    const auto token = read_session_token(made.token.view());
    ASSERT_TRUE(token);
    const auto disk = run_now(life->collective->on_disk());
    ASSERT_TRUE(disk);
    std::string all = disk->snapshot.SerializeAsString();
    for (const auto& event : disk->log) all += event.SerializeAsString();
    EXPECT_NE(all.find(as_text(made.info.id.view())), std::string::npos);
    EXPECT_EQ(all.find(as_text(token->secret.view())), std::string::npos);
    EXPECT_EQ(all.find(made.token.view()), std::string::npos);
}

class ProofsTest : public SignInTest {};

TEST_F(ProofsTest, IsForWhoShowedItAndForAWhile) {
    const SignedIn one = sign_in();
    const SignedIn two = sign_in();
    const ProofId id = sign_ins->keep_proof(proven(), one.login.opener);
    const auto used = sign_ins->proof(id, one.login.opener);
    ASSERT_TRUE(used);
    EXPECT_TRUE(used->proven);
    EXPECT_EQ(kind_of(sign_ins->proof(id, two.login.opener)), ErrorKind::denied);
    EXPECT_EQ(kind_of(sign_ins->proof(id, std::nullopt)), ErrorKind::denied);
    EXPECT_EQ(kind_of(sign_ins->proof(ProofId{}, one.login.opener)), ErrorKind::denied);
    clock.advance(proof_patience);
    EXPECT_EQ(kind_of(sign_ins->proof(id, one.login.opener)), ErrorKind::denied);
}

TEST_F(ProofsTest, EndsWithWhatItWasShownBy) {
    const SignedIn in = sign_in();
    const auto asker = in.login.opener;
    const ProofId id = sign_ins->keep_proof(proven(), asker);
    // Several changes by one, each of the member as the last one left them.
    ASSERT_TRUE(run_now(life->members->renew_recovery_code(*sign_ins->proof(id, asker))));
    ASSERT_TRUE(run_now(life->members->renew_recovery_code(*sign_ins->proof(id, asker))));
    ASSERT_TRUE(run_now(
        life->members->change_password(*sign_ins->proof(id, asker), secret("second password"), asker)));
    EXPECT_EQ(kind_of(sign_ins->proof(id, asker)), ErrorKind::denied);

    const ProofId other = sign_ins->keep_proof(proven("second password"), asker);
    ASSERT_TRUE(sign_ins->proof(other, asker));
    sign_ins->forget_of(credentials.member);
    EXPECT_EQ(kind_of(sign_ins->proof(other, asker)), ErrorKind::denied);

    std::vector<ProofId> many;
    for (std::size_t i = 0; i <= proofs_of_member_max; ++i) {
        many.push_back(sign_ins->keep_proof(proven("second password"), std::nullopt));
        clock.advance(std::chrono::seconds(1));
    }
    EXPECT_EQ(kind_of(sign_ins->proof(many.front(), std::nullopt)), ErrorKind::denied);
    EXPECT_TRUE(sign_ins->proof(many.back(), std::nullopt));
    sign_ins->forget_all();
    EXPECT_EQ(kind_of(sign_ins->proof(many.back(), std::nullopt)), ErrorKind::denied);
}

}  // namespace
}  // namespace milpa::members
