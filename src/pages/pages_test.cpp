// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/pages.hpp"

#include <gtest/gtest.h>

#include "pages/test_house.hpp"

namespace milpa::pages {
namespace {

constexpr const char* keyholders =
    R"({"list": [{"id": "singleton", "keyholders": 3, "threshold": 2, "isUnlocked": false,
                  "collected": [2], "missing": 1}]})";

TEST(Locked, OnlyWhatWantsHtmlIsShownThePage) {
    TestHouse house;
    house.unlocked = false;
    house.script.answers["Keyholders/get"] = keyholders;
    const TestAnswer page = visit(house, "/plain/mail/in/x?page=2");
    EXPECT_EQ(page.status, 503U);
    EXPECT_TRUE(page.text.contains("One share is here: number"));
    EXPECT_TRUE(page.text.contains("action=\"/plain/unlock\""));
    EXPECT_EQ(page.fields.find("retry-after"), "300");
    const TestAnswer other = visit(house, "/jmap/session", {}, {{"accept", "*/*"}});
    EXPECT_EQ(other.status, 503U);
    EXPECT_EQ(other.text, "503 This server is locked.\n");
}

TEST(Locked, AShareIsGivenAndItsReceiptKept) {
    TestHouse house;
    house.unlocked = false;
    house.script.answers["Keyholders/get"] = keyholders;
    house.script.answers["Keyholders/offer"] = R"({"collected": [2], "missing": 1, "receipt": "r<1"})";
    const TestAnswer page = visit(house, "/plain/unlock", "share=abc-def");
    EXPECT_EQ(page.status, 503U);
    ASSERT_GE(house.script.called.size(), 1U);
    EXPECT_EQ(house.script.arguments.front(), R"({"share":"abc-def","accountId":"c"})");
    EXPECT_TRUE(page.text.contains("<input type=\"hidden\" name=\"receipt\" value=\"r&lt;1\">"));
    EXPECT_FALSE(page.text.contains("abc-def"));
    // Looked at again while it is locked still: no share is given, and the receipt stays.
    const TestAnswer again = visit(house, "/plain/unlock", "receipt=r%3C1");
    EXPECT_TRUE(again.text.contains("value=\"r&lt;1\""));
    EXPECT_FALSE(again.text.contains("aria-invalid"));
}

TEST(Locked, WhatWasWrongWithAShareIsSaidAtItsField) {
    TestHouse house;
    house.unlocked = false;
    house.script.answers["Keyholders/get"] = keyholders;
    for (const auto& [type, said] : std::map<std::string, std::string>{
             {"alreadyExists", "here already"}, {"forbidden", "does not fit"}, {"rateLimit", "too often"}}) {
        house.script.answers["Keyholders/offer"] = R"({"type": ")" + type + R"("})";
        const TestAnswer page = visit(house, "/plain/unlock", "share=x");
        EXPECT_TRUE(page.text.contains(said)) << type;
        EXPECT_TRUE(page.text.contains("aria-describedby=\"share-hint share-error\"")) << type;
    }
}

TEST(Unlocked, WhoHasAReceiptSeesTheStartsThatNobodyExplained) {
    TestHouse house;
    house.script.answers["Start/unexplained"] =
        R"({"list": [{"id": "t1", "at": "2026-05-03T09:31:00Z"},
                     {"id": "t2", "at": "2026-06-01T00:00:00Z"}]})";
    const TestAnswer page = visit(house, "/plain/unlock", "receipt=r1");
    EXPECT_EQ(page.status, 200U);
    EXPECT_EQ(house.script.arguments.front(), R"({"receipt":"r1","accountId":"c"})");
    EXPECT_TRUE(page.text.contains("There are 2 starts that nobody has explained"));
    EXPECT_TRUE(page.text.contains("May 3, 2026 at 09:31 UTC"));
    house.script.answers["Start/unexplained"] = R"({"list": []})";
    EXPECT_TRUE(visit(house, "/plain/unlock", "receipt=r1").text.contains("Every start has been explained"));
    house.script.answers.clear();
    EXPECT_TRUE(visit(house, "/plain/unlock", "receipt=old").text.contains("only for a while"));
    // Without one nothing is told.
    house.script.called.clear();
    EXPECT_EQ(visit(house, "/plain/unlock", "share=late").status, 200U);
    EXPECT_TRUE(house.script.called.empty());
}

