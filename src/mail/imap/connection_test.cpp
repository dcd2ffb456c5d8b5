// SPDX-License-Identifier: AGPL-3.0-or-later
// From the greeting to the goodbye: logins, TLS, states, limits and deadlines.
#include "mail/imap/connection.hpp"

#include <gtest/gtest.h>

#include "mail/imap/command.hpp"
#include "mail/imap/limits.hpp"
#include "mail/imap/test_house.hpp"

namespace milpa::mail::imap {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view before = "IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID ENABLE";
constexpr std::string_view after =
    "IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID ENABLE IDLE UIDPLUS MOVE UNSELECT NAMESPACE CHILDREN "
    "SPECIAL-USE CREATE-SPECIAL-USE STATUS=SIZE LIST-EXTENDED LIST-STATUS ESEARCH SEARCHRES BINARY "
    "UTF8=ACCEPT";
constexpr std::string_view tired = "* BYE Too long without a word\n";

std::string welcome(std::string_view tag) {
    return std::string(tag) + " OK [CAPABILITY " + std::string(after) + "] Welcome\n";
}

TEST(ImapConnection, Greets) {
    House house;
    EXPECT_EQ(Peer(&house).greeting(),
              "* OK [CAPABILITY " + std::string(before) + " AUTH=PLAIN] Milpa is ready\r\n");
    Peer clear(&house, Channel::clear);
    EXPECT_EQ(clear.greeting(),
              "* OK [CAPABILITY " + std::string(before) + " STARTTLS LOGINDISABLED] Milpa is ready\r\n");
    EXPECT_EQ(clear.asks("a capability\n"),
              "* CAPABILITY " + std::string(before) + " STARTTLS LOGINDISABLED\na OK Done\n");
    EXPECT_EQ(clear.asks("b LOGOUT\n"), "* BYE Good bye\nb OK Done\n");
    EXPECT_TRUE(clear.has_ended());
}

TEST(ImapConnection, SaysGoodbyeWhereNobodyCanLogIn) {
    House house;
    Peer peer(&house, Channel::no_certificate);
    EXPECT_EQ(peer.greeting(), "* BYE [UNAVAILABLE] Nobody can log in now; try again later\r\n");
    EXPECT_TRUE(peer.has_ended());
}

TEST(ImapConnection, LogsIn) {
    House house;
    // \0ana\0secret, ana\0ana\0secret
    for (const std::string_view login :
         {"a LOGIN ana secret\n", "a login \"ana\" {6+}\nsecret\n", "a LOGIN {3+}\nana {6+}\nsecret\n",
          "a AUTHENTICATE PLAIN AGFuYQBzZWNyZXQ=\n", "a authenticate plain YW5hAGFuYQBzZWNyZXQ=\n"}) {
        Peer peer(&house);
        EXPECT_EQ(peer.asks(login), welcome("a")) << login;
        EXPECT_EQ(peer.asks("b CAPABILITY\n"), "* CAPABILITY " + std::string(after) + "\nb OK Done\n");
        EXPECT_EQ(house.rooms, 1U);
    }
    EXPECT_EQ(house.rooms, 0U);
    ASSERT_EQ(house.callers.size(), 5U);
    EXPECT_EQ(house.callers[0].peer, *net::PeerAddress::parse("192.0.2.7"));
}

TEST(ImapConnection, WaitsForLiteralsAndResponses) {
    House house;
    Peer peer(&house);
    EXPECT_EQ(peer.asks("a LOGIN {3}\n"), "+ Go on\n");
    EXPECT_EQ(peer.asks("ana {6}\n"), "+ Go on\n");
    EXPECT_EQ(peer.asks("secret\n"), welcome("a"));
    Peer other(&house);
    EXPECT_EQ(other.asks("a AUTHENTICATE PLAIN\n"), "+ \n");
    EXPECT_EQ(other.asks("AGFuYQBzZWNyZXQ=\n"), welcome("a"));
    // All at once, with a command behind it that waits for the login.
    Peer hasty(&house);
    EXPECT_EQ(hasty.asks("a AUTHENTICATE PLAIN\nAGFuYQBzZWNyZXQ=\nb NOOP\n"),
              "+ \n" + welcome("a") + "b OK Done\n");
}

TEST(ImapConnection, RefusesLogins) {
    struct Row {
        std::string_view says, hears;
    };
    // YQ== is no PLAIN response; eABhbmEAc2VjcmV0 is x\0ana\0secret: another's authority.
    const Row rows[] = {
        {"a LOGIN ana wrong\n", "a NO [AUTHENTICATIONFAILED] Wrong name or password\n"},
        {"a LOGIN nobody secret\n", "a NO [AUTHENTICATIONFAILED] Wrong name or password\n"},
        {"a AUTHENTICATE PLAIN YQ==\n", "a NO [AUTHENTICATIONFAILED] That is no PLAIN response\n"},
        {"a AUTHENTICATE PLAIN =\n", "a NO [AUTHENTICATIONFAILED] That is no PLAIN response\n"},
        {"a AUTHENTICATE PLAIN eABhbmEAc2VjcmV0\n",
         "a NO [AUTHENTICATIONFAILED] That is no PLAIN response\n"},
        {"a AUTHENTICATE PLAIN !\n", "a BAD an initial response that is not base64\n"},
        {"a AUTHENTICATE CRAM-MD5\n", "a NO [CANNOT] No such mechanism\n"},
        {"a AUTHENTICATE PLAIN\n*\n", "+ \na BAD Given up\n"},
        {"a AUTHENTICATE PLAIN\n!\n", "+ \na BAD Given up\n"},
        {"a AUTHENTICATE PLAIN\n\n", "+ \na NO [AUTHENTICATIONFAILED] That is no PLAIN response\n"},
        {"a LOGIN ana\n", "a BAD a space expected\n"},
    };
    for (const Row& row : rows) {
        House house;
        Peer peer(&house);
        EXPECT_EQ(peer.asks(row.says), row.hears) << row.says;
        EXPECT_EQ(peer.asks("b LOGIN ana secret\n"), welcome("b")) << row.says;
    }
    const std::pair<ErrorKind, std::string_view> kinds[] = {
        {ErrorKind::limit, "a NO [UNAVAILABLE] Too many tries; try again later\n"},
        {ErrorKind::closed, "a NO [UNAVAILABLE] The server is locked, or in trouble\n"},
        {ErrorKind::io, "a NO [UNAVAILABLE] The server is locked, or in trouble\n"},
        {ErrorKind::denied, "a NO [AUTHENTICATIONFAILED] Wrong name or password\n"},
    };
    for (const auto& [kind, answer] : kinds) {
        House house;
        Peer peer(&house);
        house.login_fails = kind;
        EXPECT_EQ(peer.asks("a LOGIN ana secret\n"), answer);
    }
    House house;
    Peer peer(&house);
    house.open_fails = ErrorKind::io;
    EXPECT_EQ(peer.asks("a LOGIN ana secret\n"),
              "a NO [UNAVAILABLE] The mail cannot be opened\n* BYE [UNAVAILABLE] The connection ends\n");
    EXPECT_TRUE(peer.has_ended());
}

TEST(ImapConnection, NoPasswordInTheClear) {
    House house;
    Peer peer(&house, Channel::clear);
    EXPECT_EQ(peer.asks("a LOGIN ana secret\n"), "a NO [PRIVACYREQUIRED] Only with TLS\n");
    EXPECT_EQ(peer.asks("b AUTHENTICATE PLAIN\n"), "b NO [PRIVACYREQUIRED] Only with TLS\n");
    EXPECT_TRUE(house.callers.empty());
    EXPECT_EQ(peer.asks("c STARTTLS\n"), "c OK Begin\n");
    EXPECT_EQ(peer.asks("d CAPABILITY\n"),
              "* CAPABILITY " + std::string(before) + " AUTH=PLAIN\nd OK Done\n");
    EXPECT_EQ(peer.asks("e STARTTLS\n"), "e BAD There is TLS already, or no certificate\n");
    EXPECT_EQ(peer.asks("f LOGIN ana secret\n"), welcome("f"));
    EXPECT_EQ(peer.asks("g STARTTLS\n"), "g BAD Not in this state\n");
}

// RFC 9051 11.1: CVE-2011-0411 and its kin.
TEST(ImapConnection, BelievesNothingThatCameBehindStartTls) {
    House house;
    {
        Peer peer(&house, Channel::clear);
        EXPECT_EQ(peer.asks("a STARTTLS\nb LOGIN ana secret\n"),
                  "a BAD Nothing may follow STARTTLS\n* BYE What came behind STARTTLS was not read\n");
        EXPECT_TRUE(peer.has_ended());
    }
    {
        // Half a line counts as well.
        Peer peer(&house, Channel::clear);
        EXPECT_EQ(peer.asks("a STARTTLS\nb"),
                  "a BAD Nothing may follow STARTTLS\n* BYE What came behind STARTTLS was not read\n");
    }
    {
        // In the kernel still: it becomes a part of the handshake, and breaks it.
        Peer peer(&house, Channel::clear);
        peer.sends("a STARTTLS\r\n");
        peer.sends("b LOGIN ana secret\r\n");
        EXPECT_EQ(peer.hears(), "a OK Begin\r\n");
        EXPECT_TRUE(peer.has_ended());
    }
    EXPECT_TRUE(house.callers.empty());
}

TEST(ImapConnection, EndsWithAllOthersLoggedInOrNot) {
    House house;
    Peer stranger(&house, Channel::clear);
    Peer half(&house);
    EXPECT_EQ(half.asks("a AUTHENTICATE PLAIN\n"), "+ \n");
    Peer member(&house);
    member.log_in();
    house.ending->end();
    for (Peer* peer : {&stranger, &half, &member}) {
        house.run_until([peer] { return peer->has_ended(); });
        EXPECT_EQ(without_cr(peer->heard()), "* BYE [UNAVAILABLE] The connection ends\n");
    }
    EXPECT_EQ(house.rooms, 0U);
    Peer late(&house);
    EXPECT_EQ(late.greeting(), "* BYE [UNAVAILABLE] The connection ends\r\n");
    EXPECT_TRUE(late.has_ended());
}

TEST(ImapConnection, EndsAfterTooManyTries) {
    House house;
    const std::string no = " NO [AUTHENTICATIONFAILED] Wrong name or password\n";
    Peer peer(&house);
    EXPECT_EQ(peer.asks("a LOGIN ana x\nb LOGIN ana x\nc LOGIN ana x\nd LOGIN ana secret\n"),
              "a" + no + "b" + no + "c" + no + "* BYE Too many failed logins\n");
    EXPECT_TRUE(peer.has_ended());
    EXPECT_EQ(house.callers.size(), 3U);

    Peer idle(&house);
    std::string said;
    for (unsigned i = 0; i < commands_before_login_max; ++i) said += idle.asks("a NOOP\n");
    said += idle.hears();
    EXPECT_TRUE(said.ends_with("a OK Done\n* BYE Too many commands without a login\n")) << said;
    EXPECT_TRUE(idle.has_ended());

    Peer stranger(&house);
    stranger.log_in();
    said.clear();
    for (unsigned i = 0; i < bad_commands_max; ++i) said += stranger.asks("GET / HTTP/1.1\n");
    EXPECT_TRUE(said.ends_with("GET BAD a word expected\n* BYE This is no IMAP\n")) << said;
}

TEST(ImapConnection, WaitsNotForEver) {
    House house;
    Peer stranger(&house);
    EXPECT_EQ(stranger.deadline(), login_timeout);
    EXPECT_EQ(without_cr(stranger.waits_too_long()), tired);
    EXPECT_TRUE(stranger.has_ended());

    Peer ana(&house);
    ana.log_in();
    EXPECT_EQ(ana.deadline(), idle_timeout);
    EXPECT_GE(ana.deadline(), 30min) << "RFC 9051 5.4";
    EXPECT_EQ(without_cr(ana.waits_too_long()), tired);
    EXPECT_EQ(house.rooms, 0U);

    Peer idle(&house);
    idle.log_in();
    EXPECT_EQ(idle.asks("a IDLE\n"), "+ Waiting\n");
    EXPECT_EQ(idle.deadline(), idle_timeout);
    EXPECT_EQ(without_cr(idle.waits_too_long()), tired);

    Peer appending(&house);
    appending.log_in();
    EXPECT_EQ(appending.asks("a APPEND INBOX {100}\n"), "+ Go on\n");
    appending.says("Subject: half");
    EXPECT_EQ(appending.deadline(), transfer_timeout);
    EXPECT_EQ(without_cr(appending.waits_too_long()), tired);
    EXPECT_TRUE(house.is_whole());
    EXPECT_EQ(house.objects(), 0U);
}

// Each line in time, and octet by octet, and yet not for ever.
TEST(ImapConnection, BoundsTheTimeBeforeALogin) {
    House house;
    Peer peer(&house);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(peer.deadline(), login_timeout);
        house.clock_of_sessions.advance(50s);
        peer.says("x");
    }
    EXPECT_EQ(peer.deadline(), login_time_max - 150s);
    house.clock_of_sessions.advance(30s);
    EXPECT_EQ(without_cr(peer.says("x")), tired);
    EXPECT_TRUE(peer.has_ended());

