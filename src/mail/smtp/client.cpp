// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/client.hpp"

#include <utility>

#include "base/ensure.hpp"
#include "mail/smtp/data_decoder.hpp"

namespace milpa::mail::smtp {

namespace {

constexpr std::size_t block_octets = 32 * 1024;

ClientOptions with_tls_of(ClientOptions options, const net::Wire& wire) {
    options.is_tls = wire.is_tls();
    return options;
}

}  // namespace

Client::Client(std::unique_ptr<net::Wire> wire, const net::TlsContext* tls, net::TlsPeer peer,
               ClientOptions options, ClientTimeouts timeouts)
    : wire_(std::move(wire)),
      reader_(wire_.get()),
      tls_(tls),
      peer_(std::move(peer)),
      timeouts_(timeouts),
      session_(with_tls_of(std::move(options), *wire_)) {}

Task<std::optional<Outcome>> Client::open() {
    co_await run(nullptr);
    co_return session_.failure();
}

Task<std::vector<Outcome>> Client::deliver(Outgoing message, Lent<MessageSource> source) {
    ensure(is_open());
    session_.begin(std::move(message));
    co_await run(source.get());
    co_return session_.outcomes();
}

Task<> Client::quit() {
    if (is_open()) {
        session_.quit();
        co_await run(nullptr);
    }
    (void)co_await wire_->shutdown();
}

/// Until the session wants nothing more, or is over.
Task<> Client::run(MessageSource* source) {
    using Want = ClientSession::Want;
    while (session_.want() != Want::nothing && session_.want() != Want::close) {
        if (auto done = co_await step(source); !done) {
            session_.broken(done.error().kind);
            wire_->close();
        }
    }
}

Task<Result<void>> Client::step(MessageSource* source) {
    if (const std::string output = session_.take_output(); !output.empty()) {
        wire_->set_deadline(timeouts_.data_block);
        CO_CHECK(co_await wire_->write(output));
    }
    switch (session_.want()) {
        case ClientSession::Want::reply: {
            wire_->set_deadline(session_.awaits_verdict() ? timeouts_.verdict : timeouts_.reply);
            CO_TRY(const net::Line line, co_await reader_.read_line(reply_line_octets_max));
            CO_TRY(const auto reply, parser_.line(line.text));
            if (reply) session_.on_reply(*reply);
            break;
        }
        case ClientSession::Want::handshake:
            ensure(tls_ != nullptr);
            wire_->set_deadline(timeouts_.handshake);
            CO_CHECK(co_await reader_.start_tls_client(tls_, peer_));
            session_.on_tls();
            break;
        case ClientSession::Want::content:
            ensure(source != nullptr);
            CO_CHECK(co_await send_content(source));
            session_.content_sent();
            break;
        case ClientSession::Want::nothing:
        case ClientSession::Want::close: break;
    }
    co_return Result<void>();
}

Task<Result<void>> Client::send_content(Lent<MessageSource> source) {
    const auto block = std::make_unique_for_overwrite<char[]>(block_octets);
    DotStuffer stuffer;
    std::string out;
    while (true) {
        CO_TRY(const std::size_t count, co_await source->read({block.get(), block_octets}));
        if (count == 0) break;
        stuffer.append(out, {block.get(), count});
        wire_->set_deadline(timeouts_.data_block);
        CO_CHECK(co_await wire_->write(out));
        out.clear();
    }
    stuffer.finish(out);
    wire_->set_deadline(timeouts_.data_block);
    co_return co_await wire_->write(out);
}

}  // namespace milpa::mail::smtp
