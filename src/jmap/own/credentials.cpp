// SPDX-License-Identifier: AGPL-3.0-or-later
// What opens a member's account, changed by its member: sessions, app passwords, password, recovery code.
//
// A session alone does not change what opens the account. Whoever wants to shows anew who they are, by
// Proof/give or a passkey (/auth/prove), and hands the proof to each method. Who is at the machine itself has
// no session: there the proof also says whose account it is.
#include "jmap/own/list.hpp"
#include "jmap/own/own.hpp"
#include "jmap/type.hpp"

namespace milpa::jmap {

namespace {

using enum Property::Who;

constexpr Property session_properties[] = {
    {"id", "Id", "The session's.", server},
    {"label", "String", "The client's own word for itself.", server},
    {"created", "UTCDate", "The day, of most.", server},
    {"expires", "UTCDate", "When it ends by itself.", server},
    {"means", "String",
     "By what it was begun: password, passwordAndCode, passwordAndPasskey, passwordAndRecoveryCode, "
     "appPassword, passkey, unknown.",
     server},
    {"isCurrent", "Boolean", "The one that asks.", server},
};
constexpr Property app_password_properties[] = {
    {"id", "Id", "The app password's.", server},
    {"label", "String", "The device or program, in your own words.", client_once},
    {"created", "UTCDate", "Since when there is one.", server},
    {"secret", "String|null", "Told once, kept nowhere.", server},
};
constexpr Type types[] = {
    {"LoginSession", collective_urn, "Where you are signed in.", session_properties},
    {"AppPassword", collective_urn, "Opens your mail to one program.", app_password_properties},
};
constexpr const Type& session_type = types[0];
constexpr const Type& app_password_type = types[1];

std::string moment(WallTime time) { return utc_date_text(to_unix_ms(time) / 1000 * 1000); }

std::string_view means_text(events::SignInMeans means) {
    switch (means) {
        case events::SIGN_IN_PASSWORD: return "password";
        case events::SIGN_IN_PASSWORD_AND_CODE: return "passwordAndCode";
        case events::SIGN_IN_PASSWORD_AND_PASSKEY: return "passwordAndPasskey";
        case events::SIGN_IN_PASSWORD_AND_RECOVERY_CODE: return "passwordAndRecoveryCode";
        case events::SIGN_IN_APP_PASSWORD: return "appPassword";
        case events::SIGN_IN_PASSKEY: return "passkey";
        default: return "unknown";
    }
}

All all_sessions(Context& context, const members::Login& login) {
    const auto all = house_of(context).sign_ins().sessions(login);
    if (!all) return std::unexpected(told(all.error()));
    std::vector<json::object> list;
    for (const members::SessionInfo& info : *all) {
        list.push_back({{"id", info.id.hex()},
                        {"label", info.label},
                        {"created", moment(info.created)},
                        {"expires", moment(info.expires)},
                        {"means", means_text(info.means)},
                        {"isCurrent", info.current}});
    }
    return list;
}

All all_app_passwords(Context& context, const members::Login& login) {
    const auto all = context.room().members().openers(login);
    if (!all) return std::unexpected(told(all.error()));
    std::vector<json::object> list;
    for (const members::OpenerInfo& info : *all) {
        if (info.kind != events::OPENER_APP_PASSWORD) continue;
        list.push_back({{"id", info.id.hex()},
                        {"label", info.label},
                        {"created", moment(info.created)},
                        {"secret", nullptr}});
    }
    return list;
}

/// Of one member's, few and all at hand.
template <All (*all)(Context&, const members::Login&), const Type& type>
Task<Answer> get(Lent<Context> context, json::object arguments) {
    const auto login = acting(*context, arguments);
    if (!login) co_return std::unexpected(login.error());
    auto list = all(*context, *login);
    if (!list) co_return std::unexpected(std::move(list.error()));
    co_return get_list(*context, type, arguments, std::move(*list));
}

class OwnSetter : public ListSetter {
public:
    OwnSetter(Lent<Context> context, members::Login login, All (*all)(Context&, const members::Login&))
        : ListSetter(context, "There is none of that id."), login_(std::move(login)), all_(all) {}

protected:
    All all() const override { return all_(*context_, login_); }
    const members::Login login_;

private:
    All (*all_)(Context&, const members::Login&);
};

class SessionSetter final : public OwnSetter {
public:
    SessionSetter(Lent<Context> context, members::Login login)
        : OwnSetter(context, std::move(login), all_sessions) {}

    Task<Outcome<New>> create(json::object) override {
        co_return std::unexpected(SetError{"forbidden", "Sessions begin with a sign-in."});
    }
    Task<Outcome<void>> destroy(std::string id) override {
        const auto parsed = read_id<members::OpenerId>(id);
        if (!parsed) co_return std::unexpected(not_there());
        const auto done = co_await house_of(*context_).sign_ins().end_session(login_, *parsed);
        if (!done) co_return std::unexpected(told_as(set_error_for(done.error()).type, done.error()));
        // What listens by it hears nothing more.
        house_of(*context_).end_connections(login_.id());
        co_return Outcome<void>{};
    }
};

class AppPasswordSetter final : public OwnSetter {
public:
    AppPasswordSetter(Lent<Context> context, members::Login login)
        : OwnSetter(context, std::move(login), all_app_passwords) {}

