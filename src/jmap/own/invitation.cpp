// SPDX-License-Identifier: AGPL-3.0-or-later
// Invitations: administrators make them, and whoever has the secret of one becomes a member by it, with an
// address and a password of their own choice.
#include "jmap/own/list.hpp"
#include "jmap/own/own.hpp"
#include "jmap/type.hpp"

namespace milpa::jmap {

namespace {

using enum Property::Who;

constexpr Property properties[] = {
    {"id", "Id", "The invitation's.", server},
    {"domain", "String|null", "Of which whoever comes chooses an address; the main one where it is not said.",
     client_once},
    {"label", "String", "The administrators' own words; who comes does not see them.", client_once},
    {"uses", "UnsignedInt", "How many may come by it still; 1 unless it is said.", client_once},
    {"expires", "UTCDate", "Until when it holds: 90 days at most; a week unless it is said.", client_once},
    {"quota", "UnsignedInt", "Octets that each who comes may store; 0: no limit.", client_once},
    {"created", "UTCDate", "Since when it holds.", server},
    {"token", "String|null",
     "The secret that lets in: told once, kept nowhere. A link has it behind a #, where no server sees it.",
     server},
};
constexpr Type type{"Invitation", collective_urn,
                    "Lets people in who have its secret. Who gave it to whom is kept nowhere.", properties};

json::object to_object(const members::InvitationInfo& info) {
    return {{"id", info.id.hex()},
            {"domain", info.domain},
            {"label", info.label},
            {"uses", info.uses},
            {"expires", utc_date_text(to_unix_ms(info.expires) / 1000 * 1000)},
            {"quota", info.quota_bytes},
            {"created", utc_date_text(to_unix_ms(info.created) / 1000 * 1000)},
            {"token", nullptr}};
}

All all_invitations(Context& context) {
    const auto all = context.room().members().invitations();
    if (!all) return std::unexpected(told(all.error()));
    std::vector<json::object> list;
    for (const auto& info : *all) list.push_back(to_object(info));
    return list;
}

Task<Answer> get(Lent<Context> context, json::object arguments) {
    auto all = all_invitations(*context);
    if (!all) co_return std::unexpected(std::move(all.error()));
    co_return get_list(*context, type, arguments, std::move(*all));
}

class InvitationSetter final : public ListSetter {
public:
    explicit InvitationSetter(Lent<Context> context) : ListSetter(context, "There is no such invitation.") {}

