// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/acts.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

namespace milpa::server::cli {
namespace {

TEST(Acts, EveryCommandOfTheServerHasOne) {
    std::set<std::string_view> told;
    for (const Command& command : commands()) {
        if (command.where == Where::server && command.words != "unlock") told.insert(command.words);
    }
    std::set<std::string_view> done;
    for (const Act& act : acts()) EXPECT_TRUE(done.insert(act.words).second) << act.words;
    EXPECT_EQ(told, done);
}

TEST(Acts, NamesAreWrittenAsTheCommandLineHasThem) {
    const auto object =
        json::parse(R"({"openVaults":1,"memory":{"coreFilesOff":true},"a.b":[{"cD":[{"eF":1}]},"gH"]})");
    EXPECT_EQ(json::serialize(snake_case(object.as_object())),
              R"({"open_vaults":1,"memory":{"core_files_off":true},"a.b":[{"c_d":[{"e_f":1}]},"gH"]})");
}

TEST(Acts, OfEachRenewalProgramsAreToldTheMoments) {
    const auto told = json::parse(R"({"renewals":[{"domain":"a.test","names":["mail.a.test"],"failures":2,)"
                                  R"("until":"2026-11-27T16:00:00Z","nextTry":"2026-11-27T16:00:01Z",)"
                                  R"("trouble":"refused","isWorking":false,"isAlarm":true},)"
                                  R"({"domain":"b.test","names":[],"until":null,"nextTry":null,"failures":0,)"
                                  R"("trouble":null,"isWorking":true,"isAlarm":false}]})");
    json::object answer;
    const std::string text = tell_of_certificates(told.as_object(), answer);
    EXPECT_NE(text.find("ALARM: Certificate of a.test"), std::string::npos);
    EXPECT_EQ(json::serialize(answer),
              R"({"renewals":[{"domain":"a.test","names":["mail.a.test"],"until_ms":1795795200000,)"
              R"("next_try_ms":1795795201000,"failures":2,"trouble":"refused","working":false,"alarm":true},)"
              R"({"domain":"b.test","names":[],"until_ms":null,"next_try_ms":null,"failures":0,)"
              R"("trouble":null,"working":true,"alarm":false}]})");
}

// Whatever a server of another version says, nothing is taken for granted.
TEST(Acts, WhatIsNotThereIsNothing) {
    const auto object = json::parse(R"({"a":1,"b":"x","c":-1,"d":"2026-11-27T16:00:00Z"})").as_object();
    EXPECT_EQ(text_of(object, "a"), "");
    EXPECT_EQ(number_of(object, "b"), 0U);
    EXPECT_EQ(number_of(object, "c"), 0U);
    EXPECT_EQ(number_of(object, "a"), 1U);
    EXPECT_FALSE(flag_of(object, "a"));
    EXPECT_TRUE(array_of(object, "a").empty());
    EXPECT_TRUE(object_of(object, "none").empty());
    EXPECT_EQ(moment_of(object, "b"), 0);
    EXPECT_EQ(moment_of(object, "d"), 1'795'795'200'000);
}

TEST(Acts, AFailureOfOneObjectIsSaidInPlainWords) {
    const auto answer =
        json::parse(R"({"created":null,"notCreated":{"k":{"type":"invalidProperties","kind":"missing",)"
                    R"("description":"not a domain of ours"}}})")
            .as_object();
    const auto failed = outcome_of(answer, "created", "notCreated");
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, ErrorKind::missing);
    EXPECT_NE(failed.error().detail.find("milpa domain add"), std::string::npos);
    const auto gone = json::parse(R"({"notUpdated":{"x":{"type":"notFound"}}})").as_object();
    EXPECT_EQ(outcome_of(gone, "updated", "notUpdated").error().kind, ErrorKind::missing);
    EXPECT_EQ(outcome_of({}, "updated", "notUpdated").error().kind, ErrorKind::syntax);
    EXPECT_TRUE(outcome_of(json::parse(R"({"updated":{"x":null}})").as_object(), "updated", "notUpdated"));
}

}  // namespace
}  // namespace milpa::server::cli
