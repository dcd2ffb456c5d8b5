// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/jmap_outbox.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "mail/message/charset.hpp"
#include "mail/message/date.hpp"
#include "mail/queue/queue.hpp"
#include "mail/smtp/reception.hpp"
#include "mail/smtp/trace.hpp"
#include "members/opener_root.hpp"
#include "server/authorship.hpp"
#include "server/mail.hpp"

namespace milpa::server {

namespace smtp = mail::smtp;
namespace message = mail::message;

namespace {

/// Read of the message at once.
constexpr std::uint64_t piece_octets = 256 * 1024;

/// What SMTP has to declare of a message: whether it has octets above 127, and in the header.
struct Eight {
    bool anywhere = false;
    bool in_header = false;
};

/// Reads all of it once before it is sent: the envelope says it before the message comes.
Task<Result<Eight>> look_for_eight(Lent<jmap::MessageOctets> octets, std::uint64_t size) {
    Eight found;
    bool in_header = true;
    std::string line_end;  // the last octets before this piece
    for (std::uint64_t at = 0; at < size;) {
        CO_TRY(const Bytes piece, co_await octets->read(at, piece_octets));
        if (piece.empty()) break;
        at += piece.size();
        const std::string text = line_end + std::string(as_text(piece));
        if (in_header) {
            const std::size_t end = std::min(text.find("\r\n\r\n"), text.find("\n\n"));
            in_header = end == std::string::npos;
            found.in_header |= !message::is_ascii(std::string_view(text).substr(0, end));
        }
        found.anywhere |= !message::is_ascii(as_text(piece));
        line_end = text.substr(text.size() - std::min<std::size_t>(text.size(), 3));
    }
    co_return found;
}

jmap::OutboxRefusal refusal_for(const smtp::Reply& reply) {
    using Why = jmap::OutboxRefusal::Why;
    if (reply == smtp::Reply(smtp::replies::unknown_recipient)) return {.why = Why::recipients};
    if (reply.is_permanent()) return {.why = Why::message};
    // Mailboxes are full; or the queue is, or what it holds for the member.
    const bool is_full = reply.status.subject == 2 || reply == smtp::reply_for(fail(ErrorKind::limit));
    return {.why = is_full ? Why::limit : Why::trouble};
}

jmap::OutboxRefusal trouble() { return {.why = jmap::OutboxRefusal::Why::trouble}; }

}  // namespace

void CrlfEnds::feed(std::string_view octets, std::string& out) {
    for (const char c : octets) {
        if (c == '\n' || c == '\r') {
            if (c == '\r' || !after_cr_) out += "\r\n";
        } else {
            out += c;
        }
        after_cr_ = c == '\r';
        at_line_start_ = c == '\n' || c == '\r';
    }
}

void CrlfEnds::finish(std::string& out) {
    if (!std::exchange(at_line_start_, true)) out += "\r\n";
}

std::uint64_t JmapOutbox::octets_max() const { return server_->settings()->message_bytes_max; }
// What is held of a submission is one message of the queue: taken back whole, or not at all.
std::size_t JmapOutbox::recipients_max() const {
    return std::min<std::size_t>(server_->settings()->recipients_max, mail::queue::recipients_max);
}

Task<Result<void>> JmapOutbox::cancel(std::string submission) {
    co_return co_await server_->mail().queue().cancel(member_, std::move(submission));
}

Task<JmapOutbox::Outcome<void>> JmapOutbox::find_recipients(std::vector<std::string> addresses,
                                                            std::uint64_t size, Lent<smtp::Envelope> to) {
    std::vector<std::string> nobody;
    bool full = false;
    for (std::string& address : addresses) {
        const auto mailbox = message::parse_mailbox(address);
        const auto found = mailbox ? co_await services_->find(*mailbox, size)
                                   : Result<smtp::Found>(smtp::Found{.standing = smtp::Standing::unknown});
        if (!found) co_return std::unexpected(trouble());
        switch (found->standing) {
            case smtp::Standing::here:
            case smtp::Standing::elsewhere: break;
            case smtp::Standing::over_quota: full = true; break;
            default: nobody.push_back(address); break;
        }
        const bool here = found->standing == smtp::Standing::here;
        if (mailbox)
            to->recipients.push_back(
                {.address = *mailbox, .vault = here ? std::optional(found->vault) : std::nullopt});
    }
    if (!nobody.empty())
        co_return std::unexpected(Refusal{.why = Why::recipients, .addresses = std::move(nobody)});
    if (full) co_return std::unexpected(Refusal{.why = Why::limit});
    if (!limits_->spend(member_, server_->clock().steady(), addresses.size()))
        co_return std::unexpected(Refusal{.why = Why::limit});
    co_return Outcome<void>();
}

JmapOutbox::Outcome<void> JmapOutbox::check_authors(const smtp::HeaderFilter& header) const {
    auto checked = server::check_authors(*services_, member_, header);
    if (checked) return {};
    switch (checked.error().why) {
        case WrongAuthor::Why::trouble: return std::unexpected(trouble());
        case WrongAuthor::Why::foreign:
            return std::unexpected(Refusal{.why = Why::from, .properties = {checked.error().property}});
        case WrongAuthor::Why::broken: break;
    }
    return std::unexpected(Refusal{.why = Why::message, .properties = {checked.error().property}});
}

JmapOutbox::Outcome<void> JmapOutbox::hold(WallTime until, smtp::Envelope& envelope) const {
    const auto member = server_->collective().read_member(member_);
    if (!member) return std::unexpected(trouble());
    // Taken back between the beginning of the call and this.
    const auto root = members::root_of(**member, opener_);
    if (!root || (*member)->vault != vault_) return std::unexpected(trouble());
    envelope.hold_until_ms = to_unix_ms(until);
    envelope.asked = smtp::Asked{.vault = vault_, .by = {root->bytes}};
    // All of it waits, for members as for others; who is where is looked up when it leaves.
    for (auto& one : envelope.recipients) one.vault.reset();
    return {};
}

Task<JmapOutbox::Outcome<std::string>> JmapOutbox::send(jmap::OutgoingEnvelope outgoing,
                                                        Lent<jmap::MessageOctets> octets,
                                                        std::uint64_t size) {
    std::optional<smtp::Mailbox> sender;
    if (!outgoing.is_notification || !outgoing.mail_from.empty()) {
        auto read = message::parse_mailbox(outgoing.mail_from);
        const auto may = read ? services_->may_send_as(member_, *read) : Result<bool>(false);
        if (!may) co_return std::unexpected(trouble());
        if (!*may) co_return std::unexpected(Refusal{.why = Why::mail_from});
        sender = std::move(*read);
    }
    const auto eight = co_await look_for_eight(octets, size);
    const auto domains = server_->collective().domains();
    if (!eight || !domains) co_return std::unexpected(trouble());
    const WallTime now = server_->clock().wall();
    smtp::Envelope envelope;
    envelope.sender = sender;
    envelope.member = member_;
    if (auto found = co_await find_recipients(std::move(outgoing.recipients), size, &envelope); !found)
        co_return std::unexpected(std::move(found.error()));
    envelope.submission = std::move(outgoing.submission);
    if (outgoing.hold_until) {
        if (auto held = hold(*outgoing.hold_until, envelope); !held)
            co_return std::unexpected(std::move(held.error()));
    }
    const bool utf8 = eight->in_header || (sender && message::needs_utf8(*sender)) ||
                      std::ranges::any_of(envelope.recipients,
                                          [](const auto& one) { return message::needs_utf8(one.address); });
    envelope.utf8 = utf8 ? smtp::Utf8::yes : smtp::Utf8::no;
    envelope.eight_bit = eight->anywhere || utf8 ? smtp::Eight::yes : smtp::Eight::no;
    const auto host = members::domain_to_ascii(domains->front());
    if (!host) co_return std::unexpected(trouble());
    std::string trace = smtp::return_path(envelope.sender);
    envelope.return_path_octets = trace.size();
    trace += fmt::format("Received: by {} with HTTP;\r\n\t{}\r\n", *host, message::format_date(now));
    const std::string domain = !sender || message::needs_utf8(*sender) ? *host : sender->domain;
    smtp::HeaderFilter header(smtp::Service::submission,
                              {.date = smtp::date_field(now),
                               .message_id = smtp::message_id_field(server_->random(), domain),
                               .domain = domain});
    auto sink = co_await services_->begin(std::move(envelope));
    if (!sink) co_return std::unexpected(refusal_for(smtp::reply_for(sink.error())));
    smtp::Reception reception(std::move(*sink), std::move(trace), std::move(header), octets_max());
    CrlfEnds ends;
    for (std::uint64_t at = 0; at < size && !reception.failure();) {
        const auto piece = co_await octets->read(at, piece_octets);
        if (!piece || piece->empty()) co_return std::unexpected(trouble());
        at += piece->size();
        std::string out;
        ends.feed(as_text(*piece), out);
        if (at >= size) ends.finish(out);
        co_await reception.take(out, out.size());
    }
    co_await reception.end();
    if (reception.failure()) co_return std::unexpected(refusal_for(*reception.failure()));
    if (auto authors = check_authors(reception.header()); !authors)
        co_return std::unexpected(std::move(authors.error()));
    // Reset while the message was read: what becomes of it would be told to another vault.
    if (const auto now_is = server_->collective().read_member(member_); !now_is || (*now_is)->vault != vault_)
        co_return std::unexpected(trouble());
    std::string left_with = reception.header().message_id();
    const smtp::Reply reply = co_await reception.commit();
    if (reply.is_error()) co_return std::unexpected(refusal_for(reply));
    co_return std::move(left_with);
}

}  // namespace milpa::server