    Peer responding(&house);
    EXPECT_EQ(responding.asks("a AUTHENTICATE PLAIN\n"), "+ \n");
    house.clock_of_sessions.advance(170s);
    responding.says("A");
    EXPECT_EQ(responding.deadline(), 10s);

    Peer member(&house);
    member.log_in();
    house.clock_of_sessions.advance(login_time_max);
    EXPECT_EQ(member.asks("a NOOP\n"), "a OK Done\n") << "with a login the time is the member's";
    EXPECT_EQ(member.deadline(), idle_timeout);
}

// Every command in every state: what the table says is what happens.
TEST(ImapConnection, AllowsCommandsInTheirStates) {
    const std::pair<std::string_view, std::string_view> arguments[] = {{"ID", " NIL"},
                                                                       {"ENABLE", " X"},
                                                                       {"SELECT", " INBOX"},
                                                                       {"EXAMINE", " INBOX"},
                                                                       {"CREATE", " new"},
                                                                       {"DELETE", " none"},
                                                                       {"RENAME", " none other"},
                                                                       {"SUBSCRIBE", " INBOX"},
                                                                       {"UNSUBSCRIBE", " INBOX"},
                                                                       {"LIST", " \"\" INBOX"},
                                                                       {"LSUB", " \"\" INBOX"},
                                                                       {"STATUS", " INBOX (MESSAGES)"},
                                                                       {"SEARCH", " ALL"},
                                                                       {"FETCH", " 1 UID"},
                                                                       {"STORE", " 1 FLAGS ()"},
                                                                       {"COPY", " 1 INBOX"},
                                                                       {"MOVE", " 1 INBOX"},
                                                                       {"LOGIN", " ana wrong"},
                                                                       {"AUTHENTICATE", " X"},
                                                                       {"APPEND", " INBOX {1+}\nx"},
                                                                       {"IDLE", "\nDONE"}};
    const auto line_of = [&](std::string_view verb) {
        std::string line = "t " + std::string(verb);
        for (const auto& [name, rest] : arguments) line += name == verb ? std::string(rest) : "";
        return line + "\n";
    };
    for (const States state : {States::not_authenticated, States::authenticated, States::selected}) {
        for (const Command& command : commands()) {
            House house;
            house.deliver("Subject: x\r\n\r\n");
            Peer peer(&house);
            if (state != States::not_authenticated) peer.log_in();
            if (state == States::selected) peer.asks("s SELECT INBOX\n");
            const std::string answer = peer.asks(line_of(command.verb));
            const std::string where = std::string(command.verb) + " " + answer;
            if (command.is_allowed_in(state)) {
                EXPECT_FALSE(answer.contains("t BAD Not in this state")) << where;
                // STARTTLS is refused for being under TLS already.
                EXPECT_NE(answer.contains("t BAD"), command.verb != "STARTTLS") << where;
            } else {
                EXPECT_TRUE(answer.starts_with("t BAD Not in this state\n")) << where;
            }
            if (command.uid_form == UidForm::none && command.verb != "APPEND" && command.verb != "IDLE") {
                std::string with_uid = line_of(command.verb);
                with_uid.insert(2, "UID ");
                if (!peer.has_ended()) EXPECT_TRUE(peer.asks(with_uid).starts_with("t BAD ")) << where;
            }
        }
    }
}

