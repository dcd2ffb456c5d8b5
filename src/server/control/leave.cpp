// SPDX-License-Identifier: AGPL-3.0-or-later
// `milpa leave`: all mail of a member as mbox and as Maildir, streamed to the command line, which writes the
// files.
#include "mail/account/account.hpp"
#include "server/control/mbox.hpp"
#include "server/control/serve.hpp"
#include "server/server.hpp"

#include <boost/json/serialize.hpp>
#include <map>

namespace milpa::server::control {

namespace {

namespace account = mail::account;

Task<Result<void>> send_header(Lent<FrameWire> wire, boost::json::object header) {
    co_return co_await wire->write(FrameType::file, boost::json::serialize(header));
}

/// Sends the octets of a message through `change`, which may hold back a part until the end.
template <class Change>
Task<Result<void>> send_octets(Lent<FrameWire> wire, Lent<store::ObjectReader> reader, Change change) {
    reader->seek(0);
    for (;;) {
        CO_TRY(const Bytes part, co_await reader->next());
        const std::string out = part.empty() ? change.finish() : change.take(as_text(part));
        if (!out.empty()) CO_CHECK(co_await wire->write(FrameType::data, out));
        if (part.empty()) co_return Result<void>{};
    }
}

std::string mbox_path(std::string_view mailbox) { return fmt::format("mbox/{}.mbox", file_name_of(mailbox)); }

using KeywordsByMailbox = std::map<std::string, MaildirKeywords, std::less<>>;

Task<Result<void>> send_message(Lent<FrameWire> wire, Lent<account::ExportedMessage> message,
                                std::uint64_t number, Lent<MaildirKeywords> keywords) {
    CO_CHECK(co_await send_header(wire, {{"path", mbox_path(message->mailbox)}, {"append", true}}));
    CO_CHECK(co_await wire->write(
        FrameType::data, mbox_line(from_unix_ms(message->internal_date_ms)) + mbox_status(message->flags)));
    CO_CHECK(co_await send_octets(wire, &message->octets, MboxQuoting()));
    const std::int64_t arrived = message->internal_date_ms / 1000;
    CO_CHECK(co_await send_header(
        wire, {{"path", fmt::format("Maildir/{}cur/{}.{}.milpa:2,{}{}", maildir_folder(message->mailbox),
                                    arrived, number, maildir_flags(message->flags.system),
                                    keywords->letters(message->flags.keywords))},
               {"modified", arrived}}));
    co_return co_await send_octets(wire, &message->octets, Unchanged());
}

/// What the letters mean: known once all messages of a folder were there.
Task<Result<void>> send_keywords(Lent<FrameWire> wire, Lent<const KeywordsByMailbox> keywords) {
    for (const auto& [mailbox, of_mailbox] : *keywords) {
        const std::string text = of_mailbox.file();
        if (text.empty()) continue;
        CO_CHECK(co_await send_header(
            wire, {{"path", fmt::format("Maildir/{}dovecot-keywords", maildir_folder(mailbox))}}));
        CO_CHECK(co_await wire->write(FrameType::data, text));
    }
    co_return Result<void>{};
}

/// What lives on the thread of the vault: made, used and dropped there, while the control socket has a thread
/// of its own.
struct Opened {
    account::AccountHandle handle;
    std::optional<account::Export> messages;
};

Task<Result<std::unique_ptr<Opened>>> open_at_home(Lent<Server> server, members::Login login) {
    auto opened = std::make_unique<Opened>();
    CO_TRY(opened->handle, co_await server->open_account(std::move(login)));
    opened->messages.emplace(opened->handle.get());
    co_return std::move(opened);
}

Task<std::vector<std::string>> names_at_home(Lent<Opened> opened) {
    std::vector<std::string> names;
    for (const auto& [name, id] : opened->handle->state().names()) names.push_back(name);
    co_return names;
}

Task<Result<std::optional<account::ExportedMessage>>> next_at_home(Lent<Opened> opened) {
    co_return co_await opened->messages->next();
}

Task<> close_at_home(std::unique_ptr<Opened> opened) {
    opened.reset();
    co_return;
}

Task<Result<std::uint64_t>> export_all(Executor home, Lent<Opened> opened, Lent<FrameWire> wire) {
    for (const std::string& name : co_await net::call_on(home, names_at_home(opened))) {
        for (const char* part : {"cur", "new", "tmp"}) {
            CO_CHECK(co_await send_header(
                wire, {{"folder", fmt::format("Maildir/{}{}", maildir_folder(name), part)}}));
        }
        CO_CHECK(co_await send_header(wire, {{"path", mbox_path(name)}, {"append", true}}));
    }
    KeywordsByMailbox keywords;
    std::uint64_t count = 0;
    for (;;) {
        CO_TRY(auto next, co_await net::call_on(home, next_at_home(opened)));
        if (!next) break;
        CO_CHECK(co_await send_message(wire, &*next, ++count, &keywords[next->mailbox]));
    }
    CO_CHECK(co_await send_keywords(wire, &keywords));
    co_return count;
}

}  // namespace

Task<Result<boost::json::object>> leave(Lent<Server> server, members::Login login, Lent<FrameWire> wire) {
    const Executor home = server->home_of(login.vault());
    // A lock or a suspension ends it like any other session, also where the command line takes nothing.
    const auto ticket = server->sessions().enter(login.id(), co_await boost::asio::this_coro::executor,
                                                 [wire] { wire->close(); });
    CO_TRY(auto opened, co_await net::call_on(home, open_at_home(server, std::move(login))));
    auto exported = co_await export_all(home, opened.get(), wire);
    co_await net::call_on(home, close_at_home(std::move(opened)));
    CO_TRY(const std::uint64_t count, std::move(exported));
    co_return boost::json::object{{"messages", count}};
}

}  // namespace milpa::server::control
