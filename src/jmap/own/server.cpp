// SPDX-License-Identifier: AGPL-3.0-or-later
// The server as a whole: how it stands, mail that waits, the DNS, the certificate, what is held of a member.
#include "jmap/own/list.hpp"
#include "jmap/own/own.hpp"

namespace milpa::jmap {

namespace {

constexpr Argument only_account[] = {{"accountId", "Id", "The collective's.", true}};
constexpr Argument dns_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"check", "Boolean", "Whether the DNS is asked if it is so: `found` of each record."},
};
constexpr Argument certificate_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"chain", "String", "PEM: the certificate and its chain.", true},
    {"key", "String", "PEM: its private key.", true},
};
constexpr Argument account_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"keyId", "String", "As the authority gave it.", true},
    {"key", "String", "Its HMAC key, in base64url.", true},
};
constexpr Argument held_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"memberId", "Id|null", "About whom; null: about yourself. Others only as an administrator."},
};

Task<Answer> standing(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    House::For whom = House::For::guests;
    if (context->room().login() != nullptr) whom = House::For::members;
    if (bears(*context, administrator)) whom = House::For::administrators;
    for (auto& [name, value] : house_of(*context).standing(whom)) (*answer)[name] = value;
    co_return answer;
}

Task<Answer> purge(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    if (const auto done = co_await house_of(*context).purge(); !done)
        co_return std::unexpected(told(done.error()));
    co_return answer;
}

Task<Answer> reload_settings(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    auto done = co_await house_of(*context).reload_settings();
    if (!done) {
        MethodError refused = told(done.error());
        refused.type = "invalidSettings";
        co_return std::unexpected(std::move(refused));
    }
    for (auto& [name, value] : *done) (*answer)[name] = std::move(value);
    co_return answer;
}

Task<Answer> queue(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    const auto waiting = co_await house_of(*context).queue();
    if (!waiting) co_return std::unexpected(told(waiting.error()));
    for (const auto& [name, value] : *waiting) (*answer)[name] = value;
    co_return answer;
}

Task<Answer> load(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    auto all = co_await house_of(*context).load();
    if (!all) co_return std::unexpected(told(all.error()));
    for (auto& [name, value] : *all) (*answer)[name] = std::move(value);
    co_return answer;
}

Task<Answer> retry(Lent<Context> context, json::object arguments) {
    auto account = begin_answer(*context, arguments);
    if (!account) co_return account;
    if (const auto done = co_await house_of(*context).retry_queue(); !done)
        co_return std::unexpected(told(done.error()));
    co_return co_await queue(context, std::move(arguments));
}

Task<Answer> dns(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    auto records = co_await house_of(*context).dns(flag_of(arguments, "check"));
    if (!records) co_return std::unexpected(told(records.error()));
    (*answer)["records"] = std::move(*records);
    co_return answer;
}

Task<Answer> set_certificate(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    const auto done = co_await house_of(*context).set_certificate(
        std::string(arguments.at("chain").as_string()),
        crypto::SecretText(std::string_view(arguments.at("key").as_string())));
    if (done) co_return answer;
    switch (done.error().kind) {
        case ErrorKind::conflict: co_return invalid_arguments("The key is not the certificate's.");
        case ErrorKind::denied: co_return invalid_arguments("The certificate is out of date.");
        case ErrorKind::syntax: co_return invalid_arguments("The certificate or its key is not PEM.");
        default: co_return std::unexpected(told(done.error()));
    }
}

MethodError without_authority(const Error& error) {
    if (error.kind != ErrorKind::missing) return told(error);
    return {"notFound", "No authority is set (acme.directory): certificates come by hand."};
}

Task<Answer> renew_certificates(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    const auto asked = house_of(*context).renew_certificates();
    if (asked) co_return answer;
    co_return std::unexpected(without_authority(asked.error()));
}

Task<Answer> bind_account(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    const auto bound = co_await house_of(*context).bind_account(
        std::string(arguments.at("keyId").as_string()),
        crypto::SecretText(std::string_view(arguments.at("key").as_string())));
    if (bound) co_return answer;
    if (bound.error().kind == ErrorKind::syntax) co_return invalid_arguments("The key is not base64url.");
    co_return std::unexpected(without_authority(bound.error()));
}

std::optional<MemberId> about_whom(Context& context, const json::object& arguments) {
    const auto text = text_of(arguments, "memberId");
    if (!text) return asking(context);
    const auto id = read_id<MemberId>(*text);
    if (!id || (*id != asking(context) && !bears(context, administrator))) return std::nullopt;
    return *id;
}

