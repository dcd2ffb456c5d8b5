// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/visitor.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>

#include "net/listener.hpp"

namespace milpa::defence {
namespace {

namespace smtp = mail::smtp;
namespace imap = mail::imap;

constexpr std::chrono::seconds connect_timeout{10};
/// A server that was killed does not answer for longer than that; one that is busy does.
constexpr smtp::ClientTimeouts timeouts{.reply = std::chrono::seconds(60),
                                        .data_block = std::chrono::seconds(60),
                                        .verdict = std::chrono::seconds(60),
                                        .handshake = std::chrono::seconds(60)};

class TextSource final : public smtp::MessageSource {
public:
    explicit TextSource(std::string_view text) : text_(text) {}
    Task<Result<std::size_t>> read(std::span<char> into) override {
        const std::size_t count = std::min(into.size(), text_.size());
        std::copy_n(text_.begin(), count, into.begin());
        text_.remove_prefix(count);
        co_return count;
    }

private:
    std::string_view text_;
};

Error gone() { return fail(ErrorKind::closed, "the server went away"); }

/// What stands in the way of a session: the wire (its own finding, code 0), or the server.
Error obstacle(const smtp::Outcome& outcome) {
    if (outcome.code == 0 || outcome.code == 421) return gone();
    return fail(ErrorKind::denied, fmt::format("SMTP answered {} {}", outcome.code, outcome.text));
}

Result<void> expect_ok(const imap::Answer& answer, std::string_view what) {
    if (answer.completion == imap::TaggedStatus::ok) return {};
    return fail(ErrorKind::denied, fmt::format("IMAP refused {}: {}", what, answer.text));
}

/// For what may find nothing to do, because other sessions work there too.
Result<void> expect_understood(const imap::Answer& answer, std::string_view what) {
    if (answer.completion != imap::TaggedStatus::bad) return {};
    return fail(ErrorKind::denied, fmt::format("IMAP did not understand {}: {}", what, answer.text));
}

/// RFC 4315 3: [APPENDUID uidvalidity uid].
Result<std::uint32_t> appended_uid(std::string_view text) {
    const auto at = text.find("[APPENDUID ");
    const auto space = at == text.npos ? at : text.find(' ', at + 11);
    std::uint32_t uid = 0;
    if (space == text.npos ||
        std::from_chars(text.data() + space + 1, text.data() + text.size(), uid).ec != std::errc()) {
        return fail(ErrorKind::denied, "IMAP stored a message and does not say where");
    }
    return uid;
}

std::string folder_for_work(const MailboxVisit& visit) {
    return imap::mailbox_argument(visit.folders.empty() ? "Archive" : visit.folders.front());
}

}  // namespace

Task<Visitor::Connection> Visitor::connect(std::uint16_t port, std::string from) {
    CO_TRY(const auto to, net::PeerAddress::parse(doors_.address));
    std::optional<net::PeerAddress> own;
    if (!from.empty()) {
        CO_TRY(own, net::PeerAddress::parse(from));
    }
    co_return co_await net::connect_tcp(to, port, connect_timeout, own);
}

Task<Visitor::Connection> Visitor::connect_tls(std::uint16_t port, std::string from) {
    CO_TRY(auto wire, co_await connect(port, std::move(from)));
    CO_CHECK(co_await wire->start_tls_client(tls_, {}));
    co_return std::move(wire);
}

Task<Result<void>> Visitor::carry_out(Lent<const Visit> visit) {
    if (const auto* delivery = std::get_if<Delivery>(visit.get())) co_return co_await deliver(delivery);
    if (const auto* submission = std::get_if<Submission>(visit.get())) co_return co_await submit(submission);
    if (const auto* login = std::get_if<RefusedLogin>(visit.get())) co_return co_await be_refused(login);
    if (const auto* web = std::get_if<WebVisit>(visit.get())) co_return co_await web_.carry_out(web);
    co_return co_await visit_mailboxes(&std::get<MailboxVisit>(*visit));
}

Task<Result<void>> Visitor::post(Lent<smtp::Client> client, Lent<const Posting> posting) {
    smtp::Outgoing outgoing;
    CO_TRY(outgoing.sender, mail::message::parse_mailbox(posting->sender));
    for (const auto* list : {&posting->recipients, &posting->refused}) {
        for (const auto& recipient : *list) {
            CO_TRY(auto mailbox, mail::message::parse_mailbox(recipient));
            outgoing.recipients.push_back(std::move(mailbox));
        }
    }
    outgoing.octets = posting->text.size();
    outgoing.eight_bit = smtp::Eight::yes;
    TextSource source(posting->text);
    const auto outcomes = co_await client->deliver(std::move(outgoing), &source);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const bool wanted = i < posting->recipients.size();
        if (wanted && outcomes[i].verdict != smtp::Verdict::delivered) co_return obstacle(outcomes[i]);
        if (wanted || outcomes[i].verdict == smtp::Verdict::permanent) continue;
        if (outcomes[i].code == 0) co_return gone();
        co_return fail(ErrorKind::denied, "SMTP took mail for a recipient who does not exist");
    }
    co_return Result<void>();
}

Task<Result<void>> Visitor::deliver(Lent<const Delivery> delivery) {
    CO_TRY(auto wire, co_await connect(doors_.smtp, delivery->client_address));
    smtp::ClientOptions options;
    options.host_name = delivery->hello_name;
    options.tls = smtp::TlsWish::if_offered;
    smtp::Client client(std::move(wire), tls_.get(), {}, std::move(options), timeouts);
    if (const auto failure = co_await client.open()) co_return obstacle(*failure);
    for (const Posting& posting : delivery->postings) CO_CHECK(co_await post(&client, &posting));
    co_await client.quit();
    co_return Result<void>();
}