TEST(PublicPage, SaysWhatThereIsInTheLanguageThatThereIs) {
    TestHouse house;
    house.script.answers["Collective/get"] =
        R"({"list": [{"name": "The <garden>", "contact": "write to hello@a.test",
        "language": "es-MX",
        "texts": {"es-MX": {"about": "Hola\n\nhttps://a.test/x", "services": " ", "canary": "vivo"},
                  "en": {"about": "Hello & welcome"}, "fr": {"canary": "vivant"}},
        "canaryUpdated": {"es-MX": "2026-05-03T09:31:00Z", "fr": "2025-01-01T00:00:00Z"},
        "transparencyUpdated": {}}]})";
    const TestAnswer english = visit(house, "/");
    EXPECT_EQ(english.status, 200U);
    EXPECT_TRUE(english.text.contains("<h1>The &lt;garden&gt;</h1>"));
    EXPECT_TRUE(
        english.text.contains("<div lang=\"en\" dir=\"ltr\"><p dir=\"auto\">Hello &amp; welcome</p></div>"));
    EXPECT_TRUE(english.text.contains("<div lang=\"es-MX\" dir=\"ltr\"><p dir=\"auto\">vivo</p></div>"));
    EXPECT_TRUE(english.text.contains("May 3, 2026"));
    EXPECT_FALSE(english.text.contains("What we offer")) << "what is empty is not shown";
    EXPECT_FALSE(english.text.contains("Transparency"));
    const TestAnswer spanish = visit(house, "/", {}, {{"accept", "text/html"}, {"cookie", "lang=es"}});
    EXPECT_TRUE(spanish.text.contains("Quiénes somos"));
    EXPECT_TRUE(spanish.text.contains("href=\"https://a.test/x\""));
    house.script.answers.clear();
    EXPECT_TRUE(visit(house, "/").text.contains("has not written about itself yet"));
}

TEST(Forms, OfOthersAreNotObeyed) {
    TestHouse house;
    for (const char* site : {"cross-site", "same-site", "none"}) {
        const TestAnswer page = visit(house, "/plain/mail/act", "do=delete&thread=T1",
                                      {{"accept", "text/html"}, {"sec-fetch-site", site}});
        EXPECT_EQ(page.status, 403U);
    }
    EXPECT_TRUE(house.script.called.empty());
}

TEST(Forms, WhoIsNotSignedInIsAskedToAndLedBack) {
    TestHouse house;
    house.refusal = ErrorKind::denied;
    const TestAnswer page = visit(house, "/plain/mail/search?find=a%22%3E");
    EXPECT_EQ(page.status, 401U);
    EXPECT_TRUE(page.text.contains("name=\"back\" value=\"/plain/mail/search?find=a%22%3E\""));
    house.refusal = ErrorKind::closed;
    EXPECT_EQ(visit(house, "/plain/mail").status, 503U);
    house.refusal = ErrorKind::limit;
    EXPECT_EQ(visit(house, "/plain/mail").status, 429U);
    house.refusal.reset();
    house.script.fails = ErrorKind::io;
    EXPECT_EQ(visit(house, "/plain/mail").status, 500U);
}

TEST(Recover, WhoPressesTwiceIsToldThatItMayBeDone) {
    TestHouse house;
    const std::string_view said = "If you pressed the button twice";
    const std::string form = "address=ada&code=abc&password=correct+horse&again=correct+horse";
    house.script.answers["Password/recover"] = R"({"type": "forbidden", "kind": "denied"})";
    EXPECT_TRUE(visit(house, "/plain/recover", form).text.contains(said));
    house.script.answers["Password/recover"] = R"({"type": "invalidArguments", "kind": "syntax"})";
    EXPECT_FALSE(visit(house, "/plain/recover", form).text.contains(said));
    // An invitation that was good a moment ago.
    EXPECT_TRUE(visit(house, "/plain/join", "token=t&" + form).text.contains(said));
    EXPECT_FALSE(visit(house, "/plain/join", "token=t").text.contains(said));
}