    Task<Outcome<New>> create(json::object object) override {
        const auto label = text_of(object, "label");
        if (!label || label->empty())
            co_return std::unexpected(invalid_properties({"label"}, "What it is for is said in a word."));
        const auto made = co_await context_->room().members().add_app_password(login_, *label);
        if (!made) co_return std::unexpected(told(made.error(), {"label"}));
        json::object answer{{"secret", made->secret.view()}, {"created", moment(now())}};
        co_return New{made->id.hex(), std::move(answer)};
    }
    Task<Outcome<void>> destroy(std::string id) override {
        const auto parsed = read_id<members::OpenerId>(id);
        if (!parsed) co_return std::unexpected(not_there());
        const auto done = co_await context_->room().members().remove_app_password(login_, *parsed);
        if (!done) co_return std::unexpected(told_as(set_error_for(done.error()).type, done.error()));
        sessions_left += co_await end_of(context_, login_.id());
        co_return Outcome<void>{};
    }

    std::size_t sessions_left = 0;

private:
    WallTime now() const { return context_->room().clock().wall(); }
};

Task<Answer> set_sessions(Lent<Context> context, json::object arguments) {
    auto login = acting(*context, arguments);
    if (!login) co_return std::unexpected(std::move(login.error()));
    SessionSetter setter(context, std::move(*login));
    co_return co_await run_set(context, {.type = &session_type}, &setter, std::move(arguments));
}

Task<Answer> set_app_passwords(Lent<Context> context, json::object arguments) {
    auto login = acting(*context, arguments);
    if (!login) co_return std::unexpected(std::move(login.error()));
    AppPasswordSetter setter(context, std::move(*login));
    auto answer = co_await run_set(context, {.type = &app_password_type}, &setter, std::move(arguments));
    if (answer) (*answer)["sessionsLeft"] = setter.sessions_left;
    co_return answer;
}

crypto::SecretText secret_of(const json::object& arguments, std::string_view name) {
    return crypto::SecretText(std::string_view(arguments.at(name).as_string()));
}

Task<Answer> give_proof(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    House& house = house_of(*context);
    auto address = text_of(arguments, "address");
    if (context->room().is_local() != address.has_value())
        co_return invalid_arguments("Whose it is, is said at the machine itself, and there alone.");
    std::optional<members::OpenerId> asker;
    Result<members::Login> shown = fail(ErrorKind::denied);
    if (address) {
        shown = co_await house.logins().login(std::move(*address), secret_of(arguments, "secret"),
                                              members::Accept::also_recovery);
    } else {
        auto session = acting(*context, {});
        if (!session) co_return std::unexpected(std::move(session.error()));
        asker = session->opener;
        shown = co_await house.sign_ins().prove(std::move(*session), secret_of(arguments, "secret"),
                                                context->peer());
    }
    if (!shown) co_return std::unexpected(told_of_try(shown.error()));
    (*answer)["proof"] = house.sign_ins().keep_proof(std::move(*shown), asker).hex();
    co_return answer;
}

Task<Answer> renew_code(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    auto login = acting(*context, arguments);
    if (!login) co_return std::unexpected(std::move(login.error()));
    const auto code = co_await context->room().members().renew_recovery_code(std::move(*login));
    if (!code) co_return std::unexpected(told(code.error()));
    (*answer)["recoveryCode"] = code->view();
    co_return answer;
}

Task<Answer> set_password(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    auto login = acting(*context, arguments);
    if (!login) co_return std::unexpected(std::move(login.error()));
    const MemberId member = login->id();
    const members::Login* const own = context->room().login();
    const auto keep = own == nullptr ? std::nullopt : std::optional(own->opener);
    const auto done = co_await context->room().members().change_password(
        std::move(*login), secret_of(arguments, "password"), keep);
    if (!done) co_return std::unexpected(told_of_try(done.error()));
    // What was shown by the old one is not kept.
    house_of(*context).sign_ins().forget_of(member);
    (*answer)["sessionsLeft"] = co_await end_of(context, member);
    co_return answer;
}

Task<Answer> recover(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    const std::string address(arguments.at("address").as_string());
    const auto code = co_await context->room().members().recover(
        address, secret_of(arguments, "recoveryCode"), secret_of(arguments, "password"), context->peer());
    if (!code) co_return std::unexpected(told_of_try(code.error()));
    (*answer)["recoveryCode"] = code->view();
    (*answer)["sessionsLeft"] = 0;
    if (const auto member = find_member(context->room().collective(), address)) {
        house_of(*context).sign_ins().forget_of((*member)->id);
        (*answer)["sessionsLeft"] = co_await end_of(context, (*member)->id);
    }
    co_return answer;
}

Task<Answer> reopen(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    auto login = acting(*context, arguments);
    if (!login) co_return std::unexpected(std::move(login.error()));
    const auto done =
        co_await house_of(*context).reopen_former(std::move(*login), secret_of(arguments, "oldSecret"));
    if (!done) co_return std::unexpected(told(done.error()));
    (*answer)["messages"] = done->messages;
    (*answer)["isKept"] = done->kept;
    co_return answer;
}

constexpr std::string_view proof_meaning =
    "Who you are, shown anew: of Proof/give or /auth/prove. At the machine itself also whose account it is.";

constexpr Argument own_get_arguments[] = {
    get_arguments[0],
    get_arguments[1],
    get_arguments[2],
    {"proof", "Id|null", "At the machine itself: whose they are (Proof/give)."},
};
constexpr Argument own_set_arguments[] = {
    set_arguments[0], set_arguments[1], set_arguments[2],
    set_arguments[3], set_arguments[4], {"proof", "Id|null", proof_meaning},
};
constexpr Argument give_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"secret", "String", "The password or the recovery code.", true},
    {"address", "String|null", "At the machine itself, and there alone: whose."},
};
constexpr Argument proof_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"proof", "Id", proof_meaning, true},
};
constexpr Argument password_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"proof", "Id", proof_meaning, true},
    {"password", "String", "The new one; 8 octets are the least.", true},
};
constexpr Argument recover_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"address", "String", "Whose.", true},
    {"recoveryCode", "String", "Theirs.", true},
    {"password", "String", "The new one.", true},
};
constexpr Argument reopen_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"proof", "Id", proof_meaning, true},
    {"oldSecret", "String", "A password, app password or recovery code from before the reset.", true},
};