Task<Result<void>> Visitor::submit(Lent<const Submission> submission) {
    CO_TRY(auto wire, co_await connect_tls(doors_.submissions));
    const PlannedMember& member = plan_->members[submission->member];
    smtp::ClientOptions options;
    options.host_name = "laptop.test";
    options.user = member.address;
    options.password = crypto::SecretText(member.password);
    smtp::Client client(std::move(wire), nullptr, {}, std::move(options), timeouts);
    if (const auto failure = co_await client.open()) co_return obstacle(*failure);
    for (const Posting& posting : submission->postings) CO_CHECK(co_await post(&client, &posting));
    co_await client.quit();
    co_return Result<void>();
}

Task<Result<void>> Visitor::be_refused(Lent<const RefusedLogin> login) {
    if (refused_logins_++ % 2 == 0) {
        CO_TRY(auto wire, co_await connect_tls(doors_.imaps, login->client_address));
        imap::Client client(std::move(wire));
        CO_CHECK(co_await client.open());
        CO_TRY(const auto answer, co_await client.login(login->user, login->password));
        if (answer.completion != imap::TaggedStatus::no)
            co_return fail(ErrorKind::denied, "IMAP let a stranger in");
        co_await client.logout();
        co_return Result<void>();
    }
    CO_TRY(auto wire, co_await connect_tls(doors_.submissions, login->client_address));
    smtp::ClientOptions options;
    options.host_name = "laptop.test";
    options.user = login->user;
    options.password = crypto::SecretText(login->password);
    smtp::Client client(std::move(wire), nullptr, {}, std::move(options), timeouts);
    const auto failure = co_await client.open();
    if (!failure) co_return fail(ErrorKind::denied, "submission let a stranger in");
    if (failure->code == 0) co_return gone();
    co_return Result<void>();
}

Task<Result<void>> Visitor::visit_mailboxes(Lent<const MailboxVisit> visit) {
    CO_TRY(auto wire, co_await connect_tls(doors_.imaps));
    imap::Client client(std::move(wire));
    CO_CHECK(co_await client.open());
    const PlannedMember& member = plan_->members[visit->member];
    CO_TRY(const auto in, co_await client.login(member.address, member.password));
    CO_CHECK(expect_ok(in, "a member's login"));
    for (const auto& folder : visit->folders) {
        CO_TRY(const auto made, co_await client.command("CREATE " + imap::mailbox_argument(folder)));
        // It is there already when the server was killed after it had made it.
        if (made.text.find("ALREADYEXISTS") == made.text.npos) CO_CHECK(expect_ok(made, "a folder"));
    }
    CO_CHECK(co_await keep_drafts(&client, visit));
    CO_CHECK(co_await work_on_inbox(&client, visit));
    co_await client.logout();
    co_return Result<void>();
}

Task<Result<void>> Visitor::keep_drafts(Lent<imap::Client> client, Lent<const MailboxVisit> visit) {
    std::vector<std::uint32_t> uids;
    for (const auto& draft : visit->drafts) {
        CO_TRY(const auto stored, co_await client->append("Drafts", "(\\Draft)", draft));
        CO_CHECK(expect_ok(stored, "a draft"));
        CO_TRY(const auto uid, appended_uid(stored.text));
        uids.push_back(uid);
    }
    CO_TRY(const auto selected, co_await client->command("SELECT Drafts"));
    CO_CHECK(expect_ok(selected, "SELECT"));
    if (!visit->keywords.empty()) {
        CO_TRY(const auto set, co_await client->command(fmt::format("UID STORE {} +FLAGS ({})", uids.front(),
                                                                    fmt::join(visit->keywords, " "))));
        CO_CHECK(expect_ok(set, "keywords"));
    }
    if (uids.size() > 1) {
        CO_TRY(const auto marked,
               co_await client->command(fmt::format("UID STORE {} +FLAGS (\\Deleted)", uids.back())));
        CO_CHECK(expect_ok(marked, "\\Deleted"));
        CO_TRY(const auto expunged, co_await client->command(fmt::format("UID EXPUNGE {}", uids.back())));
        CO_CHECK(expect_ok(expunged, "EXPUNGE"));
    }
    co_return Result<void>();
}

Task<Result<void>> Visitor::work_on_inbox(Lent<imap::Client> client, Lent<const MailboxVisit> visit) {
    CO_TRY(const auto selected, co_await client->command("SELECT INBOX"));
    CO_CHECK(expect_ok(selected, "SELECT"));
    constexpr std::string_view keys[] = {"TEXT", "BODY", "SUBJECT", "FROM"};
    for (std::size_t i = 0; i < visit->searches.size(); ++i) {
        CO_TRY(const auto answer, co_await client->command(fmt::format("UID SEARCH CHARSET UTF-8 {} {}",
                                                                       keys[i % std::size(keys)],
                                                                       imap::literal(visit->searches[i]))));
        CO_CHECK(expect_ok(answer, "a search"));
    }
    const std::string folder = folder_for_work(*visit);
    const std::string commands[] = {
        "UID FETCH 1:20 (FLAGS ENVELOPE BODYSTRUCTURE BODY.PEEK[])",
        "UID STORE 1:10 +FLAGS (\\Seen)",
        "UID COPY 1:5 " + folder,
        "UID MOVE 1:3 " + folder,
        "UID STORE 4 +FLAGS (\\Deleted)",
        "EXPUNGE",
    };
    for (const std::string& command : commands) {
        CO_TRY(const auto answer, co_await client->command(command));
        CO_CHECK(expect_understood(answer, command.substr(0, command.find(' ', 4))));
    }
    co_return Result<void>();
}

}  // namespace milpa::defence
