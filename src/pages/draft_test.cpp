// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/draft.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace milpa::pages {
namespace {

TEST(Recipients, AreReadAsPeopleTypeThem) {
    const auto all = read_recipients(
        "ana@a.test, Bob <bob@b.test>;\n\"Last, First \\\"x\\\"\" <c@c.test>,, <d@d.test> \r\n ñ@e.test");
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 5U);
    EXPECT_EQ(all->at(0).email, "ana@a.test");
    EXPECT_EQ(all->at(1).name, "Bob");
    EXPECT_EQ(all->at(2).name, "Last, First \"x\"");
    EXPECT_EQ(all->at(2).email, "c@c.test");
    EXPECT_EQ(all->at(3).name, "");
    EXPECT_EQ(all->at(4).email, "ñ@e.test");
    EXPECT_TRUE(read_recipients("  \n ,;")->empty());
}

TEST(Recipients, AreRefusedByName) {
    for (const char* bad :
         {"nobody", "a@", "@b.test", "Bob <bob>", "a b@c.test", "x <y@z.test", "a@b.test>"}) {
        const auto read = read_recipients(std::string("ana@a.test, ") + bad);
        ASSERT_FALSE(read) << bad;
        EXPECT_EQ(read.error().kind, ErrorKind::syntax);
        EXPECT_EQ(read.error().detail, bad);
    }
    std::string many;
    for (std::size_t i = 0; i <= recipients_max; ++i) many += "a@b.test,";
    EXPECT_EQ(read_recipients(many).error().kind, ErrorKind::limit);
}

json::object email_from(const char* text) { return json::parse(text).as_object(); }

constexpr const char* letter =
    R"({"id": "M1", "subject": "Seeds", "messageId": ["m@x"], "references": ["r1@x", "r2@x"],
    "from": [{"name": "Ana", "email": "ana@a.test"}],
    "to": [{"name": null, "email": "Me@own.test"}, {"name": null, "email": "bob@b.test"}],
    "cc": [{"name": null, "email": "ana@a.test"}, {"name": "Cai", "email": "cai@c.test"}], "replyTo": null,
    "receivedAt": "2026-05-03T09:31:00Z", "sentAt": "2026-05-03T09:30:00Z",
    "textBody": [{"partId": "1", "type": "text/plain"}], "bodyValues": {"1": {"value": "one\n> two\n"}},
    "attachments": [{"partId": "2", "blobId": "B2", "name": "a.txt", "type": "text/plain", "size": 3}]})";

const std::vector<Identity> mine = {{.id = "I1", .name = "", .email = "other@own.test"},
                                    {.id = "I2", .name = "", .email = "me@own.test"}};

TEST(Answer, GoesToWhoWroteAndQuotesThem) {
    const Reader reader;
    const Draft draft = answer_to(reader, email_from(letter), Answering::sender, mine);
    EXPECT_EQ(draft.to, "Ana <ana@a.test>");
    EXPECT_EQ(draft.cc, "");
    EXPECT_EQ(draft.subject, "Re: Seeds");
    EXPECT_EQ(draft.identity_id, "I2") << "the one that it was written to";
    EXPECT_EQ(draft.in_reply_to, std::vector<std::string>{"m@x"});
    EXPECT_EQ(draft.references, (std::vector<std::string>{"r1@x", "r2@x", "m@x"}));
    EXPECT_EQ(draft.text, "\n\nOn May 3, 2026 at 09:30 UTC, Ana wrote:\n> one\n>> two\n");
    EXPECT_EQ(draft.answers, "M1");
    EXPECT_TRUE(draft.files.empty());
}

TEST(Answer, ToAllLeavesOutWhoAnswersAndNamesNobodyTwice) {
    const Draft draft = answer_to(Reader(), email_from(letter), Answering::all, mine);
    EXPECT_EQ(draft.to, "Ana <ana@a.test>");
    EXPECT_EQ(draft.cc, "bob@b.test, Cai <cai@c.test>");
}

TEST(Answer, ToWhatOneWroteGoesToTheSamePeople) {
    json::object own = email_from(letter);
    own["from"] = json::parse(R"([{"name": null, "email": "me@own.test"}])");
    const Draft draft = answer_to(Reader(), own, Answering::all, mine);
    EXPECT_EQ(draft.to, "Me@own.test, bob@b.test");
    EXPECT_EQ(draft.cc, "ana@a.test, Cai <cai@c.test>");
}

TEST(Answer, KeepsSubjectsThatSaySoAlready) {
    json::object email = email_from(letter);
    email["subject"] = "RE: Seeds";
    EXPECT_EQ(answer_to(Reader(), email, Answering::sender, mine).subject, "RE: Seeds");
    email["subject"] = "Fwd: Seeds";
    EXPECT_EQ(answer_to(Reader(), email, Answering::forward, mine).subject, "Fwd: Seeds");
}

TEST(Answer, NamesTheFirstAndTheLastReferences) {
    json::object email = email_from(letter);
    json::array many;
    for (int i = 0; i < 50; ++i) many.emplace_back("r" + std::to_string(i) + "@x");
    email["references"] = many;
    const Draft draft = answer_to(Reader(), email, Answering::sender, mine);
    ASSERT_EQ(draft.references.size(), references_max);
    EXPECT_EQ(draft.references.front(), "r0@x");
    EXPECT_EQ(draft.references.back(), "m@x");
}

