// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/acts.hpp"

#include <fmt/format.h>

#include "crypto/quorum.hpp"
#include "jmap/standard.hpp"
#include "jmap/type.hpp"
#include "server/words.hpp"

namespace milpa::server::cli {

namespace {

constexpr Act table[] = {
    {"status", status},
    {"lock", lock},
    {"starts explain", starts_explain},
    {"keyholders show", keyholders_show},
    {"keyholders change", keyholders_change},
    {"keyholders confirm", keyholders_confirm},
    {"approval list", approval_list},
    {"approval give", approval_give},
    {"member add", member_add},
    {"member list", member_list},
    {"member suspend", member_suspend},
    {"member restore", member_restore},
    {"member remove", member_remove},
    {"member quota", member_quota},
    {"member duty", member_duty},
    {"member password", member_password},
    {"member app-password add", member_app_password_add},
    {"member app-password list", member_app_password_list},
    {"member app-password remove", member_app_password_remove},
    {"member recovery-code", member_recovery_code},
    {"member recover", member_recover},
    {"member reset", member_reset},
    {"member thaw", member_thaw},
    {"member reopen", member_reopen},
    {"invitation add", invitation_add},
    {"invitation list", invitation_list},
    {"invitation revoke", invitation_revoke},
    {"alias set", alias_set},
    {"alias remove", alias_remove},
    {"alias list", alias_list},
    {"domain add", domain_add},
    {"domain remove", domain_remove},
    {"domain list", domain_list},
    {"dns", dns},
    {"held", held},
    {"leave", leave},
    {"queue", queue},
    {"queue retry", queue_retry},
    {"certificate set", certificate_set},
    {"certificate renew", certificate_renew},
    {"certificate external", certificate_external},
    {"purge", purge},
    {"settings reload", settings_reload},
};

}  // namespace

std::span<const Act> acts() { return table; }

std::string text_of(const json::object& object, std::string_view name) {
    return jmap::text_of(object, name).value_or("");
}

std::uint64_t number_of(const json::object& object, std::string_view name) {
    const std::int64_t number = jmap::number_of(object, name).value_or(0);
    return number < 0 ? 0 : static_cast<std::uint64_t>(number);
}

bool flag_of(const json::object& object, std::string_view name) { return jmap::flag_of(object, name); }

const json::array& array_of(const json::object& object, std::string_view name) {
    static const json::array none;
    const json::value* const value = object.if_contains(name);
    return value != nullptr && value->is_array() ? value->get_array() : none;
}

const json::object& object_of(const json::object& object, std::string_view name) {
    static const json::object none;
    const json::value* const value = object.if_contains(name);
    return value != nullptr && value->is_object() ? value->get_object() : none;
}

namespace {

json::value snake_case_of(const json::value& value) {
    if (value.is_object()) return snake_case(value.get_object());
    if (!value.is_array()) return value;
    json::array made;
    for (const json::value& one : value.get_array()) made.push_back(snake_case_of(one));
    return made;
}

}  // namespace

json::object snake_case(const json::object& object) {
    json::object made;
    for (const auto& member : object) {
        std::string name;
        for (const char c : std::string_view(member.key())) {
            const bool capital = c >= 'A' && c <= 'Z';
            if (capital) name += '_';
            name += capital ? static_cast<char>(c - 'A' + 'a') : c;
        }
        made[name] = snake_case_of(member.value());
    }
    return made;
}

std::int64_t moment_of(const json::object& object, std::string_view name) {
    return jmap::read_utc_date(text_of(object, name)).value_or(0);
}

std::string sessions_text(std::uint64_t left) {
    if (left == 0) return "Their sessions have ended.";
    return fmt::format("{} of theirs did not end yet.", count_words(left, "session"));
}

Told look_up(Client& client, std::string_view address) {
    return client.call("Member/lookup", {{"address", address}});
}

namespace {

Told approve_all(Client& client, std::string_view id, std::span<crypto::SecretText> shares) {
    json::object last;
    for (std::size_t i = 0; i < shares.size() && !flag_of(last, "isDone"); ++i) {
        auto offered = client.call("Approval/offer", {{"id", id}, {"share", shares[i].view()}});
        if (!offered && offered.error().kind == ErrorKind::syntax) {
            return fail(ErrorKind::syntax,
                        fmt::format("share {} of those given: {}", i + 1, offered.error().detail));
        }
        if (!offered) return offered.error();
        last = std::move(*offered);
    }
    if (!flag_of(last, "isDone"))
        return fail(ErrorKind::denied, "this takes the shares of more keyholders: nothing was done");
    return client.call("Approval/collect", {{"id", id}});
}

}  // namespace

Told approve(Client& client, json::object act, std::span<crypto::SecretText> shares) {
    TRY(const json::object asked, client.create("Approval/set", std::move(act)));
    const std::string id = text_of(asked, "id");
    auto result = approve_all(client, id, shares);
    // What is here is done here: it waits for nobody. Gone already where the failure was the server's.
    if (!result) (void)client.destroy("Approval/set", id);
    return result;
}

}  // namespace milpa::server::cli
