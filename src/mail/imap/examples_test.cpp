// SPDX-License-Identifier: AGPL-3.0-or-later
// Every command of the examples in RFC 9051 and RFC 3501 (and of some extensions) is read.
#include <gtest/gtest.h>

#include "mail/imap/grammar.hpp"

namespace milpa::mail::imap {
namespace {

constexpr std::string_view examples[] = {
    // RFC 9051 2 to 6.2
    "a001 CAPABILITY",
    "abcd CAPABILITY",
    "a002 NOOP",
    "A023 LOGOUT",
    "a000 starttls",
    "efgh STARTTLS",
    "A001 AUTHENTICATE GSSAPI",
    "A001 AUTHENTICATE SCRAM-SHA-256",
    "A01 AUTHENTICATE EXTERNAL =",
    "a004 AUTHENTICATE PLAIN dGVzdAB0ZXN0AHRlc3Q=",
    "a001 LOGIN SMITH SESAME",
    "a LOGIN \"fred\" \"foo\"",
    "A001 LOGIN {11}\r\nFRED FOOBAR {7}\r\nfat man",
    "A001 LOGIN fred blurdybloop",
    // 6.3
    "t2 ENABLE CONDSTORE X-GOOD-IDEA",
    "babc ENABLE IMAP4rev2",
    "A142 SELECT INBOX",
    "d select inbox",
    "A932 EXAMINE blurdybloop",
    "A003 CREATE owatagusiam/",
    "A004 CREATE owatagusiam/blurdybloop",
    "A002 CREATE \"INBOX.Sent Mail\"",
    "A006 CREATE \"#mh/Deleted Items\"",
    "A683 DELETE blurdybloop",
    "A685 DELETE foo/bar",
    "A683 RENAME blurdybloop sarasoop",
    "Z433 RENAME INBOX old-mail",
    "A002 SUBSCRIBE #news.comp.mail.mime",
    "A002 UNSUBSCRIBE #news.comp.mail.mime",
    "A101 LIST \"\" \"\"",
    "A102 LIST #news.comp.mail.misc \"\"",
    "A103 LIST /usr/staff/jones \"\"",
    "A202 LIST ~/Mail/ %",
    "A682 LIST \"\" *",
    "A86 LIST \"\" %",
    "C02 LIST (SUBSCRIBED) \"\" \"*\"",
    "C04 LIST (SUBSCRIBED RECURSIVEMATCH) \"\" \"%\"",
    "CA3 LIST \"\" \"%\" RETURN (CHILDREN)",
    "A01 LIST \"\" % RETURN (STATUS (MESSAGES UNSEEN))",
    "A02 LIST (SUBSCRIBED RECURSIVEMATCH) \"\" % RETURN (STATUS (MESSAGES))",
    "a2 LIST () \"\" %",
    "A04 LIST (REMOTE) \"\" \"%\" RETURN (CHILDREN)",
    "A05 LIST (REMOTE SUBSCRIBED) \"\" \"*\"",
    "A06 LIST (REMOTE) \"\" \"*\" RETURN (SUBSCRIBED)",
    "a3.1 LIST \"\" (% music/rock)",
    "a1 LIST \"\" (\"foo\")",
    "D03 LIST (RECURSIVEMATCH SUBSCRIBED) \"\" \"*2\"",
    "A003 LIST (SPECIAL-USE) \"#mh/\" \"*\"",
    "A001 NAMESPACE",
    "A042 STATUS blurdybloop (UIDNEXT MESSAGES)",
    "A002 LIST \"\" \"Other Users/%\"",
    "A003 APPEND saved-messages (\\Seen) {326}\r\n",
    "A003 APPEND saved-messages (\\Seen) {297+}\r\n",
    "A002 IDLE",
    "A003 LSUB \"#news.\" \"comp.%\"",
    // 6.4
    "FXXZ CHECK",
    "A341 CLOSE",
    "A342 UNSELECT",
    "A202 EXPUNGE",
    "A003 UID EXPUNGE 3000:3002",
    "A282 SEARCH RETURN (MIN COUNT) FLAGGED SINCE 1-Feb-1994 NOT FROM \"Smith\"",
    "A283 SEARCH RETURN () FLAGGED SINCE 1-Feb-1994 NOT FROM \"Smith\"",
    "A284 SEARCH TEXT \"string not in mailbox\"",
    "A285 SEARCH CHARSET UTF-8 TEXT {12}\r\n\xd0\xbe\xd1\x82\xd0\xbf\xd1\x83\xd1\x81\xd0\xba",
    "A285 UID SEARCH RETURN (MIN MAX) 1:5000",
    "A286 SEARCH RETURN (COUNT) DELETED",
    "A282 SEARCH RETURN (SAVE) FLAGGED SINCE 1-Feb-1994 NOT FROM \"Smith\"",
    "A283 FETCH $ (UID INTERNALDATE FLAGS BODY.PEEK[HEADER])",
    "A301 UID SEARCH UID $ SMALLER 4096",
    "A301 UID SEARCH $ SMALLER 4096",
    "P283 SEARCH CHARSET UTF-8 (OR $ 1,3000:3021) TEXT {8+}\r\n\xd0\xbc\xd0\xb0\xd1\x82\xd1\x8c",
    "C284 SEARCH RETURN (SAVE MIN) SINCE 12-Feb-2006 NOT FROM \"Smith\"",
    "F282 SEARCH RETURN (SAVE) KEYWORD $Junk",
    "F283 COPY $ \"Junk\"",
    "F284 STORE $ +FLAGS.Silent (\\Deleted)",
    "A654 FETCH 2:4 (FLAGS BODY[HEADER.FIELDS (DATE FROM)])",
    "a003 fetch 12 full",
    "a004 fetch 12 body[header]",
    "A003 FETCH 4 ALL",
    "A003 STORE 2:4 +FLAGS (\\Deleted)",
    "a005 store 12 +flags \\deleted",
    "m STORE 42 FLAGS f1 f2 f3 f4 f5",
    "A003 COPY 2:4 MEETING",
    "a UID MOVE 42:69 foo",
    "n1 uid copy 1:* oldmail",
    "A999 UID FETCH 4827313:4828442 FLAGS",
    "A223 COPY 3:200 blurdybloop",
    // RFC 2971, 6154, 6855
    "a023 ID (\"name\" \"sodr\" \"version\" \"19.34\" \"vendor\" \"Pink Floyd Music Limited\")",
    "a042 ID NIL",
    "t2 CREATE MySpecial (USE (\\Drafts \\Sent))",
    "t1 LIST (SPECIAL-USE) \"\" \"*\"",
    "t2 LIST \"\" \"%\" RETURN (SPECIAL-USE)",
    "a ENABLE UTF8=ACCEPT",
    "b APPEND Archive (\\Flagged) \" 7-Feb-1994 21:52:25 -0800\" UTF8 (~{42}\r\n",
};

TEST(Grammar, ReadsTheExamplesOfTheRfcs) {
    for (std::string_view example : examples) {
        for (TextForm form : {TextForm::rev1, TextForm::utf8}) {
            auto request = parse(example, form);
            ASSERT_TRUE(request) << example << ": " << request.error().text;
            EXPECT_EQ(request->tag, example.substr(0, example.find(' ')));
        }
    }
}

TEST(Grammar, AnswersTheExamplesThatAreNone) {
    // RFC 9051 7.1.3
    auto unknown = parse("A442 XPIG-LATIN", TextForm::utf8);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().tag, "A442");
    EXPECT_EQ(unknown.error().kind, Refusal::Kind::bad);
    // RFC 9051 6.4.4.4, example 4
    auto charset =
        parse("B283 SEARCH RETURN (SAVE) CHARSET KOI8-R (OR $ 1,3000:3021) TEXT {4}\r\nXXXX", TextForm::utf8);
    ASSERT_FALSE(charset);
    EXPECT_EQ(charset.error().kind, Refusal::Kind::no);
    EXPECT_EQ(charset.error().code, "BADCHARSET (US-ASCII UTF-8)");
}

}  // namespace
}  // namespace milpa::mail::imap
