// SPDX-License-Identifier: AGPL-3.0-or-later
// Carries out what a plan wants of the web, as browsers and programs would: HTTP/1.1 over TLS, JMAP, CardDAV,
// event sources and WebSockets. What listens stays open until the server goes or this does: so that it is
// there when the machine is taken away.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/lent.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "defence/plan.hpp"
#include "http/client.hpp"
#include "net/wire.hpp"

namespace milpa::defence {

/// Where a server of this machine listens for it.
struct WebDoor {
    std::string address;
    std::uint16_t port = 0;
};

class WebVisitor {
public:
    WebVisitor(WebDoor door, Lent<const Plan> plan, Lent<const net::TlsContext> tls)
        : door_(std::move(door)), plan_(plan), tls_(tls) {}

    /// Fails as Visitor::carry_out().
    Task<Result<void>> carry_out(Lent<const WebVisit> visit);
    /// The member takes an app password, another recovery code, an authenticator program, and then another
    /// password, and stays: for the end of a
    /// drill, because mail programs that know the old one are let in no more.
    Task<Result<void>> change_secrets(Lent<const PlannedMember> member);
    /// An administrator writes what the collective says to everybody.
    Task<Result<void>> describe_collective(Lent<const PlannedMember> administrator);
    /// What the server made up and told: it is to be looked for, too.
    const std::vector<Secret>& made() const { return made_; }
    /// Connections that are open and say nothing.
    std::size_t listening() const { return listening_.size(); }
    /// Closes them. (As long as there are any, their context has something to do.)
    void leave() { listening_.clear(); }

private:
    /// One member at one program.
    struct Talk {
        std::string authorization;
        std::string account, collective;
        std::string tag;                           // of the session: as no other try has it
        std::vector<std::string> blobs;            // ids of uploads
        std::map<std::string, std::string> known;  // what was created: key, id
    };
    using Connection = Result<std::unique_ptr<net::Wire>>;

    Task<Connection> connect();
    Task<Result<http::ClientResponse>> ask(http::ClientRequest request);
    /// Its answer, where the status is 200 or 201; else `denied`, or `closed` where the server is locked.
    Task<Result<boost::json::object>> ask_json(http::ClientRequest request);
    Task<Result<boost::json::object>> sign_in(Lent<const PlannedMember> member, std::string label);
    Task<Result<std::string>> sign_in_by_cookie(Lent<const PlannedMember> member);
    Task<Result<void>> open_talk(Lent<Talk> talk, Lent<const PlannedMember> member, std::string label);
    http::ClientRequest api_request(const std::string& authorization, std::string_view calls) const;
    Task<Result<boost::json::object>> call_one(Lent<const Talk> talk, std::string name,
                                               boost::json::object arguments);
    Task<Result<void>> upload(Lent<Talk> talk, Lent<const WebVisit> visit);
    Task<Result<void>> call(Lent<Talk> talk, Lent<const std::string> calls);
    Task<Result<void>> write_cards(Lent<Talk> talk, Lent<const WebVisit> visit);
    Task<Result<void>> ask_for_nothing(Lent<Talk> talk, Lent<const WebVisit> visit);
    Task<Result<void>> listen(std::string fields, std::string path);
    Task<Result<void>> listen_both(std::string for_events, std::string for_socket);
    void remember_token(const std::string& token);
    void remember_letters(const std::string& letters);
    std::string url(std::string_view path) const;

    const WebDoor door_;
    const Lent<const Plan> plan_;
    const Lent<const net::TlsContext> tls_;
    std::vector<std::unique_ptr<net::Wire>> listening_;
    std::vector<Secret> made_;
};

}  // namespace milpa::defence
