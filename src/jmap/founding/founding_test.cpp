// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/founding/founding.hpp"

#include <gtest/gtest.h>

#include <set>

#include "jmap/founding/desk.hpp"
#include "jmap/test_room.hpp"

namespace milpa::jmap {
namespace {

using testing::TestClient;

/// Founds nothing; fails where it is told to.
class TestWorld final : public FoundingWorld {
public:
    Result<void> check(const FoundingAnswers::Certificates& certificates) const override {
        if (certificates.directory != "letsencrypt") return fail(ErrorKind::syntax);
        return {};
    }
    Task<Result<FoundedNow>> found(FoundingAnswers answers) override {
        ++founded;
        asked = std::move(answers);
        if (fails) co_return fail(ErrorKind::io, "the disk");
        if (beside != nullptr) {
            // What others come with meanwhile.
            FoundingAnswers same;
            same.domain = asked->domain;
            meanwhile.push_back(co_await beside->begin({}, std::move(same)));
            meanwhile.push_back(co_await beside->finish({}));
            meanwhile.push_back(co_await beside->abandon({}));
            meanwhile.push_back(beside->share({}, 1));
            meanwhile.push_back(beside->standing({}));
        }
        auto split =
            crypto::split(crypto::Key::random(random), asked->keyholders, asked->threshold, {}, 1, random);
        co_return FoundedNow{std::move(split->shares), crypto::SecretText("recovery")};
    }
    Task<Result<void>> forget() override {
        ++forgotten;
        if (fails) co_return fail(ErrorKind::io, "the disk");
        co_return Result<void>{};
    }
    Task<Result<void>> settle(FoundingAnswers::Certificates certificates) override {
        ++settled;
        if (fails) co_return fail(ErrorKind::io, "the disk");
        asked->certificates = std::move(certificates);
        co_return Result<void>{};
    }
    void end() override { ++ended; }

    SystemRandom random;
    std::optional<FoundingAnswers> asked;
    FoundingDesk* beside = nullptr;
    std::vector<Answer> meanwhile;
    bool fails = false;
    int founded = 0, forgotten = 0, settled = 0, ended = 0;
};

class FoundingMethods : public ::testing::Test {
protected:
    FoundingMethods() : client({founding_family()}), desk(&world, &clock, &world.random) {
        client.room.guest_now = true;
        client.room.founding_now = &desk;
        token = desk.token().view();
    }

    json::object call(std::string_view method, std::string secret, std::string_view more = "") {
        return client.call(fmt::format("Founding/{}", method),
                           fmt::format("{{'token':'{}'{}}}", secret, more));
    }
    static std::string form(std::string_view change = "") {
        return fmt::format(
            ",'name':'The Test','domain':'Example.org','keyholders':3,'threshold':2,'address':"
            "'ana','password':'correct horse'{}",
            change);
    }
    json::object begin() { return call("begin", token, form()); }
    static std::string reason(const json::object& answer) {
        const auto* const reason = answer.if_contains("reason");
        return reason == nullptr ? "" : std::string(reason->as_string());
    }
    static std::string secret_of(const json::object& standing, std::size_t number) {
        return std::string(standing.at("shares").at(number - 1).at("secret").as_string());
    }

