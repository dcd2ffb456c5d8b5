// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/api/families.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "defence/web_plan.hpp"
#include "jmap/manual.hpp"

namespace milpa::server::api {
namespace {

TEST(Families, AreWhatTheWrittenReferenceSays) {
    std::ifstream file(MILPA_SOURCE_DIR "/docs/API.md");
    const std::string written{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    EXPECT_EQ(written, jmap::manual_of(jmap::Catalogue(written_families())))
        << "print it: milpa reference > docs/API.md";
}

TEST(Families, WhateverKeepsSomethingIsInTheSeizeDrill) {
    const std::set<std::string_view> others = {
        // Those that keep nothing that is a member's, or that take a duty, whose words `milpa` plants.
        "Blob/copy", "Domain/set", "Alias/set", "Invitation/set", "Invitation/accept", "Keyholders/offer",
        "Keyholders/lock", "Keyholders/finish", "Approval/set", "Approval/offer", "Approval/collect",
        "Server/purge", "Certificate/set", "Certificate/renew", "Certificate/bindAccount", "Queue/retry",
        "Settings/reload", "Start/explain",
        // Those that end something, or name members by their ids, or are for everybody to see.
        "LoginSession/set", "TrustedGroup/set", "Entrusted/freeze", "Entrusted/thaw", "FormerVault/reopen",
        "OpenPgpKey/publish",
        // WebVisitor::describe_collective().
        "Collective/set",
        // WebVisitor::change_secrets().
        "Proof/give", "AppPassword/set", "RecoveryCode/renew", "Password/set",
        // As Password/set.
        "Password/recover"};
    const std::vector<std::string> word = {"word"};
    const defence::WebVisit visit =
        defence::make_web_visit(0, {"a@example.org", "label", word, word, word, word, word, word, word, word,
                                    word, word, word, word, word, word, word});
    std::string said;
    for (const std::string& request : visit.requests) said += request;
    for (const jmap::Family& family : all_families()) {
        for (const jmap::Method& method : family.methods) {
            const bool planted = said.contains("[\"" + std::string(method.name) + "\",");
            EXPECT_TRUE(planted || !method.changes || others.contains(method.name)) << method.name;
        }
    }
}

}  // namespace
}  // namespace milpa::server::api
