// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/plan.hpp"

#include <gtest/gtest.h>

#include "defence/scanner.hpp"

namespace milpa::defence {
namespace {

void add(std::string& all, const Posting& posting) {
    all += posting.sender + "\n\n" + posting.text + "\n\n";
    for (const auto& one : posting.recipients) all += one + "\n\n";
    for (const auto& one : posting.refused) all += one + "\n\n";
}

/// Everything that a plan will say to a server.
std::string said(const Plan& plan) {
    std::string all = plan.domain + "\n\n" + plan.name + "\n\n";
    const auto add_all = [&](const std::vector<std::string>& list) {
        for (const auto& one : list) all += one + "\n\n";
    };
    add_all(plan.page);
    for (const auto& member : plan.members) {
        add_all({member.address, member.name, member.password, member.label, member.new_password});
        add_all(member.aliases);
    }
    for (const Visit& visit : plan.visits) {
        if (const auto* delivery = std::get_if<Delivery>(&visit)) {
            add_all({delivery->client_address, delivery->hello_name});
            for (const auto& posting : delivery->postings) add(all, posting);
        } else if (const auto* submission = std::get_if<Submission>(&visit)) {
            for (const auto& posting : submission->postings) add(all, posting);
        } else if (const auto* login = std::get_if<RefusedLogin>(&visit)) {
            add_all({login->user, login->password});
        } else if (const auto* mailboxes = std::get_if<MailboxVisit>(&visit)) {
            add_all(mailboxes->folders);
            add_all(mailboxes->keywords);
            add_all(mailboxes->drafts);
            add_all(mailboxes->searches);
        } else if (const auto* web = std::get_if<WebVisit>(&visit)) {
            all += web->label + "\n\n";
            for (const auto& upload : web->uploads) all += upload.octets + "\n\n";
            add_all(web->requests);
            add_all(web->cards);
            add_all(web->asked);
        }
    }
    return all;
}

TEST(Plan, EverySecretIsPlantedInAShapeThatTheScannerKnows) {
    for (const std::size_t count : {secrets_min, std::size_t{1'000}, std::size_t{10'000}}) {
        SeededRandom random(9);
        const auto secrets = make_secrets(count, random);
        const Plan plan = make_plan(secrets, random);
        Scanner scanner(secrets);
        Findings found;
        scanner.scan_all(as_bytes(said(plan)), found);
        std::set<std::uint32_t> which;
        std::set<Encoding> encodings;
        for (const auto& finding : found) {
            which.insert(finding.secret);
            encodings.insert(finding.encoding);
        }
        for (std::uint32_t i = 0; i < secrets.size(); ++i) {
            EXPECT_TRUE(which.contains(i)) << row_of(secrets[i].kind).name << " " << secrets[i].text;
        }
        EXPECT_TRUE(encodings.contains(Encoding::base64));
        EXPECT_TRUE(encodings.contains(Encoding::quoted_printable));
    }
}

TEST(Plan, IsReplayedByItsSeed) {
    const auto once = [](std::uint64_t seed) {
        SeededRandom random(seed);
        const auto secrets = make_secrets(500, random);
        return said(make_plan(secrets, random));
    };
    EXPECT_EQ(once(1), once(1));
    EXPECT_NE(once(1), once(2));
}

}  // namespace
}  // namespace milpa::defence
