// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/grammar.hpp"

#include <gtest/gtest.h>

namespace milpa::mail::smtp {
namespace {

using Parsed = std::expected<Request, Fault>;

MailFrom mail(std::optional<Mailbox> sender, MailParameters parameters = {}) {
    return {std::move(sender), parameters};
}

Parsed bad(Fault fault) { return std::unexpected(fault); }

TEST(SmtpGrammar, ReadsCommands) {
    const Mailbox a{"a", "b.test"};
    const std::pair<std::string_view, Parsed> rows[] = {
        {"EHLO mx.test", Hello{Dialect::ehlo, "mx.test"}},
        {"ehlo [192.0.2.1]", Hello{Dialect::ehlo, "[192.0.2.1]"}},
        {"HELO mx.test  ", Hello{Dialect::helo, "mx.test"}},
        {"EHLO", bad(Fault::arguments)},
        {"EHLO a b", bad(Fault::arguments)},
        {"EHLO a\tb", bad(Fault::arguments)},
        {"MAIL FROM:<a@b.test>", mail(a)},
        {"mail from:<a@b.test>", mail(a)},
        {"MAIL FROM: <a@b.test> ", mail(a)},
        {"MAIL FROM:<>", mail(std::nullopt)},
        {"MAIL FROM:<\"a b\"@b.test>", mail(Mailbox{"a b", "b.test"})},
        {"MAIL FROM:<\"a>b\"@b.test>", mail(Mailbox{"a>b", "b.test"})},
        {"MAIL FROM:<\"a\\\">\"@b.test>", mail(Mailbox{"a\">", "b.test"})},
        {"MAIL FROM:<@x.test,@y.test:a@b.test>", mail(a)},
        {"MAIL FROM:<@x.test>", bad(Fault::sender)},
        {"MAIL FROM:<@x.test:>", bad(Fault::sender)},
        {"MAIL FROM:<a@b.test> SIZE=12 BODY=8BITMIME SMTPUTF8", mail(a, {12, Body::eight_bit, true})},
        {"MAIL FROM:<a@b.test> size=0 body=7bit", mail(a, {0, Body::seven_bit, false})},
        {"MAIL FROM:<a@b.test> SIZE=99999999999999999999", mail(a, {UINT64_MAX, Body::seven_bit, false})},
        {"MAIL FROM:<a@b.test> SIZE=18446744073709551616", mail(a, {UINT64_MAX, Body::seven_bit, false})},
        {"MAIL FROM:<a@b.test> AUTH=<>", mail(a)},
        {"MAIL FROM:<a@b.test> SIZE=", bad(Fault::arguments)},
        {"MAIL FROM:<a@b.test> SIZE=1 SIZE=2", bad(Fault::arguments)},
        {"MAIL FROM:<a@b.test> SIZE=-1", bad(Fault::arguments)},
        {"MAIL FROM:<a@b.test> BODY=BINARYMIME", bad(Fault::parameter)},
        {"MAIL FROM:<a@b.test> RET=FULL", bad(Fault::parameter)},
        {"MAIL FROM:<a@b.test>SIZE=1", bad(Fault::sender)},
        {"MAIL FROM:a@b.test", bad(Fault::sender)},
        {"MAIL FROM:<a@b.test", bad(Fault::sender)},
        {"MAIL FROM:<a>", bad(Fault::sender)},
        {"MAIL FROM:<a@b@c.test>", bad(Fault::sender)},
        {"MAIL FROM:<a@b.test\x01>", bad(Fault::sender)},
        {"MAIL FROM:<a@b.test> AUTH=\x01", bad(Fault::arguments)},
        {"MAIL <a@b.test>", bad(Fault::arguments)},
        {"MAIL FROM:<\xc3\xb1@b.test>", bad(Fault::utf8)},
        {"MAIL FROM:<\xc3\xb1@b.test> SMTPUTF8", mail(Mailbox{"\xc3\xb1", "b.test"}, {{}, {}, true})},
        {"MAIL FROM:<\xff@b.test> SMTPUTF8", bad(Fault::sender)},
        {"RCPT TO:<a@b.test>", RcptTo{a}},
        {"RCPT TO:<Postmaster>", RcptTo{{"Postmaster", ""}}},
        {"RCPT TO:<>", bad(Fault::recipient)},
        {"RCPT TO:<a>", bad(Fault::recipient)},
        {"RCPT TO:<a@b.test> NOTIFY=NEVER", bad(Fault::parameter)},
        {"RCPT FROM:<a@b.test>", bad(Fault::arguments)},
        {"DATA", Data{}},
        {"DATA x", bad(Fault::arguments)},
        {"BDAT 10", Bdat{10, Last::no}},
        {"bdat 0 last", Bdat{0, Last::yes}},
        {"BDAT", bad(Fault::chunk)},
        {"BDAT -1", bad(Fault::chunk)},
        {"BDAT 1 LAST x", bad(Fault::chunk)},
        {"BDAT 111111111111111111111", bad(Fault::chunk)},
        {"RSET", Reset{}},
        {"RSET x", bad(Fault::arguments)},
        {"NOOP anything at all", Noop{}},
        {"VRFY ana", Verify{}},
        {"VRFY", bad(Fault::arguments)},
        {"EXPN list", Expand{}},
        {"HELP", Help{}},
        {"QUIT ", Quit{}},
        {"STARTTLS", StartTls{}},
        {"STARTTLS now", bad(Fault::arguments)},
        {"AUTH plain", Auth{"PLAIN", std::nullopt}},
        {"AUTH PLAIN AGE=", Auth{"PLAIN", "AGE="}},
        {"AUTH PLAIN =", Auth{"PLAIN", "="}},
        {"AUTH", bad(Fault::arguments)},
        {"AUTH PLAIN a b", bad(Fault::arguments)},
        {"", bad(Fault::verb)},
        {" QUIT", bad(Fault::verb)},
        {"GET / HTTP/1.1", bad(Fault::verb)},
        {"MAILFROM:<a@b.test>", bad(Fault::verb)},
    };
    for (const auto& [line, expected] : rows) EXPECT_EQ(parse_request(line), expected) << line;
}

}  // namespace
}  // namespace milpa::mail::smtp