    SystemClock clock;
    TestWorld world;
    TestClient client;
    FoundingDesk desk;
    std::string token;
};

TEST_F(FoundingMethods, EachShareIsGivenOnceAndThenItIsFounded) {
    EXPECT_EQ(call("get", token).at("state"), "questions");
    const json::object begun = begin();
    ASSERT_EQ(begun.at("state"), "shares") << json::serialize(begun);
    EXPECT_EQ(begun.at("recoveryCode"), "recovery");
    EXPECT_EQ(world.asked->address, "ana@example.org");
    EXPECT_EQ(world.asked->domain, "example.org");
    EXPECT_FALSE(call("get", token).contains("recoveryCode"));

    EXPECT_EQ(reason(call("finish", token)), "sharesNotGiven");
    const json::object first = call("share", token, ",'number':1");
    EXPECT_EQ(first.at("missing"), 2);
    const std::string share(first.at("share").as_string());
    EXPECT_EQ(crypto::share_from_text(crypto::SecretText(share))->number, 1);
    EXPECT_EQ(reason(call("share", token, ",'number':1")), "shareGivenAlready");
    EXPECT_EQ(reason(call("share", token, ",'number':4")), "numberUnknown");
    EXPECT_EQ(reason(call("share", token)), "numberUnknown");

    // By their own links the others get theirs, and nothing else.
    const json::object now = call("get", token);
    EXPECT_TRUE(now.at("shares").at(0).at("secret").is_null());
    EXPECT_EQ(now.at("shares").at(0).at("isGiven"), true);
    const std::string own = secret_of(now, 2);
    EXPECT_EQ(own, secret_of(begun, 2));
    const json::object seen = call("get", own);
    EXPECT_EQ(seen.at("role"), "keyholder");
    EXPECT_EQ(seen.at("number"), 2);
    ASSERT_EQ(seen.at("shares").as_array().size(), 1U);
    EXPECT_TRUE(seen.at("shares").at(0).at("secret").is_null());
    for (const char* of_founder : {"address", "defaults", "recoveryCode"})
        EXPECT_FALSE(seen.contains(of_founder));
    EXPECT_EQ(reason(call("share", own, ",'number':3")), "founderAlone");
    for (const char* method : {"finish", "abandon"})
        EXPECT_EQ(reason(call(method, own)), "founderAlone") << method;
    EXPECT_EQ(reason(call("begin", own, form())), "founderAlone");
    EXPECT_EQ(call("share", own).at("number"), 2);
    EXPECT_EQ(reason(call("share", own)), "shareGivenAlready");
    EXPECT_EQ(call("get", own).at("shares").at(0).at("isGiven"), true);

    const json::object refused = call("finish", token);
    EXPECT_EQ(json::serialize(refused.at("missing")), "[3]");
    EXPECT_EQ(call("share", token, ",'number':3").at("missing"), 0);
    EXPECT_EQ(world.ended + world.settled, 0);
    EXPECT_EQ(call("finish", token).at("state"), "done");
    EXPECT_EQ(world.ended, 1);
    for (const char* method : {"finish", "abandon"}) EXPECT_EQ(reason(call(method, token)), "done") << method;
    EXPECT_EQ(reason(begin()), "done");
    EXPECT_EQ(world.founded, 1);
}

TEST_F(FoundingMethods, WhoHasNoSecretIsToldNothing) {
    const std::string other(FoundingDesk(&world, &clock, &world.random).token().view());
    for (const std::string& wrong :
         {std::string(), std::string("x"), other, token.substr(0, token.size() - 2), token + "AA",
          std::string(200, 'A')}) {
        for (const char* method : {"get", "share", "finish", "abandon"})
            EXPECT_EQ(reason(call(method, wrong)), "tokenWrong") << method << wrong;
        EXPECT_EQ(reason(call("begin", wrong, form())), "tokenWrong");
    }
    EXPECT_EQ(world.founded, 0);
    client.room.founding_now = nullptr;
    EXPECT_EQ(reason(call("get", token)), "done");
}

TEST_F(FoundingMethods, GuessesFromOnePlaceRunOutAndKeepNobodyOut) {
    const auto from = net::PeerAddress::parse("192.0.2.1").value();
    std::set<std::string> types;
    for (int i = 0; i < 100; ++i) types.insert(desk.enter("guess", from).error().type);
    EXPECT_EQ(types, (std::set<std::string>{"forbidden", "rateLimit"}));
    EXPECT_EQ(desk.enter("guess", net::PeerAddress::parse("198.51.100.7").value()).error().type, "forbidden");
    EXPECT_TRUE(desk.enter(token, from));
}

TEST_F(FoundingMethods, OneFoundsAtATime) {
    world.beside = &desk;
    EXPECT_EQ(begin().at("state"), "shares");
    ASSERT_EQ(world.meanwhile.size(), 5U);
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(world.meanwhile[i].error().more.at("reason"), "underWay") << i;
    EXPECT_EQ(world.meanwhile[3].error().more.at("reason"), "notBegun");
    EXPECT_EQ(world.meanwhile[4]->at("state"), "founding");
    EXPECT_EQ(reason(begin()), "begunAlready");
    EXPECT_EQ(world.founded, 1);
}

TEST_F(FoundingMethods, WhatFailsLeavesItWhereItWas) {
    world.fails = true;
    const json::object failed = begin();
    EXPECT_EQ(failed.at("type"), "serverFail");
    // What went wrong with the machine is not a page's to tell.
    EXPECT_FALSE(json::serialize(failed).contains("the disk"));
    EXPECT_EQ(call("get", token).at("state"), "questions");
    world.fails = false;
    ASSERT_EQ(begin().at("state"), "shares");
    for (int number = 1; number <= 3; ++number) call("share", token, fmt::format(",'number':{}", number));
    world.fails = true;
    EXPECT_EQ(call("finish", token).at("type"), "serverFail");
    EXPECT_EQ(call("get", token).at("state"), "shares");
    EXPECT_EQ(world.ended, 0);
    world.fails = false;
    EXPECT_EQ(call("finish", token).at("state"), "done");
}

TEST_F(FoundingMethods, WhatIsAbandonedIsForgottenWithItsLinks) {
    EXPECT_EQ(reason(call("abandon", token)), "notBegun");
    const std::string own = secret_of(begin(), 1);
    const std::string share(call("share", own).at("share").as_string());
    EXPECT_EQ(call("abandon", token).at("state"), "questions");
    EXPECT_EQ(world.forgotten, 1);
    EXPECT_EQ(reason(call("get", own)), "tokenWrong");
    EXPECT_EQ(reason(call("share", token, ",'number':1")), "notBegun");
    const json::object again = begin();
    EXPECT_NE(secret_of(again, 1), own);
    EXPECT_NE(call("share", token, ",'number':1").at("share"), json::value(share));
}

TEST_F(FoundingMethods, WhatWasRemovedInPartIsNotKept) {
    ASSERT_EQ(begin().at("state"), "shares");
    for (int number = 1; number <= 2; ++number) call("share", token, fmt::format(",'number':{}", number));
    world.fails = true;
    EXPECT_EQ(call("abandon", token).at("type"), "serverFail");
    world.fails = false;
    EXPECT_EQ(reason(call("share", token, ",'number':3")), "notBegun");
    EXPECT_EQ(reason(call("finish", token)), "notBegun");
    EXPECT_EQ(world.settled, 0);
    EXPECT_EQ(call("abandon", token).at("state"), "questions");
    EXPECT_EQ(begin().at("state"), "shares");
    EXPECT_EQ(call("share", token, ",'number':3").at("missing"), 2);
}

TEST_F(FoundingMethods, EachAnswerThatIsWrongHasItsReason) {
    const struct {
        std::string_view change, reason, property;
    } rows[] = {
        {"'domain':'no domain'", "domainInvalid", "domain"},
        {"'domain':'localhost'", "domainInvalid", "domain"},
        {"'domain':'[192.0.2.1]'", "domainInvalid", "domain"},
        {"'domain':''", "domainInvalid", "domain"},
        {"'name':'a\\nb'", "nameInvalid", "name"},
        {"'keyholders':0", "keyholdersOutOfRange", "keyholders"},
        {"'keyholders':17", "keyholdersOutOfRange", "keyholders"},
        {"'threshold':4", "thresholdOutOfRange", "threshold"},
        {"'threshold':0", "thresholdOutOfRange", "threshold"},
        {"'address':'a b'", "addressInvalid", "address"},
        {"'address':''", "addressInvalid", "address"},
        {"'address':'ana+x'", "addressInvalid", "address"},
        {"'address':'ana@elsewhere.org'", "addressOfOtherDomain", "address"},
        {"'address':'postmaster'", "addressReserved", "address"},
        {"'address':'Abuse@example.org'", "addressReserved", "address"},
        {"'memberName':'a\\u0000b'", "memberNameInvalid", "memberName"},
        {"'password':''", "passwordTooShort", "password"},
        {"'password':'1234567'", "passwordTooShort", "password"},
        {"'password':'a\\nlong password'", "passwordInvalid", "password"},
        {"'acmeDirectory':'letsencrypt'", "termsNotAgreed", "acmeTermsAgreed"},
        {"'acmeDirectory':'http://a.test','acmeTermsAgreed':true", "directoryInvalid", "acmeDirectory"},
        {"'acmeDirectory':'letsencrypt','acmeTermsAgreed':true,'contact':'nobody'", "contactInvalid",
         "contact"},
        {"'acmeDirectory':'letsencrypt','acmeTermsAgreed':true,'contact':'a#b@a.test'", "contactInvalid",
         "contact"},
        {"'acmeDirectory':'letsencrypt','acmeTermsAgreed':true,'contact':'ana@example.org'",
         "contactTellsDomain", "contact"},
    };
    for (const auto& row : rows) {
        json::object form_now = testing::parsed("{" + form().substr(1) + "}").as_object();
        for (auto& [name, value] : testing::parsed(fmt::format("{{{}}}", row.change)).as_object())
            form_now[name] = value;
        const std::string text = json::serialize(form_now);
        const json::object answer = call("begin", token, "," + text.substr(1, text.size() - 2));
        EXPECT_EQ(reason(answer), row.reason) << row.change << json::serialize(answer);
        EXPECT_FALSE(answer.at("description").as_string().empty());
        EXPECT_EQ(answer.at("properties").at(0), json::value(row.property)) << row.change;
    }
    const json::object long_one =
        call("begin", token,
             fmt::format(",'domain':'a.test','address':'ana','password':'{}'", std::string(2'000, 'x')));
    EXPECT_EQ(reason(long_one), "passwordTooLong");
    EXPECT_EQ(world.founded, 0);
    EXPECT_EQ(call("get", token).at("state"), "questions");
}

TEST_F(FoundingMethods, WhomTheAuthorityMayWriteToTellsNothing) {
    const auto contact_of = [&](std::string_view contact) {
        const auto begun = call(
            "begin", token,
            form(fmt::format(",'acmeDirectory':'letsencrypt','acmeTermsAgreed':true,'contact':{}", contact)));
        EXPECT_EQ(begun.at("state"), "shares") << contact << json::serialize(begun);
        call("abandon", token);
        return world.asked->certificates.contact;
    };
    EXPECT_EQ(contact_of("null"), "");
    EXPECT_EQ(contact_of("'postmaster'"), "postmaster");
    EXPECT_EQ(contact_of("'postmaster@EXAMPLE.org'"), "postmaster");
    EXPECT_EQ(contact_of("'ana@elsewhere.org'"), "ana@elsewhere.org");
    EXPECT_EQ(world.asked->certificates.directory, "letsencrypt");
    // Without an authority nobody is told anything.
    ASSERT_EQ(call("begin", token, form(",'contact':'ana@elsewhere.org'")).at("state"), "shares");
    EXPECT_EQ(world.asked->certificates.contact, "");
}

}  // namespace
}  // namespace milpa::jmap
