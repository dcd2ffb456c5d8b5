// SPDX-License-Identifier: AGPL-3.0-or-later
// What one connection takes in memory: wire, TLS, session, filters, extractor, facts, the chunk that is
// sealed. A whole server, TLS, and messages that are made to be expensive. What the committer's thread and
// the pool take for their work is not counted: there are few of those, however many connections there are.
#include <gtest/gtest.h>

#include <future>

#include "crypto/memory.hpp"
#include "mail/smtp/connection.hpp"
#include "mail/smtp/send_limits.hpp"
#include "net/run_now.hpp"
#include "server/folder.hpp"
#include "server/mail_smtp.hpp"
#include "store/test_folder.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MILPA_HAS_ALLOCATION_HOOKS
#endif
#endif

#ifdef MILPA_HAS_ALLOCATION_HOOKS
#include "server/counted_memory.hpp"

namespace milpa::server {
namespace {

namespace smtp = mail::smtp;
using testing::CountedMemory;

/// What is promised, also where all kinds of excess come together.
constexpr std::size_t connection_octets_max = 256 * 1024;

std::string repeat(std::string_view unit, std::size_t octets) {
    std::string text;
    text.reserve(octets + unit.size());
    while (text.size() < octets) text += unit;
    return text;
}

/// `count` lines, each made from its number.
std::string lines(std::size_t count, const std::function<std::string(std::size_t)>& line) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += line(i) + "\r\n";
    return text;
}

/// A field of many lines.
std::string folded(std::string_view name, std::size_t count,
                   const std::function<std::string(std::size_t)>& line) {
    return fmt::format("{}:\r\n", name) + lines(count, [&](std::size_t i) { return " " + line(i); });
}

std::string many_addresses(std::string_view name, std::size_t count) {
    return folded(name, count, [](std::size_t i) { return fmt::format("N{0} <a{0}@b{0}.test>,", i); });
}

std::string many_words(std::size_t octets) {
    std::string text;
    for (std::size_t i = 0; text.size() < octets; ++i) text += fmt::format("w{:x}q{:x}\r\n", i * 7919, i);
    return text;
}

const std::string in_parts = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";

/// A part whose header says as much as a header can.
std::string wordy_part(std::size_t number) {
    std::string part = "--b\r\nContent-Type: text/html; charset=gb18030";
    for (int i = 0; i < 80; ++i) part += fmt::format(";\r\n n{}-{}=\"{}\"", number, i, std::string(150, 'v'));
    part += "\r\nContent-Disposition: attachment";
    for (int i = 0; i < 60; ++i)
        part += fmt::format(";\r\n filename*{}*=%e2%82%ac{}", i, std::string(100, 'f'));
    return part + "\r\nContent-Description: " + std::string(900, 'd') + "\r\nContent-ID: <" +
           std::string(900, 'i') + ">\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=EF=B7=BA";
}

std::string nested(std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) {
        const std::string boundary = fmt::format("{:0>190}", i);
        text += fmt::format("Content-Type: multipart/mixed; boundary=\"{0}\"\r\n\r\n--{0}\r\n", boundary);
    }
    return text;
}

std::string messages_in_messages(std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) {
        text += fmt::format("Subject: {}\r\n", std::string(500, 's')) + many_addresses("To", 20) +
                "Content-Type: message/rfc822\r\n\r\n";
    }
    return text;
}

struct Shape {
    std::string name;
    std::string content;  ///< with CRLF, and no line that begins with a dot
};