TEST(SignIn, LeadsWhoHasAPasskeyAloneToThePortal) {
    TestHouse house;
    const TestAnswer page = visit(house, "/plain/sign-in", "address=ana&password=words");
    EXPECT_EQ(page.status, 200U);
    EXPECT_TRUE(page.text.contains("href=\"/portal/\""));
    EXPECT_TRUE(page.text.contains("name=\"step\" value=\"51\""));
    EXPECT_FALSE(page.text.contains("words"));
    EXPECT_EQ(visit(house, "/plain/code", "step=51&code=x&back=//evil.test").status, 422U);
}

TEST(Pages, AreKeptByNobodyButThePublicOne) {
    TestHouse house;
    EXPECT_EQ(visit(house, "/").fields.find("cache-control"), "no-cache");
    EXPECT_EQ(visit(house, "/plain/sign-in").fields.find("cache-control"), "no-store");
    EXPECT_EQ(visit(house, "/plain/nothing").status, 404U);
}

TEST(Act, OnlyWhatWasThrownAwayIsDeletedForGood) {
    TestHouse house;
    house.script.answers["Mailbox/get"] =
        R"({"list": [{"id": "I", "name": "INBOX", "role": "inbox", "parentId": null},
        {"id": "T", "name": "Trash", "role": "trash", "parentId": null}]})";
    house.script.answers["Thread/get"] = R"({"list": [{"id": "T1", "emailIds": ["M1", "M2"]}]})";
    house.script.answers["Email/get"] =
        R"({"list": [{"id": "M1", "mailboxIds": {"I": true}}, {"id": "M2", "mailboxIds": {"T": true}}]})";
    house.script.answers["Email/set"] = R"({"destroyed": ["M2"]})";
    for (const char* form : {"do=destroy&thread=T1&folder=T", "do=destroy&email=M1&email=M2"}) {
        house.script.arguments.clear();
        EXPECT_EQ(visit(house, "/plain/mail/act", form).status, 303U);
        EXPECT_EQ(house.script.arguments.back(), R"({"destroy":["M2"],"accountId":"a1"})") << form;
    }
    // Of a conversation that was searched for, what was thrown away is not meant.
    EXPECT_EQ(visit(house, "/plain/mail/act", "do=delete&thread=T1").status, 303U);
    EXPECT_EQ(house.script.arguments.back(),
              R"({"update":{"M1":{"mailboxIds":{"T":true}}},"accountId":"a1"})");
    // What is nowhere any more is not said to be done.
    const std::string before = house.script.answers["Email/get"];
    house.script.answers["Email/get"] = R"({"list": []})";
    EXPECT_EQ(visit(house, "/plain/mail/act", "do=archive&thread=T1").fields.find("location"),
              "/plain/mail?said=failed");
    EXPECT_EQ(visit(house, "/plain/mail/act", "do=delete&thread=T1").fields.find("location"),
              "/plain/mail?said=none");
    house.script.answers["Email/get"] = before;
    EXPECT_EQ(visit(house, "/plain/mail/act", "do=explode&thread=T1").fields.find("location"),
              "/plain/mail?said=failed");
    EXPECT_EQ(visit(house, "/plain/mail/act", "do=read&back=https://evil.test").fields.find("location"),
              "/plain/mail?said=none");
}

