// SPDX-License-Identifier: AGPL-3.0-or-later
// What each command of the running server is in the API: the calls that it makes, and how their answers are
// told. An answer is a JSON object for --json; its member "text" is the same for people.
#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string_view>
#include <vector>

#include "crypto/secret.hpp"
#include "server/cli/arguments.hpp"
#include "server/cli/client.hpp"

namespace milpa::server::cli {

struct Asked {
    const Arguments& arguments;
    Client& client;
    std::vector<crypto::SecretText> secrets;  ///< in the order of the command's row; shares last
    ExportFolder* folder = nullptr;           ///< of `leave`

    std::string word(std::string_view name) const { return arguments.find(name).value_or(""); }
};
using Told = Result<json::object>;

struct Act {
    std::string_view words;  ///< as in commands.cpp
    Told (*run)(Asked& asked);
};
/// All but `unlock`, which goes on for as long as somebody types shares (remote.cpp).
std::span<const Act> acts();

/// Gives one share, or none: how it stands.
Told unlock(Client& client, const crypto::SecretText* share);

// One a command; each in the file that is named for its noun.
Told status(Asked& asked);
Told starts_explain(Asked& asked);
Told lock(Asked& asked);
Told keyholders_show(Asked& asked);
Told keyholders_change(Asked& asked);
Told keyholders_confirm(Asked& asked);
Told approval_list(Asked& asked);
Told approval_give(Asked& asked);
Told member_add(Asked& asked);
Told member_list(Asked& asked);
Told member_suspend(Asked& asked);
Told member_restore(Asked& asked);
Told member_remove(Asked& asked);
Told member_quota(Asked& asked);
Told member_duty(Asked& asked);
Told member_reset(Asked& asked);
Told member_password(Asked& asked);
Told member_app_password_add(Asked& asked);
Told member_app_password_list(Asked& asked);
Told member_app_password_remove(Asked& asked);
Told member_recovery_code(Asked& asked);
Told member_recover(Asked& asked);
Told member_thaw(Asked& asked);
Told member_reopen(Asked& asked);
Told invitation_add(Asked& asked);
Told invitation_list(Asked& asked);
Told invitation_revoke(Asked& asked);
Told alias_set(Asked& asked);
Told alias_remove(Asked& asked);
Told alias_list(Asked& asked);
Told domain_add(Asked& asked);
Told domain_remove(Asked& asked);
Told domain_list(Asked& asked);
Told dns(Asked& asked);
Told held(Asked& asked);
Told leave(Asked& asked);
Told queue(Asked& asked);
Told queue_retry(Asked& asked);
Told certificate_set(Asked& asked);
Told certificate_renew(Asked& asked);
Told certificate_external(Asked& asked);
Told purge(Asked& asked);
Told settings_reload(Asked& asked);

// ---- what they have in common

/// An act that needs k of n: asked for, approved with these shares, and what it gave.
Told approve(Client& client, json::object act, std::span<crypto::SecretText> shares);
/// Id and main address of who has it: {"id", "address"}.
Told look_up(Client& client, std::string_view address);
/// Members of an answer whose form the API's own declaration promises; empty, 0 or null where it does not.
std::string text_of(const json::object& object, std::string_view name);
std::uint64_t number_of(const json::object& object, std::string_view name);
bool flag_of(const json::object& object, std::string_view name);
const json::array& array_of(const json::object& object, std::string_view name);
const json::object& object_of(const json::object& object, std::string_view name);
/// "openVaults" as "open_vaults", for --json; all the way down.
json::object snake_case(const json::object& object);
/// Milliseconds since 1970 of a UTCDate; 0 where it is none.
std::int64_t moment_of(const json::object& object, std::string_view name);
/// What `status` says of certificates: for people; and "certificate" and "renewals" of the answer, for
/// --json.
std::string tell_of_certificates(const json::object& told, json::object& answer);
/// What `status` says of the last reload, by "settings" of the answer.
std::string tell_of_settings(const json::object& told);
/// What ended with a change of what opens an account, and what did not.
std::string sessions_text(std::uint64_t left);

}  // namespace milpa::server::cli
