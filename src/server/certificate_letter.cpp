// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/certificate_letter.hpp"

#include <algorithm>

#include "mail/message/date.hpp"
#include "server/certificates.hpp"
#include "server/mail.hpp"
#include "server/mail_returns.hpp"
#include "server/server.hpp"
#include "server/words.hpp"

namespace milpa::server {

namespace {

/// Words of others never begin a line of their own.
std::string as_line(std::string_view text) {
    std::string line(text);
    std::ranges::replace_if(
        line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return line;
}

}  // namespace

std::string certificate_letter(const LetterFacts& facts, const RenewalReport& report) {
    const auto& lifetime = report.last->lifetime;
    const std::string until =
        !lifetime ? std::string("There is none at all at the moment")
        : lifetime->until <= facts.now
            ? "The one in use is out of date: programs refuse it"
            : fmt::format("The one in use is good until {}", time_words(lifetime->until));
    return fmt::format(
        "Date: {0}\r\nFrom: Mail server <postmaster@{1}>\r\nTo: <{2}>\r\n"
        "Subject: The certificate of {3} is not renewed\r\nMessage-ID: <{4}@{1}>\r\n"
        "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        "This is the mail server of {1}.\r\n\r\n"
        "It gets its certificates by itself, and could not get that of {3}.\r\n{5}.\r\n\r\n"
        "It was tried {6} times. The last time:\r\n\r\n  {7}\r\n\r\n"
        "The next try is at {8}. When what is wrong is mended, `milpa certificate renew`\r\n"
        "tries at once, and `milpa status` says how it went.\r\n",
        mail::message::format_date(facts.now), facts.domain, facts.to, report.domain, facts.token, until,
        report.last->failures, as_line(report.last->last_trouble), time_words(report.last->next_try));
}

namespace {

/// Who looks after the server. Where nobody bears the duty, those who get the mail to postmaster.
Result<std::vector<members::MemberPointer>> carers(const members::Collective& collective,
                                                   std::string_view main_domain) {
    TRY(auto all, collective.members());
    std::erase_if(all, [](const members::MemberPointer& member) { return !member->can_administrate(); });
    if (!all.empty()) return all;
    TRY(const auto postmaster, members::Address::from("postmaster", main_domain));
    TRY(auto route, collective.route(postmaster));
    return std::move(route.members);
}

}  // namespace

namespace {

Task<Result<void>> write(Lent<Server> server, mail::queue::Report letter) {
    CO_TRY(store::Batch batch, co_await server->mail().returns().prepare(std::move(letter)));
    CO_CHECK(co_await server->store().committer().commit(std::move(batch)));
    co_return Result<void>{};
}

}  // namespace

Task<Result<void>> tell(Lent<Server> server, std::vector<members::MemberPointer> members, std::string domain,
                        RenewalReport report) {
    Result<void> outcome;
    for (const auto& member : members) {
        const LetterFacts facts{.domain = domain,
                                .to = member->address(),
                                .token = server->random().id<VaultId>().hex(),
                                .now = server->clock().wall()};
        mail::queue::Report letter;
        letter.member = member->id;
        letter.message = certificate_letter(facts, report);
        if (auto written = co_await write(server, std::move(letter)); !written) outcome = std::move(written);
    }
    co_return outcome;
}

Task<Result<void>> tell_carers(Lent<Server> server, RenewalReport report) {
    CO_TRY(auto domains, ascii_domains(server->collective()));
    CO_TRY(auto members, carers(server->collective(), domains.front()));
    co_return co_await tell(server, std::move(members), std::move(domains.front()), std::move(report));
}

}  // namespace milpa::server
