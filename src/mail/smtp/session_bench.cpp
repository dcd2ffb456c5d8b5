// SPDX-License-Identifier: AGPL-3.0-or-later
// What a message costs in the session alone, how fast content is decoded, and what an idle session keeps in
// memory. Run by hand: smtp_session_bench.
#include <malloc.h>

#include <ctime>

#include "mail/smtp/connection.hpp"
#include "mail/smtp/data_decoder.hpp"
#include "mail/smtp/scripted_house.hpp"
#include "mail/smtp/session.hpp"
#include "net/listener.hpp"
#include "net/run_now.hpp"

using namespace milpa;
using namespace milpa::mail::smtp;

namespace {

constexpr std::size_t content_octets = 4096;
constexpr int messages = 100'000;
constexpr std::size_t connections = 400;
constexpr int decoded_rounds = 32;
constexpr std::size_t decoded_octets = 64 << 20;

class NullMessage final : public Message {
public:
    Task<Result<void>> write(ByteView) override { co_return Result<void>(); }
    Task<Result<Acceptance>> commit() override { co_return Acceptance::stored; }
};

class NullInbound final : public Inbound {
public:
    Task<Result<std::unique_ptr<Message>>> begin(Envelope) override {
        co_return std::make_unique<NullMessage>();
    }
};

double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

std::string text_of(std::size_t octets) {
    std::string text =
        "From: a@x.test\r\nTo: b@milpa.test\r\nSubject: a bench\r\nMessage-ID: <1@x.test>\r\n\r\n";
    while (text.size() < octets)
        text += "A line of the length that lines of letters have on average, or so\r\n";
    return text;
}

Task<> receive(Lent<Session> session, std::string content) {
    const auto say = [&](std::string_view line) { return session->on_line(line, Behind::nothing); };
    (void)co_await say("EHLO c.test");
    for (int i = 0; i < messages; ++i) {
        (void)co_await say("MAIL FROM:<a@x.test> SIZE=4096");
        (void)co_await say("RCPT TO:<ana@milpa.test>");
        (void)co_await say("DATA");
        const auto taken = co_await session->on_content(content);
        ensure(taken.reply && taken.reply->code == 250 && taken.octets == content.size());
    }
}

void bench_messages() {
    ScriptedHouse house;
    NullInbound inbound;
    house.settings.transactions_max = messages;
    Services services = house.services();
    services.inbound = &inbound;
    Session session(&house.settings, &services, "192.0.2.7", Channel::clear);
    (void)session.open(Behind::nothing);
    const double begin = cpu_seconds();
    net::run_now(receive(&session, text_of(content_octets) + ".\r\n"));
    fmt::print("smtp.session.4k: {:.2f} us of CPU a message (null sink)\n",
               (cpu_seconds() - begin) / messages * 1e6);
}

void bench_decoder() {
    const std::string text = text_of(decoded_octets) + ".\r\n";
    std::size_t octets = 0;
    const double begin = cpu_seconds();
    for (int i = 0; i < decoded_rounds; ++i) {
        DataDecoder decoder;
        for (std::string_view rest = text; !rest.empty();) {
            const auto step = decoder.next(rest.substr(0, content_buffer_octets));
            rest.remove_prefix(step.consumed);
            octets += step.octets.size();
        }
        ensure(!decoder.violated());
    }
    fmt::print("smtp.decoder: {:.2f} GB/s\n", static_cast<double>(octets) / (cpu_seconds() - begin) / 1e9);
}

/// Sessions that said EHLO and wait for a command, on socket pairs; what the heap has grown by.
void bench_idle() {
    ScriptedHouse house;
    const Services services = house.services();
    boost::asio::io_context context(1);
    const std::size_t count = connections;
    std::vector<std::unique_ptr<net::Wire>> peers;
    std::vector<std::unique_ptr<net::Wire>> ours;
    for (std::size_t i = 0; i < count; ++i) {
        auto [near, far] = net::make_pair(context.get_executor(), context.get_executor());
        peers.push_back(std::move(near));
        ours.push_back(std::move(far));
    }
    const std::size_t before = ::mallinfo2().uordblks;
    for (auto& wire : ours) {
        boost::asio::co_spawn(context,
                              serve(std::move(wire), "192.0.2.7", nullptr, &house.settings, &services),
                              boost::asio::detached);
    }
    context.run_for(std::chrono::milliseconds(500));
    const std::size_t greeted = ::mallinfo2().uordblks;
    for (auto& wire : peers) {
        boost::asio::co_spawn(
            context,
            [](Lent<net::Wire> to) -> Task<> {
                (void)co_await to->write("EHLO mail.example.test\r\n");
            }(wire.get()),
            boost::asio::detached);
    }
    context.run_for(std::chrono::milliseconds(500));
    const std::size_t after = ::mallinfo2().uordblks;
    fmt::print(
        "smtp.idle: {} octets of heap a connection after the greeting, {} after EHLO (Session itself: {})\n",
        (greeted - before) / count, (after - before) / count, sizeof(Session));
    for (auto& wire : peers) wire->close();
    context.run_for(std::chrono::milliseconds(500));
}

}  // namespace

int main() {
    bench_messages();
    bench_decoder();
    bench_idle();
    return 0;
}