std::vector<Shape> shapes() {
    const std::string ligature = "\xef\xb7\xba";  // one character that folds to eighteen
    const std::string word = "=?windows-1252?B?gICAgICAgICAgICAgICAgICAgICAgICAgICAgICA?= ";
    std::vector<Shape> all{
        {"an ordinary message", "Subject: x\r\nFrom: a@b.test\r\nTo: c@d.test\r\n\r\nHello\r\n"},
        {"megabytes of text", "Subject: x\r\n\r\n" + repeat("The field is worked together.\r\n", 3 << 20)},
        {"one endless line", "Subject: x\r\n\r\n" + repeat("x", 3 << 20) + "\r\n"},
        {"an attachment", "Content-Type: application/x\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
                              repeat(std::string(76, 'A') + "\r\n", 3 << 20)},
        {"ten thousand parts", in_parts + repeat("--b\r\n\r\nx\r\n", 10'000 * 10)},
        {"parts that are never begun", in_parts + repeat("--b\r\n", 200'000)},
        {"parts with all that a header can say", in_parts + lines(60, wordy_part)},
        {"one part with all that a header can say", in_parts + wordy_part(0) + many_words(300'000)},
        {"multiparts in multiparts", nested(300) + "\r\n" + many_words(300'000)},
        {"messages in messages", messages_in_messages(100)},
        {"six thousand recipients", many_addresses("To", 6'000) + "\r\nx\r\n"},
        {"recipients in many fields",
         lines(1'200, [](std::size_t) { return many_addresses("Cc", 5); }) + "\r\n"},
        {"recipients of one letter", "To: " + repeat("a,", 60'000) + "\r\n\r\n"},
        {"groups without members", folded("To", 20'000, [](std::size_t) { return "a:;"; }) + "\r\n"},
        {"one recipient that does not end",
         folded("To", 2'500, [](std::size_t) { return std::string(70, 'a'); }) + "\r\n"},
        {"one name that does not end",
         folded("From", 2'500, [](std::size_t) { return "\"" + std::string(70, 'a'); }) + "\r\n"},
        {"encoded words",
         lines(40, [&](std::size_t) { return folded("Subject", 80, [&](std::size_t) { return word; }); }) +
             "\r\n"},
        {"one encoded word", "Subject: =?gb18030?Q?" + repeat("=81=30=81=30", 100'000) + "?=\r\n\r\n"},
        {"characters that fold to many", "Subject: " + repeat(ligature, 15'000) +
                                             "\r\nContent-Type: text/plain; "
                                             "charset=utf-8\r\n\r\n" +
                                             repeat(ligature + "\r\n", 1 << 20)},
        {"marks that combine",
         "Content-Type: text/plain; charset=utf-8\r\n\r\ne" + repeat("\xcc\x81", 1 << 20) + "\r\n"},
        {"different words", "Subject: x\r\n\r\n" + many_words(2 << 20)},
        {"references without end",
         folded("References", 8'000, [](std::size_t i) { return fmt::format("<{}@x>", i); }) + "\r\n"},
        {"short fields",
         lines(25'000, [](std::size_t i) { return fmt::format("X{}: y", i % 977); }) + "\r\n"},
        {"a page of entities",
         "Content-Type: text/html\r\n\r\n" + repeat("&#64000;<p>&nbsp;<b x='", 1 << 20) + "\r\n"},
        {"quoted-printable spaces",
         "Content-Type: text/plain; charset=iso-2022-jp\r\nContent-Transfer-Encoding: "
         "quoted-printable\r\n\r\n" +
             repeat(std::string(400, ' ') + "=\r\n", 1 << 20)},
    };
    // All at once, one after the other: each budget is used up before the next is begun.
    all.push_back({"everything",
                   many_addresses("To", 1'500) + many_addresses("Cc", 900) +
                       folded("References", 900, [](std::size_t i) { return fmt::format("<{}@x>", i); }) +
                       in_parts + "--b\r\n\r\n" + many_words(300'000) + repeat("--b\r\n\r\nx\r\n", 2'000) +
                       "--b\r\n" + nested(60) + wordy_part(1) + many_words(200'000)});
    all.push_back({"everything, in a report",
                   many_addresses("To", 1'500) + many_addresses("Cc", 900) +
                       folded("References", 900, [](std::size_t i) { return fmt::format("<{}@x>", i); }) +
                       "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
                       "--b\r\nContent-Type: message/delivery-status\r\n\r\n" +
                       lines(100,
                             [](std::size_t i) {
                                 return fmt::format("Final-Recipient: rfc822; {:a>60}{}@x.test\r\n\r\n", "",
                                                    i);
                             }) +
                       "--b\r\n\r\n" + many_words(300'000) + repeat("--b\r\n\r\nx\r\n", 2'000) + "--b\r\n" +
                       nested(60) + wordy_part(1) + many_words(200'000)});
    all.push_back({"everything, the other way",
                   in_parts + lines(30, wordy_part) + "--b\r\n" + nested(20) + messages_in_messages(40)});
    return all;
}

/// A client that says one thing after the other.
class Client {
public:
    explicit Client(Lent<net::Wire> wire) : wire_(wire) {}

    /// Writes, and waits for a reply; its code.
    Task<Result<int>> say(std::string text) {
        wire_->set_deadline(std::chrono::minutes(5));
        CO_CHECK(co_await wire_->write(text));
        co_return co_await hear();
    }
    Task<Result<int>> hear() {
        while (true) {
            const std::size_t end = heard_.find("\r\n");
            if (end == std::string::npos) {
                char octets[4096];
                wire_->set_deadline(std::chrono::minutes(5));
                CO_TRY(const std::size_t count, co_await wire_->read_some(octets));
                heard_.append(octets, count);
                continue;
            }
            const std::string line = heard_.substr(0, end);
            heard_.erase(0, end + 2);
            if (line.size() > 3 && line[3] == ' ') co_return std::atoi(line.c_str());
        }
    }

private:
    const Lent<net::Wire> wire_;
    std::string heard_;
};

struct Talk {
    std::vector<std::string> recipients;
    std::string content;
    std::size_t octets_at_once = 64 * 1024;
};

Task<Result<int>> send(net::Wire* wire, const net::TlsContext* tls, const Talk* talk) {
    wire->set_deadline(std::chrono::minutes(5));
    CO_CHECK(co_await wire->start_tls_client(tls, net::TlsPeer{}));
    Client client(wire);
    CO_CHECK(co_await client.hear());
    CO_CHECK(co_await client.say("EHLO client.test\r\n"));
    CO_CHECK(co_await client.say("MAIL FROM:<stranger@elsewhere.test>\r\n"));
    for (const auto& recipient : talk->recipients)
        CO_CHECK(co_await client.say("RCPT TO:<" + recipient + ">\r\n"));
    CO_CHECK(co_await client.say("DATA\r\n"));
    for (std::string_view rest = talk->content; !rest.empty();) {
        const std::string_view piece = rest.substr(0, talk->octets_at_once);
        wire->set_deadline(std::chrono::minutes(5));
        CO_CHECK(co_await wire->write(piece));
        rest.remove_prefix(piece.size());
    }
    CO_TRY(const int code, co_await client.say(".\r\n"));
    CO_CHECK(co_await client.say("QUIT\r\n"));
    co_return code;
}

/// Closed at once: a wire's deadline keeps its context busy.
Task<Result<int>> send_and_close(net::Wire* wire, const net::TlsContext* tls, const Talk* talk) {
    auto code = co_await send(wire, tls, talk);
    wire->close();
    co_return code;
}

class DeliveryMemory : public ::testing::Test {
protected:
    void SetUp() override {
        crypto::init();
        const std::string folder = folder_.path().string();
        auto shares = found_folder(folder, {"a.test", "A", 3, 2}, store::SealingMode::sealed);
        ASSERT_TRUE(shares) << shares.error().detail;
        Settings settings;
        settings.ports = {
            .smtp = 0, .submission = 0, .submissions = 0, .imap = 0, .imaps = 0, .http = 0, .https = 0};
        settings.threads = 2;
        settings.argon2_memory = crypto::argon2_memlimit_min;
        ServerOptions options;
        options.folder = folder;
        options.settings = settings;
        auto server = Server::start(std::move(options));
        ASSERT_TRUE(server) << server.error().detail;
        server_ = std::move(*server);
        for (int i = 0; i < 2; ++i) {
            ASSERT_TRUE(
                net::run_now(server_->collective().offer(std::move((*shares)[static_cast<std::size_t>(i)]))));
        }
        members::NewMember ana;
        ana.addresses = {"ana@a.test"};
        ana.password.emplace("correct horse battery");
        ASSERT_TRUE(net::run_now(server_->add_member(std::move(ana))));
        const auto authority = net::make_ca("Test");
        const auto certificate = net::make_certificate(*authority, {"a.test"}, {}, std::chrono::days(2));
        server_tls_ = std::move(*net::TlsContext::server(*certificate));
        client_tls_ = std::move(*net::TlsContext::client(net::TlsContext::Trust::nobody));
        services_.emplace(server_.get());
        exchange_.host_name = "a.test";
    }
    void TearDown() override { server_.reset(); }

    static Task<> serve(DeliveryMemory* self, std::unique_ptr<net::Wire> wire, std::promise<void>* done) {
        CountedMemory::restart();
        CountedMemory::count_this_thread();
        wire->set_deadline(std::chrono::minutes(5));
        if (co_await wire->start_tls_server(self->server_tls_.get())) {
            SubmissionLogins logins(&*self->services_, self->server_.get(), wire.get(),
                                    co_await boost::asio::this_coro::executor);
            const smtp::Services services{.gate = &*self->services_,
                                          .recipients = &*self->services_,
                                          .inbound = &*self->services_,
                                          .outbox = &*self->services_,
                                          .logins = &logins,
                                          .send_limits = &self->send_limits_,
                                          .clock = &self->clock_,
                                          .random = &self->random_};
            co_await smtp::serve_on(wire.get(), "192.0.2.7", self->server_tls_.get(), &self->exchange_,
                                    &services);
        }
        wire.reset();
        CountedMemory::stop_counting_here();
        done->set_value();
    }

    /// The reply to the content.
    int talk(const Talk& talk) {
        boost::asio::io_context context(1);
        auto [near, far] = net::make_pair(context.get_executor(), server_->runtime().executor(1));
        std::promise<void> done;
        net::spawn(server_->runtime().executor(1), serve(this, std::move(far), &done));
        const auto code = net::run_on(context, send_and_close(near.get(), client_tls_.get(), &talk));
        done.get_future().wait();
        EXPECT_TRUE(code) << code.error().detail;
        return code.value_or(0);
    }

    store::TestFolder folder_;
    SystemClock clock_;
    SystemRandom random_;
    smtp::SendLimits send_limits_{500, std::chrono::hours(1)};
    std::unique_ptr<Server> server_;
    std::unique_ptr<net::TlsContext> server_tls_, client_tls_;
    std::optional<SmtpServices> services_;
    smtp::Settings exchange_;
};

TEST_F(DeliveryMemory, StaysBelowItsPromiseForEveryShape) {
    // What a first message makes for all that follow (tables of ICU, ciphers of a thread) is no connection's.
    ASSERT_EQ(talk({{"ana@a.test"}, "Subject: =?gb18030?Q?x?=\r\n\r\nx\r\n"}), 250);
    for (const Shape& shape : shapes()) {
        EXPECT_EQ(talk({{"ana@a.test"}, shape.content}), 250) << shape.name;
        EXPECT_GT(CountedMemory::peak_octets(), 20'000U) << "the counter counts";
        EXPECT_LE(CountedMemory::peak_octets(), connection_octets_max) << shape.name;
        RecordProperty(shape.name, static_cast<int>(CountedMemory::peak_octets()));
        if (std::getenv("MILPA_SHOW_MEMORY") != nullptr)
            fmt::print("{:>8} of memory: {}\n", CountedMemory::peak_octets(), shape.name);
    }
}

TEST_F(DeliveryMemory, StaysBelowItWithAHundredRecipients) {
    ASSERT_EQ(talk({{"ana@a.test"}, "Subject: x\r\n\r\nx\r\n"}), 250);
    Talk many;
    for (int i = 0; i < 100; ++i) many.recipients.push_back(fmt::format("ana+{:0>58}@a.test", i));
    for (const Shape& shape : shapes()) {
        if (!shape.name.starts_with("everything")) continue;
        many.content = shape.content;
        EXPECT_EQ(talk(many), 250) << shape.name;
        EXPECT_LE(CountedMemory::peak_octets(), connection_octets_max) << shape.name;
        if (std::getenv("MILPA_SHOW_MEMORY") != nullptr)
            fmt::print("{:>8} of memory, a hundred recipients: {}\n", CountedMemory::peak_octets(),
                       shape.name);
    }
}

}  // namespace
}  // namespace milpa::server
#endif
