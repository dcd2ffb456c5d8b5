// SPDX-License-Identifier: AGPL-3.0-or-later
// Carries out what a plan wants, as other people's programs would: over SMTP, submission, IMAP and
// the web.
#pragma once

#include <cstdint>

#include "base/lent.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "defence/plan.hpp"
#include "defence/web_visitor.hpp"
#include "mail/imap/client.hpp"
#include "mail/smtp/client.hpp"
#include "net/peer.hpp"

namespace milpa::defence {

/// Where a server of this machine listens.
struct Doors {
    std::string address = "127.0.0.1";
    std::uint16_t smtp = 0;
    std::uint16_t submissions = 0;
    std::uint16_t imaps = 0;
    std::uint16_t https = 0;
};

class Visitor {
public:
    Visitor(Doors doors, Lent<const Plan> plan, Lent<const net::TlsContext> tls)
        : doors_(std::move(doors)), plan_(plan), tls_(tls), web_({doors_.address, doors_.https}, plan, tls) {}

    /// Fails with `closed`, `io` or `timeout` where the server went away in the middle: it can be carried out
    /// again. Fails with `denied` where the server refused what it must take, or took what it must refuse.
    Task<Result<void>> carry_out(Lent<const Visit> visit);
    WebVisitor& web() { return web_; }

private:
    using Connection = Result<std::unique_ptr<net::Wire>>;
    Task<Connection> connect(std::uint16_t port, std::string from);
    Task<Connection> connect_tls(std::uint16_t port, std::string from = {});
    Task<Result<void>> deliver(Lent<const Delivery> delivery);
    Task<Result<void>> submit(Lent<const Submission> submission);
    Task<Result<void>> post(Lent<mail::smtp::Client> client, Lent<const Posting> posting);
    Task<Result<void>> be_refused(Lent<const RefusedLogin> login);
    Task<Result<void>> visit_mailboxes(Lent<const MailboxVisit> visit);
    Task<Result<void>> keep_drafts(Lent<mail::imap::Client> client, Lent<const MailboxVisit> visit);
    Task<Result<void>> work_on_inbox(Lent<mail::imap::Client> client, Lent<const MailboxVisit> visit);

    const Doors doors_;
    const Lent<const Plan> plan_;
    const Lent<const net::TlsContext> tls_;
    WebVisitor web_;
    std::uint64_t refused_logins_ = 0;  // by one door and the other in turn
};

}  // namespace milpa::defence
