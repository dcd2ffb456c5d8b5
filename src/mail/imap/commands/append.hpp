// SPDX-License-Identifier: AGPL-3.0-or-later
// APPEND (RFC 9051 6.3.12; APPENDUID: 4315): the message streams into its object while it is read.
#pragma once

#include "mail/imap/session.hpp"
#include "mail/message/extract.hpp"

namespace milpa::mail::imap {

/// Why the message is not even wanted; nothing where it is.
std::optional<Completion> may_append(Session& session, const request::Append& command,
                                     std::uint64_t message_octets_max);

/// Dropped before finish(), it leaves nothing behind. What goes wrong meanwhile is told by finish(): the
/// octets that still come must be read all the same.
class Appending {
public:
    Appending(Lent<Session> session, Lent<const request::Append> command)
        : session_(session), command_(command), writer_(session->room().write_object()) {}

    Task<> write(std::string_view octets);
    CompletionTask finish();

private:
    const Lent<Session> session_;
    const Lent<const request::Append> command_;
    store::ObjectWriter writer_;
    message::Extractor extractor_;
    std::optional<Completion> refused_;
};

}  // namespace milpa::mail::imap