TEST(Act, OnMoreLettersThanARequestTakesIsDoneInPieces) {
    TestHouse house;
    house.script.answers["Mailbox/get"] =
        R"({"list": [{"id": "I", "name": "INBOX", "role": "inbox", "parentId": null},
        {"id": "T", "name": "Trash", "role": "trash", "parentId": null}]})";
    json::array ids, emails;
    for (int i = 0; i < 1'200; ++i) {
        ids.emplace_back("M" + std::to_string(i));
        emails.emplace_back(json::object{{"id", ids.back()}, {"mailboxIds", json::object{{"T", true}}}});
    }
    const json::object thread{{"id", "T1"}, {"emailIds", ids}};
    house.script.answers["Thread/get"] = json::serialize(json::object{{"list", json::array{thread}}});
    house.script.answers["Email/get"] = json::serialize(json::object{{"list", emails}});
    house.script.answers["Email/set"] = "{}";
    for (const char* act : {"destroy", "read"}) {
        house.script.called.clear();
        house.script.arguments.clear();
        EXPECT_EQ(visit(house, "/plain/mail/act", fmt::format("do={}&thread=T1&folder=T", act)).status, 303U);
        std::map<std::string, std::vector<std::size_t>> sizes;
        for (std::size_t i = 0; i < house.script.called.size(); ++i) {
            const json::object arguments = json::parse(house.script.arguments[i]).as_object();
            for (const char* name : {"ids", "destroy"})
                if (const auto* const list = arguments.if_contains(name); list != nullptr && list->is_array())
                    sizes[house.script.called[i]].push_back(list->as_array().size());
            if (const auto* const update = arguments.if_contains("update"))
                sizes[house.script.called[i]].push_back(update->as_object().size());
        }
        const std::vector<std::size_t> pieces{500, 500, 200};
        EXPECT_EQ(sizes["Email/get"], pieces) << act;
        EXPECT_EQ(sizes["Email/set"], pieces) << act;
    }
}

TEST(Thread, WhoAsksForItsHeadAloneHasNotReadIt) {
    TestHouse house;
    house.script.answers["Mailbox/get"] =
        R"({"list": [{"id": "I", "name": "INBOX", "role": "inbox", "parentId": null}]})";
    house.script.answers["Thread/get"] = R"({"list": [{"id": "T1", "emailIds": ["M1"]}]})";
    house.script.answers["Email/get"] =
        R"({"list": [{"id": "M1", "keywords": {}, "mailboxIds": {"I": true}}]})";
    house.script.answers["Email/set"] = "{}";
    for (const http::Method method : {http::Method::head, http::Method::get}) {
        EXPECT_EQ(visit(house, "/plain/mail/thread/T1", {}, {{"accept", "text/html"}}, true, method).status,
                  200U);
        EXPECT_EQ(std::ranges::count(house.script.called, "Email/set"), method == http::Method::get ? 1 : 0);
    }
}

/// A member with folders and an address; what is asked for besides is each test's.
void give_desk(TestHouse& house) {
    house.script.answers["Mailbox/get"] =
        R"({"list": [{"id": "I", "name": "INBOX", "role": "inbox", "parentId": null},
        {"id": "D", "name": "Drafts", "role": "drafts", "parentId": null},
        {"id": "S", "name": "Sent", "role": "sent", "parentId": null}]})";
    house.script.answers["Identity/get"] = R"({"list": [{"id": "P", "name": "Ada", "email": "ada@a.test"}]})";
}

TEST(Write, ADraftThatIsTooLongForAFormIsNotOpened) {
    TestHouse house;
    give_desk(house);
    house.script.answers["Email/get"] =
        R"({"list": [{"id": "M1", "keywords": {"$draft": true},
            "textBody": [{"partId": "1", "type": "text/plain"}],
            "bodyValues": {"1": {"value": "the beginning", "isTruncated": true}}}]})";
    const TestAnswer page = visit(house, "/plain/mail/write?draft=M1");
    EXPECT_EQ(page.status, 422U);
    EXPECT_FALSE(page.text.contains("the beginning"));
}

TEST(Write, WhoOpensADraftOfHtmlIsToldThatItIsTextHere) {
    TestHouse house;
    give_desk(house);
    for (const char* type : {"text/html", "text/plain"}) {
        house.script.answers["Email/get"] = fmt::format(
            R"({{"list": [{{"id": "M1", "keywords": {{"$draft": true}},
                "textBody": [{{"partId": "1", "type": "{}"}}],
                "bodyValues": {{"1": {{"value": "words"}}}}}}]}})",
            type);
        const TestAnswer page = visit(house, "/plain/mail/write?draft=M1");
        EXPECT_EQ(page.status, 200U);
        EXPECT_EQ(page.text.contains("This letter was made as a web page"),
                  std::string_view(type).ends_with("html"));
    }
}

