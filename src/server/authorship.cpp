// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/authorship.hpp"

#include <variant>

#include "mail/smtp/authors.hpp"

namespace milpa::server {

namespace smtp = mail::smtp;

std::expected<void, WrongAuthor> check_authors(const SmtpServices& services, const MemberId& member,
                                               const smtp::HeaderFilter& header) {
    using Outcome = std::expected<void, WrongAuthor>;
    const auto check_own = [&](const smtp::Mailbox& address, std::string property) -> Outcome {
        const auto may = services.may_send_as(member, address);
        if (!may) return std::unexpected(WrongAuthor{.why = WrongAuthor::Why::trouble});
        if (*may) return {};
        return std::unexpected(
            WrongAuthor{.why = WrongAuthor::Why::foreign, .property = std::move(property)});
    };
    const auto broken = [](std::string property) {
        return std::unexpected(WrongAuthor{.why = WrongAuthor::Why::broken, .property = std::move(property)});
    };
    const auto authors = smtp::read_authors(header.from());
    const auto* from = std::get_if<std::vector<smtp::Mailbox>>(&authors);
    if (from == nullptr) return broken("from");
    if (header.sender()) {
        const auto read = smtp::read_authors(*header.sender());
        const auto* sender = std::get_if<std::vector<smtp::Mailbox>>(&read);
        if (sender == nullptr || sender->size() != 1) return broken("sender");
        if (auto own = check_own(sender->front(), "sender"); !own) return own;
    } else if (from->size() > 1) {
        return broken("sender");
    }
    for (const smtp::Mailbox& author : *from) {
        if (auto own = check_own(author, "from"); !own) return own;
    }
    for (const std::string& field : header.resent()) {
        const auto read = smtp::read_authors(field);
        const auto* resenders = std::get_if<std::vector<smtp::Mailbox>>(&read);
        if (resenders == nullptr) return broken("header:Resent-From");
        for (const smtp::Mailbox& resender : *resenders) {
            if (auto own = check_own(resender, "header:Resent-From"); !own) return own;
        }
    }
    return {};
}

}  // namespace milpa::server
