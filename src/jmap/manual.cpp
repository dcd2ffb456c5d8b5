// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/manual.hpp"

#include <fmt/format.h>

namespace milpa::jmap {

namespace {

constexpr std::string_view beginning = R"(# The API

Every method, type and property that the server has, printed from its own table by `milpa reference`: what is
written here is what is checked. How requests are made is in RFC 8620; where, in the session object at
`/.well-known/jmap`. Types are written as there: `Id[]` is a list, `Id[Boolean]` a map, `|null` may be null.

## How a program begins

Here for Ana of `example.org`, by `curl`. A demo or a server without a certificate of an authority takes
`--cacert FILE` as well.

1. Sign in. `curl` reads it from its input, until Ctrl-D, so that no secret stands in a list of processes or
   in the shell's history.

       curl https://mail.example.org/auth/sign-in --json @-
       {"address": "ana@example.org", "secret": "her password", "label": "my program"}

   The answer has `type`. With `session` there is a `token`: every request bears it, as
   `Authorization: Bearer TOKEN`, until `expires`. With `step` a second factor is asked for: see below.
   A program for mail or contacts needs no session: it may show the address and an app password each time
   (HTTP Basic, `curl --user`).
2. Get the session object: URLs, limits, and the ids of the accounts in `primaryAccounts`.

       curl --location --oauth2-bearer TOKEN https://mail.example.org/.well-known/jmap

3. Call methods, at its `apiUrl`. `using` names each capability (the headings below) whose methods are called.

       curl --oauth2-bearer TOKEN https://mail.example.org/jmap/api --json '{
           "using": ["urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail"],
           "methodCalls": [["Mailbox/get", {"accountId": "ACCOUNT", "ids": null}, "0"]]}'

There are two accounts: the member's own, and the collective's, whose id is `c`. Methods that say "of the
collective's account" take that one; "without an account, too" means without a sign-in; "takes a duty", that
only an administrator may. What changes who gets in takes a **proof** beside: `Proof/give` gives one for the
password. Failures of the server's own methods have a `kind` beside the `type`.

While the server is locked it answers 503, but for what unlocks it. One that is not founded yet answers what
founds it (`Founding/...`, below), and nothing else of all this.

### Files

A file goes to `uploadUrl`, and its answer has a `blobId`, which is good for a day, or until something is
made of it. A large one is better sent in pieces of one to four MiB, each an upload, which `Blob/upload`
then joins: its `data` is a list of `{"blobId": ...}`, up to `maxDataSources`. Where a connection breaks,
only the piece that was under way is sent again. `downloadUrl` gives any blob with the type that `type`
says, as an attachment of that name (RFC 6266, any letters); ranges may be asked for.

### Pages of this server

A page signs in with `cookie`: true, and the browser shows the cookie from then on; no script sees it. What
changes something (`apiUrl`, `uploadUrl`, `/auth/`) is done for our own pages alone, which the browser tells
us (`Sec-Fetch-Site`, else `Origin`), and only where the request has what no foreign form can send: a
Content-Type of `application/json`, or `X-Milpa: 1` with whatever is uploaded. The event source, the
WebSocket and downloads take nothing but the cookie: `<img src>` shows a picture from `downloadUrl`, though
it is an attachment, and `<a download>` saves it.

| POST, JSON in and out | | |
|---|---|---|
| `/auth/sign-in` | `address`, `secret` | a session, or a `step` and what it takes: `code`, `passkey` |
| `/auth/code` | `step`, `code` | a session: by the code of an authenticator program |
| `/auth/challenge` | | what a passkey signs that opens alone |
| `/auth/passkey` | `passkey`, perhaps `step` | a session: by a passkey, alone or as the second step |
| `/auth/sign-out` | | ends the session that asks |
| `/auth/prove` | `passkey` | a `proof`, by a passkey |
| `/auth/passkeys` | | those that there are; `totp`: whether codes are asked for |
| `/auth/totp/offer` | `proof` | the `secret` and `uri` of an authenticator program, not in force yet |
| `/auth/totp/confirm` | `proof`, `code` | from now on codes are asked for |
| `/auth/totp/remove` | `proof` | no codes any more |
| `/auth/passkeys/offer` | `proof` | `passkey`: what `navigator.credentials.create()` takes |
| `/auth/passkeys/add` | `proof`, `passkey`, `label`, `secondFactor` | it is one of hers |
| `/auth/passkeys/open` | `proof`, `passkey` | from now on it opens alone |
| `/auth/passkeys/remove` | `proof`, `passkey`: its id | it is gone |

Whatever begins a session also takes `label` (what `LoginSession/get` calls it), `lifetime` in seconds (five
minutes to 90 days; 30 days unless it is said), and `cookie`: true for pages of this server, whose token then
comes as a cookie that no script reads. 400 says what is wrong with the request, 401 that this does not open
the account, 429 that there were too many tries.
)";

/// A cell of a table: a '|' would end it.
std::string cell(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '|') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

std::string_view who_writes(Property::Who who) {
    switch (who) {
        case Property::Who::client: return "";
        case Property::Who::client_once: return "at creation";
        case Property::Who::server: return "server";
    }
    return "";
}

void write_type(std::string& out, const Type& type) {
    out += fmt::format("\n### {}\n\n{}{}\n\n", type.name, type.meaning,
                       type.pushed ? " Changes are pushed." : "");
    out += "| Property | Type | Set by | |\n|---|---|---|---|\n";
    for (const Property& property : type.properties) {
        out += fmt::format("| `{}` | `{}` | {} | {} |\n", property.name, cell(property.type),
                           who_writes(property.writes), cell(property.meaning));
    }
}

void write_method(std::string& out, const Method& method) {
    out += fmt::format("\n### {}\n\n{}", method.name, method.meaning);
    if (!method.reference.empty()) out += fmt::format(" ({})", method.reference);
    out += "\n";
    if (method.of == Method::Of::collective) out += "Of the collective's account.\n";
    if (method.guests) out += "Without an account, too.\n";
    if (method.manages_account) out += "Not by an app password, nor by a session begun with one.\n";
    if (method.duty != 0) out += "Takes a duty.\n";
    if (method.arguments.empty()) return;
    out += "\n| Argument | Type | |\n|---|---|---|\n";
    for (const Argument& argument : method.arguments) {
        out += fmt::format("| `{}`{} | `{}` | {} |\n", argument.name, argument.required ? " (needed)" : "",
                           cell(argument.type), cell(argument.meaning));
    }
}

}  // namespace

std::string manual_of(const Catalogue& catalogue) {
    std::string out(beginning);
    for (const Family& family : catalogue.families()) {
        for (const Capability& capability : family.capabilities) {
            out += fmt::format("\n## `{}`\n\n{}\n", capability.urn, capability.meaning);
            for (const Family& other : catalogue.families()) {
                for (const Type& type : other.types) {
                    if (type.capability == capability.urn) write_type(out, type);
                }
                for (const Method& method : other.methods) {
                    if (method.capability == capability.urn) write_method(out, method);
                }
            }
        }
    }
    return out;
}

}  // namespace milpa::jmap