TEST(Write, WhatIsNoDraftAnyMoreIsNeitherDiscardedNorReplaced) {
    TestHouse house;
    give_desk(house);
    house.script.answers["Email/set"] = R"({"created": {"draft": {"id": "M2"}}, "destroyed": ["M1"]})";
    const auto destroyed = [&] {
        return std::ranges::count_if(house.script.arguments,
                                     [](const std::string& one) { return one.contains("\"destroy\""); });
    };
    // Sent by another program while it stood on the page here.
    house.script.answers["Email/get"] =
        R"({"state": "s1", "list": [{"id": "M1", "keywords": {"$seen": true}}]})";
    EXPECT_EQ(visit(house, "/plain/mail/write", "draft=M1&do=discard").fields.find("location"),
              "/plain/mail?said=failed");
    EXPECT_EQ(visit(house, "/plain/mail/write", "draft=M1&do=save").fields.find("location"),
              "/plain/mail/write?draft=M2&said=saved");
    EXPECT_EQ(destroyed(), 0);
    house.script.answers["Email/get"] =
        R"({"state": "s1", "list": [{"id": "M1", "keywords": {"$draft": true}}]})";
    EXPECT_EQ(visit(house, "/plain/mail/write", "draft=M1&do=discard").fields.find("location"),
              "/plain/mail?said=discarded");
    EXPECT_EQ(house.script.arguments.back(), R"({"ifInState":"s1","destroy":["M1"],"accountId":"a1"})");
    EXPECT_EQ(visit(house, "/plain/mail/write", "draft=M1&do=save").status, 303U);
    EXPECT_EQ(destroyed(), 2);
}

TEST(Write, WhatIsNotSentAfterAllWasNotAnswered) {
    TestHouse house;
    give_desk(house);
    house.script.answers["Email/set"] = R"({"created": {"draft": {"id": "M2"}}})";
    house.script.answers["EmailSubmission/set"] =
        R"({"created": {"one": {"id": "Z1"}}, "updated": {"Z1": null}})";
    house.script.answers["EmailSubmission/get"] = R"({"list": [{"id": "Z1", "emailId": "M2"}]})";
    house.script.answers["Email/get"] = R"({"list": [{"id": "M0", "keywords": {"$seen": true}}]})";
    const std::string form = "do=send&to=b%40b.test&text=yes&answers=M0";
    EXPECT_EQ(visit(house, "/plain/mail/write", form).fields.find("location"),
              "/plain/mail?said=sent&undo=Z1&answers=M0");
    EXPECT_EQ(house.script.arguments.back(),
              R"({"update":{"M0":{"keywords/$answered":true}},"accountId":"a1"})");
    EXPECT_EQ(visit(house, "/plain/mail?said=sent&undo=Z1&answers=M0").fields.find("location"),
              "/plain/mail/in/I?said=sent&undo=Z1&answers=M0");
    EXPECT_EQ(visit(house, "/plain/mail/undo", "submission=Z1&answers=M0").fields.find("location"),
              "/plain/mail/write?draft=M2&answers=M0&said=canceled");
    EXPECT_EQ(house.script.arguments.back(),
              R"({"update":{"M0":{"keywords/$answered":null}},"accountId":"a1"})");
    // The draft knows still what it answers.
    house.script.answers["Email/get"] = R"({"list": [{"id": "M2", "keywords": {"$draft": true}}]})";
    EXPECT_TRUE(visit(house, "/plain/mail/write?draft=M2&answers=M0&said=canceled")
                    .text.contains("name=\"answers\" value=\"M0\""));
    EXPECT_EQ(visit(house, "/plain/mail/write", "do=save&answers=M0").fields.find("location"),
              "/plain/mail/write?draft=M2&answers=M0&said=saved");
    // What another letter had answered before is answered still.
    house.script.answers["Email/get"] = R"({"list": [{"id": "M0", "keywords": {"$answered": true}}]})";
    EXPECT_EQ(visit(house, "/plain/mail/write", form).fields.find("location"),
              "/plain/mail?said=sent&undo=Z1");
}