constexpr Method methods[] = {
    {.name = "LoginSession/get",
     .capability = collective_urn,
     .meaning = "Your sessions.",
     .reference = "RFC 8620 5.1",
     .arguments = own_get_arguments,
     .run = get<all_sessions, session_type>,
     .of = Method::Of::collective,
     .manages_account = true},
    {.name = "LoginSession/set",
     .capability = collective_urn,
     .meaning = "Ends sessions of yours, by destroy. They begin with a sign-in.",
     .reference = "RFC 8620 5.3",
     .arguments = own_set_arguments,
     .run = set_sessions,
     .changes = true,
     .of = Method::Of::collective,
     .manages_account = true},
    {.name = "AppPassword/get",
     .capability = collective_urn,
     .meaning = "Your app passwords, without their secrets.",
     .reference = "RFC 8620 5.1",
     .arguments = own_get_arguments,
     .run = get<all_app_passwords, app_password_type>,
     .of = Method::Of::collective,
     .manages_account = true},
    {.name = "AppPassword/set",
     .capability = collective_urn,
     .meaning =
         "Draws app passwords (takes a proof; the secret is told once), and takes them back: what came "
         "in by one is out.",
     .reference = "RFC 8620 5.3",
     .arguments = own_set_arguments,
     .run = set_app_passwords,
     .changes = true,
     .of = Method::Of::collective,
     .manages_account = true},
    {.name = "Proof/give",
     .capability = collective_urn,
     .meaning =
         "Shows anew who you are, for what a session alone may not change: proof, which holds for five "
         "minutes, for this session alone. After too many tries, rateLimit.",
     .reference = "",
     .arguments = give_arguments,
     .run = give_proof,
     .changes = true,
     .of = Method::Of::collective,
     .manages_account = true},
    {.name = "RecoveryCode/renew",
     .capability = collective_urn,
     .meaning = "A new recovery code, told once; the old one opens nothing any more.",
     .reference = "",
     .arguments = proof_arguments,
     .run = renew_code,
     .changes = true,
     .of = Method::Of::collective,
     .manages_account = true},
    {.name = "Password/set",
     .capability = collective_urn,
     .meaning = "Changes the password: all other sessions are over, and nothing is lost.",
     .reference = "",
     .arguments = password_arguments,
     .run = set_password,
     .changes = true,
     .of = Method::Of::collective,
     .manages_account = true},
    {.name = "Password/recover",
     .capability = collective_urn,
     .meaning =
         "Mends a forgotten password by the recovery code, and gives a new code, once. Nothing is lost. "
         "After too many tries, rateLimit.",
     .reference = "",
     .arguments = recover_arguments,
     .run = recover,
     .changes = true,
     .of = Method::Of::collective,
     .guests = true},
    {.name = "FormerVault/reopen",
     .capability = collective_urn,
     .meaning = "Brings back the mail that a reset left sealed, by a secret from before it. isKept: it holds "
                "more than mail, and stays.",
     .reference = "",
     .arguments = reopen_arguments,
     .run = reopen,
     .changes = true,
     .of = Method::Of::collective,
     .manages_account = true},
};

}  // namespace

OwnPart credentials_part() { return {types, methods}; }

}  // namespace milpa::jmap