Task<Answer> held(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    const auto whom = about_whom(*context, arguments);
    if (!whom) co_return std::unexpected(MethodError{"notFound", "There is no such member for you."});
    const auto all = co_await house_of(*context).held(*whom);
    if (!all) co_return std::unexpected(told(all.error()));
    json::array sections;
    for (const auto& section : all->sections) {
        json::array lines;
        for (const auto& line : section.lines) {
            lines.push_back(json::object{{"field", line.field}, {"what", line.what}, {"value", line.value}});
        }
        sections.push_back(json::object{{"title", section.title}, {"lines", std::move(lines)}});
    }
    (*answer)["sections"] = std::move(sections);
    (*answer)["cannot"] = texts(all->cannot);
    (*answer)["text"] = all->text();
    co_return answer;
}

constexpr Method methods[] = {
    {.name = "Server/status",
     .capability = collective_urn,
     .meaning = "How the server stands: `isUnlocked` for everybody; for members also `hostName` and `ports`, "
                "by which "
                "mail programs find it, and `certificate`, {names, until, isSelfMade}, for whoever asks for "
                "no name; "
                "for administrators all of it, with all `certificates`, and how their `renewals` go.",
     .reference = "",
     .arguments = only_account,
     .run = standing,
     .of = Method::Of::collective,
     .guests = true},
    {.name = "Server/load",
     .capability = collective_urn,
     .meaning =
         "How busy the server was: `samples` of the last day, the oldest first, one every `interval` "
         "seconds, and `now`, since the last of them. Each is {at, seconds, connections, openVaults, queued, "
         "memoryOctets} as it was then, and {messagesIn, messagesOut, requests, processorSeconds}, which "
         "were "
         "done in its `seconds`: messages delivered to members, recipients elsewhere that took one, requests "
         "by HTTP. `queued` (recipients that wait) is null while locked. `storage` is {usedOctets, "
         "freeOctets, "
         "totalOctets} of the disk, and {mailOctets, messages} as quotas count them; `processors` how many "
         "there are. Kept in memory alone: it begins anew with the process.",
     .reference = "",
     .arguments = only_account,
     .run = load,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Server/purge",
     .capability = collective_urn,
     .meaning = "Rewrites the folder, so that what was deleted is in no file any more.",
     .reference = "",
     .arguments = only_account,
     .run = purge,
     .changes = true,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Settings/reload",
     .capability = collective_urn,
     .meaning =
         "Reads the settings again: `taken` changed at once, `waiting` change at the next start. With a "
         "mistake in them nothing changes (invalidSettings).",
     .reference = "",
     .arguments = only_account,
     .run = reload_settings,
     .changes = true,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Server/dns",
     .capability = collective_urn,
     .meaning = "What the DNS must say: records of {name, type, value, need, meaning}.",
     .reference = "",
     .arguments = dns_arguments,
     .run = dns,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Certificate/set",
     .capability = collective_urn,
     .meaning = "Takes a TLS certificate into the sealed directory, for new connections.",
     .reference = "",
     .arguments = certificate_arguments,
     .run = set_certificate,
     .changes = true,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Certificate/renew",
     .capability = collective_urn,
     .meaning = "Asks the authority for all certificates anew; `renewals` of Server/status says how it goes.",
     .reference = "",
     .arguments = only_account,
     .run = renew_certificates,
     .changes = true,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Certificate/bindAccount",
     .capability = collective_urn,
     .meaning = "Binds the account with the authority to one that it knows from elsewhere (RFC 8555 7.3.4).",
     .reference = "",
     .arguments = account_arguments,
     .run = bind_account,
     .changes = true,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Queue/status",
     .capability = collective_urn,
     .meaning = "Mail that waits to leave: how much, how long, and why. No addresses.",
     .reference = "",
     .arguments = only_account,
     .run = queue,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Queue/retry",
     .capability = collective_urn,
     .meaning = "Tries all waiting mail now.",
     .reference = "",
     .arguments = only_account,
     .run = retry,
     .changes = true,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Held/get",
     .capability = collective_urn,
     .meaning = "Everything that this server could be made to hand over about a member.",
     .reference = "",
     .arguments = held_arguments,
     .run = held,
     .of = Method::Of::collective,
     .manages_account = true},
};

}  // namespace

OwnPart server_part() { return {{}, methods}; }

}  // namespace milpa::jmap
