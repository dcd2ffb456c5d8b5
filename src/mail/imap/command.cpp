// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/command.hpp"

#include "mail/imap/parse.hpp"
#include "mail/imap/text.hpp"

namespace milpa::mail::imap {

namespace {

using enum States;
using E = Effects;

constexpr Command table[] = {
    // verb, states, effects, with UID before it, arguments, RFC
    {"CAPABILITY", any, E::none, UidForm::none, parse_bare<request::Capability>, "RFC 9051 6.1.1"},
    {"NOOP", any, E::none, UidForm::none, parse_bare<request::Noop>, "RFC 9051 6.1.2"},
    {"LOGOUT", any, E::none, UidForm::none, parse_bare<request::Logout>, "RFC 9051 6.1.3"},
    {"ID", any, E::none, UidForm::none, parse_id, "RFC 2971 3.1"},

    {"STARTTLS", not_authenticated, E::changes_form, UidForm::none, parse_bare<request::StartTls>,
     "RFC 9051 6.2.1"},
    {"AUTHENTICATE", not_authenticated, E::secret | E::needs_tls | E::line_follows, UidForm::none,
     parse_authenticate, "RFC 9051 6.2.2"},
    {"LOGIN", not_authenticated, E::secret | E::needs_tls, UidForm::none, parse_login, "RFC 9051 6.2.3"},

    {"ENABLE", with_login, E::changes_form, UidForm::none, parse_enable, "RFC 9051 6.3.1"},
    {"SELECT", with_login, E::none, UidForm::none, parse_of_mailbox<request::Select>, "RFC 9051 6.3.2"},
    {"EXAMINE", with_login, E::none, UidForm::none, parse_of_mailbox<request::Examine>, "RFC 9051 6.3.3"},
    {"CREATE", with_login, E::none, UidForm::none, parse_create, "RFC 9051 6.3.4"},
    {"DELETE", with_login, E::none, UidForm::none, parse_of_mailbox<request::Delete>, "RFC 9051 6.3.5"},
    {"RENAME", with_login, E::none, UidForm::none, parse_rename, "RFC 9051 6.3.6"},
    {"SUBSCRIBE", with_login, E::none, UidForm::none, parse_of_mailbox<request::Subscribe>, "RFC 9051 6.3.7"},
    {"UNSUBSCRIBE", with_login, E::none, UidForm::none, parse_of_mailbox<request::Unsubscribe>,
     "RFC 9051 6.3.8"},
    {"LIST", with_login, E::none, UidForm::none, parse_list, "RFC 9051 6.3.9"},
    {"LSUB", with_login, E::none, UidForm::none, parse_lsub, "RFC 3501 6.3.9"},
    {"NAMESPACE", with_login, E::none, UidForm::none, parse_bare<request::Namespace>, "RFC 9051 6.3.10"},
    {"STATUS", with_login, E::none, UidForm::none, parse_status, "RFC 9051 6.3.11"},
    {"APPEND", with_login, E::none, UidForm::none, parse_append, "RFC 9051 6.3.12"},
    {"IDLE", with_login, E::line_follows, UidForm::none, parse_bare<request::Idle>, "RFC 9051 6.3.13"},

    {"CHECK", selected, E::none, UidForm::none, parse_bare<request::Check>, "RFC 3501 6.4.1"},
    {"CLOSE", selected, E::none, UidForm::none, parse_bare<request::Close>, "RFC 9051 6.4.1"},
    {"UNSELECT", selected, E::none, UidForm::none, parse_bare<request::Unselect>, "RFC 9051 6.4.2"},
    {"EXPUNGE", selected, E::writes_mailbox, UidForm::allowed, parse_expunge, "RFC 9051 6.4.3"},
    {"SEARCH", selected, E::holds_expunges, UidForm::allowed, parse_search, "RFC 9051 6.4.4"},
    {"FETCH", selected, E::holds_expunges, UidForm::allowed, parse_fetch, "RFC 9051 6.4.5"},
    {"STORE", selected, E::writes_mailbox | E::holds_expunges, UidForm::allowed, parse_store,
     "RFC 9051 6.4.6"},
    {"COPY", selected, E::none, UidForm::allowed, parse_copy, "RFC 9051 6.4.7"},
    {"MOVE", selected, E::writes_mailbox, UidForm::allowed, parse_move, "RFC 9051 6.4.8"},
};

}  // namespace

std::span<const Command> commands() { return table; }

const Command* find_command(std::string_view verb) {
    for (const Command& command : table) {
        if (same_ignoring_case(command.verb, verb)) return &command;
    }
    return nullptr;
}

}  // namespace milpa::mail::imap