    Task<Outcome<New>> create(json::object object) override {
        members::NewInvitation wanted;
        wanted.domain = text_of(object, "domain").value_or("");
        wanted.label = text_of(object, "label").value_or("");
        wanted.quota_bytes = static_cast<std::uint64_t>(number_of(object, "quota").value_or(0));
        const std::int64_t uses = number_of(object, "uses").value_or(1);
        if (uses < 1 || uses > std::int64_t{members::invitation_uses_max}) {
            co_return std::unexpected(
                invalid_properties({"uses"}, fmt::format("From 1 to {}.", members::invitation_uses_max)));
        }
        wanted.uses = static_cast<std::uint32_t>(uses);
        if (const auto expires = text_of(object, "expires")) {
            const auto until = read_utc_date(*expires);
            const std::int64_t now = to_unix_ms(context_->room().clock().wall());
            if (!until) co_return std::unexpected(invalid_properties({"expires"}, "It is no moment."));
            wanted.lifetime = std::chrono::seconds((*until - now) / 1000);
        }
        auto made = co_await context_->room().members().invite(std::move(wanted));
        if (!made) co_return std::unexpected(told(made.error(), {"domain", "label"}));
        json::object answer = to_object(made->info);
        answer.erase("id");
        answer["token"] = made->token.view();
        co_return New{made->info.id.hex(), std::move(answer)};
    }
    Task<Outcome<void>> destroy(std::string id) override {
        const auto parsed = read_id<members::InvitationId>(id);
        if (!parsed) co_return std::unexpected(not_there());
        const auto done = co_await context_->room().members().revoke_invitation(*parsed);
        if (!done) co_return std::unexpected(told_as(set_error_for(done.error()).type, done.error()));
        co_return Outcome<void>{};
    }

private:
    All all() const override { return all_invitations(*context_); }
};

Task<Answer> set(Lent<Context> context, json::object arguments) {
    InvitationSetter setter(context);
    co_return co_await run_set(context, {.type = &type}, &setter, std::move(arguments));
}

// ---- by who has one

Task<Answer> look(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    const auto info =
        context->room().members().invitation_of(std::string_view(arguments.at("token").as_string()));
    if (!info) co_return std::unexpected(told(info.error()));
    const json::object all = to_object(*info);
    for (const char* name : {"domain", "expires", "quota"}) (*answer)[name] = all.at(name);
    co_return answer;
}

Task<Answer> accept(Lent<Context> context, json::object arguments) {
    auto answer = begin_answer(*context, arguments);
    if (!answer) co_return answer;
    const json::string& token = arguments.at("token").as_string();
    const auto info = context->room().members().invitation_of(std::string_view(token));
    if (!info) co_return std::unexpected(told(info.error()));
    members::NewMember fresh;
    std::string address(arguments.at("address").as_string());
    if (!address.contains('@')) address += "@" + info->domain;
    fresh.addresses.push_back(std::move(address));
    fresh.name = text_of(arguments, "name").value_or("");
    fresh.password.emplace(std::string_view(arguments.at("password").as_string()));
    const auto made = co_await house_of(*context).join(std::string(token), std::move(fresh), context->peer());
    if (!made) {
        MethodError refused = told_of_try(made.error());
        if (made.error().kind == ErrorKind::conflict) refused.type = "alreadyExists";
        if (made.error().kind == ErrorKind::missing) refused.type = "invalidArguments";
        co_return std::unexpected(std::move(refused));
    }
    const auto member = context->room().collective().read_member(made->member);
    if (!member) co_return std::unexpected(told(member.error()));
    (*answer)["memberId"] = made->member.hex();
    (*answer)["address"] = (*member)->address();
    (*answer)["recoveryCode"] = made->recovery_code.view();
    co_return answer;
}

constexpr Argument look_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"token", "String", "The invitation's secret.", true},
};
constexpr Argument accept_arguments[] = {
    {"accountId", "Id", "The collective's.", true},
    {"token", "String", "The invitation's secret.", true},
    {"address", "String",
     "Of the invitation's domain; it may be left out. Not the name of a role (support, www ...), nor what is "
     "taken for another.",
     true},
    {"name", "String|null", "Theirs, if they want it known."},
    {"password", "String", "Of their choice; 8 octets are the least.", true},
};

constexpr Method methods[] = {
    {.name = "Invitation/get",
     .capability = collective_urn,
     .meaning = "Those that hold, without their secrets.",
     .reference = "RFC 8620 5.1",
     .arguments = get_arguments,
     .run = get,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Invitation/set",
     .capability = collective_urn,
     .meaning = "Makes invitations (their token is told once), and revokes them.",
     .reference = "RFC 8620 5.3",
     .arguments = set_arguments,
     .run = set,
     .changes = true,
     .duty = administrator,
     .of = Method::Of::collective},
    {.name = "Invitation/look",
     .capability = collective_urn,
     .meaning = "What an invitation lets whoever has it do: domain, expires, quota.",
     .reference = "",
     .arguments = look_arguments,
     .run = look,
     .of = Method::Of::collective,
     .guests = true},
    {.name = "Invitation/accept",
     .capability = collective_urn,
     .meaning = "Becomes a member: memberId, address, and recoveryCode, which is told once. After too many "
                "tries from "
                "one place, rateLimit.",
     .reference = "",
     .arguments = accept_arguments,
     .run = accept,
     .changes = true,
     .of = Method::Of::collective,
     .guests = true},
};

}  // namespace

OwnPart invitation_part() { return {{&type, 1}, methods}; }

}  // namespace milpa::jmap
