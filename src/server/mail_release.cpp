// SPDX-License-Identifier: AGPL-3.0-or-later
// Mail whose time has come: whether it may leave still, and how it does.
//
// Between the asking and the leaving everything may have changed. All that was asked at the submission is
// asked anew, and what the account was opened by then must open it now: mail that its sender could neither
// see nor cancel any more does not leave (docs/THREATS.md).
#include <algorithm>

#include "mail/smtp/header_filter.hpp"
#include "members/login.hpp"
#include "server/authorship.hpp"
#include "server/mail_delivery.hpp"
#include "server/mail_returns.hpp"

namespace milpa::server {

namespace smtp = mail::smtp;

namespace {

/// Read of a held message at once.
constexpr std::uint64_t piece_octets = 256 * 1024;

Error may_not(const char* why) { return fail(ErrorKind::denied, why); }

/// Who asked for it, and whether they could still.
Result<void> check_asked(const members::Collective& collective, const mail::queue::QueuedMail& mail) {
    if (!mail.member || !mail.asked) return may_not("held for nobody");
    TRY(const auto member, collective.read_member(*mail.member));
    if (member->suspended()) return may_not("the sender may not send any more");
    if (member->vault != mail.asked->vault) return may_not("the account was reset since");
    // The password is right, and may have been told by force: the group has stopped the account for that.
    if (member->frozen()) return fail(ErrorKind::conflict, "the sender is frozen");
    if (members::find_opener(*member, {mail.asked->by.bytes}) == nullptr)
        return may_not("what asked for it was taken back");
    return {};
}

/// The envelope's sender, and everybody that the header says has written or sent it.
Task<Result<void>> check_senders(Lent<Server> server, MemberId member, std::optional<smtp::Mailbox> sender,
                                 store::ObjectRef object) {
    const SmtpServices services(server);
    if (sender) {
        CO_TRY(const bool may, services.may_send_as(member, *sender));
        if (!may) co_return may_not("the envelope's sender is another's now");
    }
    const std::uint64_t size = object.size;
    smtp::HeaderFilter header(smtp::Service::submission);
    store::ObjectReader reader = server->store().read_object(std::move(object));
    std::string passed;
    for (std::uint64_t at = 0; at < size && !header.is_done();) {
        CO_TRY(const Bytes piece, co_await reader.read(at, piece_octets));
        if (piece.empty()) break;
        at += piece.size();
        (void)header.take(as_text(piece), passed);
        passed.clear();
    }
    if (!header.is_done()) header.finish(passed);
    const auto checked = check_authors(services, member, header);
    if (checked) co_return Result<void>();
    if (checked.error().why == WrongAuthor::Why::trouble)
        co_return fail(ErrorKind::closed, "the directory cannot be asked");
    co_return may_not("an author is another now");
}

}  // namespace

Task<Result<void>> MailReturns::release(mail::queue::QueuedMail mail, store::Batch end) {
    CO_CHECK(check_asked(server_->collective(), mail));
    CO_CHECK(co_await check_senders(server_, *mail.member, mail.sender, mail.object.copy()));
    // What was asked for within the window counts from then still. One for more than there may be since
    // leaves when there is nothing else.
    const MemberId member = *mail.member;
    const WallTime counted_until = from_unix_ms(mail.queued_ms) + smtp::send_window;
    const bool is_counted = server_->clock().wall() < counted_until;
    const std::size_t spent = is_counted ? 0 : std::min(mail.recipients.size(), limits_->recipients_max());
    if (spent > 0 && !limits_->spend(member, server_->clock().steady(), spent))
        co_return fail(ErrorKind::conflict, "the sender has written to many of late");
    auto done = co_await hand_over(std::move(mail), std::move(end));
    if (!done && spent > 0) limits_->give_back(member, server_->clock().steady(), spent);
    co_return done;
}

Task<Result<void>> MailReturns::hand_over(mail::queue::QueuedMail mail, store::Batch end) {
    const members::Collective& collective = server_->collective();
    SmtpServices services(server_);
    smtp::Envelope envelope;
    envelope.sender = mail.sender;
    envelope.eight_bit = mail.eight_bit;
    envelope.utf8 = mail.utf8;
    envelope.return_path_octets = mail.return_path_octets;
    envelope.member = mail.member;
    envelope.submission = mail.submission;
    std::vector<std::size_t> nobody;
    for (smtp::Mailbox& address : mail.recipients) {
        CO_TRY(const smtp::Found found, co_await services.find(address, mail.object.size));
        // The delivery reports those who are full or gone.
        std::optional<VaultId> vault = found.vault;
        if (found.standing == smtp::Standing::elsewhere) vault.reset();
        if (found.standing == smtp::Standing::unknown || found.standing == smtp::Standing::suspended)
            nobody.push_back(envelope.recipients.size());
        envelope.recipients.push_back({std::move(address), vault});
    }
    CO_TRY(Destinations destinations, follow(collective, envelope, std::move(nobody)));
    Delivery delivery(server_, std::move(envelope), std::move(destinations), std::move(end));
    const std::uint64_t size = mail.object.size;
    store::ObjectReader reader = server_->store().read_object(std::move(mail.object));
    for (std::uint64_t at = 0; at < size;) {
        CO_TRY(const Bytes piece, co_await reader.read(at, piece_octets));
        if (piece.empty()) co_return fail(ErrorKind::corrupt, "a message that was cut");
        at += piece.size();
        CO_CHECK(co_await delivery.write(piece));
    }
    CO_TRY(const smtp::Acceptance taken_as, co_await delivery.commit());
    if (taken_as == smtp::Acceptance::stored) co_return Result<void>();
    if (taken_as == smtp::Acceptance::nobody) co_return fail(ErrorKind::missing, "nobody is left");
    co_return fail(ErrorKind::limit, "no room for it now");
}

}  // namespace milpa::server
