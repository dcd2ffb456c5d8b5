// SPDX-License-Identifier: AGPL-3.0-or-later
// What a member does at the machine with a credential of their own: who they are is shown first, and the
// proof goes with what is asked.
#include <fmt/format.h>

#include "members/directory.hpp"
#include "server/cli/acts.hpp"
#include "server/words.hpp"

namespace milpa::server::cli {

Told member_password(Asked& asked) {
    TRY(const std::string proof, asked.client.prove(asked.word("address"), asked.secrets[0]));
    TRY(const json::object done,
        asked.client.call("Password/set", {{"proof", proof}, {"password", asked.secrets[1].view()}}));
    return json::object{{"address", asked.word("address")},
                        {"text", fmt::format("The password is changed; nothing else is. {}\n",
                                             sessions_text(number_of(done, "sessionsLeft")))}};
}

Told member_app_password_add(Asked& asked) {
    TRY(const std::string proof, asked.client.prove(asked.word("address"), asked.secrets[0]));
    json::object arguments{{"proof", proof}};
    arguments["create"] = json::object{{"k", json::object{{"label", asked.word("label")}}}};
    TRY(const json::object answer, asked.client.call("AppPassword/set", std::move(arguments)));
    TRY(const json::object made, outcome_of(answer, "created", "notCreated"));
    const std::string secret = text_of(made, "secret");
    return json::object{
        {"id", text_of(made, "id")},
        {"app_password", secret},
        {"text",
         fmt::format("App password: {}\n\nIt is shown only now. It opens all of the mail; one program, one "
                     "password.\n",
                     secret)}};
}

Told member_app_password_list(Asked& asked) {
    TRY(const std::string proof, asked.client.prove(asked.word("address"), asked.secrets[0]));
    TRY(const json::object answer,
        asked.client.call("AppPassword/get", {{"ids", nullptr}, {"proof", proof}}));
    json::array list;
    std::string text;
    for (const json::value& one : array_of(answer, "list")) {
        const json::object& password = one.as_object();
        const std::string created = time_words(from_unix_ms(moment_of(password, "created")));
        list.push_back(json::object{
            {"id", text_of(password, "id")}, {"label", text_of(password, "label")}, {"created", created}});
        text += fmt::format("{}  {}  {}\n", text_of(password, "id"), created, text_of(password, "label"));
    }
    return json::object{{"app_passwords", std::move(list)}, {"text", text}};
}

Told member_app_password_remove(Asked& asked) {
    const std::string id = asked.word("id");
    const auto raw = from_hex(id);
    if (!raw || raw->size() != members::OpenerId::size)
        return fail(ErrorKind::syntax, "an ID has 32 hex digits: `milpa member app-password list`");
    TRY(const std::string proof, asked.client.prove(asked.word("address"), asked.secrets[0]));
    TRY(const json::object answer,
        asked.client.call("AppPassword/set", {{"proof", proof}, {"destroy", json::array{id}}}));
    if (array_of(answer, "destroyed").empty()) {
        const auto failed = outcome_of(answer, "destroyed", "notDestroyed");
        return failed ? fail(ErrorKind::missing) : failed.error();
    }
    return json::object{{"removed", id},
                        {"text", fmt::format("It opens nothing any more. {}\n",
                                             sessions_text(number_of(answer, "sessionsLeft")))}};
}

Told member_recovery_code(Asked& asked) {
    TRY(const std::string proof, asked.client.prove(asked.word("address"), asked.secrets[0]));
    TRY(const json::object made, asked.client.call("RecoveryCode/renew", {{"proof", proof}}));
    const std::string code = text_of(made, "recoveryCode");
    return json::object{
        {"recovery_code", code},
        {"text",
         fmt::format("Recovery code: {}\n\nIt is shown only now; the old one opens nothing any more.\n",
                     code)}};
}

Told member_recover(Asked& asked) {
    TRY(const json::object made,
        asked.client.call("Password/recover", {{"address", asked.word("address")},
                                               {"recoveryCode", asked.secrets[0].view()},
                                               {"password", asked.secrets[1].view()}}));
    const std::string code = text_of(made, "recoveryCode");
    return json::object{
        {"recovery_code", code},
        {"text", fmt::format("The new password is set and nothing is lost. {}\n\nNew recovery code: {}\n\n"
                             "It is shown only now; the old one opens nothing any more.\n",
                             sessions_text(number_of(made, "sessionsLeft")), code)}};
}

Told member_reopen(Asked& asked) {
    TRY(const std::string proof, asked.client.prove(asked.word("address"), asked.secrets[0]));
    TRY(const json::object done,
        asked.client.call("FormerVault/reopen", {{"proof", proof}, {"oldSecret", asked.secrets[1].view()}}));
    const std::uint64_t messages = number_of(done, "messages");
    std::string text = fmt::format("{} brought back into the account.\n", count_words(messages, "message"));
    if (flag_of(done, "isKept")) {
        text +=
            "The old account is kept, sealed: not all of its contacts have room here. Make room, and try "
            "again.\n";
    }
    return json::object{{"messages", messages}, {"kept", flag_of(done, "isKept")}, {"text", std::move(text)}};
}

Told leave(Asked& asked) {
    TRY(const std::string proof, asked.client.prove(asked.word("address"), asked.secrets[0]));
    TRY(json::object answer, asked.client.leave(proof, *asked.folder));
    answer["text"] =
        fmt::format("{} written, as mbox and as Maildir. Whoever has the folder can read them.\n",
                    count_words(number_of(answer, "messages"), "message"));
    return answer;
}

}  // namespace milpa::server::cli
