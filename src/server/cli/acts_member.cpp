// SPDX-License-Identifier: AGPL-3.0-or-later
// Members and invitations: what administrators do, and keyholders.
#include <fmt/format.h>

#include "jmap/type.hpp"
#include "members/members.hpp"
#include "server/cli/acts.hpp"
#include "server/words.hpp"

namespace milpa::server::cli {

namespace {

/// A line that may be empty: then nothing was given.
void put_optional(json::object& object, std::string_view name, const crypto::SecretText& secret) {
    if (!secret.empty()) object[name] = secret.view();
}

json::object credentials_answer(std::string_view address, const json::object& fresh) {
    const std::string password = text_of(fresh, "password");
    const std::string code = text_of(fresh, "recoveryCode");
    json::object answer{{"address", address}, {"recovery_code", code}};
    std::string text = fmt::format("{} has an account.\n", address);
    if (!password.empty()) {
        answer["password"] = password;
        text += fmt::format("Password:      {}\n", password);
    }
    text += fmt::format(
        "Recovery code: {}\n\nGive them the code on paper: it mends a forgotten password, and nothing else "
        "does without\n"
        "losing their mail. It is shown only now.\n",
        code);
    answer["text"] = text;
    return answer;
}

std::string quota_text(std::uint64_t quota) {
    return quota == 0 ? "" : fmt::format(" of {} KiB", quota / 1024);
}

}  // namespace

Told member_add(Asked& asked) {
    json::object wanted{{"addresses", json::array{asked.word("address")}}};
    if (const auto name = asked.arguments.find("name")) wanted["name"] = *name;
    TRY(const std::uint64_t quota, asked.arguments.number("quota", 0, 0, jmap::int_max));
    wanted["quota"] = quota;
    put_optional(wanted, "password", asked.secrets[0]);
    const bool is_chosen = !asked.secrets[0].empty();
    TRY(json::object made, asked.client.create("Member/set", std::move(wanted)));
    if (is_chosen) made["password"] = nullptr;
    const json::array& addresses = array_of(made, "addresses");
    return credentials_answer(addresses.empty() ? "" : std::string_view(addresses.front().as_string()), made);
}

Told member_list(Asked& asked) {
    TRY(const json::object answer, asked.client.call("Member/get", {{"ids", nullptr}}));
    json::array list;
    std::string text;
    for (const json::value& one : array_of(answer, "list")) {
        const json::object& member = one.as_object();
        const json::array& addresses = array_of(member, "addresses");
        const json::array& duties = array_of(member, "duties");
        const std::string address(addresses.empty() ? "" : addresses.front().as_string().c_str());
        const std::uint64_t used = number_of(member, "octets");
        list.push_back(json::object{{"address", address},
                                    {"addresses", addresses},
                                    {"name", text_of(member, "name")},
                                    {"duties", duties},
                                    {"suspended", flag_of(member, "suspended")},
                                    {"quota_bytes", number_of(member, "quota")},
                                    {"used_bytes", used},
                                    {"messages", number_of(member, "messages")}});
        text += fmt::format("{:<40} {:>10} KiB in {}{}{}", address, used / 1024,
                            count_words(number_of(member, "messages"), "message"),
                            quota_text(number_of(member, "quota")),
                            flag_of(member, "suspended") ? ", suspended" : "");
        for (const json::value& duty : duties)
            text += fmt::format(", {}", std::string_view(duty.as_string()));
        text += "\n";
        // All that the JSON has: further addresses, and the name where there is one.
        for (std::size_t i = 1; i < addresses.size(); ++i)
            text += fmt::format("  {}\n", std::string_view(addresses[i].as_string()));
        if (!text_of(member, "name").empty()) text += fmt::format("  {}\n", text_of(member, "name"));
    }
    if (list.empty()) text = "Nobody yet: `milpa member add`.\n";
    return json::object{{"members", std::move(list)}, {"text", text}};
}

namespace {

struct Changed {
    std::string address;
    json::object by_server;
};

Result<Changed> change(Asked& asked, json::object patch) {
    TRY(const json::object who, look_up(asked.client, asked.word("address")));
    TRY(json::object changed, asked.client.update("Member/set", text_of(who, "id"), std::move(patch)));
    return Changed{text_of(who, "address"), std::move(changed)};
}

}  // namespace

Told member_suspend(Asked& asked) {
    TRY(const Changed done, change(asked, {{"suspended", true}}));
    const std::uint64_t left = number_of(done.by_server, "sessionsLeft");
    return json::object{{"address", done.address},
                        {"suspended", true},
                        {"sessions", left},
                        {"text", fmt::format("{} is suspended. {}\n", done.address, sessions_text(left))}};
}

Told member_restore(Asked& asked) {
    TRY(const Changed done, change(asked, {{"suspended", false}}));
    return json::object{{"address", done.address},
                        {"suspended", false},
                        {"text", fmt::format("{} may log in again.\n", done.address)}};
}

Told member_remove(Asked& asked) {
    TRY(const json::object who, look_up(asked.client, asked.word("address")));
    CHECK(asked.client.destroy("Member/set", text_of(who, "id")));
    const std::string address = text_of(who, "address");
    return json::object{
        {"removed", address},
        {"text",
         fmt::format("{} is removed, and the keys of all that was theirs are destroyed.\n", address)}};
}

Told member_quota(Asked& asked) {
    TRY(const std::uint64_t bytes, asked.arguments.number("bytes", 0, 0, jmap::int_max));
    CHECK(change(asked, {{"quota", bytes}}));
    return json::object{{"quota_bytes", bytes},
                        {"text", bytes == 0 ? std::string("No limit from now on.\n")
                                            : fmt::format("At most {} octets from now on.\n", bytes)}};
}

Told member_duty(Asked& asked) {
    const std::string duty = asked.word("duty");
    if (duty != "administrator" && duty != "moderator" && duty != "none")
        return fail(ErrorKind::syntax, "a duty is administrator, moderator or none");
    json::array duties;
    if (duty != "none") duties.emplace_back(duty);
    json::object patch;
    patch["duties"] = duties;
    TRY(const Changed done, change(asked, std::move(patch)));
    return json::object{
        {"address", done.address},
        {"duties", duties},
        {"text", duties.empty() ? fmt::format("{} bears no duty from now on.\n", done.address)
                                : fmt::format("{} is {} from now on.\n", done.address, duty)}};
}

Told member_reset(Asked& asked) {
    TRY(const json::object who, look_up(asked.client, asked.word("address")));
    json::object act{{"act", "resetMember"}, {"memberId", text_of(who, "id")}};
    put_optional(act, "password", asked.secrets[0]);
    TRY(const json::object made, approve(asked.client, std::move(act), std::span(asked.secrets).subspan(1)));
    json::object answer = credentials_answer(text_of(who, "address"), made);
    answer["text"] =
        text_of(answer, "text") +
        "\nWhat they had before is still there, sealed, until an old password or code turns up:\n"
        "`milpa member reopen`.\n";
    return answer;
}

Told member_thaw(Asked& asked) {
    TRY(const json::object who, look_up(asked.client, asked.word("address")));
    CHECK(approve(asked.client, {{"act", "thawMember"}, {"memberId", text_of(who, "id")}}, asked.secrets));
    const std::string address = text_of(who, "address");
    return json::object{
        {"address", address},
        {"frozen", false},
        {"text", fmt::format("{} is thawed: what opened the account before opens it again.\n", address)}};
}

Told held(Asked& asked) {
    TRY(const json::object who, look_up(asked.client, asked.word("address")));
    TRY(json::object answer, asked.client.call("Held/get", {{"memberId", text_of(who, "id")}}));
    answer.erase("accountId");
    return answer;
}

// ---- invitations

Told invitation_add(Asked& asked) {
    json::object wanted;
    for (const char* name : {"domain", "label"}) {
        if (const auto value = asked.arguments.find(name)) wanted[name] = *value;
    }
    TRY(const std::uint64_t uses, asked.arguments.number("uses", 1, 1, members::invitation_uses_max));
    TRY(const std::uint64_t quota, asked.arguments.number("quota", 0, 0, jmap::int_max));
    constexpr auto days_max = std::chrono::duration_cast<std::chrono::days>(members::invitation_lifetime_max);
    constexpr auto days_usual =
        std::chrono::duration_cast<std::chrono::days>(members::invitation_lifetime_default);
    TRY(const std::uint64_t days,
        asked.arguments.number("days", static_cast<std::uint64_t>(days_usual.count()), 1,
                               static_cast<std::uint64_t>(days_max.count())));
    wanted["uses"] = uses;
    wanted["quota"] = quota;
    const WallTime until = SystemClock().wall() + std::chrono::days(days);
    wanted["expires"] = jmap::utc_date_text(to_unix_ms(until) / 1000 * 1000);
    TRY(const json::object made, asked.client.create("Invitation/set", std::move(wanted)));
    const std::string token = text_of(made, "token");
    return json::object{
        {"id", text_of(made, "id")},
        {"domain", text_of(made, "domain")},
        {"expires", time_words(until)},
        {"uses", uses},
        {"token", token},
        {"text", fmt::format("Invitation: {}\n\nWhoever has it becomes a member with an address of {}, until "
                             "{}. It is shown only now.\n",
                             token, text_of(made, "domain"), time_words(until))}};
}

Told invitation_list(Asked& asked) {
    TRY(const json::object answer, asked.client.call("Invitation/get", {{"ids", nullptr}}));
    json::array list;
    std::string text;
    for (const json::value& one : array_of(answer, "list")) {
        const json::object& invitation = one.as_object();
        const std::string until = time_words(from_unix_ms(moment_of(invitation, "expires")));
        list.push_back(json::object{{"id", text_of(invitation, "id")},
                                    {"domain", text_of(invitation, "domain")},
                                    {"label", text_of(invitation, "label")},
                                    {"uses", number_of(invitation, "uses")},
                                    {"expires", until}});
        text += fmt::format("{}  until {}, for {} at {}  {}\n", text_of(invitation, "id"), until,
                            number_of(invitation, "uses"), text_of(invitation, "domain"),
                            text_of(invitation, "label"));
    }
    if (list.empty()) text = "Nobody is invited: `milpa invitation add`.\n";
    return json::object{{"invitations", std::move(list)}, {"text", text}};
}

Told invitation_revoke(Asked& asked) {
    const std::string id = asked.word("id");
    CHECK(asked.client.destroy("Invitation/set", id));
    return json::object{{"revoked", id}, {"text", "It lets nobody in any more.\n"}};
}

}  // namespace milpa::server::cli