TEST(Write, WhoPressesSendTwiceSendsOnce) {
    TestHouse house;
    give_desk(house);
    house.script.answers["Email/set"] = R"({"created": {"draft": {"id": "M2"}}})";
    const std::string form = "do=send&to=b%40b.test&text=yes&mark=" + house.sent.mark();
    const auto submissions = [&] { return std::ranges::count(house.script.called, "EmailSubmission/set"); };
    // What was refused may be sent again.
    house.script.answers["EmailSubmission/set"] = R"({"notCreated": {"one": {"type": "forbiddenToSend"}}})";
    EXPECT_EQ(visit(house, "/plain/mail/write", form).status, 422U);
    house.script.answers["EmailSubmission/set"] =
        R"({"created": {"one": {"id": "Z1"}}, "updated": {"Z1": null}})";
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(visit(house, "/plain/mail/write", form).fields.find("location"),
                  "/plain/mail?said=sent&undo=Z1");
    }
    EXPECT_EQ(submissions(), 2);
    // Gone back to, and sent to somebody else: another letter.
    std::string other = form;
    other.replace(other.find("to=b"), 4, "to=c");
    EXPECT_EQ(visit(house, "/plain/mail/write", other).status, 303U);
    EXPECT_EQ(submissions(), 3);
    EXPECT_EQ(visit(house, "/plain/mail/undo", "submission=Z1").status, 303U);
    EXPECT_EQ(visit(house, "/plain/mail/write", form).status, 303U);
    EXPECT_EQ(submissions(), 5) << "one of them is the undoing";
}

TEST(Write, WhatWasTypedIsNotLostWithAFileThatIsNotTaken) {
    TestHouse house;
    give_desk(house);
    const http::Fields fields{{"accept", "text/html"},
                              {"sec-fetch-site", "same-origin"},
                              {"content-type", "multipart/form-data; boundary=b"}};
    const std::string text = "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhours of work\r\n";
    const std::string file =
        "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\noctets\r\n";
    const std::string send = "--b\r\nContent-Disposition: form-data; name=\"do\"\r\n\r\nsend\r\n--b--\r\n";
    std::string many = text;
    for (std::size_t i = 0; i < 2 * files_max; ++i) many += file;
    for (const std::string& form : {text + file + send, many + send}) {
        const TestAnswer page = visit(house, "/plain/mail/write", form, fields);
        EXPECT_EQ(page.status, 422U);
        EXPECT_TRUE(page.text.contains("hours of work"));
    }
    EXPECT_EQ(std::ranges::count(house.script.called, "Email/set"), 0);
    // Nor where the house answers nothing.
    house.script.fails = ErrorKind::limit;
    const TestAnswer page = visit(house, "/plain/mail/write", text + send, fields);
    EXPECT_EQ(page.status, 500U);
    EXPECT_TRUE(page.text.contains("hours of work"));
    // Whoever is signed out has it, too, whatever came with it.
    house.refusal = ErrorKind::denied;
    EXPECT_TRUE(visit(house, "/plain/mail/write", many + send, fields).text.contains("hours of work"));
}

TEST(Unfounded, EveryPathSaysHowACollectiveIsFounded) {
    http::Router router;
    ManualClock clock;
    for (http::Route& route : unfounded_routes(&clock)) router.add(std::move(route));
    const auto look = [&](std::string path, http::Fields fields) {
        http::Request request;
        request.path = std::move(path);
        request.secure = true;
        request.fields = std::move(fields);
        FormBody body("");
        const http::Route& found = router.find(request);
        return net::run_now(router.answer(&found, std::move(request), &body));
    };
    const http::Response page = look("/plain/mail", {{"accept-language", "fr"}});
    EXPECT_EQ(page.status, 503U);
    EXPECT_TRUE(std::get<http::Response::Shared>(page.body)->contains("Personne n’a encore fondé"));
    const http::Response chosen = look("/plain/language/ar", {});
    EXPECT_EQ(chosen.status, 303U);
    EXPECT_TRUE(chosen.fields.find("set-cookie")->starts_with("lang=ar; "));
    EXPECT_EQ(look(std::string(stylesheet_path()), {}).status, 200U);
}

}  // namespace
}  // namespace milpa::pages
