// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever a server says, the client ends, sends only whole commands, and calls nobody delivered who got no
// positive reply to the content.
#include "base/ensure.hpp"
#include "mail/smtp/client_session.hpp"

using namespace milpa;
using namespace milpa::mail::smtp;

namespace {

Outgoing message() {
    Outgoing out{.sender = Mailbox{"a", "x.test"}, .recipients = {}, .octets = 7};
    for (const auto* local : {"b", "c", "d"}) out.recipients.push_back({local, "y.test"});
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view says(reinterpret_cast<const char*>(data), size);
    ClientOptions options;
    options.host_name = "c.test";
    ClientSession session(std::move(options));
    ReplyParser parser;
    bool content_sent = false;
    std::size_t messages = 0;
    bool accepted = false;
    while (session.want() != ClientSession::Want::close) {
        const std::string output = session.take_output();
        ensure(output.empty() || output.ends_with("\r\n"));
        switch (session.want()) {
            case ClientSession::Want::nothing:
                if (messages > 0) {
                    for (const Outcome& outcome : session.outcomes()) {
                        ensure(outcome.verdict != Verdict::delivered || (accepted && content_sent));
                        ensure(outcome.status.kind != 0);
                    }
                }
                accepted = content_sent = false;
                if (++messages > 2) {
                    session.quit();
                } else {
                    session.begin(message());
                    ensure(session.outcomes().size() == 3);
                }
                break;
            case ClientSession::Want::handshake: session.on_tls(); break;
            case ClientSession::Want::content:
                content_sent = true;
                session.content_sent();
                break;
            case ClientSession::Want::reply: {
                const std::size_t end = says.find('\n');
                if (end == std::string_view::npos) {
                    session.broken(ErrorKind::closed);
                    break;
                }
                const auto reply = parser.line(says.substr(0, end));
                says.remove_prefix(end + 1);
                if (!reply) {
                    session.broken(reply.error().kind);
                } else if (*reply) {
                    ensure((*reply)->lines.size() <= reply_lines_max &&
                           (*reply)->text().size() <= 2 * reply_text_octets_max);
                    accepted |= session.awaits_verdict() && (*reply)->is_positive();
                    session.on_reply(**reply);
                }
                break;
            }
            case ClientSession::Want::close: break;
        }
    }
    return 0;
}
