// SPDX-License-Identifier: AGPL-3.0-or-later
#include <boost/json/array.hpp>

#include "members/held.hpp"
#include "members/members.hpp"
#include "server/control/commands.hpp"
#include "server/control/words.hpp"
#include "server/server.hpp"

namespace milpa::server::control {

namespace {

Result<members::MemberPointer> find_member(const Request& request) {
    const members::Collective& collective = request.server->collective();
    TRY(std::string text, request.call->text("address"));
    if (!text.contains('@')) {
        // As at a login: without a domain it is the first one.
        TRY(const auto domains, collective.domains());
        text += "@" + domains.front();
    }
    TRY(const members::Address address, members::Address::parse(text));
    auto found = collective.read_member(address);
    if (found || found.error().kind != ErrorKind::missing) return found;
    TRY(const auto aliases, collective.aliases());
    if (std::ranges::any_of(aliases, [&](const auto& alias) { return alias.address() == address.text(); }))
        return fail(ErrorKind::missing, "this is an alias; `milpa alias list` shows whom it leads to");
    return fail(ErrorKind::missing, "nobody has this address here");
}

/// What ended with it, and what did not: a credential is gone, and so must be who came in with it.
std::string sessions_text(std::size_t left) {
    if (left == 0) return "Their sessions have ended.";
    return fmt::format("{} of theirs did not end yet.", count_words(left, "session"));
}

/// After a change of what opens the account. Programs whose secret is good still log in again by themselves.
Task<std::string> end_sessions(Request request) {
    const auto member = find_member(request);
    // Removed in this very moment.
    if (!member) co_return std::string();
    co_return sessions_text(co_await request.server->end_sessions((*member)->id));
}

/// A line that may be empty: then nothing was given.
Result<std::optional<crypto::SecretText>> optional_secret(Call& call, std::size_t index) {
    TRY(crypto::SecretText secret, call.take_secret(index));
    if (secret.empty()) return std::optional<crypto::SecretText>();
    return std::optional<crypto::SecretText>(std::move(secret));
}

Task<Result<members::Login>> log_in(Lent<Server> server, std::string address, crypto::SecretText secret) {
    co_return co_await server->logins().login(std::move(address), std::move(secret),
                                              members::Accept::also_recovery);
}

boost::json::object credentials_answer(const members::MemberRecord& member,
                                       const members::Credentials& fresh) {
    boost::json::object answer{{"address", member.address()}, {"recovery_code", fresh.recovery_code.view()}};
    std::string text = fmt::format("{} has an account.\n", member.address());
    if (!fresh.password.empty()) {
        answer["password"] = fresh.password.view();
        text += fmt::format("Password:      {}\n", fresh.password.view());
    }
    text += fmt::format(
        "Recovery code: {}\n\nGive them the code on paper: it mends a forgotten password, and nothing else "
        "does without\n"
        "losing their mail. It is shown only now.\n",
        fresh.recovery_code.view());
    answer["text"] = text;
    return answer;
}

}  // namespace

Answer member_add(Request request) {
    members::NewMember fresh;
    CO_TRY(const std::string address, request.call->text("address"));
    fresh.addresses.push_back(address);
    if (request.call->arguments.contains("name")) {
        CO_TRY(fresh.name, request.call->text("name"));
    }
    CO_TRY(fresh.quota_bytes, request.call->number("quota", 0, 0, INT64_MAX));
    CO_TRY(fresh.password, optional_secret(*request.call, 0));
    CO_TRY(const members::Credentials made, co_await request.server->add_member(std::move(fresh)));
    CO_TRY(const auto member, request.server->collective().read_member(made.member));
    co_return credentials_answer(*member, made);
}

namespace {

std::string quota_text(const members::MemberRecord& member) {
    const std::uint64_t quota = member.data.quota_bytes();
    return quota == 0 ? "" : fmt::format(" of {} KiB", quota / 1024);
}

}  // namespace

Answer member_list(Request request) {
    CO_TRY(const auto all, request.server->collective().members());
    boost::json::array list;
    std::string text;
    for (const auto& member : all) {
        auto usage = request.server->collective().usage().of(member->vault);
        const members::Usage used = usage ? *usage : members::Usage{};
        boost::json::array addresses;
        for (const auto& address : member->data.addresses()) addresses.emplace_back(address);
        list.push_back(boost::json::object{{"address", member->address()},
                                           {"addresses", std::move(addresses)},
                                           {"name", member->data.name()},
                                           {"suspended", member->suspended()},
                                           {"quota_bytes", member->data.quota_bytes()},
                                           {"used_bytes", used.bytes},
                                           {"messages", used.messages}});
        text += fmt::format("{:<40} {:>10} KiB in {}{}{}\n", member->address(), used.bytes / 1024,
                            count_words(used.messages, "message"), quota_text(*member),
                            member->suspended() ? ", suspended" : "");
        // All that the JSON has: further addresses, and the name where there is one.
        for (int i = 1; i < member->data.addresses_size(); ++i)
            text += "  " + member->data.addresses(i) + "\n";
        if (!member->data.name().empty()) text += fmt::format("  {}\n", member->data.name());
    }
    if (all.empty()) text = "Nobody yet: `milpa member add`.\n";
    co_return boost::json::object{{"members", std::move(list)}, {"text", text}};
}

Answer member_suspend(Request request) {
    CO_TRY(const auto member, find_member(request));
    CO_CHECK(co_await request.server->members().suspend(member->id));
    const std::size_t left = co_await request.server->end_sessions(member->id);
    co_return boost::json::object{
        {"address", member->address()},
        {"suspended", true},
        {"sessions", left},
        {"text", fmt::format("{} is suspended. {}\n", member->address(), sessions_text(left))}};
}

Answer member_restore(Request request) {
    CO_TRY(const auto member, find_member(request));
    CO_CHECK(co_await request.server->members().restore(member->id));
    co_return boost::json::object{{"address", member->address()},
                                  {"suspended", false},
                                  {"text", fmt::format("{} may log in again.\n", member->address())}};
}

Answer member_remove(Request request) {
    CO_TRY(const auto member, find_member(request));
    CO_CHECK(co_await request.server->remove_member(member->id));
    co_return boost::json::object{
        {"removed", member->address()},
        {"text", fmt::format("{} is removed, and the keys of all that was theirs are destroyed.\n",
                             member->address())}};
}

Answer member_quota(Request request) {
    CO_TRY(const auto member, find_member(request));
    CO_TRY(const std::uint64_t bytes, request.call->number("bytes", 0, 0, INT64_MAX));
    CO_CHECK(co_await request.server->members().set_quota(member->id, bytes));
    co_return boost::json::object{
        {"quota_bytes", bytes},
        {"text", bytes == 0 ? std::string("No limit from now on.\n")
                            : fmt::format("At most {} octets from now on.\n", bytes)}};
}

Answer member_duty(Request request) {
    CO_TRY(const auto member, find_member(request));
    CO_TRY(const std::string duty, request.call->text("duty"));
    std::vector<events::Duty> duties;
    if (duty == "administrator") {
        duties.push_back(events::DUTY_ADMINISTRATOR);
    } else if (duty == "moderator") {
        duties.push_back(events::DUTY_MODERATOR);
    } else if (duty != "none") {
        co_return fail(ErrorKind::syntax, "a duty is administrator, moderator or none");
    }
    CO_CHECK(co_await request.server->members().set_duties(member->id, duties,
                                                           members::LastAdministrator::may_go));
    boost::json::array list;
    if (!duties.empty()) list.emplace_back(duty);
    co_return boost::json::object{
        {"address", member->address()},
        {"duties", std::move(list)},
        {"text", duties.empty() ? fmt::format("{} bears no duty from now on.\n", member->address())
                                : fmt::format("{} is {} from now on.\n", member->address(), duty)}};
}

Answer member_password(Request request) {
    CO_TRY(const std::string address, request.call->text("address"));
    CO_TRY(crypto::SecretText current, request.call->take_secret(0));
    CO_TRY(crypto::SecretText fresh, request.call->take_secret(1));
    CO_TRY(members::Login login, co_await log_in(request.server, address, std::move(current)));
    CO_CHECK(co_await request.server->members().change_password(std::move(login), std::move(fresh)));
    const std::string ended = co_await end_sessions(request);
    co_return boost::json::object{
        {"address", address}, {"text", fmt::format("The password is changed; nothing else is. {}\n", ended)}};
}

Answer member_app_password_add(Request request) {
    CO_TRY(const std::string address, request.call->text("address"));
    CO_TRY(const std::string label, request.call->text("label"));
    CO_TRY(crypto::SecretText current, request.call->take_secret(0));
    CO_TRY(members::Login login, co_await log_in(request.server, address, std::move(current)));
    CO_TRY(const members::AppPassword made,
           co_await request.server->members().add_app_password(std::move(login), label));
    co_return boost::json::object{
        {"id", made.id.hex()},
        {"app_password", made.secret.view()},
        {"text",
         fmt::format("App password: {}\n\nIt is shown only now. It opens all of the mail; one program, one "
                     "password.\n",
                     made.secret.view())}};
}

Answer member_app_password_list(Request request) {
    CO_TRY(const std::string address, request.call->text("address"));
    CO_TRY(crypto::SecretText current, request.call->take_secret(0));
    CO_TRY(const members::Login login, co_await log_in(request.server, address, std::move(current)));
    CO_TRY(const auto openers, request.server->members().openers(login));
    boost::json::array list;
    std::string text;
    for (const auto& opener : openers) {
        if (opener.kind != events::OPENER_APP_PASSWORD) continue;
        list.push_back(boost::json::object{
            {"id", opener.id.hex()}, {"label", opener.label}, {"created", time_words(opener.created)}});
        text += fmt::format("{}  {}  {}\n", opener.id.hex(), time_words(opener.created), opener.label);
    }
    co_return boost::json::object{{"app_passwords", std::move(list)}, {"text", text}};
}

Answer member_app_password_remove(Request request) {
    CO_TRY(const std::string address, request.call->text("address"));
    CO_TRY(const std::string hex, request.call->text("id"));
    const auto raw = from_hex(hex);
    const auto id = raw ? members::OpenerId::from(ByteView(*raw)) : Result<members::OpenerId>(raw.error());
    if (!id) co_return fail(ErrorKind::syntax, "an ID has 32 hex digits: `milpa member app-password list`");
    CO_TRY(crypto::SecretText current, request.call->take_secret(0));
    CO_TRY(members::Login login, co_await log_in(request.server, address, std::move(current)));
    CO_CHECK(co_await request.server->members().remove_app_password(std::move(login), *id));
    const std::string ended = co_await end_sessions(request);
    co_return boost::json::object{{"removed", hex},
                                  {"text", fmt::format("It opens nothing any more. {}\n", ended)}};
}

Answer member_recovery_code(Request request) {
    CO_TRY(const std::string address, request.call->text("address"));
    CO_TRY(crypto::SecretText current, request.call->take_secret(0));
    CO_TRY(members::Login login, co_await log_in(request.server, address, std::move(current)));
    CO_TRY(const crypto::SecretText code,
           co_await request.server->members().renew_recovery_code(std::move(login)));
    co_return boost::json::object{
        {"recovery_code", code.view()},
        {"text",
         fmt::format("Recovery code: {}\n\nIt is shown only now; the old one opens nothing any more.\n",
                     code.view())}};
}

Answer member_recover(Request request) {
    CO_TRY(const std::string address, request.call->text("address"));
    CO_TRY(crypto::SecretText code, request.call->take_secret(0));
    CO_TRY(crypto::SecretText fresh, request.call->take_secret(1));
    CO_TRY(const crypto::SecretText next,
           co_await request.server->members().recover(address, std::move(code), std::move(fresh)));
    const std::string ended = co_await end_sessions(request);
    co_return boost::json::object{
        {"recovery_code", next.view()},
        {"text", fmt::format("The new password is set and nothing is lost. {}\n\nNew recovery code: {}\n\n"
                             "It is shown only now; the old one opens nothing any more.\n",
                             ended, next.view())}};
}

Answer member_reset(Request request) {
    CO_TRY(const auto member, find_member(request));
    CO_TRY(std::optional<crypto::SecretText> password, optional_secret(*request.call, 0));
    CO_TRY(std::vector<crypto::Share> shares, take_shares(*request.call, 1));
    CO_TRY(const members::Credentials made,
           co_await request.server->reset_member(member->id, std::move(shares), std::move(password)));
    boost::json::object answer = credentials_answer(*member, made);
    answer["text"] =
        std::string(answer["text"].as_string()) +
        "\nWhat they had before is still there, sealed, until an old password or code turns up:\n"
        "`milpa member reopen`.\n";
    co_return answer;
}

Answer member_reopen(Request request) {
    CO_TRY(const std::string address, request.call->text("address"));
    CO_TRY(crypto::SecretText current, request.call->take_secret(0));
    CO_TRY(crypto::SecretText old, request.call->take_secret(1));
    CO_TRY(members::Login login, co_await log_in(request.server, address, std::move(current)));
    CO_TRY(const Server::Reopened reopened,
           co_await request.server->reopen_former(std::move(login), std::move(old)));
    std::string text =
        fmt::format("{} brought back into the account.\n", count_words(reopened.messages, "message"));
    if (reopened.kept)
        text +=
            "The old account is kept, sealed: it holds address books, which cannot be brought back yet.\n";
    co_return boost::json::object{
        {"messages", reopened.messages}, {"kept", reopened.kept}, {"text", std::move(text)}};
}

Answer held(Request request) {
    CO_TRY(const auto member, find_member(request));
    CO_TRY(const members::Held all, co_await request.server->held(*member));
    boost::json::array sections;
    for (const auto& section : all.sections) {
        boost::json::array lines;
        for (const auto& line : section.lines) {
            lines.push_back(
                boost::json::object{{"field", line.field}, {"what", line.what}, {"value", line.value}});
        }
        sections.push_back(boost::json::object{{"title", section.title}, {"lines", std::move(lines)}});
    }
    boost::json::array cannot;
    for (const auto& sentence : all.cannot) cannot.emplace_back(sentence);
    co_return boost::json::object{
        {"sections", std::move(sections)}, {"cannot", std::move(cannot)}, {"text", all.text()}};
}

}  // namespace milpa::server::control
