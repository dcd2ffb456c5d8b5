// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/client.hpp"

#include <gtest/gtest.h>

#include "mail/smtp/connection.hpp"
#include "mail/smtp/scripted_house.hpp"
#include "net/listener.hpp"
#include "net/run_now.hpp"
#include "net/scripted_wire.hpp"

namespace milpa::mail::smtp {
namespace {

class TextSource final : public MessageSource {
public:
    explicit TextSource(std::string text, std::size_t fails_after = std::string::npos)
        : text_(std::move(text)), fails_after_(fails_after) {}
    Task<Result<std::size_t>> read(std::span<char> into) override {
        if (at_ >= fails_after_) co_return fail(ErrorKind::corrupt);
        const std::size_t count = std::min({into.size(), text_.size() - at_, fails_after_ - at_});
        std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(at_), count, into.begin());
        at_ += count;
        co_return count;
    }

private:
    std::string text_;
    std::size_t fails_after_;
    std::size_t at_ = 0;
};

std::optional<ServerReply> parse(ReplyParser& parser, std::string_view text) {
    auto reply = parser.line(text);
    EXPECT_TRUE(reply.has_value()) << text;
    return reply ? *reply : std::nullopt;
}

TEST(SmtpReplyParser, ReadsReplies) {
    struct Row {
        std::vector<std::string> lines;
        std::uint16_t code;
        Status status;
        std::string text;
    };
    const Row rows[] = {
        {{"250 ok"}, 250, {}, "ok"},
        {{"250"}, 250, {}, ""},
        {{"250 2.1.0 ok"}, 250, {2, 1, 0}, "ok"},
        {{"550-5.1.1 no", "550 5.1.1 such"}, 550, {5, 1, 1}, "no such"},
        {{"550-5.7.26 a", "550-b", "550 5.7.26 c"}, 550, {5, 7, 26}, "a b c"},
        {{"550 4.1.1 of another class"}, 550, {}, "4.1.1 of another class"},
        {{"250 2.1.0"}, 250, {2, 1, 0}, ""},
        {{"250 2.1.0x"}, 250, {}, "2.1.0x"},
        {{"250 2.1234.0 x"}, 250, {}, "2.1234.0 x"},
        {{"354 go"}, 354, {}, "go"},
        {{"250 a\x01\tb\xc3\xb1"}, 250, {}, "a??b\xc3\xb1"},
    };
    ReplyParser parser;  // one for all: it begins anew after each reply
    for (const Row& row : rows) {
        std::optional<ServerReply> reply;
        for (const std::string& line : row.lines) {
            EXPECT_FALSE(reply);
            reply = parse(parser, line);
        }
        ASSERT_TRUE(reply) << row.lines.front();
        EXPECT_EQ(reply->code, row.code);
        EXPECT_EQ(reply->status, row.status) << row.lines.front();
        EXPECT_EQ(reply->text(), row.text);
    }
}

TEST(SmtpReplyParser, RefusesWhatIsNoReply) {
    for (const auto* line : {"", "25", "abc", "150 x", "650 x", "250x", "2 50", "HTTP/1.1 200 OK"}) {
        EXPECT_FALSE(ReplyParser().line(line)) << line;
    }
    ReplyParser changing;
    EXPECT_TRUE(changing.line("250-a"));
    EXPECT_FALSE(changing.line("251 b"));
    ReplyParser endless;
    for (std::size_t i = 0; i < reply_lines_max; ++i)
        EXPECT_TRUE(endless.line("250-" + std::string(4000, 'x')));
    EXPECT_EQ(endless.line("250 x").error().kind, ErrorKind::limit);
    EXPECT_EQ(ReplyParser().line("250 " + std::string(reply_line_octets_max, 'x')).error().kind,
              ErrorKind::limit);
}

struct Dialogue {
    std::string name;
    std::vector<std::string> says;  ///< of the server, one reply (or a group) each
    std::string hears;              ///< what it hears, \n for CRLF
    std::vector<std::pair<Verdict, Status>> outcomes;
    Outgoing message = {};
    TlsWish tls = TlsWish::never;
};

Outgoing to(std::vector<std::string> locals) {
    Outgoing message{.sender = Mailbox{"a", "x.test"}, .recipients = {}, .octets = 7};
    for (std::string& local : locals) message.recipients.push_back({std::move(local), "y.test"});
    return message;
}

constexpr Verdict good = Verdict::delivered;
constexpr Verdict later = Verdict::temporary;
constexpr Verdict never = Verdict::permanent;

const std::vector<Dialogue>& dialogues() {
    static const std::string all =
        "250-s\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n";
    static const std::vector<Dialogue> rows = [] {
        Outgoing big = to({"b"});
        big.octets = 1001;
        Outgoing utf8 = to({"\xc3\xb1"});
        Outgoing eight = to({"b"});
        eight.eight_bit = Eight::yes;
        Outgoing bounce = to({"b"});
        bounce.sender = std::nullopt;
        Outgoing evil = to({"b\r\nRSET"});
        return std::vector<Dialogue>{
            {"one by one",
             {"220 s\r\n", "250 s\r\n", "250 ok\r\n", "250 ok\r\n", "550 5.1.1 no\r\n", "354 go\r\n",
              "250 2.6.0 ok\r\n"},
             "EHLO c.test\nMAIL FROM:<a@x.test>\nRCPT TO:<b@y.test>\nRCPT TO:<c@y.test>\nDATA\n..hi\n.\n",
             {{good, {2, 6, 0}}, {never, {5, 1, 1}}},
             to({"b", "c"})},
            {"pipelined",
             {"220 s\r\n", all, "250 ok\r\n250 ok\r\n450 later\r\n354 go\r\n", "250 ok\r\n"},
             "EHLO c.test\nMAIL FROM:<a@x.test> SIZE=7\nRCPT TO:<b@y.test>\nRCPT "
             "TO:<c@y.test>\nDATA\n..hi\n.\n",
             {{good, {2, 0, 0}}, {later, {4, 0, 0}}},
             to({"b", "c"})},
            {"HELO",
             {"220 s\r\n", "502 what\r\n", "250 s\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n",
              "250 ok\r\n"},
             "EHLO c.test\nHELO c.test\nMAIL FROM:<>\nRCPT TO:<b@y.test>\nDATA\n..hi\n.\n",
             {{good, {2, 0, 0}}},
             bounce},
            {"MAIL is refused",
             {"220 s\r\n", "250 s\r\n", "550 5.7.1 no\r\n", "250 ok\r\n"},
             "EHLO c.test\nMAIL FROM:<a@x.test>\nRSET\n",
             {{never, {5, 7, 1}}},
             to({"b"})},
            {"MAIL is refused, pipelined",
             {"220 s\r\n", all, "450 4.7.1 wait\r\n503 no\r\n503 no\r\n", "250 ok\r\n"},
             "EHLO c.test\nMAIL FROM:<a@x.test> SIZE=7\nRCPT TO:<b@y.test>\nDATA\nRSET\n",
             {{later, {4, 7, 1}}},
             to({"b"})},
            {"nobody is accepted, but DATA is",
             {"220 s\r\n", all, "250 ok\r\n550 no\r\n354 go\r\n", "554 nobody\r\n"},
             "EHLO c.test\nMAIL FROM:<a@x.test> SIZE=7\nRCPT TO:<b@y.test>\nDATA\n.\n",
             {{never, {5, 0, 0}}},
             to({"b"})},
            {"nobody is accepted, one by one",
             {"220 s\r\n", "250 s\r\n", "250 ok\r\n", "552 too many\r\n", "250 ok\r\n"},
             "EHLO c.test\nMAIL FROM:<a@x.test>\nRCPT TO:<b@y.test>\nRSET\n",
             {{later, {5, 0, 0}}},
             to({"b"})},
            {"DATA is refused",
             {"220 s\r\n", "250 s\r\n", "250 ok\r\n", "250 ok\r\n", "451 4.3.0 no\r\n", "250 ok\r\n"},
             "EHLO c.test\nMAIL FROM:<a@x.test>\nRCPT TO:<b@y.test>\nDATA\nRSET\n",
             {{later, {4, 3, 0}}},
             to({"b"})},
            {"the content is refused",
             {"220 s\r\n", "250 s\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "554 5.7.1 spam\r\n"},
             "EHLO c.test\nMAIL FROM:<a@x.test>\nRCPT TO:<b@y.test>\nDATA\n..hi\n.\n",
             {{never, {5, 7, 1}}},
             to({"b"})},
            {"421 in between",
             {"220 s\r\n", "250 s\r\n", "250 ok\r\n", "550 5.1.1 no\r\n", "421 4.3.2 bye\r\n"},
             "EHLO c.test\nMAIL FROM:<a@x.test>\nRCPT TO:<b@y.test>\nRCPT TO:<c@y.test>\n",
             {{never, {5, 1, 1}}, {later, {4, 3, 2}}},
             to({"b", "c"})},
            {"the server goes away before its verdict",
             {"220 s\r\n", "250 s\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n"},
             "EHLO c.test\nMAIL FROM:<a@x.test>\nRCPT TO:<b@y.test>\nDATA\n..hi\n.\n",
             {{later, {4, 4, 2}}},
             to({"b"})},
            {"too big", {"220 s\r\n", all}, "EHLO c.test\n", {{never, {5, 3, 4}}}, big},
            {"SMTPUTF8 is needed", {"220 s\r\n", "250 s\r\n"}, "EHLO c.test\n", {{never, {5, 6, 7}}}, utf8},
            {"SMTPUTF8 is there",
             {"220 s\r\n", all, "250 ok\r\n250 ok\r\n354 go\r\n", "250 ok\r\n"},
             "EHLO c.test\nMAIL FROM:<a@x.test> SIZE=7 SMTPUTF8\nRCPT TO:<\xc3\xb1@y.test>\nDATA\n..hi\n.\n",
             {{good, {2, 0, 0}}},
             utf8},
            {"8BITMIME is needed", {"220 s\r\n", "250 s\r\n"}, "EHLO c.test\n", {{never, {5, 6, 3}}}, eight},
            {"8BITMIME is there",
             {"220 s\r\n", all, "250 ok\r\n250 ok\r\n354 go\r\n", "250 ok\r\n"},
             "EHLO c.test\nMAIL FROM:<a@x.test> SIZE=7 BODY=8BITMIME\nRCPT TO:<b@y.test>\nDATA\n..hi\n.\n",
             {{good, {2, 0, 0}}},
             eight},
            {"an address that would be a command",
             {"220 s\r\n", all},
             "EHLO c.test\n",
             {{never, {5, 1, 3}}},
             evil},
            {"the greeting is a refusal", {"554 5.7.1 no\r\n"}, "", {{never, {5, 7, 1}}}, to({"b"})},
            {"no reply at all", {"SSH-2.0\r\n"}, "", {{later, {4, 4, 2}}}, to({"b"})},
            {"STARTTLS is required",
             {"220 s\r\n", all},
             "EHLO c.test\n",
             {{later, {4, 7, 4}}},
             to({"b"}),
             TlsWish::required},
            {"STARTTLS is refused",
             {"220 s\r\n", "250-s\r\n250 STARTTLS\r\n", "454 no\r\n", "250 ok\r\n", "250 ok\r\n",
              "354 go\r\n", "250 ok\r\n"},
             "EHLO c.test\nSTARTTLS\nMAIL FROM:<a@x.test>\nRCPT TO:<b@y.test>\nDATA\n..hi\n.\n",
             {{good, {2, 0, 0}}},
             to({"b"}),
             TlsWish::if_offered},
            {"STARTTLS, and what was offered in clear is forgotten",
             {"220 s\r\n", "250-s\r\n250-PIPELINING\r\n250 STARTTLS\r\n", "220 go\r\n", "250 s\r\n",
              "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 ok\r\n"},
             "EHLO c.test\nSTARTTLS\nEHLO c.test\nMAIL FROM:<a@x.test>\nRCPT TO:<b@y.test>\nDATA\n..hi\n.\n",
             {{good, {2, 0, 0}}},
             to({"b"}),
             TlsWish::required},
            {"a reply slipped in behind STARTTLS",
             {"220 s\r\n", "250-s\r\n250 STARTTLS\r\n", "220 go\r\n250 s\r\n"},
             "EHLO c.test\nSTARTTLS\n",
             {{later, {4, 4, 2}}},
             to({"b"}),
             TlsWish::if_offered},
        };
    }();
    return rows;
}

struct Talk {
    std::string heard;
    std::vector<Outcome> outcomes;
    std::size_t steps = 0;
};

Task<std::vector<Outcome>> deliver_all(Lent<Client> client, Outgoing message, Lent<MessageSource> source) {
    const std::size_t count = message.recipients.size();
    if (auto failure = co_await client->open()) co_return std::vector<Outcome>(count, *failure);
    co_return co_await client->deliver(std::move(message), source);
}

Task<std::vector<Outcome>> deliver_and_quit(Lent<Client> client, Outgoing message,
                                            Lent<MessageSource> source) {
    auto outcomes = co_await deliver_all(client, std::move(message), source);
    co_await client->quit();
    co_return outcomes;
}

Talk talk(const Dialogue& dialogue, std::optional<std::pair<std::size_t, ErrorKind>> broken = std::nullopt) {
    static const auto context = net::TlsContext::client(net::TlsContext::Trust::nobody);
    auto wire = std::make_unique<net::ScriptedWire>();
    net::ScriptedWire& seen = *wire;
    for (const std::string& say : dialogue.says) wire->says(say);
    if (broken) wire->fails_at(broken->first, broken->second);
    ClientOptions options;
    options.host_name = "c.test";
    options.tls = dialogue.tls;
    Client client(std::move(wire), context->get(), {}, std::move(options));
    TextSource source(".hi\r\n");
    Talk result;
    result.outcomes = net::run_now(deliver_all(&client, dialogue.message, &source));
    result.heard = seen.written();
    result.steps = seen.steps();
    std::erase(result.heard, '\r');
    return result;
}

TEST(SmtpClient, Dialogues) {
    for (const Dialogue& dialogue : dialogues()) {
        const Talk talked = talk(dialogue);
        EXPECT_EQ(talked.heard, dialogue.hears) << dialogue.name;
        ASSERT_EQ(talked.outcomes.size(), dialogue.outcomes.size()) << dialogue.name;
        for (std::size_t i = 0; i < talked.outcomes.size(); ++i) {
            EXPECT_EQ(talked.outcomes[i].verdict, dialogue.outcomes[i].first) << dialogue.name << i;
            EXPECT_EQ(talked.outcomes[i].status, dialogue.outcomes[i].second) << dialogue.name << i;
        }
    }
}

/// A broken wire never makes a delivery, nor a refusal, out of what was none.
TEST(SmtpClient, SurvivesEveryBrokenStep) {
    for (const Dialogue& dialogue : dialogues()) {
        const Talk whole = talk(dialogue);
        for (const ErrorKind kind : {ErrorKind::io, ErrorKind::closed, ErrorKind::timeout}) {
            for (std::size_t step = 0; step < whole.steps; ++step) {
                const Talk talked = talk(dialogue, {{step, kind}});
                ASSERT_EQ(talked.outcomes.size(), whole.outcomes.size());
                for (std::size_t i = 0; i < talked.outcomes.size(); ++i) {
                    if (talked.outcomes[i].verdict == Verdict::temporary) continue;
                    EXPECT_EQ(talked.outcomes[i], whole.outcomes[i]) << dialogue.name << " step " << step;
                }
            }
        }
    }
}

TEST(SmtpClient, AMessageThatCannotBeReadIsNotEnded) {
    auto wire = std::make_unique<net::ScriptedWire>();
    net::ScriptedWire& seen = *wire;
    for (const auto* say : {"220 s\r\n", "250 s\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 ok\r\n"})
        wire->says(say);
    ClientOptions options;
    options.host_name = "c.test";
    options.tls = TlsWish::never;
    Client client(std::move(wire), nullptr, {}, std::move(options));
    TextSource source("half a message\r\n", 6);
    const auto outcomes = net::run_now(deliver_all(&client, to({"b"}), &source));
    ASSERT_EQ(outcomes.size(), 1U);
    EXPECT_EQ(outcomes.front().verdict, Verdict::temporary);
    EXPECT_FALSE(seen.written().contains("\r\n.\r\n"));
    EXPECT_TRUE(seen.is_closed());
}

/// Both sides of ours, over a socket pair with TLS: a member submits, in clear first.
TEST(SmtpClient, SubmitsToOurServer) {
    boost::asio::io_context context(1);
    ScriptedHouse house;
    house.settings.service = Service::submission;
    house.settings.starttls = true;
    house.settings.message_octets_max = 4 << 20;
    const auto ca = net::make_ca("test");
    ASSERT_TRUE(ca);
    const auto certificate = net::make_certificate(*ca, {"mx.milpa.test"}, {}, std::chrono::days(2));
    ASSERT_TRUE(certificate);
    const auto server_tls = net::TlsContext::server(*certificate);
    const auto client_tls = net::TlsContext::client(ca->chain_pem);
    ASSERT_TRUE(server_tls && client_tls);

    auto [near, far] = net::make_pair(context.get_executor(), context.get_executor());
    const Services services = house.services();
    boost::asio::co_spawn(context,
                          serve(std::move(far), "192.0.2.7", server_tls->get(), &house.settings, &services),
                          boost::asio::detached);
    ClientOptions options;
    options.host_name = "c.test";
    options.tls = TlsWish::required;
    options.user = "ana";
    options.password = crypto::SecretText("secret");
    Client client(std::move(near), client_tls->get(), {.name = "mx.milpa.test", .tlsa = {}},
                  std::move(options));
    std::string text = "From: ana@milpa.test\r\n\r\n";
    while (text.size() < 1 << 20) text += ".a line that begins with a dot\r\n.\r\n\r\n";
    TextSource source(text);
    Outgoing message{.sender = Mailbox{"ana", "milpa.test"},
                     .recipients = {{"beto", "milpa.test"}},
                     .octets = text.size()};
    const auto outcomes = net::run_on(context, deliver_and_quit(&client, std::move(message), &source));
    ASSERT_EQ(outcomes.size(), 1U);
    EXPECT_EQ(outcomes.front().verdict, Verdict::delivered) << outcomes.front().text;
    ASSERT_EQ(house.stored.size(), 1U);
    EXPECT_TRUE(house.stored.front().content.ends_with(text.substr(text.find("\r\n\r\n"))));
}

}  // namespace
}  // namespace milpa::mail::smtp