TEST(ImapConnection, TellsWhoItIs) {
    House house;
    Peer peer(&house);
    EXPECT_EQ(peer.asks("a ID (\"name\" \"x\" \"version\" NIL)\n"), "* ID (\"name\" \"Milpa\")\na OK Done\n");
    peer.log_in();
    EXPECT_EQ(peer.asks("b ID NIL\n"), "* ID (\"name\" \"Milpa\")\nb OK Done\n");
    EXPECT_EQ(peer.asks("c NAMESPACE\n"), "* NAMESPACE ((\"\" \"/\")) NIL NIL\nc OK Done\n");
    EXPECT_EQ(peer.asks("d ENABLE CONDSTORE X\n"), "* ENABLED\nd OK Done\n");
    EXPECT_EQ(peer.asks("e ENABLE UTF8=ACCEPT IMAP4rev2\n"), "* ENABLED IMAP4rev2 UTF8=ACCEPT\ne OK Done\n");
    EXPECT_EQ(peer.asks("f LOGOUT\n"), "* BYE Good bye\nf OK Done\n");
    EXPECT_TRUE(peer.has_ended());
    EXPECT_EQ(house.rooms, 0U);
}

TEST(ImapConnection, RefusesWhatIsTooLong) {
    House house;
    Peer peer(&house);
    peer.log_in();
    EXPECT_EQ(peer.asks("a SELECT {65537}\n"), "a BAD [TOOBIG] the literals of this command are too long\n");
    EXPECT_EQ(peer.asks("b NOOP\n"), "b OK Done\n") << "a client that waits for leave sends nothing more";
    EXPECT_EQ(peer.asks("c SELECT {65537+}\n" + std::string(65'537, 'x') + "\nd NOOP\n"),
              "c BAD [TOOBIG] the literals of this command are too long\nd OK Done\n");
    EXPECT_EQ(peer.asks("e SELECT " + std::string(70'000, 'x') + "\nf NOOP\n"),
              "e BAD the line is too long\nf OK Done\n");
    EXPECT_EQ(peer.asks("g IDLE\n" + std::string(70'000, 'x') + "\nh NOOP\n"),
              "+ Waiting\ng BAD IDLE ends with DONE\nh OK Done\n");
    EXPECT_EQ(peer.asks("i SELECT {99999999999+}\n"), "* BYE [TOOBIG] the literal is too long\n");
    EXPECT_TRUE(peer.has_ended());
}

// Locked, suspended, removed: whatever is going on ends, and is said where something can be said.
TEST(ImapConnection, EndsWhenToldTo) {
    const std::string bye = "* BYE [UNAVAILABLE] The connection ends\n";
    House house;
    for (const std::string_view doing :
         {"", "a IDLE\n", "a APPEND INBOX {10}\n", "a LIST", "a SELECT {5}\n"}) {
        Peer peer(&house);
        peer.log_in();
        if (!doing.empty()) peer.asks(doing);
        house.ends.back()();
        EXPECT_EQ(without_cr(peer.hears()), bye) << doing;
        EXPECT_TRUE(peer.has_ended());
        EXPECT_EQ(house.rooms, 0U) << doing;
    }
    EXPECT_TRUE(house.is_whole());
}

TEST(ImapConnection, EndsThoughNobodyReads) {
    House house;
    house.deliver("Subject: x\r\n\r\n" + std::string(90'000, 'x'));
    Peer peer(&house);
    peer.log_in();
    peer.asks("a SELECT INBOX\n");
    peer.stops_reading();
    peer.says("b FETCH 1 BODY[]\r\n");
    EXPECT_EQ(peer.deadline(), transfer_timeout);
    EXPECT_EQ(house.rooms, 1U);
    house.ends.back()();
    EXPECT_EQ(peer.deadline(), goodbye_timeout);
    EXPECT_EQ(peer.waits_too_long(), "") << "nothing in the middle of a literal";
    EXPECT_EQ(house.rooms, 0U);
}

}  // namespace
}  // namespace milpa::mail::imap