TEST(Answer, GoesOnWithWhatItsLetterAnsweredWhereThatIsOne) {
    json::object email = email_from(letter);
    email["references"] = nullptr;
    email["inReplyTo"] = json::array{"p@x"};
    EXPECT_EQ(answer_to(Reader(), email, Answering::sender, mine).references,
              (std::vector<std::string>{"p@x", "m@x"}));
    email["inReplyTo"] = json::array{"p@x", "q@x"};
    EXPECT_EQ(answer_to(Reader(), email, Answering::sender, mine).references,
              (std::vector<std::string>{"m@x"}));
}

TEST(Answer, HandedOnHasTheWholeLetterAndItsFiles) {
    const Draft draft = answer_to(Reader(), email_from(letter), Answering::forward, mine);
    EXPECT_EQ(draft.to, "");
    EXPECT_TRUE(draft.text.contains("From: Ana <ana@a.test>\n"));
    EXPECT_TRUE(draft.text.contains("\n\none\n> two\n"));
    ASSERT_EQ(draft.files.size(), 1U);
    EXPECT_EQ(draft.files.front().blob_id, "B2");
    EXPECT_EQ(draft.forwards, "M1");
    EXPECT_TRUE(draft.in_reply_to.empty());
}

TEST(Signature, StandsAtTheEnd) {
    Draft draft{.text = "hello\n"};
    add_signature(draft, {.id = "", .name = "", .email = "", .signature = "Ana\r\nof the garden"});
    EXPECT_EQ(draft.text, "hello\n\n-- \nAna\nof the garden");
    add_signature(draft, {.id = "", .name = "", .email = "", .signature = "  "});
    EXPECT_EQ(draft.text, "hello\n\n-- \nAna\nof the garden");
}

TEST(Draft, IsWhatTheFormSays) {
    const auto form = read_urlencoded(
        "draft=M7&to=a%40b.test&text=one%0D%0Atwo%0D&file-blob=B1&file-name=x&file-type=t&file-size=5"
        "&file-blob=B2&file-name=y&file-type=u&file-size=z&remove=0&references=r1+r2");
    const Draft draft = read_draft(*form, {{.name = "new", .type = "", .blob_id = "B3", .size = 1}});
    EXPECT_EQ(draft.saved_id, "M7");
    EXPECT_EQ(draft.text, "one\ntwo\n");
    ASSERT_EQ(draft.files.size(), 2U);
    EXPECT_EQ(draft.files[0].blob_id, "B2");
    EXPECT_EQ(draft.files[1].blob_id, "B3");
    EXPECT_EQ(draft.references, (std::vector<std::string>{"r1", "r2"}));
}

TEST(Draft, LosesTheOneFileThatWasRemovedOfTwoWithTheSameOctets) {
    const auto form = read_urlencoded(
        "file-blob=B1&file-name=x&file-type=t&file-size=5&file-blob=B1&file-name=y&file-type=t&file-size=5"
        "&remove=1");
    const Draft draft = read_draft(*form, {});
    ASSERT_EQ(draft.files.size(), 1U);
    EXPECT_EQ(draft.files[0].name, "x");
}

TEST(Draft, KnowsThatItIsTheBeginningAlone) {
    json::object email = email_from(letter);
    EXPECT_FALSE(draft_of(email, mine).is_cut);
    email["bodyValues"] = json::parse(R"({"1": {"value": "one", "isTruncated": true}})");
    EXPECT_TRUE(draft_of(email, mine).is_cut);
}

TEST(Answer, HandedOnHasALongLetterAsAFile) {
    json::object email = email_from(letter);
    email["blobId"] = "B9";
    email["size"] = 7;
    email["bodyValues"] = json::parse(R"({"1": {"value": "one", "isTruncated": true}})");
    const Draft draft = answer_to(Reader(), email, Answering::forward, mine);
    ASSERT_EQ(draft.files.size(), 2U);
    EXPECT_EQ(draft.files.back().blob_id, "B9");
    EXPECT_EQ(draft.files.back().type, "message/rfc822");
}

TEST(Letter, OfHtmlIsItsText) {
    json::object email = email_from(letter);
    email["textBody"] = json::parse(
        R"([{"partId": "1", "type": "text/html"}, {"partId": "3", "type": "image/png", "blobId": "B3"}])");
    email["bodyValues"] = json::parse(R"({"1": {"value": "<p>a</p><p>b</p>", "isTruncated": true}})");
    const LetterText text = text_of(email);
    EXPECT_EQ(text.text, "a\n\nb\n");
    EXPECT_TRUE(text.was_html && text.is_cut);
    EXPECT_EQ(files_of(email).size(), 2U);
}

TEST(Folders, StandAsPeopleLookForThem) {
    const Folders folders(email_from(
        R"({"list": [{"id": "t", "name": "Trash", "role": "trash", "parentId": null, "sortOrder": 0},
        {"id": "c", "name": "Child", "role": null, "parentId": "b", "sortOrder": 0},
        {"id": "b", "name": "B", "role": null, "parentId": null, "sortOrder": 1},
        {"id": "a", "name": "A", "role": null, "parentId": null, "sortOrder": 1},
        {"id": "i", "name": "INBOX", "role": "inbox", "parentId": null, "sortOrder": 9}]})"));
    std::string order;
    for (const Folder& one : folders.all()) order += one.id + std::to_string(one.depth);
    EXPECT_EQ(order, "i0t0a0b0c1");
    EXPECT_EQ(folders.by_role("inbox")->name, "INBOX");
    EXPECT_EQ(folders.find("x"), nullptr);
}

}  // namespace
}  // namespace milpa::pages
