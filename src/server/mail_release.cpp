// SPDX-License-Identifier: AGPL-3.0-or-later
// Mail whose time has come: whether it may leave still, and how it does.
//
// Between the asking and the leaving everything may have changed. All that was asked at the submission is
// asked anew, and what the account was opened by then must open it now: mail that its sender could neither
// see nor cancel any more does not leave (docs/THREATS.md).
#include "server/mail_release.hpp"

#include <algorithm>
#include <utility>

#include "mail/smtp/header_filter.hpp"
#include "members/login.hpp"
#include "server/authorship.hpp"
#include "server/mail.hpp"
#include "server/mail_returns.hpp"

namespace milpa::server {

namespace smtp = mail::smtp;

namespace {

/// Read of a held message at once.
constexpr std::uint64_t piece_octets = 256 * 1024;

Error may_not(const char* why) { return fail(ErrorKind::denied, why); }

/// Whether the vault was frozen since. Each step of a freeze and its thaw is on record, and until the last
/// nobody could ask for anything: so this takes what was on its way in when the freeze came, too. Steps that
/// concern former vaults alone (the account was reset while it was frozen) are none of its.
bool was_frozen_since(const members::MemberRecord& member, std::int64_t queued_ms) {
    return std::ranges::any_of(member.data.freeze_records(), [&](const events::FreezeRecord& one) {
        return one.at_ms() >= queued_ms && one.vault() == as_text(member.vault.view());
    });
}

/// Whether who asked for it could do so still.
Result<void> check_asked(const members::Collective& collective, const Asking& asking) {
    CHECK(check_asking(collective, asking));
    TRY(const auto member, collective.read_member(*asking.member));
    if (member->suspended()) return may_not("the sender may not send any more");
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
    // It had its size when it came, and has grown by what we add.
    smtp::HeaderFilter header(smtp::Service::submission, {}, size);
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

/// To whom it goes now; `nobody` becomes those of them who are gone.
Task<Result<smtp::Envelope>> address(Lent<Server> server, Lent<mail::queue::QueuedMail> mail,
                                     Lent<std::vector<std::size_t>> nobody) {
    SmtpServices services(server);
    smtp::Envelope envelope;
    envelope.sender = mail->sender;
    envelope.eight_bit = mail->eight_bit;
    envelope.utf8 = mail->utf8;
    envelope.return_path_octets = mail->return_path_octets;
    envelope.member = mail->member;
    envelope.submission = mail->submission;
    for (smtp::Mailbox& recipient : mail->recipients) {
        CO_TRY(const smtp::Found found, co_await services.find(recipient, mail->object.size));
        // The delivery reports those who are full or gone.
        std::optional<VaultId> vault = found.vault;
        if (found.standing == smtp::Standing::elsewhere) vault.reset();
        if (found.standing == smtp::Standing::unknown || found.standing == smtp::Standing::suspended)
            nobody->push_back(envelope.recipients.size());
        envelope.recipients.push_back({std::move(recipient), vault});
    }
    co_return std::move(envelope);
}

}  // namespace

Result<void> check_asking(const members::Collective& collective, const Asking& asking) {
    if (!asking.member || !asking.asked) return may_not("held for nobody");
    TRY(const auto member, collective.read_member(*asking.member));
    if (member->vault != asking.asked->vault) return may_not("the account was reset since");
    // The password was right, and may have been told by force: the group has stopped the account for that.
    // The owner comes back only with the thaw, too late to take back what would leave with it.
    if (member->frozen() || was_frozen_since(*member, asking.queued_ms))
        return may_not("the account was frozen since");
    if (members::find_opener(*member, {asking.asked->by.bytes}) == nullptr)
        return may_not("what asked for it was taken back");
    return {};
}

Release::Release(Key, Lent<Server> server, Asking asking, std::unique_ptr<Delivery> delivery)
    : server_(server), asking_(asking), delivery_(std::move(delivery)) {}

Result<void> MailReturns::check_held(const mail::queue::Item& item) const {
    return check_asking(server_->collective(),
                        {.member = item.member, .asked = item.asked, .queued_ms = item.queued_ms});
}

Task<Result<void>> MailReturns::release(mail::queue::QueuedMail mail, store::Batch end) {
    // What was asked for within the window counts from then still. One for more than there may be since
    // leaves when there is nothing else.
    const std::optional<MemberId> member = mail.member;
    const WallTime counted_until = from_unix_ms(mail.queued_ms) + smtp::send_window;
    const bool is_counted = !member || server_->clock().wall() < counted_until;
    const std::size_t count = is_counted ? 0 : std::min(mail.recipients.size(), limits_->recipients_max());
    if (count > 0 && !limits_->spend(*member, server_->clock().steady(), count))
        co_return fail(ErrorKind::conflict, "the sender has written to many of late");
    auto release = co_await Release::prepare(server_, std::move(mail), std::move(end));
    auto done = release ? co_await (*release)->commit() : Result<void>(release.error());
    if (!done && count > 0) limits_->give_back(*member, server_->clock().steady(), count);
    co_return done;
}

Task<Result<std::unique_ptr<Release>>> Release::prepare(Lent<Server> server, mail::queue::QueuedMail mail,
                                                        store::Batch end) {
    const Asking asking{.member = mail.member, .asked = mail.asked, .queued_ms = mail.queued_ms};
    CO_CHECK(check_asked(server->collective(), asking));
    CO_CHECK(co_await check_senders(server, *mail.member, mail.sender, mail.object.copy()));
    std::vector<std::size_t> nobody;
    CO_TRY(smtp::Envelope envelope, co_await address(server, &mail, &nobody));
    CO_TRY(Destinations destinations, follow(server->collective(), envelope, std::move(nobody)));
    auto delivery =
        std::make_unique<Delivery>(server, std::move(envelope), std::move(destinations), std::move(end));
    const std::uint64_t size = mail.object.size;
    store::ObjectReader reader = server->store().read_object(std::move(mail.object));
    for (std::uint64_t at = 0; at < size;) {
        CO_TRY(const Bytes piece, co_await reader.read(at, piece_octets));
        if (piece.empty()) co_return fail(ErrorKind::corrupt, "a message that was cut");
        at += piece.size();
        CO_CHECK(co_await delivery->write(piece));
    }
    co_return std::make_unique<Release>(Key{}, server, asking, std::move(delivery));
}

Task<Result<void>> Release::commit() {
    CO_CHECK(check_asked(server_->collective(), asking_));
    CO_TRY(const smtp::Acceptance taken_as, co_await delivery_->commit());
    if (taken_as == smtp::Acceptance::stored) co_return Result<void>();
    if (taken_as == smtp::Acceptance::nobody) co_return fail(ErrorKind::missing, "nobody is left");
    co_return fail(ErrorKind::limit, "no room for it now");
}

}  // namespace milpa::server
