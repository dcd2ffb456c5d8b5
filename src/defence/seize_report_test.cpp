// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/seize_report.hpp"

#include <gtest/gtest.h>

namespace milpa::defence {
namespace {

class SeizeReportTest : public testing::Test {
protected:
    SeizeReportTest() {
        SeededRandom random(1);
        secrets = make_secrets(1'000, random);
        for (std::uint32_t i = 0; i < secrets.size(); ++i) {
            if (row_of(secrets[i].kind).kept == Kept::always)
                all[{i, Encoding::raw, Shell::none}] = "data/1.log";
        }
        report.sealed = tally(secrets, {});
        report.control = tally(secrets, all);
    }
    std::vector<Secret> secrets;
    std::map<Finding, std::string> all;
    SeizeReport report;
};

TEST_F(SeizeReportTest, PassesWhenNothingIsFoundAndTheControlSees) {
    EXPECT_TRUE(report.passed());
    EXPECT_TRUE(report.blind().empty());
    EXPECT_LT(report.control.found, report.control.planted);  // what is never stored is not missed
}

TEST_F(SeizeReportTest, OneFindFails) {
    report.sealed = tally(secrets, {{{3, Encoding::base64, Shell::none}, "data/LOG"},
                                    {{3, Encoding::raw, Shell::compressed}, "data/x"}});
    EXPECT_FALSE(report.passed());
    EXPECT_EQ(report.sealed.found, 1u);
    EXPECT_EQ(report.sealed.kinds[0].encodings.size(), 2u);
    const std::string text = to_text(report);
    EXPECT_NE(text.find("FAILED"), text.npos);
    EXPECT_NE(text.find("data/LOG"), text.npos);
    // The report is written to terminals and logs: it names kinds and files, never a secret.
    EXPECT_EQ(text.find(secrets[3].text), text.npos);
}

TEST_F(SeizeReportTest, AKindThatTheControlDoesNotSeeFails) {
    std::erase_if(all,
                  [&](const auto& one) { return secrets[one.first.secret].kind == SecretKind::keyword; });
    report.control = tally(secrets, all);
    EXPECT_FALSE(report.passed());
    EXPECT_EQ(report.blind(), std::vector{SecretKind::keyword});
    EXPECT_EQ(to_json(report).at("blind").as_array().size(), 1u);
}

}  // namespace
}  // namespace milpa::defence
