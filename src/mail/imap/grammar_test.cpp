// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/grammar.hpp"

#include <gtest/gtest.h>

namespace milpa::mail::imap {
namespace {

using namespace std::chrono_literals;

template <class Kind>
Kind read(std::string_view arguments, TextForm form = TextForm::utf8) {
    auto request = parse("t " + std::string(arguments), form);
    EXPECT_TRUE(request) << arguments << ": " << (request ? "" : request.error().text);
    if (!request || !std::holds_alternative<Kind>(request->arguments)) {
        ADD_FAILURE() << "another command: " << arguments;
        std::abort();
    }
    return std::get<Kind>(std::move(request->arguments));
}

MailboxName name(std::string_view text) { return MailboxName::from_utf8(text).value(); }

TEST(Grammar, RefusesWhatIsNoCommand) {
    struct Row {
        std::string_view text, tag;
    };
    const Row rows[] = {
        {"", ""},
        {"a", "a"},
        {"a ", "a"},
        {" NOOP", ""},
        {"+ NOOP", ""},
        {"a+b NOOP", ""},
        {"a  NOOP", "a"},
        {"a NOOP ", "a"},
        {"a NOOP x", "a"},
        {"a NOOPX", "a"},
        {"a UID", "a"},
        {"a UID NOOP", "a"},
        {"a UID UID FETCH 1 UID", "a"},
        {"a\tNOOP", ""},
        {"\xff NOOP", ""},
        {"a \"NOOP\"", "a"},
        {"a NOOP\r\n", "a"},
        {"a SELECT", "a"},
        {"a SELECT {3}\r\nab", "a"},
        {"a SELECT {3}ab", "a"},
        {"a SELECT {3\r\nabc", "a"},
        {"a SELECT {99999999999999999999}\r\na", "a"},
        {"a SELECT \"a", "a"},
        {"a SELECT \"a\\b\"", "a"},
        {"a SELECT \"a\r\nb\"", "a"},
        {"a SELECT \"\xff\"", "a"},
        {"a SELECT a b", "a"},
        {"a SELECT (a)", "a"},
        {"a SELECT INBOX (CONDSTORE)", "a"},
        {"a LOGIN a", "a"},
        {"a LOGIN a b c", "a"},
        {"a LOGIN {1}\r\n\0 b", "a"},
        {"a ENABLE", "a"},
        {"a ENABLE ", "a"},
        {"a AUTHENTICATE", "a"},
        {"a AUTHENTICATE PLAIN ", "a"},
        {"a AUTHENTICATE PLAIN ==", "a"},
        {"a AUTHENTICATE PLAIN dGVzdA", "a"},
        {"a ID", "a"},
        {"a ID (\"a\")", "a"},
        {"a ID (a \"b\")", "a"},
        {"a CREATE x (USE)", "a"},
        {"a CREATE x (FOO (x))", "a"},
        {"a RENAME x", "a"},
        {"a STATUS x", "a"},
        {"a STATUS x ()", "a"},
        {"a STATUS x (FOO)", "a"},
        {"a STATUS x (SIZE", "a"},
        {"a LIST", "a"},
        {"a LIST \"\"", "a"},
        {"a LIST (RECURSIVEMATCH) \"\" *", "a"},
        {"a LIST (REMOTE RECURSIVEMATCH) \"\" *", "a"},
        {"a LIST (FOO) \"\" *", "a"},
        {"a LIST \"\" ()", "a"},
        {"a LIST \"\" * RETURN", "a"},
        {"a LIST \"\" * RETURN (FOO)", "a"},
        {"a LIST \"\" * RETURN (STATUS)", "a"},
        {"a APPEND x", "a"},
        {"a APPEND x abc", "a"},
        {"a APPEND x \"abc\"", "a"},
        {"a APPEND x (\\Foo) {3}\r\n", "a"},
        {"a APPEND x \"30-Feb-2000 00:00:00 +0000\" {3}\r\n", "a"},
        {"a APPEND x UTF8 {3}\r\n", "a"},
        {"a APPEND x {3}\r\nabc", "a"},
        {"a APPEND x \"1-Feb-2000 00:00:00 +0000\" {3}\r\n", "a"},
        {"a EXPUNGE 1", "a"},
        {"a UID EXPUNGE", "a"},
        {"a COPY 0 x", "a"},
        {"a COPY 1: x", "a"},
        {"a COPY 1,,2 x", "a"},
        {"a COPY 4294967296 x", "a"},
        {"a COPY 1", "a"},
        {"a COPY $,1 x", "a"},
        {"a COPY 1:2:3 x", "a"},
        {"a STORE 1 (\\Seen)", "a"},
        {"a STORE 1 FLAGS", "a"},
        {"a STORE 1 FLAGS (\\Seen", "a"},
        {"a STORE 1 FLAGS (\\Foo)", "a"},
        {"a STORE 1 *FLAGS (\\Seen)", "a"},
        {"a STORE 1 FLAGSX (\\Seen)", "a"},
        {"a STORE 1 FLAGS ( \\Seen)", "a"},
        {"a STORE 1 FLAGS.SILENTLY (\\Seen)", "a"},
    };
    for (const Row& row : rows) {
        auto request = parse(row.text, TextForm::utf8);
        ASSERT_FALSE(request) << row.text;
        EXPECT_EQ(request.error().tag, row.tag) << row.text;
        EXPECT_EQ(request.error().kind, Refusal::Kind::bad) << row.text;
        EXPECT_FALSE(request.error().text.empty());
    }
}

TEST(Grammar, SaysNoToWhatIsWellFormedButCannotBe) {
    struct Row {
        std::string text;
        std::string_view code;
    };
    std::string keywords, keys = "a SEARCH ALL", deep = "a SEARCH ", patterns = "a LIST \"\" (a",
                          bodies = "a FETCH 1 (UID";
    for (std::size_t i = 0; i <= keywords_max; ++i) keywords += " k" + std::to_string(i);
    for (std::size_t i = 0; i <= search_keys_max; ++i) keys += " ALL";
    for (std::size_t i = 0; i <= search_depth_max; ++i) deep += "NOT ";
    for (std::size_t i = 0; i < list_patterns_max; ++i) patterns += " a";
    for (std::size_t i = 0; i <= fetch_bodies_max; ++i) bodies += " BODY[" + std::to_string(i + 1) + "]";
    const Row rows[] = {
        {"a SELECT \"\"", "CANNOT"},
        {"a SELECT a//b", "CANNOT"},
        {"a CREATE /", "CANNOT"},
        {"a CREATE \"a\x01\"", "CANNOT"},
        {"a CREATE x (USE (\\Foo))", "USEATTR"},
        {"a SEARCH CHARSET KOI8-R ALL", "BADCHARSET (US-ASCII UTF-8)"},
        {"a STORE 1 FLAGS" + keywords, "LIMIT"},
        {"a STORE 1 FLAGS " + std::string(101, 'k'), "LIMIT"},
        {keys, "LIMIT"},
        {deep + "ALL", "LIMIT"},
        {patterns + ")", "LIMIT"},
        {bodies + ")", "LIMIT"},
    };
    for (const Row& row : rows) {
        auto request = parse(row.text, TextForm::utf8);
        ASSERT_FALSE(request) << row.text;
        EXPECT_EQ(request.error().kind, Refusal::Kind::no) << row.text << request.error().text;
        EXPECT_EQ(request.error().code, row.code) << row.text;
    }
}

TEST(Grammar, ReadsSessionCommands) {
    EXPECT_EQ((read<request::Login>("login \"a\\\"b\" {3}\r\nc d")), (request::Login{"a\"b", "c d"}));
    EXPECT_EQ((read<request::Login>("LOGIN a] \"\"")), (request::Login{"a]", ""}));
    EXPECT_EQ((read<request::Authenticate>("AUTHENTICATE plain")),
              (request::Authenticate{"PLAIN", std::nullopt}));
    EXPECT_EQ((read<request::Authenticate>("AUTHENTICATE PLAIN =")),
              (request::Authenticate{"PLAIN", Bytes{}}));
    EXPECT_EQ((read<request::Authenticate>("AUTHENTICATE PLAIN AGE=")),
              (request::Authenticate{"PLAIN", Bytes{0, 'a'}}));
    EXPECT_EQ((read<request::Enable>("ENABLE X imap4REV2 utf8=accept")), (request::Enable{true, true}));
    EXPECT_EQ((read<request::Enable>("ENABLE QRESYNC")), (request::Enable{}));
    EXPECT_EQ((read<request::Id>("ID (\"a\" NIL \"b\" \"c\")")),
              (request::Id{{{"a", std::nullopt}, {"b", "c"}}}));
    EXPECT_EQ((read<request::Id>("ID nil")), (request::Id{}));
    EXPECT_EQ((read<request::Id>("ID ()")), (request::Id{}));
}

TEST(Grammar, ReadsMailboxCommands) {
    EXPECT_EQ((read<request::Select>("SELECT inBox")), (request::Select{MailboxName::inbox()}));
    EXPECT_EQ((read<request::Select>("SELECT Entw&APw-rfe", TextForm::rev1)),
              (request::Select{name("Entw\xc3\xbcrfe")}));
    EXPECT_EQ((read<request::Select>("SELECT Entw&APw-rfe")), (request::Select{name("Entw&APw-rfe")}));
    EXPECT_EQ((read<request::Select>("SELECT \"Entw\xc3\xbcrfe\"")),
              (request::Select{name("Entw\xc3\xbcrfe")}));
    EXPECT_FALSE(parse("a SELECT \"Entw\xc3\xbcrfe\"", TextForm::rev1));
    EXPECT_EQ((read<request::Create>("CREATE a/")), (request::Create{name("a"), SpecialUse::none}));
    EXPECT_EQ((read<request::Create>("CREATE a (USE (\\sent \\Junk))")),
              (request::Create{name("a"), SpecialUse::sent | SpecialUse::junk}));
    EXPECT_EQ((read<request::Create>("CREATE a (USE ())")), (request::Create{name("a"), SpecialUse::none}));
    EXPECT_EQ((read<request::Rename>("RENAME a \"b c\"")), (request::Rename{name("a"), name("b c")}));
    EXPECT_EQ(
        (read<request::Status>("STATUS a (messages SIZE UIDNEXT recent)")),
        (request::Status{name("a"), {.messages = true, .recent = true, .uid_next = true, .size = true}}));
}

TEST(Grammar, ReadsAppend) {
    using request::Append;
    EXPECT_EQ(read<Append>("APPEND a {310}\r\n"),
              (Append{name("a"), {}, std::nullopt, 310, Append::Form::plain}));
    EXPECT_EQ(read<Append>("APPEND {1}\r\na {310+}\r\n"),
              (Append{name("a"), {}, std::nullopt, 310, Append::Form::plain}));
    WallTime date = std::chrono::sys_days(std::chrono::year(1994) / 2 / 8) + 5h + 52min + 25s;
    EXPECT_EQ(
        read<Append>("APPEND a (\\Seen $Label1 $label1 \\Recent) \" 7-Feb-1994 21:52:25 -0800\" ~{5}\r\n"),
        (Append{name("a"), {SystemFlags::seen, {"$Label1"}}, date, 5, Append::Form::binary}));
    EXPECT_EQ(read<Append>("APPEND a () \"08-Feb-1994 07:22:25 +0130\" UTF8 (~{5+}\r\n"),
              (Append{name("a"), {}, date, 5, Append::Form::utf8}));
}

TEST(Grammar, ReadsList) {
    using request::List;
    EXPECT_EQ(read<List>("LIST \"\" \"\""), (List{}));
    EXPECT_EQ(read<List>("LIST a/ *b%"), (List{{}, {"a/*b%"}}));
    EXPECT_EQ(read<List>("LIST a& %&-", TextForm::utf8), (List{{}, {"a&%&-"}}));
    EXPECT_EQ(read<List>("LIST \"\" Entw&APw-*", TextForm::rev1), (List{{}, {"Entw\xc3\xbc*"}}));
    ListOptions options{.select_subscribed = true,
                        .recursive_match = true,
                        .return_children = true,
                        .return_special_use = true,
                        .return_status = StatusItems{.messages = true, .unseen = true}};
    EXPECT_EQ(
        read<List>(
            "LIST (recursivematch SUBSCRIBED) \"\" (a b \"c d\") RETURN (CHILDREN STATUS (MESSAGES UNSEEN) "
            "SPECIAL-USE)"),
        (List{options, {"a", "b", "c d"}}));
    EXPECT_EQ(read<List>("LIST () \"\" * RETURN ()"), (List{{}, {"*"}}));
    EXPECT_EQ(read<request::Lsub>("LSUB a %"), (request::Lsub{{"a%"}}));
}

TEST(Grammar, ReadsMessageCommands) {
    using request::Store;
    EXPECT_EQ((read<request::Expunge>("EXPUNGE")), (request::Expunge{}));
    EXPECT_EQ((read<request::Expunge>("UID EXPUNGE 1:*,7")),
              (request::Expunge{SequenceSet{{{1, 0}, {7, 7}}}}));
    EXPECT_EQ((read<request::Copy>("COPY 1 a")), (request::Copy{Numbering::sequence, {{{1, 1}}}, name("a")}));
    EXPECT_EQ((read<request::Move>("uid move $ a")), (request::Move{Numbering::uid, {{}, true}, name("a")}));
    EXPECT_EQ(read<Store>("STORE 1 FLAGS ()"),
              (Store{Numbering::sequence, {{{1, 1}}}, Store::Mode::replace, Store::Reply::flags, {}}));
    EXPECT_EQ(read<Store>("UID STORE 4:2 -flags.silent \\seen \\DELETED a"),
              (Store{Numbering::uid,
                     {{{4, 2}}},
                     Store::Mode::remove,
                     Store::Reply::silent,
                     {SystemFlags::seen | SystemFlags::deleted, {"a"}}}));
    EXPECT_EQ(read<Store>("STORE 1 +FLAGS (\\Answered \\Flagged \\Draft)").flags.system,
              SystemFlags::answered | SystemFlags::flagged | SystemFlags::draft);
}

TEST(Command, TableHoldsEveryVerbOnce) {
    for (const Command& command : commands()) {
        EXPECT_EQ(find_command(command.verb), &command);
        EXPECT_TRUE(command.rfc.starts_with("RFC ")) << command.verb;
    }
    EXPECT_EQ(commands().size(), std::variant_size_v<Arguments>);
    EXPECT_TRUE(find_command("fetch")->is_allowed_in(States::selected));
    EXPECT_FALSE(find_command("FETCH")->is_allowed_in(States::authenticated));
    EXPECT_FALSE(find_command("LOGIN")->is_allowed_in(States::authenticated));
    EXPECT_TRUE(find_command("NOOP")->is_allowed_in(States::not_authenticated));
    EXPECT_TRUE(find_command("LOGIN")->has(Effects::secret));
    EXPECT_FALSE(find_command("COPY")->has(Effects::writes_mailbox));
    EXPECT_EQ(find_command("FETC"), nullptr);
}

}  // namespace
}  // namespace milpa::mail::imap
