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
        {"ben@example.org", "short", ErrorKind::limit},
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
    EXPECT_EQ(kind({.lifetime = std::chrono::seconds(1)}), ErrorKind::limit);
    EXPECT_EQ(kind({.lifetime = std::chrono::hours(91 * 24)}), ErrorKind::limit);
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
